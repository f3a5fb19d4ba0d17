package io.gradus.app.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.app.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every page that a command writes can be read without a network, by ear, and in either scheme.
class PagesTest {
  private static final String NOTEBOOK =
      """
      ## Gradients

      Some *text*, a formula $x^2 < y$ and $5.

      #### Deep

      ```
      f[x_] := Exp[-x^2]; MatrixForm[Grad[f[a b], {a, b}]]
      TableForm[{{1, 2}, {Plot[f[x], {x, -2, 2}], Sin[a]}}]
      ```

      Out[ ]= something

      ```
      {1, 2}.{1, 2, 3}
      ```
      # Late
      """;
  private static final String NET =
      "--weights [[2,1],[1,-1],[1,1]] --weights [[-0.5,0.7,1.2]] --input 1,2 --target 6";

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> pages() {
    return Stream.of(
            "worksheet notebook.md",
            "plot tanh(s) s^2 --var s --derivative 1",
            "iterate s^2 --var s",
            "activations",
            "activations tanh",
            "explain " + NET + " --format html",
            "explain " + NET + " --format html --lang ru",
            "explain " + NET + " --format html --lang fa")
        .map(line -> DynamicTest.dynamicTest(line, () -> check(line)));
  }

  private void check(String line) throws IOException {
    Path notebook = Files.writeString(folder.resolve("notebook.md"), NOTEBOOK);
    Path page = folder.resolve("page.html");
    String[] args =
        Stream.concat(
                Stream.of(line.replace("notebook.md", notebook.toString()).split(" ")),
                Stream.of("-o", page.toString()))
            .toArray(String[]::new);
    Shell.Result result = Shell.run(args);
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(Accessibility.faults(Files.readString(page))).isEmpty();
  }

  @Test
  void theTableOfATrace() {
    String[] args = {"trace", "x1*x2 + sin(x1)", "--mode", "reverse", "--format", "html"};
    assertThat(Accessibility.faults(Shell.run(args).out())).isEmpty();
  }

  @Test
  void theLandscapeOfATraining() throws IOException {
    Path spec = Files.writeString(folder.resolve("spec.yaml"), "{data: {digits: 60}, epochs: 2}");
    Path page = folder.resolve("page.html");
    Shell.Result result =
        Shell.run("landscape", spec.toString(), "--resolution", "3", "-o", page.toString());
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(Accessibility.faults(Files.readString(page))).isEmpty();
  }

  @Test
  void theReportOfADiagnosis() throws IOException {
    Path spec =
        Files.writeString(
            folder.resolve("spec.yaml"),
            "{data: {digits: 100}, model: {layers: [exp(8)]}, optimizer: {sgd: -1}, epochs: 2}");
    Path page = folder.resolve("page.html");
    Shell.Result result = Shell.run("diagnose", spec.toString(), "-o", page.toString());
    assertThat(result.code()).as(result.err()).isOne();
    assertThat(Accessibility.faults(Files.readString(page))).isEmpty();
  }

  @Test
  void theReportOfARun() throws IOException {
    Path run = folder.resolve("run");
    Shell.Result result = Shell.run("train", "--epochs", "2", "--out", run.toString());
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(Accessibility.faults(Files.readString(run.resolve("report.html")))).isEmpty();
  }
}
