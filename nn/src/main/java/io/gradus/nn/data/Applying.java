package io.gradus.nn.data;

import io.gradus.array.DType;
import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;

/// Turns the rows of a table into numbers as a [Preprocessor] has learned.
final class Applying {
  private final Preprocessor learned;
  private final Table table;
  private final Cache cache;
  private final List<Column> columns;

  /// Writes the numbers that a cell becomes.
  private interface Encoder {
    /// @param x receives the numbers from the position `at`; it holds zeros
    void encode(int row, double[] x, int at);
  }

  Applying(Preprocessor learned, Table table, Cache cache) {
    this.learned = learned;
    this.table = table;
    this.cache = cache;
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
    int[] rows = table.allRows();
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
    List<Encoder> inputs = new ArrayList<>();
    List<Encoder> answers = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      inputs.add(encoder(learned.features().get(i), columns.get(i)));
    }
    for (int i = 0; i < targets.size(); i++) {
      answers.add(encoder(learned.targets().get(i), targets.get(i)));
    }
    int[] at = starts(learned.features().stream().map(f -> f.names().size()).toList());
    int[] to = starts(learned.targets().stream().map(t -> t.names().size()).toList());
    return new Dataset(
        learned.task(),
        matrix(rows, inputs, at, learned.featureNames(), dtype),
        matrix(rows, answers, to, targets.isEmpty() ? List.of() : learned.targetNames(), dtype),
        learned.featureNames(),
        learned.targetNames(),
        learned.categories());
  }

  /// Where in a row of a matrix the numbers of each column begin.
  private static int[] starts(List<Integer> widths) {
    int[] starts = new int[widths.size()];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = starts[i - 1] + widths.get(i - 1);
    }
    return starts;
  }

  private Matrix matrix(
      int[] rows, List<Encoder> encoders, int[] starts, List<String> names, DType dtype) {
    int width = names.size();
    double[] x = new double[width];
    try (Matrix.Writer out = new Matrix.Writer(dtype, rows.length, width, cache)) {
      for (int row : rows) {
        Arrays.fill(x, 0);
        for (int i = 0; i < encoders.size(); i++) {
          encoders.get(i).encode(row, x, starts[i]);
        }
        int bad = out.add(x);
        if (bad >= 0) {
          throw new UserException(
              table.name()
                  + " line "
                  + table.line(row)
                  + ": "
                  + names.get(bad)
                  + " is too large for "
                  + dtype.text()
                  + " once scaled");
        }
      }
      return out.matrix();
    }
  }

  private Encoder encoder(Feature feature, Column column) {
    return switch (feature) {
      case Feature.Number f -> number(f, table.numbers(column));
      case Feature.OneHot f -> {
        Column.Text text = table.categories(column);
        IntUnaryOperator place = place(text, f.levels());
        yield (row, x, at) -> {
          int level = f.missing() && text.missing(row) ? f.levels().size() : place.applyAsInt(row);
          if (level >= 0) {
            x[at + level] = 1;
          }
        };
      }
      case Feature.Index f -> {
        IntUnaryOperator place = place(table.categories(column), f.levels());
        yield (row, x, at) -> x[at] = 1 + place.applyAsInt(row);
      }
      case Feature.Ordinal f -> number(f.number(), positions(table.categories(column), f.levels()));
    };
  }

  private static Encoder number(Feature.Number f, IntToDoubleFunction numbers) {
    return (row, x, at) -> {
      double value = numbers.applyAsDouble(row);
      boolean missing = Double.isNaN(value);
      double scaled = ((missing ? f.fill() : value) - f.shift()) / f.scale();
      x[at] = Math.clamp(scaled, -f.bound(), f.bound());
      if (f.indicator() && missing) {
        x[at + 1] = 1;
      }
    };
  }

  private Encoder encoder(Target target, Column column) {
    return switch (target) {
      case Target.Classes t -> {
        IntUnaryOperator known = known(column, t.classes(), "class");
        yield (row, y, at) -> y[at + known.applyAsInt(row)] = 1;
      }
      case Target.Label t -> {
        IntUnaryOperator known = known(column, t.levels(), "value");
        yield (row, y, at) -> y[at] = known.applyAsInt(row);
      }
      case Target.Value t -> {
        IntToDoubleFunction numbers = table.numbers(column);
        yield (row, y, at) -> y[at] = (numbers.applyAsDouble(row) - t.shift()) / t.scale();
      }
    };
  }

  private IntUnaryOperator known(Column column, List<String> levels, String noun) {
    Column.Text text = table.categories(column);
    IntUnaryOperator place = place(text, levels);
    return row -> {
      int level = place.applyAsInt(row);
      if (level < 0) {
        throw new UserException(
            table.place(row, column)
                + ": "
                + noun
                + " '"
                + text.text(row)
                + "' does not occur in the training rows"
                + Nearest.hint(text.text(row), levels));
      }
      return level;
    };
  }

  /// For each row the position of its text among the learned levels; −1 if it is not among them or
  /// missing.
  private static IntUnaryOperator place(Column.Text column, List<String> learned) {
    Map<String, Integer> position = new HashMap<>();
    for (int k = 0; k < learned.size(); k++) {
      position.put(learned.get(k), k);
    }
    int[] places =
        column.levels().stream().mapToInt(level -> position.getOrDefault(level, -1)).toArray();
    return row -> {
      int code = column.code(row);
      return code < 0 ? -1 : places[code];
    };
  }

  /// The same as numbers, NaN where there is no position.
  static IntToDoubleFunction positions(Column.Text column, List<String> learned) {
    IntUnaryOperator place = place(column, learned);
    return row -> {
      int level = place.applyAsInt(row);
      return level < 0 ? Double.NaN : level;
    };
  }
}
