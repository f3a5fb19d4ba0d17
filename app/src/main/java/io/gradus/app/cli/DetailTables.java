package io.gradus.app.cli;

import io.gradus.app.plot.Numbers;
import io.gradus.nn.train.Confusion;
import io.gradus.nn.train.Evaluation;
import io.gradus.nn.train.Reliability;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// What lies behind the numbers of an evaluation, for people: the confusion matrix, a table of
/// classes, labels or targets, a line about the probabilities.
final class DetailTables {
  private static final int WIDEST = 100; // characters that a matrix may take
  private static final int MOST_CONFUSIONS = 10;

  private DetailTables() {}

  /// The lines.
  ///
  /// @param part what the examples are called, such as `test`
  static List<String> of(String part, Evaluation evaluation) {
    List<String> lines = new ArrayList<>();
    switch (evaluation.details()) {
      case Evaluation.Classes classes -> {
        lines.addAll(confusion(part, classes.confusion()));
        lines.add("");
        lines.addAll(outputs("class", evaluation));
        lines.add("");
        lines.add(calibration("answers", classes.reliability()));
      }
      case Evaluation.Labels labels -> {
        lines.addAll(outputs("label", evaluation));
        lines.add("");
        lines.add(calibration("labels", labels.reliability()));
      }
      case Evaluation.Values values -> {
        if (evaluation.outputs().size() > 1) {
          lines.addAll(outputs("target", evaluation));
        }
      }
    }
    return lines;
  }

  private static List<String> confusion(String part, Confusion confusion) {
    int k = confusion.names().size();
    List<List<String>> rows = new ArrayList<>();
    rows.add(Tables.row("true \\ answer", confusion.names()));
    for (int c = 0; c < k; c++) {
      List<String> counts = IntStream.of(confusion.counts()[c]).mapToObj(String::valueOf).toList();
      rows.add(Tables.row(confusion.names().get(c), counts));
    }
    List<String> lines = new ArrayList<>(Tables.rightAligned(rows));
    if (lines.stream().mapToInt(String::length).max().orElse(0) > WIDEST) {
      lines.clear();
      lines.addAll(mostConfused(confusion));
    }
    lines.addFirst(part + " part, " + Numbers.count(confusion.rows()) + " rows");
    return lines;
  }

  private static List<String> mostConfused(Confusion confusion) {
    int k = confusion.names().size();
    return IntStream.range(0, k * k)
        .filter(i -> i / k != i % k && confusion.counts()[i / k][i % k] > 0)
        .boxed()
        .sorted(Comparator.comparing(i -> -confusion.counts()[i / k][i % k]))
        .limit(MOST_CONFUSIONS)
        .map(i ->
            "%6s × %s taken for %s"
                .formatted(
                    Numbers.count(confusion.counts()[i / k][i % k]),
                    confusion.names().get(i / k),
                    confusion.names().get(i % k)))
        .toList();
  }

  private static List<String> outputs(String kind, Evaluation evaluation) {
    List<List<String>> rows = new ArrayList<>();
    evaluation
        .outputs()
        .forEach((name, numbers) -> {
          if (rows.isEmpty()) {
            rows.add(Tables.row(kind, numbers.keySet()));
          }
          List<String> cells = new ArrayList<>(List.of(name));
          numbers.forEach((metric, value) ->
              cells.add(metric.equals("rows") ? Numbers.count(value) : Tables.number(value)));
          rows.add(cells);
        });
    return Tables.rightAligned(rows);
  }

  /// One sentence about the probabilities.
  static String calibration(String what, Reliability reliability) {
    double over = reliability.probability() - reliability.frequency();
    return String.format(
        Locale.ROOT,
        "calibration  %s with probability %.3f on average, right in %.3f of the cases%s;"
            + " expected error %.3f",
        what,
        reliability.probability(),
        reliability.frequency(),
        Math.abs(over) < 1e-3 ? "" : over > 0 ? " (overconfident)" : " (underconfident)",
        reliability.error());
  }
}
