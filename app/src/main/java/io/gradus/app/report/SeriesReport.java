package io.gradus.app.report;

import io.gradus.app.plot.Axis;
import io.gradus.app.plot.Chart;
import io.gradus.app.plot.Mark;
import io.gradus.app.plot.Numbers;
import io.gradus.nn.io.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The report of several trainings that differ in seed or fold: means and deviations, and what each
/// run came to.
final class SeriesReport {
  /// The file that says what the runs have in common.
  static final String FILE = "series.json";

  private static final List<String> PARTS = List.of("train", "validation", "test");

  private final Path folder;
  private final Map<String, Object> series;
  private final List<Map<String, Object>> runs;
  private final List<String> names;
  private final List<String> parts;
  private final String metric; // that is looked at first

  private SeriesReport(Path folder) {
    this.folder = folder;
    Path file = folder.resolve(FILE);
    this.series = Json.parseMap(Html.read(file), file.toString());
    this.runs = ((List<?>) series.get("runs")).stream().map(RunLog::map).toList();
    this.names =
        runs.stream()
            .map(run -> Path.of(String.valueOf(run.get("run"))).getFileName().toString())
            .toList();
    this.parts = PARTS.stream().filter(series::containsKey).toList();
    this.metric = Html.headline(RunLog.map(series.get("train")));
  }

  /// The page.
  static String of(Path folder) {
    return new SeriesReport(folder).page();
  }

  private String page() {
    String body =
        Html.header(folder, series, tiles())
            + Html.section(
                "runs", "Runs", Html.cards(List.of(points(), losses(), table(), metrics())))
            + Html.section(
                "origin",
                "Configuration",
                Html.card("", Html.text("pre", "", Html.read(folder.resolve("config.yaml")))));
    return Html.page(folder, body);
  }

  private String tiles() {
    StringBuilder tiles = new StringBuilder();
    for (String part : parts.reversed()) {
      double value = RunLog.number(RunLog.map(series.get(part)).get(metric));
      String note = "± " + Numbers.cell(deviation(part, metric));
      tiles.append(Html.tile(part + " " + metric, Numbers.cell(value), note));
    }
    return tiles
        .append(Html.tile("runs", String.valueOf(runs.size()), "mean ± standard deviation"))
        .append(Html.tile("time", Html.time(RunLog.number(series.get("seconds"))), "in all"))
        .toString();
  }

  private double deviation(String part, String name) {
    return RunLog.number(RunLog.map(RunLog.map(series.get("std")).get(part)).get(name));
  }

  /// The first metric of each run.
  private String points() {
    Chart chart = Chart.of(metric, Axis.categories("", names), Axis.linear(""));
    double[] x = new double[runs.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }
    for (String part : parts) {
      double[] y = runs.stream().mapToDouble(run -> number(run, part)).toArray();
      chart = chart.with(Mark.points(part, x, y));
    }
    return Html.card(chart);
  }

  private double number(Map<String, Object> run, String part) {
    return RunLog.number(RunLog.map(run.get(part)).get(metric));
  }

  /// The loss of each run by which it was judged.
  private String losses() {
    String part = parts.contains("validation") ? "validation" : "train";
    Chart chart = Chart.of("Loss, " + part, Axis.counts("epoch"), Axis.log(""));
    for (String name : names) {
      RunLog.Series loss =
          RunLog.read(folder.resolve(name).resolve("metrics.jsonl"))
              .series(part, "loss")
              .orElse(new RunLog.Series(new double[0], new double[0]));
      chart = chart.with(Mark.line(name, loss.x(), loss.y()));
    }
    return Html.card(chart);
  }

  private String metrics() {
    List<String> head = new ArrayList<>(List.of(""));
    head.addAll(parts);
    List<List<String>> rows = new ArrayList<>();
    for (String name : RunLog.map(series.get("train")).keySet()) {
      List<String> row = new ArrayList<>(List.of(name));
      for (String part : parts) {
        double mean = RunLog.number(RunLog.map(series.get(part)).get(name));
        row.add(Numbers.cell(mean) + " ± " + Numbers.cell(deviation(part, name)));
      }
      rows.add(row);
    }
    return Html.card("wide", Html.table("Mean ± deviation", "numbers", head, rows));
  }

  private String table() {
    List<String> head = new ArrayList<>(List.of(metric, "epochs"));
    head.addAll(parts);
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      Map<String, Object> run = runs.get(i);
      List<String> row = new ArrayList<>(List.of(names.get(i), String.valueOf(run.get("epochs"))));
      parts.forEach(part -> row.add(Numbers.cell(number(run, part))));
      rows.add(row);
    }
    return Html.card("", Html.table("Runs", "numbers", head, rows));
  }
}
