package io.gradus.app.report;

import io.gradus.app.plot.Axis;
import io.gradus.app.plot.Chart;
import io.gradus.app.plot.Ink;
import io.gradus.app.plot.Mark;
import io.gradus.app.plot.Range;
import io.gradus.app.report.RunLog.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Charts of how a training went.
final class Curves {
  private static final double WIDE = 10; // times the least value: then the axis is logarithmic

  /// What has charts of its own or is no curve.
  private static final Set<String> KNOWN =
      Set.of("epoch", "step", "seconds", "train", "validation", "risk", "layers", "loss");

  private final RunLog log;

  Curves(RunLog log) {
    this.log = log;
  }

  /// Loss, metrics, running risks, and whatever else was logged, such as the learning rate.
  List<Chart> training() {
    List<Chart> charts = new ArrayList<>();
    Map<String, Series> loss = new LinkedHashMap<>();
    put(loss, "train", "train", "loss");
    put(loss, "batch", "loss");
    put(loss, "validation", "validation", "loss");
    add(charts, "Loss", loss, bestEpoch());
    add(charts, "Validation", pick("validation", "accuracy", "f1", "auc", "r2"), bestEpoch());
    add(charts, "Validation errors", pick("validation", "rmse", "mae"), bestEpoch());
    Map<String, Series> risk = new LinkedHashMap<>();
    put(risk, "arithmetic mean", "risk", "mean");
    put(risk, "exponential mean", "risk", "exponential");
    add(charts, "Running risk", risk, Optional.empty());
    for (String name : log.names()) {
      if (!KNOWN.contains(name)) {
        single(charts, name);
        log.names(name).forEach(inner -> single(charts, name, inner));
      }
    }
    return charts;
  }

  /// Norms of weights and gradients and other numbers of each layer.
  List<Chart> layers() {
    Map<String, Map<String, Series>> kinds = new LinkedHashMap<>();
    for (String layer : log.names("layers")) {
      for (String kind : log.names("layers", layer)) {
        put(kinds.computeIfAbsent(kind, k -> new LinkedHashMap<>()), layer, "layers", layer, kind);
      }
    }
    List<Chart> charts = new ArrayList<>();
    kinds.forEach((kind, series) -> add(charts, words(kind), series, Optional.empty()));
    return charts;
  }

  private Map<String, Series> pick(String part, String... metrics) {
    Map<String, Series> picked = new LinkedHashMap<>();
    for (String metric : metrics) {
      put(picked, metric, part, metric);
    }
    return picked;
  }

  private void put(Map<String, Series> into, String label, String... path) {
    log.series(path).ifPresent(series -> into.put(label, series));
  }

  private Optional<Double> bestEpoch() {
    return log.result().map(r -> r.get("bestEpoch")).map(RunLog::number);
  }

  private void add(
      List<Chart> charts, String title, Map<String, Series> lines, Optional<Double> best) {
    if (lines.isEmpty()) {
      return;
    }
    double[] all = lines.values().stream().map(Series::y).flatMapToDouble(Arrays::stream).toArray();
    Range range = Range.of(all);
    boolean wide = range.low() > 0 && range.high() > WIDE * range.low();
    Chart chart = Chart.of(title, Axis.counts(log.by()), wide ? Axis.log("") : Axis.linear(""));
    if (best.isPresent() && range.length() > 0) {
      double[] at = {best.get(), best.get()};
      double[] ends = {range.low(), range.high()};
      chart = chart.with(Mark.line("best epoch", at, ends).in(Ink.MUTED).dash());
    }
    int number = 0;
    for (Map.Entry<String, Series> e : lines.entrySet()) {
      Mark.Line line = Mark.line(e.getKey(), e.getValue().x(), e.getValue().y());
      line = e.getValue().x().length == 1 ? line.dot() : line;
      chart = chart.with(number++ < Ink.series().size() ? line : line.dash());
    }
    charts.add(chart);
  }

  /// A number that has a chart of its own, unless it never changed, as a learning rate without a
  /// schedule.
  private void single(List<Chart> charts, String... path) {
    log.series(path)
        .filter(series -> series.y().length == 1 || Range.of(series.y()).length() > 0)
        .ifPresent(series ->
            add(charts, words(path[path.length - 1]), Map.of("", series), Optional.empty()));
  }

  /// `gradientNorm` as `Gradient norm`.
  private static String words(String name) {
    String spaced =
        name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").replace('-', ' ').toLowerCase(Locale.ROOT);
    return Character.toUpperCase(spaced.charAt(0)) + spaced.substring(1);
  }
}
