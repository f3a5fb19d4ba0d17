package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.app.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormulaModelTest {
  @TempDir Path folder;
  private Path data;
  private Path run;

  /// y = 2 exp(x/2) with a little noise.
  @BeforeEach
  void data() throws IOException {
    Random random = new Random(5);
    StringBuilder table = new StringBuilder("time,y\n");
    for (int i = 0; i < 60; i++) {
      double x = i / 20.0;
      double y = 2 * Math.exp(0.5 * x) + 0.05 * random.nextGaussian();
      table.append(x).append(',').append(y).append('\n');
    }
    data = Files.writeString(folder.resolve("data.csv"), table);
    run = folder.resolve("run");
  }

  private Path spec(String more) throws IOException {
    return Files.writeString(
        folder.resolve("spec.yaml"),
        """
        data: {file: %s, target: y}
        model: {formula: "a*exp(b*x)", start: {a: 1, b: 0}}
        %s
        """
            .formatted(data, more));
  }

  @Test
  void aFormulaIsFittedSavedAndUsed() throws IOException {
    Map<String, Object> result =
        Shell.run("train", spec("").toString(), "--out", run.toString(), "--json").json();
    assertThat(number(result, "a", "value")).isCloseTo(2, within(0.03));
    assertThat(number(result, "b", "value")).isCloseTo(0.5, within(0.01));
    assertThat(number(result, "a", "standardError")).isBetween(0.005, 0.02);
    assertThat(((Map<?, ?>) result.get("test")).get("r2")).asString().startsWith("0.99");
    Shell.Result predicted =
        Shell.run("predict", run.toString(), "--data", data.toString(), "--quiet");
    assertThat(Double.parseDouble(predicted.out().lines().toList().get(1)))
        .isEqualTo(number(result, "a", "value"));
  }

  @Test
  void theParametersAreInTheUsersUnitsAndPrinted() throws IOException {
    Shell.Result result = Shell.run("train", spec("").toString(), "--out", run.toString());
    assertThat(result.out()).containsPattern("a +(1\\.9|2\\.0)\\d+ ± 0\\.0\\d+");
  }

  @Test
  void anyOtherOptimizerFitsItToo() throws IOException {
    String adam = "optimizer: {adam: {lr: 0.05}}\nepochs: 400";
    Map<String, Object> result =
        Shell.run("train", spec(adam).toString(), "--out", run.toString(), "--json").json();
    assertThat(number(result, "b", "value")).isCloseTo(0.5, within(0.02));
  }

  private static double number(Map<String, Object> result, String name, String key) {
    Map<?, ?> parameters = (Map<?, ?>) result.get("parameters");
    return (Double) ((Map<?, ?>) parameters.get(name)).get(key);
  }
}
