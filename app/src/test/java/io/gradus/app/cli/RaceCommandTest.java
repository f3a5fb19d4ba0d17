package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.app.Flowers;
import io.gradus.app.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RaceCommandTest {
  private static final String MANY =
      "sgd,momentum,rmsprop,adam,steepest-descent,cg,lbfgs,gauss-newton,levenberg-marquardt";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"rosenbrock,1,1", "beale,3,0.5", "quadratic,0,0"})
  void whoConvergesIsAtTheMinimum(String name, double x, double y) {
    Map<String, Object> race = Shell.run("race", name, "--steps", "300", "--json").json();
    int arrived = 0;
    for (Map<?, ?> path : paths(race)) {
      List<?> end = (List<?>) ((List<?>) path.get("points")).getLast();
      if (path.get("ending").equals("converged")) {
        arrived++;
        assertThat((Double) end.get(0)).isCloseTo(x, within(1e-4));
        assertThat((Double) end.get(1)).isCloseTo(y, within(1e-4));
      }
    }
    assertThat(arrived).isGreaterThanOrEqualTo(3);
  }

  @Test
  void aPictureIsDrawn() throws IOException {
    Path file = folder.resolve("race.svg");
    Map<String, Object> race =
        Shell.run("race", "minima", "--optimizers", "adam,lbfgs", "-o", file.toString(), "--json")
            .json();
    assertThat(race.get("file")).isEqualTo(file.toString());
    assertThat(Files.readString(file)).startsWith("<svg").contains("adam", "lbfgs");
  }

  @Test
  void theWaysOfANetworkAreShownInOnePlane() throws IOException {
    Path spec =
        Files.writeString(
            folder.resolve("net.yaml"),
            "{data: {file: %s, target: species}, model: {layers: [tanh(3)]}}"
                .formatted(Flowers.write(folder)));
    Path file = folder.resolve("race.svg");
    Map<String, Object> race =
        Shell.run(
                "race",
                spec.toString(),
                "--optimizers",
                "{sgd: {lr: 0.1}},lbfgs,{sgd: {lr: -1}}",
                "--steps",
                "40",
                "-o",
                file.toString(),
                "--json")
            .json();
    List<?> variance = (List<?>) race.get("variance");
    assertThat((Double) variance.get(0) + (Double) variance.get(1)).isBetween(0.5, 1 + 1e-12);
    assertThat((List<?>) Shell.at(race, "grid").get("loss")).isNotEmpty();
    for (Map<String, ?> path : paths(race).subList(0, 2)) {
      List<?> way = (List<?>) path.get("inPlane");
      assertThat((List<?>) path.get("distance")).hasSameSizeAs(way);
      assertThat(way).hasSizeBetween(10, 41);
    }
    List<?> best = (List<?>) paths(race).get(1).get("inPlane"); // the plane goes through its end
    assertThat((Double) ((List<?>) best.getLast()).get(0)).isCloseTo(0, within(1e-12));
    assertThat(paths(race).get(2).get("ending")).isEqualTo("diverged");
    assertThat(paths(race).get(2).get("inPlane")).isNull();
    assertThat(Files.readString(file)).contains("principal direction", "lbfgs");
  }

  /// The heavy ball rolls through the first minimum, against which plain descent comes to rest.
  @Test
  void momentumRollsOn() {
    Map<String, Object> race =
        Shell.run(
                "race",
                "minima",
                "--optimizers",
                "{sgd: {lr: 0.1}},{momentum: {lr: 0.1}}",
                "--json")
            .json();
    assertThat((List<?>) Shell.at(race, "grid").get("t")).hasSize(201);
    double sgd = farthest(paths(race).get(0));
    double momentum = farthest(paths(race).get(1));
    double minimum =
        (Double) ((List<?>) ((List<?>) paths(race).get(0).get("points")).getLast()).get(0);
    assertThat(sgd).isCloseTo(minimum, within(1e-3));
    assertThat(momentum).isGreaterThan(minimum + 0.5);
  }

  private static double farthest(Map<String, ?> path) {
    return ((List<?>) path.get("points"))
        .stream().mapToDouble(p -> (Double) ((List<?>) p).get(0)).max().orElseThrow();
  }

  @Test
  void settingsAreWrittenAsInASpec() {
    Map<String, Object> race =
        Shell.run(
                "race",
                "x^2 + 5*y^2",
                "--start",
                "x=1",
                "--start",
                "y=2",
                "--optimizers",
                "{sgd: {lr: 0.1}},sgd",
                "--json")
            .json();
    assertThat(paths(race).stream().map(p -> (String) p.get("optimizer")))
        .containsExactly("{sgd: {lr: 0.1}}", "sgd");
  }

  @Test
  void mistakesAreToldInASentence() {
    Shell.run("race", "x^2").refused("Add --start x=1");
    Shell.run("race", "beale", "--optimizers", "lbfsg").refused("did you mean 'lbfgs'?");
    Shell.run("race", "beale", "-o", folder.resolve("x.gif").toString()).refused(".svg or .png");
  }

  /// Levenberg and Marquardt's method fits y = a·exp(b·x), and a net 1-8-1 to a sine, with fewer
  /// evaluations than any other.
  @ParameterizedTest
  @CsvSource({"exp,1e-5,60", "sine,1e-3,150"})
  void leastSquaresAreForLevenbergAndMarquardt(String what, String goal, String steps)
      throws IOException {
    Random random = new Random(4);
    StringBuilder table = new StringBuilder("x,y\n");
    for (int i = 0; i < 40; i++) {
      double x = what.equals("exp") ? i / 20.0 : i * Math.PI / 20 - Math.PI;
      double noise = 0.01 * random.nextGaussian();
      double y = what.equals("exp") ? 2 * Math.exp(0.7 * x) + noise : Math.sin(x);
      table.append(x).append(',').append(y).append('\n');
    }
    Path data = Files.writeString(folder.resolve("data.csv"), table);
    String model =
        what.equals("exp") ? "{formula: 'a*exp(b*x)', start: {b: 0}}" : "{layers: [tanh(8)]}";
    Path spec =
        Files.writeString(
            folder.resolve("spec.yaml"),
            """
            data: {file: %s, target: y, split: {validation: 0, test: 0}}
            model: %s
            """
                .formatted(data, model));
    Map<String, Object> race =
        Shell.run(
                "race",
                spec.toString(),
                "--optimizers",
                MANY,
                "--steps",
                steps,
                "--tolerance",
                goal,
                "-o",
                folder.resolve("race.svg").toString(),
                "--json")
            .json();
    StringBuilder result = new StringBuilder();
    for (Map<?, ?> p : paths(race)) {
      List.of("optimizer", "evaluations", "value", "ending")
          .forEach(key -> result.append(p.get(key)).append("  "));
      result.append('\n');
    }
    Map<?, ?> last = paths(race).getLast();
    assertThat(last.get("ending")).as(result.toString()).isEqualTo("converged");
    for (Map<?, ?> p : paths(race).subList(0, paths(race).size() - 1)) {
      if (p.get("ending").equals("converged")) {
        assertThat((Long) last.get("evaluations"))
            .as(result.toString())
            .isLessThanOrEqualTo((Long) p.get("evaluations"));
      }
    }
  }

  @SuppressWarnings("unchecked") // JSON arrays of objects
  private static List<Map<String, ?>> paths(Map<String, Object> race) {
    return (List<Map<String, ?>>) race.get("paths");
  }
}
