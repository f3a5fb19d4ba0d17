package io.gradus.nn.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/// Finds features that give the answer away. They stay, for only the user knows whether the value
/// is known before the answer is.
final class Leaks {
  private static final int ROWS_PER_LEVEL = 10; // fewer are no evidence
  private static final double NEARLY_ONE = 0.99999;

  private Leaks() {}

  /// The features that alone determine a target in the rows.
  static List<Leak> find(
      Table table, List<Column> features, List<Column> targets, Task task, int[] rows) {
    List<Leak> leaks = new ArrayList<>();
    for (Column target : targets) {
      for (Column feature : features) {
        boolean decided =
            switch (task) {
              case CLASSIFICATION, MULTI_LABEL -> decides(feature, target.asText(), rows);
              case REGRESSION -> follows(feature, table.numbers(target), rows);
            };
        if (decided) {
          leaks.add(new Leak(feature.name(), target.name()));
        }
      }
    }
    return leaks;
  }

  private static boolean decides(Column feature, Column.Text target, int[] rows) {
    if (feature instanceof Column.Number n && n.distinct(Task.MOST_CLASSES).isEmpty()) {
      return false;
    }
    Column.Text text = feature.asText();
    int[] answer = new int[text.levels().size() + 1]; // the last for missing values
    Arrays.fill(answer, -1);
    int levels = 0;
    for (int row : rows) {
      int level = text.missing(row) ? answer.length - 1 : text.code(row);
      if (answer[level] < 0) {
        answer[level] = target.code(row);
        levels++;
      } else if (answer[level] != target.code(row)) {
        return false;
      }
    }
    return levels > 1 && ROWS_PER_LEVEL * levels <= rows.length;
  }

  private static boolean follows(Column feature, IntToDoubleFunction target, int[] rows) {
    if (!(feature instanceof Column.Number n)
        || rows.length < ROWS_PER_LEVEL
        || Arrays.stream(rows).anyMatch(n::missing)) {
      return false;
    }
    double meanX = Arrays.stream(rows).mapToDouble(n::value).sum() / rows.length;
    double meanY = Arrays.stream(rows).mapToDouble(target).sum() / rows.length;
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int row : rows) {
      double dx = n.value(row) - meanX;
      double dy = target.applyAsDouble(row) - meanY;
      xx += dx * dx;
      xy += dx * dy;
      yy += dy * dy;
    }
    return Math.abs(xy) > NEARLY_ONE * Math.sqrt(xx) * Math.sqrt(yy);
  }
}
