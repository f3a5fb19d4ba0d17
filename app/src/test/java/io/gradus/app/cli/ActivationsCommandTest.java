package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.gradus.app.Shell;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivationsCommandTest {
  private static final Map<String, Map<String, Object>> FOUND = new LinkedHashMap<>();

  @TempDir Path folder;

  @BeforeAll
  static void all() {
    list(Shell.run("activations", "--json").json())
        .forEach(a -> FOUND.put((String) a.get("name"), a));
  }

  @SuppressWarnings("unchecked") // a JSON array of objects
  private static List<Map<String, Object>> list(Map<String, Object> found) {
    return (List<Map<String, Object>>) found.get("activations");
  }

  private static double number(String name, String key) {
    return ((Number) FOUND.get(name).get(key)).doubleValue();
  }

  private static String verdicts(String name) {
    return String.join(
        "; ", ((List<?>) FOUND.get(name).get("verdicts")).stream().map(String::valueOf).toList());
  }

  @Test
  void everyActivationIsThere() {
    assertThat(FOUND.keySet())
        .containsExactlyElementsOf(Activations.all().stream().map(Activation::name).toList());
  }

  @Test
  void boundsOfDerivatives() {
    assertThat(number("sigmoid", "supDerivative")).isEqualTo(0.25);
    assertThat(number("tanh", "supDerivative")).isEqualTo(1);
    assertThat(number("gaussian", "supDerivative")).isCloseTo(Math.sqrt(2 / Math.E), within(1e-12));
    assertThat(FOUND.get("exp").get("supDerivative")).isEqualTo("Infinity");
    assertThat(number("sign", "supDerivative")).isZero();
  }

  @Test
  void ranges() {
    assertThat(FOUND.get("tanh"))
        .containsEntry("range", List.of(-1.0, 1.0))
        .containsEntry("attained", List.of(false, false))
        .containsEntry("zeroCentred", true);
    assertThat(FOUND.get("hard-tanh")).containsEntry("attained", List.of(true, true));
    assertThat(FOUND.get("relu"))
        .containsEntry("range", List.of(0.0, "Infinity"))
        .containsEntry("zeroCentred", false);
    assertThat(FOUND.get("softplus")).containsEntry("attained", List.of(false, false));
    List<?> silu = (List<?>) FOUND.get("silu").get("range");
    assertThat((Double) silu.getFirst()).isCloseTo(-0.27846454276107, within(1e-12));
  }

  @Test
  void zeroGradients() {
    assertThat(number("relu", "zeroGradientShare")).isCloseTo(0.5, within(1e-9));
    assertThat(number("hard-tanh", "zeroGradientShare")).isCloseTo(0.3173105, within(1e-6));
    assertThat(number("step", "zeroGradientShare")).isEqualTo(1, within(1e-12));
    assertThat(number("tanh", "zeroGradientShare")).isZero();
  }

  @Test
  void smoothness() {
    assertThat(FOUND.values())
        .filteredOn(a -> a.get("continuous").equals(false))
        .extracting(a -> a.get("name"))
        .containsExactly("step", "sign");
    assertThat(FOUND.values())
        .filteredOn(a -> a.get("smooth").equals(false))
        .extracting(a -> a.get("name"))
        .containsExactly("relu", "leaky-relu", "selu", "hard-sigmoid", "hard-tanh", "step", "sign");
  }

  /// Klambauer, Unterthiner, Mayr and Hochreiter 2017: mean 0 and variance 1 are a fixed point.
  @Test
  void seluKeepsMeanAndVariance() {
    assertThat(number("selu", "mean")).isCloseTo(0, within(1e-6));
    assertThat(number("selu", "variance")).isCloseTo(1, within(1e-6));
    assertThat(FOUND.keySet())
        .filteredOn(a -> verdicts(a).contains("normalizes itself"))
        .containsExactly("selu");
  }

  @Test
  void whatFollows() {
    assertThat(verdicts("sign")).contains("vanishes");
    assertThat(verdicts("relu")).contains("may die");
    assertThat(verdicts("leaky-relu")).doesNotContain("die");
    assertThat(verdicts("tanh")).contains("saturates");
    assertThat(verdicts("identity")).contains("adds no power");
    assertThat(verdicts("sigmoid")).contains("saturates", "9.537×10⁻⁷ through 10 layers");
  }

  @Test
  void aFormulaIsStudiedToo() throws IOException {
    Path html = folder.resolve("a.html");
    Map<String, Object> mine =
        list(Shell.run("activations", "max(0, x)^2", "-o", html.toString(), "--json").json())
            .getFirst();
    assertThat(mine).containsEntry("smooth", true).containsEntry("supDerivative", "Infinity");
    assertThat(Files.readString(html)).contains("<svg", "<math", "may die");
    assertThat(list(Shell.run("activations", "1/x", "--json").json()).getFirst())
        .containsEntry("range", List.of("-Infinity", "Infinity"))
        .containsEntry("attained", List.of(false, false))
        .containsEntry("continuous", false);
    assertThat(Shell.run("activations", "log(x)").out()).contains("no real value for some inputs");
    Shell.run("activations", "rellu").refused("did you mean 'relu'?");
  }

  @Test
  void depthIsBoundedPredictedAndMeasured() throws IOException {
    Path html = folder.resolve("deep.html");
    Map<String, Object> sigmoid =
        list(Shell.run(
                    "activations",
                    "sigmoid",
                    "--layers=4",
                    "--init=orthogonal,he-normal",
                    "-o",
                    html.toString(),
                    "--json")
                .json())
            .getFirst();
    List<?> depths = (List<?>) sigmoid.get("depth");
    Map<?, ?> he = (Map<?, ?>) depths.getLast();
    assertThat(he.get("init")).isEqualTo("he-normal");
    assertThat((Double) he.get("factor")).isCloseTo(0.318, within(5e-4));
    Map<?, ?> last = (Map<?, ?>) ((List<?>) he.get("layers")).getLast();
    assertThat(last.get("bound")).isEqualTo(Math.pow(0.25, 4));
    assertThat((Double) last.get("measured"))
        .isCloseTo((Double) last.get("predicted"), withinPercentage(15));
    assertThat(Files.readString(html)).contains("layer by layer", "What is left of a gradient");

    assertThat(FOUND.get("softmax").get("depth")).isEqualTo(List.of());
    assertThat(Shell.run("activations", "softmax").out()).doesNotContain("left of the norm");
    assertThat(Shell.run("activations").out()).contains("behind 10 layers");
    Shell.run("activations", "relu", "--init", "he-norml").refused("he-normal");
    Shell.run("activations", "relu", "--layers", "0").refused("--layers");
  }
}
