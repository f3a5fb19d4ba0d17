package io.gradus.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.app.Flowers;
import io.gradus.app.Shell;
import io.gradus.app.Shell.Result;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class RunReportTest {
  @TempDir static Path folder;
  private static String data;
  private static Path species;

  @BeforeAll
  static void train() {
    data = Flowers.write(folder).toString();
    species = folder.resolve("species & more");
    String[] layers = {"--target", "species", "--features", "length,width,color", "--layers"};
    assertThat(train(species, append(layers, "relu(5),tanh(4)")).out())
        .contains("report   " + species.resolve("report.html"));
  }

  private static Result train(Path out, String... options) {
    String[] usual = {"train", "--data", data, "--epochs", "6", "--out", out.toString()};
    Result result = Shell.run(append(usual, options));
    assertThat(result.code()).as(result.err()).isZero();
    return result;
  }

  private static String[] append(String[] first, String... more) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void aClassificationIsShownWhole() throws Exception {
    Document page = read(species.resolve("report.html"));
    assertThat(texts(page, "title")).startsWith("species & more");
    assertThat(texts(page, "h2"))
        .containsExactly(
            "Diagnosis",
            "Training",
            "Results on the test part",
            "Network",
            "Layers in training",
            "Data",
            "Configuration and environment");
    assertThat(texts(page, "title"))
        .contains(
            "Loss",
            "Validation",
            "Running risk",
            "Confusion matrix",
            "The network",
            "Norm of the gradient",
            "Share of outputs where the slope is 0",
            "Gradient norm",
            "Weight norm",
            "Update ratio",
            "Share of classes")
        .anyMatch(t -> t.startsWith("Calibration"));
    assertThat(texts(page, "th")).contains("balancedAccuracy", "aster", "bell", "0 dense");
    assertThat(texts(page, "pre")).contains(Files.readString(species.resolve("config.yaml")));
    assertThat(texts(page, "dt")).contains("java", "backend", "threads", "seed", "data-hash");
    assertThat(texts(page, "dd"))
        .anyMatch(t -> t.startsWith("gradus train --data") && t.contains("'relu(5),tanh(4)'"));
    assertThat(texts(page, "span")).hasSize(1);
  }

  @Test
  void aPageNeedsNothingElse() throws IOException {
    assertThat(Files.readString(species.resolve("report.html")))
        .doesNotContain("http", "href", "src=", "url(", "<script", "@import", "NaN");
  }

  @Test
  void aRegressionShowsItsErrors() throws Exception {
    Path run = folder.resolve("weight");
    train(run, "--target", "weight");
    assertThat(texts(read(run.resolve("report.html")), "title"))
        .contains("weight: predicted against true", "weight: errors", "Distribution of the target");
  }

  @Test
  void aFaultIsShownWithItsRepair() throws Exception {
    Path run = folder.resolve("faulty");
    train(run, "--target", "species", "--layers", "relu(5)", "--optimizer", "sgd", "--lr=-0.1");
    Document page = read(run.resolve("report.html"));
    assertThat(texts(page, "h3").getFirst()).isEqualTo("1. The sign of the learning rate ");
    assertThat(texts(page, "pre").getFirst())
        .isEqualTo("− optimizer.sgd.lr: -0.1\n+ optimizer.sgd.lr: 0.1");
    assertThat(texts(page, "h3")).contains("Explained by the sign of the learning rate");
  }

  @Test
  void severalLabelsShowANumberEach() throws Exception {
    List<String> lines = new ArrayList<>(List.of("x,big,odd"));
    IntStream.range(0, 60)
        .forEach(i -> lines.add("%d,%s,%s".formatted(i, i > 30 ? "yes" : "no", i % 2)));
    Path table = Flowers.write(folder, "labels.csv", lines);
    Path run = folder.resolve("labels");
    train(run, "--data", table.toString(), "--target", "big,odd");
    Document page = read(run.resolve("report.html"));
    assertThat(texts(page, "title")).contains("Share of labels");
    assertThat(texts(page, "th")).contains("big", "odd");
  }

  @Test
  void aFormulaShowsItsParameters() throws Exception {
    Path spec = folder.resolve("formula.yaml");
    Files.writeString(spec, "model: {formula: 'a*length + b*width', start: {a: 1, b: 1}}\n");
    Path run = folder.resolve("formula");
    train(run, spec.toString(), "--target", "weight");
    Document page = read(run.resolve("report.html"));
    assertThat(texts(page, "th")).contains("standard error", "a", "b");
    assertThat(texts(page, "td")).contains("10", "−1"); // as the table was made
  }

  @Test
  void aSeriesShowsMeansAndRuns() throws Exception {
    Path series = folder.resolve("series");
    Result result = train(series, "--target", "species", "--repeat", "2");
    assertThat(result.out()).contains("report   " + series.resolve("report.html"));
    Document page = read(series.resolve("report.html"));
    assertThat(texts(page, "th")).contains("accuracy", "seed-42", "seed-43");
    assertThat(texts(page, "caption")).contains("Mean ± deviation", "Runs");
    assertThat(texts(page, "title")).contains("accuracy", "Loss, validation");
    assertThat(texts(read(series.resolve("seed-43").resolve("report.html")), "h2"))
        .contains("Training");
    assertThat(Shell.run("report", series.toString()).out()).contains("report.html");
  }

  @Test
  void aRunCanBeReportedAgain() throws Exception {
    Path file = folder.resolve("again.html");
    Result result = Shell.run("report", species.toString(), "-o", file.toString(), "--json");
    assertThat(result.json()).containsEntry("file", file.toString());
    assertThat(Files.readString(file)).isEqualTo(Files.readString(species.resolve("report.html")));
    Shell.run("report", folder.resolve("none").toString()).refused("none");
  }

  @Test
  void aRunThatWasCutOffHasAReport() throws Exception {
    Path run = Files.createDirectories(folder.resolve("cut"));
    Files.copy(species.resolve("config.yaml"), run.resolve("config.yaml"));
    List<String> log = Files.readAllLines(species.resolve("metrics.jsonl"));
    Files.writeString(
        run.resolve("metrics.jsonl"), log.get(0) + "\n" + log.get(1) + "\n{\"epoch\": 3, \"st");
    assertThat(Shell.run("report", run.toString()).code()).isZero();
    Document page = read(run.resolve("report.html"));
    assertThat(texts(page, "h2"))
        .containsExactly(
            "Diagnosis", "Training", "Layers in training", "Data", "Configuration and environment");
    assertThat(texts(page, "span")).containsExactly("not finished");
  }

  @Test
  void withoutItsDataARunHasAReport() throws Exception {
    Path moved = Flowers.write(folder, "moved.csv", Flowers.lines());
    Path run = folder.resolve("moved");
    train(run, "--data", moved.toString(), "--target", "species");
    Files.delete(moved);
    Result result = Shell.run("report", run.toString());
    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("moved.csv");
    assertThat(texts(read(run.resolve("report.html")), "h2"))
        .contains("Training", "Results", "Network")
        .doesNotContain("Data");
  }

  @Test
  void aReportThatFailsDoesNotSpoilTheTraining() throws Exception {
    Path run = folder.resolve("blocked");
    Files.createDirectories(run.resolve("report.html"));
    Result result = train(run, "--target", "species");
    assertThat(result.err()).contains("its report could not be written");
    assertThat(result.out()).contains("verdict").doesNotContain("report.html");
  }

  private static Document read(Path file) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    return builder.parse(new InputSource(new StringReader(Files.readString(file))));
  }

  private static List<String> texts(Document page, String tag) {
    NodeList nodes = page.getElementsByTagName(tag);
    return IntStream.range(0, nodes.getLength())
        .mapToObj(i -> nodes.item(i).getTextContent())
        .toList();
  }
}
