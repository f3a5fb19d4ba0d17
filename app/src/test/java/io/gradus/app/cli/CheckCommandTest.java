package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.app.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  @TempDir Path folder;

  @Test
  void enginesAgreeOnExpressions() {
    Map<String, Object> json = Shell.run("check", "x*sin(y)", "ArcTan[x]/x", "--json").json();
    assertThat((Double) json.get("maxDisagreement")).isLessThan(1e-9);
    assertThat(json.get("checked")).isEqualTo(2L);
    assertThat(Shell.at(json, "worst")).containsKeys("of", "at", "values", "disagreement");
  }

  @Test
  void filesHaveExpressionsAndPoints() throws IOException {
    Path file = Files.writeString(folder.resolve("f.txt"), "# two\nx^2*y at x=1,y=2\nlog(x)\n");
    assertThat(Shell.run("check", file.toString()).out())
        .contains("x^2*y", "log(x)", "max disagreement");
    Files.writeString(file, "x^2\nx +\n");
    Shell.run("check", file.toString()).refused("f.txt:2: ", "an operand is missing");
  }

  @Test
  void missingFileIsNoExpression() {
    Shell.run("check", "nosuch.txt").refused("no such file: nosuch.txt");
  }

  @Test
  void disagreementFails() {
    assertThat(Shell.run("check", "sqrt(-1-x^2)").code()).isEqualTo(1); // real nowhere
    assertThat(Shell.run("check", "exp(x)*x", "--tolerance", "0").code()).isEqualTo(1);
  }

  @Test
  void modelsAreCheckedByParameter() {
    Path run = folder.resolve("run");
    Shell.run("train", "--epochs", "1", "--out", run.toString(), "--json").json();
    Map<String, Object> json = Shell.run("check", run.toString(), "--json").json();
    assertThat((Double) json.get("maxDisagreement")).isLessThan(1e-7);
    assertThat(json.get("checked")).isEqualTo(4L);
  }

  @Test
  void operationsShowWhatWorks() {
    assertThat(Shell.run("ops", "erf").out()).contains("erf", "pointwise", "java.lang.Math lacks");
    assertThat(Shell.run("ops").code()).isZero();
    Shell.run("ops", "er").refused("did you mean 'erf'");
  }
}
