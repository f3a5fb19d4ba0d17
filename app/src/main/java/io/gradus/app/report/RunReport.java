package io.gradus.app.report;

import io.gradus.app.plot.Axis;
import io.gradus.app.plot.Chart;
import io.gradus.app.plot.Mark;
import io.gradus.app.plot.Numbers;
import io.gradus.app.plot.Range;
import io.gradus.app.spec.SpecFile;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Preprocessor;
import io.gradus.nn.data.Task;
import io.gradus.nn.diagnose.Diagnosis;
import io.gradus.nn.diagnose.Recording;
import io.gradus.nn.io.Json;
import io.gradus.nn.io.Model;
import io.gradus.nn.train.Evaluator;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// The report of a training: one page that needs nothing else, made from what lies in the run
/// folder and from the data.
public final class RunReport {
  /// The name of the report in its run folder.
  public static final String FILE = "report.html";

  private static final List<String> BY_WORTH = List.of("test", "validation", "train");
  private static final int MOST_NAMES = 12;
  private static final int MOST_ROWS = 5000; // that stand for a part; it may be larger than memory

  private final Path run;
  private final RunLog log;
  private final Map<String, Object> diagnosis; // empty without one
  private final Map<String, Object> result; // empty before the end
  private final Optional<Model> model;
  private final Map<String, Dataset> parts = new LinkedHashMap<>();
  private final List<String> notes;

  private RunReport(Path run, Optional<Parts> data) {
    this.run = run;
    this.log = RunLog.read(run.resolve("metrics.jsonl"));
    this.diagnosis = diagnosis(run.resolve(Diagnosis.FILE));
    this.result = judged(log.result().orElse(Map.of()), diagnosis);
    this.model =
        Files.exists(run.resolve("model.json")) ? Optional.of(Model.load(run)) : Optional.empty();
    data.ifPresent(p -> {
      parts.put("train", p.train());
      p.validation().ifPresent(d -> parts.put("validation", d));
      p.test().ifPresent(d -> parts.put("test", d));
    });
    this.notes = data.map(Parts::notes).orElse(List.of());
  }

  private static Map<String, Object> diagnosis(Path file) {
    return Files.exists(file) ? Json.parseMap(Html.read(file), file.toString()) : Map.of();
  }

  /// The result with the verdict of the diagnosis where that is not healthy.
  private static Map<String, Object> judged(
      Map<String, Object> result, Map<String, Object> diagnosis) {
    Map<String, Object> judged = new LinkedHashMap<>(result);
    if (!result.isEmpty() && !diagnosis.isEmpty() && !"healthy".equals(diagnosis.get("verdict"))) {
      judged.put("verdict", diagnosis.get("verdict"));
      judged.put("verdictSentence", diagnosis.get("sentence"));
    }
    return judged;
  }

  /// The page.
  ///
  /// @param run the folder of a run, which may still be going on, or of a series of runs
  /// @param data the data of the training, without which predictions and data are left out
  /// @throws UserException if there is no run or a file of it is damaged
  public static String of(Path run, Optional<Parts> data) {
    if (Files.notExists(run.resolve("config.yaml"))) {
      throw new UserException("no run in " + run + ": there is no config.yaml");
    }
    return isSeries(run) ? SeriesReport.of(run) : new RunReport(run, data).page();
  }

  /// True if a folder holds several runs that belong together.
  public static boolean isSeries(Path folder) {
    return Files.exists(folder.resolve(SeriesReport.FILE));
  }

  /// Writes the page into a file.
  ///
  /// @throws UserException if there is no run or a file of it is damaged
  public static void write(Path run, Optional<Parts> data, Path file) throws IOException {
    Files.writeString(file, of(run, data));
  }

  private String page() {
    String body =
        Html.header(run, result, tiles())
            + Html.section("diagnosis", "Diagnosis", diagnosis())
            + Html.section("training", "Training", charts(new Curves(log).training()))
            + results()
            + Html.section("network", "Network", network())
            + Html.section("layers", "Layers in training", charts(new Curves(log).layers()))
            + Html.section("data", "Data", data())
            + Html.section("origin", "Configuration and environment", origin());
    return Html.page(run, body);
  }

  /// Causes with their evidence, and the inside of the training in one picture.
  private String diagnosis() {
    String file = run.resolve("config.yaml").toString();
    Spec spec = Spec.fromTree(SpecFile.parse(Html.read(Path.of(file)), file).tree(), path -> file);
    Recording recording = Recording.read(run.resolve("metrics.jsonl"));
    return new DiagnosisCards(diagnosis, spec).html() + Html.strip(Strip.of(recording));
  }

  private String tiles() {
    StringBuilder tiles = new StringBuilder();
    for (String part : BY_WORTH) {
      Map<String, Object> metrics = RunLog.map(result.get(part));
      if (!metrics.isEmpty()) {
        String metric = Html.headline(metrics);
        String value = Numbers.cell(RunLog.number(metrics.get(metric)));
        tiles.append(Html.tile(part + " " + metric, value, "loss " + loss(metrics)));
      }
    }
    if (result.containsKey("seconds")) {
      tiles.append(
          Html.tile(
              "time",
              Html.time(RunLog.number(result.get("seconds"))),
              Numbers.count(RunLog.number(result.get("samplesPerSecond"))) + " samples/s"));
      tiles.append(
          Html.tile(
              "epochs",
              Numbers.count(RunLog.number(result.get("epochs"))),
              Numbers.count(RunLog.number(result.get("steps")))
                  + " steps"
                  + ending(String.valueOf(result.get("ending")))));
    }
    model.ifPresent(m ->
        tiles.append(
            Html.tile(
                "parameters",
                Numbers.count(m.description().network().size()),
                m.description().task().text() + ", " + m.description().precision().text())));
    return tiles.toString();
  }

  private static String ending(String why) {
    return why.equals("complete") ? "" : ", ended by " + why.replace('_', ' ');
  }

  private static String loss(Map<String, Object> metrics) {
    return Numbers.cell(RunLog.number(metrics.get("loss")));
  }

  /// All metrics of all parts.
  private String metrics() {
    List<String> head = new ArrayList<>(List.of(""));
    BY_WORTH.reversed().stream().filter(result::containsKey).forEach(head::add);
    if (head.size() == 1) {
      return "";
    }
    List<List<String>> rows = new ArrayList<>();
    for (String metric : RunLog.map(result.get(head.get(1))).keySet()) {
      List<String> row = new ArrayList<>(List.of(metric));
      head.stream()
          .skip(1)
          .map(part -> RunLog.map(result.get(part)).get(metric))
          .forEach(v -> row.add(Numbers.cell(RunLog.number(v))));
      rows.add(row);
    }
    return Html.table("Metrics", "numbers", head, rows);
  }

  /// The parameters of a formula.
  private String fitted() {
    List<List<String>> rows = new ArrayList<>();
    RunLog.map(result.get("parameters"))
        .forEach((name, fit) ->
            rows.add(
                List.of(
                    name,
                    Numbers.text(RunLog.number(RunLog.map(fit).get("value"))),
                    "± " + Numbers.text(RunLog.number(RunLog.map(fit).get("standardError"))))));
    List<String> head = List.of("parameter", "value", "standard error");
    return rows.isEmpty() ? "" : Html.table("Parameters", "numbers", head, rows);
  }

  private static String charts(List<Chart> charts) {
    return Html.cards(charts.stream().map(Html::card).toList());
  }

  /// Metrics of all parts, and pictures of the part that tells most about new data.
  private String results() {
    List<String> cards = new ArrayList<>();
    Optional<String> part = BY_WORTH.stream().filter(parts::containsKey).findFirst();
    String metrics = metrics();
    if (!metrics.isEmpty()) {
      cards.add(Html.card("", metrics + fitted()));
    }
    String title = "Results";
    if (model.isPresent() && part.isPresent()) {
      title += " on the " + part.get() + " part";
      cards.addAll(Quality.cards(Evaluator.measure(model.get(), parts.get(part.get()))));
    }
    return Html.section("results", title, Html.cards(cards));
  }

  private String network() {
    if (model.isEmpty()) {
      return "";
    }
    Model m = model.get();
    List<String> inputs = m.preprocessor().map(Preprocessor::featureNames).orElse(List.of());
    List<String> head = List.of("layer", "settings", "parameters", "numbers");
    return Html.cards(
        List.of(
            Html.card(NetworkPicture.isDeep(m) ? "wide" : "", NetworkPicture.small(m, inputs)),
            Html.card("wide", Html.table("Layers", "words", head, LayerText.rows(m)))));
  }

  private String data() {
    if (parts.isEmpty()) {
      return "";
    }
    List<String> cards = new ArrayList<>();
    Dataset train = parts.get("train");
    List<List<String>> facts = new ArrayList<>();
    facts.add(List.of("task", train.task().text()));
    parts.forEach((name, d) -> facts.add(List.of(name, Numbers.count(d.size()) + " rows")));
    facts.add(List.of("features", train.width() + ": " + some(train.featureNames())));
    facts.add(List.of("outputs", train.outputs() + ": " + some(train.targetNames())));
    notes.forEach(note -> facts.add(List.of("note", note)));
    cards.add(Html.card("wide", Html.facts(facts)));
    cards.add(Html.card(train.task() == Task.REGRESSION ? targets() : classes(train)));
    return Html.cards(cards);
  }

  private Chart classes(Dataset train) {
    Chart chart =
        Chart.of(
            train.task() == Task.CLASSIFICATION ? "Share of classes" : "Share of labels",
            Axis.categories("", train.targetNames()),
            Axis.linear(""));
    for (Map.Entry<String, Dataset> part : parts.entrySet()) {
      double rows = part.getValue().size();
      double[] shares =
          Arrays.stream(part.getValue().classCounts()).mapToDouble(c -> c / rows).toArray();
      chart = chart.with(Mark.bars(part.getKey(), shares));
    }
    return chart;
  }

  /// How the values of the first target are distributed in each part.
  private Chart targets() {
    Map<String, double[]> values = new LinkedHashMap<>();
    parts.forEach((name, d) -> {
      Dataset some = d.rows(Quality.spread(d.size(), MOST_ROWS));
      double[] all = Model.inUnits(some.targets(), model.flatMap(Model::preprocessor)).toDoubles();
      values.put(
          name,
          IntStream.range(0, some.size()).mapToDouble(i -> all[i * some.outputs()]).toArray());
    });
    Histogram bins = Histogram.over(Range.robust(values.get("train")));
    String target = parts.get("train").targetNames().getFirst();
    Chart chart = Chart.of("Distribution of the target", Axis.linear(target), Axis.linear("share"));
    for (Map.Entry<String, double[]> part : values.entrySet()) {
      chart = chart.with(Mark.line(part.getKey(), bins.middles(), bins.shares(part.getValue())));
    }
    return chart;
  }

  private static String some(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
    return names.size() > MOST_NAMES ? first + ", …" : first;
  }

  private String origin() {
    List<String> cards = new ArrayList<>();
    cards.add(Html.card("wide", Html.text("pre", "", Html.read(run.resolve("config.yaml")))));
    Path file = run.resolve("environment.json");
    if (Files.exists(file)) {
      List<List<String>> facts = new ArrayList<>();
      Json.parseMap(Html.read(file), file.toString())
          .forEach((name, value) -> facts.add(List.of(name, String.valueOf(value))));
      cards.add(Html.card("", Html.facts(facts)));
    }
    return Html.cards(cards);
  }
}
