package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.app.Shell;
import io.gradus.app.Shell.Result;
import io.gradus.nn.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnoseCommandTest {
  @TempDir Path folder;
  private Path data;

  /// Two features whose signs decide, and one that repeats the answer.
  @BeforeEach
  void writeData() throws IOException {
    Random random = new Random(1);
    StringBuilder rows = new StringBuilder("a,b,answer,k\n");
    for (int i = 0; i < 200; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      String k = a * b > 0 ? "yes" : "no";
      rows.append(String.format(Locale.ROOT, "%.4f,%.4f,%s,%s%n", a, b, k, k));
    }
    data = Files.writeString(folder.resolve("data.csv"), rows);
  }

  private Result diagnose(String... options) {
    return Shell.run(
        Stream.concat(
                Stream.of(
                    "diagnose",
                    "--quiet",
                    "--data",
                    data.toString(),
                    "--target",
                    "k",
                    "--layers",
                    "relu(16)"),
                Stream.of(options))
            .toArray(String[]::new));
  }

  private static Map<String, Object> document(Result result) {
    assertThat(result.code()).as(result.err()).isEqualTo(1);
    return Json.parseMap(result.out(), "standard output");
  }

  private static Map<String, Object> cause(Result result) {
    return map(((List<?>) document(result).get("causes")).getFirst());
  }

  @Test
  void aHealthyTrainingIsOneQuietLine() {
    Result result = diagnose("--features", "a,b", "--epochs", "60", "--lr", "0.02");
    assertThat(result.code()).isZero();
    assertThat(result.out().lines()).hasSize(1).first().asString().startsWith("verdict  healthy: ");
  }

  @Test
  void aLeakIsNamedByItsColumn() {
    Result result = diagnose("--epochs", "20", "--json");
    assertThat(document(result))
        .containsEntry("verdict", "faulty")
        .containsKeys("symptoms", "notes", "sentence");
    assertThat(cause(result)).containsEntry("cause", "leakage");
    assertThat(cause(result).get("sentence").toString()).contains("'answer'");
    assertThat(cause(result))
        .containsKeys(
            "cause", "confidence", "rule", "where", "sentence", "evidence", "fix", "proven");
  }

  @Test
  void aRepairIsProvenAndWritten() throws IOException {
    Path repaired = folder.resolve("repaired.yaml");
    Path report = folder.resolve("report.html");
    Result result =
        diagnose(
            "--features",
            "a,b",
            "--epochs",
            "60",
            "--optimizer",
            "adam",
            "--lr=-0.02",
            "--json",
            "-o",
            report.toString(),
            "--probe",
            "--fix",
            repaired.toString());
    assertThat(cause(result)).containsEntry("cause", "lr_sign").containsEntry("proven", true);
    assertThat(document(result))
        .containsEntry("repaired", repaired.toString())
        .containsEntry("report", report.toString());
    assertThat((List<?>) document(result).get("probes")).hasSize(7);
    assertThat(Files.readString(report))
        .contains("As it was, and repaired", "✓ proven", "+ optimizer.adam.lr: 0.02", "P5 ✗");
    Result again = Shell.run("diagnose", "--quiet", repaired.toString());
    assertThat(again.code()).isZero();
    assertThat(Files.readString(repaired)).contains("lr: 0.02");
  }

  @Test
  void aRunIsDiagnosedFromItsFolder() {
    Path run = folder.resolve("run");
    Result trained =
        Shell.run(
            "train",
            "--quiet",
            "--json",
            "--data",
            data.toString(),
            "--target",
            "k",
            "--features",
            "a,b",
            "--epochs",
            "30",
            "--lr",
            "1e-7",
            "--out",
            run.toString());
    assertThat(trained.json().get("verdict")).isIn("faulty", "undecided");
    assertThat(trained.json()).containsKeys("causes", "symptoms", "verdictSentence");
    assertThat(run.resolve("diagnosis.json")).exists();
    Result result = Shell.run("diagnose", "--quiet", "--json", run.toString());
    assertThat(cause(result)).containsEntry("cause", "lr_low").containsEntry("proven", true);
  }

  @Test
  void aModelIsLookedAtOnData() throws IOException {
    Path run = folder.resolve("run");
    Path onnx = folder.resolve("model.onnx");
    String[] train = {
      "train",
      "--quiet",
      "--data",
      data.toString(),
      "--target",
      "k",
      "--features",
      "a,b",
      "--layers",
      "tanh(16)",
      "--lr",
      "0.02",
      "--epochs",
      "60",
      "--out",
      run.toString()
    };
    assertThat(Shell.run(train).code()).isZero();
    Shell.run("export", run.toString(), "--to", "onnx", "-o", onnx.toString());
    String[] good = {"diagnose", onnx.toString(), "--data", data.toString(), "--target", "k"};
    Result healthy = Shell.run(good);
    assertThat(healthy.code()).as(healthy.err()).isZero();
    assertThat(healthy.out()).startsWith("verdict  healthy: ");

    StringBuilder rows = new StringBuilder("a,b,k\n");
    Files.readAllLines(data).stream()
        .skip(1)
        .map(line -> line.split(","))
        .forEach(c -> rows.append("%s,%s,%s%n".formatted(shifted(c[0]), shifted(c[1]), c[3])));
    Path moved = Files.writeString(folder.resolve("moved.csv"), rows);
    Path report = folder.resolve("model.html");
    Result faulty =
        Shell.run(
            "diagnose",
            onnx.toString(),
            "--data",
            moved.toString(),
            "--target",
            "k",
            "--json",
            "-o",
            report.toString());
    assertThat(cause(faulty)).containsEntry("cause", "input_scale");
    assertThat(document(faulty).get("symptoms").toString()).contains("constant_output");
    assertThat(report).exists();
    Shell.run("diagnose", onnx.toString()).refused("--data FILE");
  }

  private static double shifted(String number) {
    return Double.parseDouble(number) + 1e4;
  }

  @Test
  void aReportIsAPage() {
    diagnose("--report", "report.svg").refused("ends in .html");
  }

  @Test
  void theFirstNumberThatIsNotFiniteIsLocated() {
    Result result =
        Shell.run(
            "diagnose",
            "--quiet",
            "--data",
            data.toString(),
            "--target",
            "k",
            "--features",
            "a,b",
            "--layers",
            "exp(8),exp(8)",
            "--optimizer",
            "sgd",
            "--lr",
            "1",
            "--epochs",
            "20");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).contains("act_hidden", "exp", "first    Step ");
  }

  @Test
  void theGradientOfEightSigmoidLayersIsWhatTheoryPredicts() {
    for (String init : new String[] {"glorot-normal", "he-normal"}) {
      Result result =
          Shell.run(
              "diagnose",
              "--quiet",
              "--json",
              "--data",
              data.toString(),
              "--target",
              "k",
              "--features",
              "a,b",
              "--layers",
              "sigmoid(100),".repeat(7) + "sigmoid(100)",
              "--init",
              init,
              "--epochs",
              "2",
              "--seconds-for-trials",
              "0");
      Map<String, Object> vanishing =
          ((List<?>) document(result).get("causes"))
              .stream()
                  .map(c -> map(c))
                  .filter(c -> c.get("rule").equals("I3"))
                  .findFirst()
                  .orElseThrow();
      Map<String, Object> evidence = map(vanishing.get("evidence"));
      double measured = (double) evidence.get("gradientRatio");
      double predicted = (double) evidence.get("meanFieldRatio");
      assertThat(measured / predicted).isBetween(0.5, 2.0);
      assertThat((double) evidence.get("bound")).isCloseTo(Math.pow(0.25, 7), within(1e-12));
      assertThat(vanishing.get("sentence").toString()).contains("mean field theory predicts");
    }
  }

  @SuppressWarnings("unchecked") // JSON objects have text keys
  private static Map<String, Object> map(Object node) {
    return (Map<String, Object>) node;
  }
}
