package io.gradus.nn.data;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Turns the rows of a table into numbers as a [Preprocessor] has learned.
final class Applying {
  private final Preprocessor learned;
  private final Table table;
  private final List<Column> columns;

  Applying(Preprocessor learned, Table table) {
    this.learned = learned;
    this.table = table;
    this.columns = learned.features().stream().map(f -> needed(f.column())).toList();
  }

  private Column needed(String name) {
    return table
        .find(name)
        .orElseThrow(() ->
            new UserException(
                "column '"
                    + name
                    + "', which the model needs, is not in "
                    + table.name()
                    + Nearest.hint(name, table.names())));
  }

  Dataset inputs(DType dtype) {
    int[] rows = IntStream.range(0, table.rows()).toArray();
    if (learned.missing() == Options.Missing.ERROR) {
      refuseMissing(table, columns, rows);
    }
    return dataset(rows, List.of(), dtype);
  }

  Dataset examples(int[] given, DType dtype) {
    List<Column> targets = learned.targets().stream().map(t -> needed(t.column())).toList();
    List<Column> complete = new ArrayList<>(targets);
    if (learned.missing() == Options.Missing.DROP) {
      complete.addAll(columns);
    }
    int[] rows =
        Arrays.stream(given)
            .filter(row -> complete.stream().noneMatch(c -> c.missing(row)))
            .toArray();
    if (rows.length == 0) {
      throw new UserException(
          "no row of "
              + table.name()
              + " is left: each one misses "
              + (complete.size() > targets.size() ? "a value" : "its target value"));
    }
    if (learned.missing() == Options.Missing.ERROR) {
      refuseMissing(table, columns, rows);
    }
    return dataset(rows, targets, dtype);
  }

  /// Refuses missing values in some rows.
  static void refuseMissing(Table table, List<Column> columns, int[] rows) {
    for (int row : rows) {
      for (Column column : columns) {
        if (column.missing(row)) {
          throw new UserException(
              table.place(row, column)
                  + ": the value is missing; fill it, or choose missing: impute or drop");
        }
      }
    }
  }

  private Dataset dataset(int[] rows, List<Column> targets, DType dtype) {
    int width = learned.width();
    int outputs = targets.isEmpty() ? 0 : learned.targetNames().size();
    refuseHuge(rows.length, Math.max(width, outputs));
    double[] x = new double[rows.length * width];
    int at = 0;
    for (int i = 0; i < columns.size(); i++) {
      Feature feature = learned.features().get(i);
      encode(feature, columns.get(i), rows, x, at, width);
      at += feature.names().size();
    }
    double[] y = new double[rows.length * outputs];
    at = 0;
    for (int i = 0; i < targets.size(); i++) {
      Target target = learned.targets().get(i);
      encode(target, targets.get(i), rows, y, at, outputs);
      at += target.names().size();
    }
    return new Dataset(
        learned.task(),
        finite(x, width, dtype, learned.featureNames(), rows),
        finite(y, outputs, dtype, learned.targetNames(), rows),
        learned.featureNames(),
        learned.targetNames(),
        learned.categories());
  }

  private void refuseHuge(int rows, int width) {
    if ((long) rows * width > Integer.MAX_VALUE - 8) {
      Feature widest = learned.features().getFirst();
      for (Feature f : learned.features()) {
        widest = f.names().size() > widest.names().size() ? f : widest;
      }
      throw new UserException(
          rows
              + " rows of "
              + width
              + " numbers are too many for one array; leave out column '"
              + widest.column()
              + "', which alone becomes "
              + widest.names().size()
              + " numbers, or choose categorical: ordinal");
    }
  }

  private Array finite(double[] x, int width, DType dtype, List<String> names, int[] rows) {
    Array a = Array.of(Shape.of(rows.length, width), x).cast(dtype);
    for (int i = 0; i < a.size(); i++) {
      if (!Double.isFinite(a.get(i))) {
        throw new UserException(
            table.name()
                + " line "
                + table.lines()[rows[i / width]]
                + ": "
                + names.get(i % width)
                + " is too large for "
                + dtype.text()
                + " once scaled");
      }
    }
    return a;
  }

  private void encode(Feature feature, Column column, int[] rows, double[] x, int at, int width) {
    switch (feature) {
      case Feature.Number f -> number(f, table.numbers(column), rows, x, at, width);
      case Feature.OneHot f -> {
        Column.Text text = column.asText();
        int[] position = places(text, f.levels());
        int missing = f.missing() ? f.levels().size() : -1;
        for (int i = 0; i < rows.length; i++) {
          int code = text.codes()[rows[i]];
          int level = code < 0 ? missing : position[code];
          if (level >= 0) {
            x[i * width + at + level] = 1;
          }
        }
      }
      case Feature.Index f -> {
        Column.Text text = column.asText();
        int[] position = places(text, f.levels());
        for (int i = 0; i < rows.length; i++) {
          int code = text.codes()[rows[i]];
          x[i * width + at] = code < 0 ? 0 : 1 + position[code];
        }
      }
      case Feature.Ordinal f -> {
        Column.Text text = column.asText();
        double[] positions = positions(text, f.levels());
        double[] numbers =
            Arrays.stream(text.codes())
                .mapToDouble(code -> code < 0 ? Double.NaN : positions[code])
                .toArray();
        number(f.number(), numbers, rows, x, at, width);
      }
    }
  }

  private static void number(
      Feature.Number f, double[] numbers, int[] rows, double[] x, int at, int width) {
    for (int i = 0; i < rows.length; i++) {
      double value = numbers[rows[i]];
      boolean missing = Double.isNaN(value);
      x[i * width + at] = ((missing ? f.fill() : value) - f.shift()) / f.scale();
      if (f.indicator() && missing) {
        x[i * width + at + 1] = 1;
      }
    }
  }

  private void encode(Target target, Column column, int[] rows, double[] y, int at, int width) {
    switch (target) {
      case Target.Classes t -> {
        int[] classes = known(column.asText(), t.classes(), "class", rows);
        for (int i = 0; i < rows.length; i++) {
          y[i * width + at + classes[i]] = 1;
        }
      }
      case Target.Label t -> {
        int[] levels = known(column.asText(), t.levels(), "value", rows);
        for (int i = 0; i < rows.length; i++) {
          y[i * width + at] = levels[i];
        }
      }
      case Target.Value t -> {
        double[] numbers = table.numbers(column);
        for (int i = 0; i < rows.length; i++) {
          y[i * width + at] = (numbers[rows[i]] - t.shift()) / t.scale();
        }
      }
    }
  }

  private int[] known(Column.Text column, List<String> levels, String noun, int[] rows) {
    int[] position = places(column, levels);
    int[] found = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      found[i] = position[column.codes()[rows[i]]];
      if (found[i] < 0) {
        String text = column.text(rows[i]);
        throw new UserException(
            table.place(rows[i], column)
                + ": "
                + noun
                + " '"
                + text
                + "' does not occur in the training rows"
                + Nearest.hint(text, levels));
      }
    }
    return found;
  }

  /// For each level of a column its position among the learned levels, −1 if it is not among them.
  private static int[] places(Column.Text column, List<String> learned) {
    Map<String, Integer> position = new HashMap<>();
    for (int k = 0; k < learned.size(); k++) {
      position.put(learned.get(k), k);
    }
    return column.levels().stream().mapToInt(l -> position.getOrDefault(l, -1)).toArray();
  }

  /// The same as numbers, NaN for a level that is not among the learned ones.
  static double[] positions(Column.Text column, List<String> learned) {
    return Arrays.stream(places(column, learned))
        .mapToDouble(k -> k < 0 ? Double.NaN : k)
        .toArray();
  }
}
