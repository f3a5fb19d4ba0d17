package io.gradus.app.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Tables for people.
final class Tables {
  private static final List<String> USUAL =
      List.of("loss", "accuracy", "logLoss", "f1", "auc", "r2", "rmse", "mae");

  private Tables() {}

  /// The metrics that people look at first: a line of names and one for each part.
  static List<String> metrics(Map<String, ? extends Map<?, ?>> parts) {
    List<String> names =
        USUAL.stream()
            .filter(name -> parts.values().stream().anyMatch(m -> m.get(name) instanceof Number))
            .toList();
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("", names));
    parts.forEach((part, metrics) ->
        rows.add(row(part, names.stream().map(name -> cell(metrics.get(name))).toList())));
    return leftAligned(rows);
  }

  /// All metrics: a line for each, a column for each part.
  static List<String> allMetrics(Map<String, Map<String, Double>> parts) {
    Set<String> names = new LinkedHashSet<>();
    parts.values().forEach(metrics -> names.addAll(metrics.keySet()));
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("", parts.keySet()));
    for (String name : names) {
      rows.add(row(name, parts.values().stream().map(m -> cell(m.get(name))).toList()));
    }
    return leftAligned(rows);
  }

  /// Lines of cells in columns.
  static List<String> leftAligned(List<List<String>> rows) {
    return aligned(rows, "%-");
  }

  /// Lines of cells in columns; all but the first column end at the same place.
  static List<String> rightAligned(List<List<String>> rows) {
    return aligned(rows, "%");
  }

  private static List<String> aligned(List<List<String>> rows, String format) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int j = 0; j < columns; j++) {
        widths[j] = Math.max(widths[j], row.get(j).length());
      }
    }
    return rows.stream()
        .map(row ->
            IntStream.range(0, columns)
                .mapToObj(j -> ((j == 0 ? "%-" : format) + widths[j] + "s").formatted(row.get(j)))
                .collect(Collectors.joining("  "))
                .stripTrailing())
        .toList();
  }

  /// A first cell and further ones.
  static List<String> row(String first, Collection<String> rest) {
    List<String> row = new ArrayList<>(List.of(first));
    row.addAll(rest);
    return row;
  }

  private static String cell(Object value) {
    return value instanceof Number x ? number(x) : "";
  }

  /// A number with five significant digits.
  static String number(Number n) {
    double x = n.doubleValue();
    if (Double.isNaN(x)) {
      return "–"; // not defined
    }
    double size = Math.abs(x);
    return size != 0 && (size < 1e-3 || size >= 1e7)
        ? String.format(Locale.ROOT, "%.4e", x)
        : String.format(Locale.ROOT, size >= 1000 ? "%.1f" : "%.5f", x);
  }
}
