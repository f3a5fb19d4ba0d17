package io.gradus.app.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Tables for people.
final class Tables {
  private Tables() {}

  /// A line of names and one for each part, in columns.
  static List<String> metrics(Map<String, ? extends Map<?, ?>> parts) {
    Set<Object> names = new LinkedHashSet<>();
    parts
        .values()
        .forEach(m ->
            m.forEach((name, value) -> {
              if (value instanceof Number) {
                names.add(name);
              }
            }));
    List<String> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder("%-10s".formatted(""));
    names.forEach(name -> head.append("  %-10s".formatted(name)));
    lines.add(head.toString().stripTrailing());
    parts.forEach((part, metrics) -> {
      StringBuilder line = new StringBuilder("%-10s".formatted(part));
      for (Object name : names) {
        line.append("  %-10s".formatted(metrics.get(name) instanceof Number x ? number(x) : ""));
      }
      lines.add(line.toString().stripTrailing());
    });
    return lines;
  }

  /// A number with five significant digits.
  static String number(Number n) {
    double x = n.doubleValue();
    double size = Math.abs(x);
    return size != 0 && (size < 1e-3 || size >= 1e7) || Double.isNaN(x)
        ? String.format(Locale.ROOT, "%.4e", x)
        : String.format(Locale.ROOT, size >= 1000 ? "%.1f" : "%.5f", x);
  }
}
