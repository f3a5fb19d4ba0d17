package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.app.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemonstrationsTest {
  @TempDir Path folder;

  @Test
  void mistakesAreAnsweredByOneSentence() {
    Shell.run("propagate", "--layers", "0").refused("--layers and --width must be at least 1");
    Shell.run("approximate", "x", "--epsilon", "-1").refused("--epsilon must be greater than 0");
    Shell.run("race", "rosenbrok").refused("or say rosenbrock");
  }

  @Test
  void aSumOfNeuronsComesCloseEverywhere() throws IOException {
    Path file = folder.resolve("sum.svg");
    Map<String, Object> found =
        Shell.run("approximate", "sin(2*pi*x)", "-o", file.toString(), "--json").json();
    assertThat(found.get("reached")).isEqualTo(true);
    assertThat((Long) found.get("neurons")).isBetween(2L, 12L);
    assertThat((Double) found.get("maxError")).isLessThanOrEqualTo((Double) found.get("bound"));
    assertThat((Double) found.get("bound")).isLessThanOrEqualTo(0.01);
    assertThat(list(found, "tries")).extracting(t -> t.get("neurons")).startsWith(1L);
    assertThat(Files.readString(file)).startsWith("<svg");
  }

  @Test
  void tooFewNeuronsAreAFailure() {
    Shell.Result result = Shell.run("approximate", "sin(2*pi*x)", "--neurons", "1");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).contains("N = 1 is not enough for an error of 0.01");
  }

  /// exp(sin πx + y²) comes apart into a sine, a parabola and an exponential function.
  @Test
  void splinesLearnASuperposition() {
    Map<String, Object> found =
        Shell.run("kolmogorov", "--grids", "3,6", "--goal", "0.01", "--json").json();
    assertThat((Double) found.get("rmse")).isLessThanOrEqualTo(0.01);
    assertThat(list(found, "stages")).hasSize(2);
    Map<?, ?> phi = list(found, "functions").get(1);
    assertThat(phi.get("name")).isEqualTo("φ1(y)");
    List<?> y = (List<?>) phi.get("y");
    double left = (Double) y.getFirst();
    double middle = (Double) y.get(y.size() / 2);
    assertThat((Double) y.getLast()).isCloseTo(left, within(0.05 * Math.abs(left - middle)));
  }

  @Test
  void onlySomeBeginningsCarryASignal() {
    Map<String, Object> found =
        Shell.run(
                "propagate",
                "--activations",
                "selu,relu,tanh",
                "--init",
                "lecun-normal,he-normal",
                "--width",
                "64",
                "--json")
            .json();
    List<Map<String, Object>> cases = list(found, "cases");
    assertThat(cases)
        .extracting(c -> c.get("activation") + " " + c.get("init") + " " + c.get("signal"))
        .contains(
            "selu lecun-normal kept", "relu lecun-normal vanishes", "selu he-normal explodes");
    Map<String, Object> selu = cases.getFirst();
    assertThat((Double) selu.get("mean")).isCloseTo(0, within(0.3));
    assertThat((Double) selu.get("variance")).isBetween(0.4, 2.5);
    assertThat((List<?>) selu.get("variances")).hasSize(50);
  }

  @Test
  void mistakesAreToldInASentence() {
    Shell.run("approximate", "{x, y}").refused("one number");
    Shell.run("propagate", "--activations", "sellu").refused("did you mean 'selu'?");
    Shell.run("propagate", "--init", "lecun").refused("unknown initializer 'lecun'");
  }

  @SuppressWarnings("unchecked") // JSON arrays of objects
  private static List<Map<String, Object>> list(Map<String, Object> found, String key) {
    return (List<Map<String, Object>>) found.get(key);
  }
}
