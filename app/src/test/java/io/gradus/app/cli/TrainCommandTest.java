package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.app.Flowers;
import io.gradus.app.Shell;
import io.gradus.app.Shell.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void writeData() {
    data = Flowers.write(folder);
  }

  private Result train(String name, String... options) {
    return Shell.run(
        Stream.concat(
                Stream.of(
                    "train",
                    "--data",
                    data.toString(),
                    "--epochs",
                    "40",
                    "--lr",
                    "0.02",
                    "--layers",
                    "relu(8)",
                    "--out",
                    folder.resolve(name).toString()),
                Stream.concat(target(options), Stream.of(options)))
            .toArray(String[]::new));
  }

  private static Stream<String> target(String... options) {
    return List.of(options).contains("--target")
        ? Stream.empty()
        : Stream.of("--target", "species");
  }

  private byte[] model(String name) {
    try {
      return Files.readAllBytes(folder.resolve(name).resolve("model.safetensors"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double metric(Map<String, Object> json, String part, String name) {
    return (Double) Shell.at(json, part).get(name);
  }

  @Test
  void jsonHasTheKeysOfTheContract() {
    Result result = train("a", "--json", "--quiet");
    assertThat(result.err()).isEmpty();
    Map<String, Object> json = result.json();
    assertThat(json)
        .containsKeys("run", "model", "epochs", "steps", "seconds", "samplesPerSecond", "verdict");
    assertThat(json).containsEntry("epochs", 40L).containsEntry("verdict", "healthy");
    assertThat(metric(json, "validation", "accuracy")).isGreaterThan(0.9);
    assertThat(Shell.at(json, "test")).containsKey("loss");
    assertThat(folder.resolve("a")).isDirectoryContaining("glob:**model.safetensors");
  }

  @Test
  void aPersonReadsATableTheRunAndAVerdict() {
    Result result = train("a");
    assertThat(result.out())
        .contains("loss", "accuracy", "train", "validation", "test", "run ", "verdict  healthy: ");
    assertThat(result.err()).contains("epoch 40/40").doesNotContain("\r");
  }

  @Test
  void aRateBelowZeroIsNoticed() {
    assertThat(train("a", "--lr", "-0.1", "--epochs", "1").err())
        .contains("the learning rate -0.1 is negative");
  }

  @Test
  void thereAreOnlyThePartsThatExist() {
    assertThat(train("a", "--test", "0", "--validation", "0", "--json").json())
        .containsKey("train")
        .doesNotContainKeys("validation", "test");
  }

  @Test
  void numbersAsTargetAreARegression() {
    Map<String, Object> json = train("a", "--target", "weight", "--epochs", "100", "--json").json();
    assertThat(metric(json, "test", "r2")).isGreaterThan(0.8);
    assertThat(Shell.at(json, "test")).containsKeys("loss", "rmse", "mae");
  }

  @Test
  void equalSeedsGiveEqualBytes() {
    train("a", "--seed", "7");
    train("b", "--seed", "7");
    train("c", "--seed", "8");
    assertThat(model("a")).isEqualTo(model("b")).isNotEqualTo(model("c"));
  }

  @Test
  void aFinishedRunResumesToTheSameModel() {
    train("a");
    byte[] before = model("a");
    Result again = Shell.run("train", "--resume", folder.resolve("a").toString(), "--json");
    assertThat(again.json()).containsEntry("epochs", 40L);
    assertThat(model("a")).isEqualTo(before);
  }

  @Test
  void foldsAreRunsOfTheirOwnWithMeanAndDeviation() throws IOException {
    Result result = train("cv", "--folds", "3", "--epochs", "10", "--json", "--quiet");
    Map<String, Object> json = result.json();
    List<?> runs = (List<?>) json.get("runs");
    assertThat(runs).hasSize(3);
    double mean = 0;
    for (Object run : runs) {
      mean += (Double) ((Map<?, ?>) ((Map<?, ?>) run).get("test")).get("accuracy") / 3;
    }
    assertThat(metric(json, "test", "accuracy")).isCloseTo(mean, within(1e-12));
    assertThat(Shell.at(json, "std")).containsOnlyKeys("train", "validation", "test");
    byte[] whole = model("cv/fold-3");

    // A series goes on where it stopped: what is missing is trained, the rest stays.
    Files.delete(folder.resolve("cv/fold-3/config.yaml"));
    Result again = Shell.run("train", "--resume", folder.resolve("cv").toString(), "--json");
    assertThat(Shell.at(again.json(), "test")).isEqualTo(json.get("test"));
    assertThat(model("cv/fold-3")).isEqualTo(whole);
    assertThat(train("seeds", "--repeat", "2", "--epochs", "3").out())
        .contains("accuracy", " ± ", "verdict  ");
    assertThat(folder.resolve("seeds/seed-43")).isDirectory();
    train("cv", "--folds", "3").refused("already holds a run");
    train("c", "--folds", "1").refused("--folds", "at least 2");
  }

  @Test
  void aRangeTestSuggestsARateAndKeepsNoModel() {
    Path chart = folder.resolve("rates.svg");
    Result result = train("a", "--lr-range", "--chart", chart.toString());
    assertThat(result.out()).contains("rate ", "2.00e-06", "The loss falls most steeply at --lr ");
    assertThat(chart).content().contains("<svg", "learning rate");
    assertThat(folder.resolve("a")).doesNotExist();
    Map<String, Object> json = train("a", "--lr-range", "--steps", "50", "--json").json();
    assertThat((List<?>) json.get("rates"))
        .hasSizeBetween(20, 50)
        .hasSameSizeAs((List<?>) json.get("losses"));
    assertThat((Double) json.get("suggested")).isBetween(1e-5, 2.0);
  }

  @Test
  void optionsOverrideTheSpec() {
    Path spec =
        Flowers.write(
            folder,
            "spec.yaml",
            List.of(
                "data: {file: flowers.csv, target: species}",
                "model:",
                "  layers:",
                "    - dense: {units: 4, activation: tanh}",
                "optimizer: {sgd: {lr: 0.1, momentum: 0.5}}",
                "steps: 20"));
    Map<String, Object> printed =
        Shell.run(
                "train",
                spec.toString(),
                "--print-spec",
                "--json",
                "--lr",
                "-0.2",
                "--epochs",
                "3",
                "--batch",
                "10",
                "--init",
                "he-normal")
            .json();
    assertThat(printed.toString())
        .contains("units=4", "activation=tanh", "momentum=0.5", "lr=-0.2", "epochs=3", "batch=10")
        .contains("init=he-normal")
        .doesNotContain("steps", "glorot");
    Result result =
        Shell.run("train", spec.toString(), "--out", folder.resolve("s").toString(), "--json");
    assertThat(result.json()).containsEntry("steps", 20L);
  }

  @Test
  void formulasStandWhereNamesDo() {
    Map<String, Object> printed =
        Shell.run(
                "train",
                "--print-spec",
                "--json",
                "--layers",
                "{x*tanh(x)}(3), dropout(0.1) {max(x, 0)}(4)",
                "--output",
                "{exp(x)}",
                "--set",
                "loss={cross-entropy: {class-weights: balanced}}")
            .json();
    assertThat(printed.toString())
        .contains("formula=x*tanh(x)", "rate=0.1", "formula=max(x, 0)", "formula=exp(x)")
        .contains("class-weights=balanced");
  }

  @Test
  void thePrintedSpecIsASpec() {
    String text = Shell.run("train", "--print-spec", "--layers", "tanh(3), relu(4)").out();
    Path spec = Flowers.write(folder, "spec.yaml", text.lines().toList());
    assertThat(Shell.run("train", spec.toString(), "--print-spec").out()).isEqualTo(text);
    assertThat(text).contains("units: 3", "units: 4", "seed: 42", "epsilon: 1");
  }

  @Test
  void anotherOptimizerForgetsTheSettingsOfTheOldOne() {
    String spec =
        Shell.run("train", "--print-spec", "--optimizer", "sgd", "--lr", "0.5", "--json").out();
    assertThat(spec).contains("sgd", "0.5").doesNotContain("adam");
  }

  @Test
  void optionsReachTheSettingsOfWhatIsChosen() {
    Path spec = Flowers.write(folder, "spec.yaml", List.of("optimizer: {sgd: 0.25}"));
    assertThat(
            printed(spec.toString(), "--momentum", "0.5", "--set", "optimizer.sgd.nesterov=true"))
        .contains("lr=0.25", "momentum=0.5", "nesterov=true");
    assertThat(printed("--beta1", "0.75", "--batch", "all", "--set", "stop.patience=4"))
        .contains("beta1=0.75", "batch=all", "patience=4");
    assertThat(printed("--optimizer", "{sgd: {lr: 0.5}}", "--set", "data.features=[a, b c]"))
        .contains("lr=0.5", "features=[a, b c]");
    assertThat(printed("--optimizer", "sgd(0.5)", "--momentum", "0.75", "--clip", "global-norm(2)"))
        .contains("lr=0.5", "momentum=0.75", "global-norm={limit=2");
    assertThat(printed("--schedule", "warmup(10),cosine", "--l2", "1e-4", "--init", "normal(0.5)"))
        .contains("warmup={steps=10}", "cosine={", "l2=1.0E-4", "normal={std=0.5}");
    train("a", "--momentum", "0.9")
        .refused("--momentum: unknown key 'optimizer.adam.momentum'", "lr, beta1");
    train("a", "--set", "optimizer.adam.bta1=1").refused("--set", "did you mean 'beta1'?");
    train("a", "--set", "stop.patience").refused("--set needs PATH=VALUE");
    train("a", "--optimzer", "sgd").refused("'--optimzer'", "did you mean '--optimizer'?");
  }

  private static String printed(String... options) {
    return Shell.run(
            Stream.concat(Stream.of("train", "--print-spec", "--json"), Stream.of(options))
                .toArray(String[]::new))
        .json()
        .toString();
  }

  @Test
  void theHelpHasASentenceForEachOption() {
    String help = Shell.run("train", "--help").out();
    assertThat(help).contains("--weights-change=X", "The learning rate.", "default: 32)");
    assertThat(help.lines().filter(line -> line.matches("\\s+--[a-z-]+=\\S+\\s*")))
        .allMatch(line -> line.length() > 26); // else the sentence would be on the same line
  }

  @Test
  void mistakesInASpecNameTheLine() {
    assertRefused(
        "optimzer: adam", "spec.yaml:2: unknown key 'optimzer'", "did you mean 'optimizer'?");
    assertRefused("optimizer: {adm: {lr: 1}}", "spec.yaml:2: ", "'adm'", "did you mean 'adam'?");
    assertRefused("batch: many", "spec.yaml:2: batch", "'many'");
    assertRefused("batch: 0", "spec.yaml:2: batch must be at least 1");
    assertRefused("model: {layers: [rleu(3)]}", "spec.yaml:2: ", "'rleu'", "did you mean 'relu'?");
    assertRefused("seed: [1", "spec.yaml:");
  }

  private void assertRefused(String line, String... parts) {
    Path spec = Flowers.write(folder, "spec.yaml", List.of("# a spec", line));
    Shell.run("train", spec.toString()).refused(parts);
  }

  @Test
  void mistakesInOptionsNameTheOption() {
    train("a", "--layers", "relu(8),rleu(8)").refused("--layers", "'rleu'");
    train("a", "--layers", "relu").refused("--layers", "relu(64)");
    train("a", "--layers", "relu(-1)").refused("--layers");
    train("a", "--lr", "fast").refused("--lr", "'fast'");
    train("a", "--epochs", "0").refused("--epochs", "at least 1");
    train("a", "--loss", "mes").refused("--loss", "'mes'", "did you mean 'mse'?");
    train("a", "--precision", "float16").refused("--precision", "float32");
    train("a", "--task", "clasification").refused("--task", "did you mean 'classification'?");
    train("a", "--resume", "r").refused("leave out --");
    Shell.run("train", data.toString()).refused("--data " + data);
    Shell.run("train", folder.toString()).refused("is a folder", "--resume");
    Shell.run("train", "--data", "train-images-idx3-ubyte.gz").refused("--labels FILE");
    assertThat(folder.resolve("a")).doesNotExist();
  }

  @Test
  void mistakesInTheDataNameThePlace() {
    List<String> good = Flowers.lines();
    train("a", "--data", "no-such.csv").refused("no such file: no-such.csv");
    train("a", "--target", "specis").refused("unknown target 'specis'", "did you mean 'species'?");
    bad(List.of()).refused("bad.csv is empty");
    bad(with(5, "1,2,red,3")).refused("bad.csv line 6: 4 fields, but the header names 5 columns");
    bad(with(5, "oops,2,red,3,aster")).refused("bad.csv line 6, column 1 (length): 'oops'");
    bad(good.stream().map(l -> l.replaceFirst("^[\\d.]+,", ",")).toList())
        .refused("'length'", "bad.csv");
    bad(good.stream().map(l -> l.replaceAll("(bell|clover)$", "aster")).toList())
        .refused("one single class");
    assertThat(folder.resolve("bad")).doesNotExist();
  }

  private List<String> with(int index, String line) {
    List<String> lines = Flowers.lines();
    lines.set(index, line);
    return lines;
  }

  private Result bad(List<String> lines) {
    return train("bad", "--data", Flowers.write(folder, "bad.csv", lines).toString());
  }

  @Test
  void anUnfitRunFolderIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    train("file/run").refused(file.toString());
    train("a");
    train("a").refused("already holds a run", "--resume");
    Shell.run("train", "--resume", folder.resolve("none").toString()).refused("no run in");
  }

  @Test
  void aTrainingThatCannotBeginLeavesNoRun() {
    Path spec = Flowers.write(folder, "spec.yaml", List.of("model: {output: {units: 7}}"));
    train("a", spec.toString()).refused("model.output.units is 7");
    assertThat(folder.resolve("a")).doesNotExist();
  }
}
