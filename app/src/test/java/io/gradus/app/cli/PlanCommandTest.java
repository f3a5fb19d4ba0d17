package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.app.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCommandTest {
  @TempDir Path folder;

  @Test
  void formulasAreShownWithTheirGradient() {
    Map<String, Object> json = Shell.run("plan", "x1*x2 + sin(x1)", "--json").json();
    assertThat(json.get("of")).isEqualTo("x1*x2 + sin(x1)");
    Map<String, Object> passes = Shell.at(json, "passes");
    assertThat(passes).containsOnlyKeys("schedule", "fuse", "plan", "loops");
    assertThat(passes.get("schedule").toString()).contains("sin x1", "cos x1");
    assertThat(Shell.run("plan", "x1*x2 + sin(x1)").out()).contains("schedule:", "loops:");
  }

  @Test
  void codeIsThatOfTheTarget() {
    String scalar = Shell.run("plan", "exp(x)*y", "--pass=code", "--target=scalar").out();
    assertThat(scalar).contains("dmul").doesNotContain("Vector");
    for (String bits : new String[] {"128", "256", "512"}) {
      String code = Shell.run("plan", "exp(x)*y", "--pass=code", "--target", bits).out();
      assertThat(code).contains("DoubleVector.SPECIES_" + bits);
    }
  }

  @Test
  void stepsOfTrainingsAreShown() throws IOException {
    Path run = folder.resolve("run");
    Shell.run("train", "--epochs", "1", "--out", run.toString(), "--json").json();
    String plan = Shell.run("plan", run.toString(), "--pass", "plan").out();
    assertThat(plan).contains("after product", "arena: ").doesNotContain("copy to result");
    Path spec = folder.resolve("spec.yaml");
    Files.writeString(spec, Shell.run("train", "--print-spec").out());
    assertThat(Shell.run("plan", spec.toString(), "--pass", "plan").out()).isEqualTo(plan);
  }

  @Test
  void mistakesAreAnsweredByOneSentence() throws IOException {
    Shell.run("plan", "x", "--pass", "cod").refused("unknown pass 'cod'", "did you mean 'code'");
    Shell.run("plan", "x", "--target", "64").refused("--target must be scalar, 128, 256 or 512");
    Shell.run("plan", "nosuch.yaml").refused("no such file: nosuch.yaml");
    Shell.run("plan", "x +").refused("an operand is missing");
    Path spec = Files.writeString(folder.resolve("s.yaml"), "bach: 3\n");
    Shell.run("plan", spec.toString()).refused("s.yaml:1", "did you mean 'batch'");
  }

  @Test
  void operationsSayWhatComputesThem() {
    assertThat(Shell.run("ops").out().lines())
        .anyMatch(l -> l.startsWith("exp ") && l.contains(" vector "))
        .anyMatch(l -> l.startsWith("erf ") && l.contains(" scalar "))
        .anyMatch(l -> l.startsWith("scatter-add ") && l.contains(" scalar "));
  }
}
