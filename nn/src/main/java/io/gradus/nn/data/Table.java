package io.gradus.nn.data;

import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A table of data in columns.
///
/// @param name where it came from, for messages, such as `penguins.csv`
/// @param columns the columns in the order of the file, all of the same size
/// @param lines for each row the line of the file on which it begins, for messages
public record Table(String name, List<Column> columns, int[] lines) {
  /// The beginning of the names given to columns without one.
  static final String UNNAMED = "unnamed ";

  public Table {
    columns = List.copyOf(columns);
    for (Column column : columns) {
      if (column.size() != lines.length) {
        throw new IllegalArgumentException(
            "column '" + column.name() + "' has " + column.size() + " rows, not " + lines.length);
      }
    }
  }

  /// A table made in memory; its rows count as the lines below a header.
  public static Table of(String name, Column... columns) {
    int[] lines = new int[columns.length == 0 ? 0 : columns[0].size()];
    Arrays.setAll(lines, i -> i + 2);
    return new Table(name, List.of(columns), lines);
  }

  /// The number of rows.
  public int rows() {
    return lines.length;
  }

  /// The names of the columns in order.
  public List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  /// The column with the given name, if there is one.
  public Optional<Column> find(String name) {
    return columns.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  /// The column with the given name.
  ///
  /// @param role what the column is wanted for, for the message, such as `target`
  /// @throws UserException `unknown target 'specis' in penguins.csv; did you mean 'species'?`
  public Column column(String name, String role) {
    return find(name)
        .orElseThrow(() ->
            new UserException(
                "unknown "
                    + role
                    + " '"
                    + name
                    + "' in "
                    + this.name
                    + Nearest.hint(name, names())));
  }

  /// The place of a cell for a message: `penguins.csv line 7, column 4 (bill_depth_mm)`.
  public String place(int row, Column column) {
    int number = names().indexOf(column.name()) + 1;
    return name + " line " + lines[row] + ", column " + number + " (" + column.name() + ")";
  }

  /// The numbers of a column that must be one of numbers; NaN where a value is missing.
  ///
  /// @throws UserException naming the first cell that is not a number
  double[] numbers(Column column) {
    return switch (column) {
      case Column.Number c -> c.values();
      case Column.Text c -> {
        int stray = c.firstStray();
        if (stray >= 0) {
          throw stray(c, stray);
        }
        double[] numbers = c.numbers();
        yield Arrays.stream(c.codes()).mapToDouble(k -> k < 0 ? Double.NaN : numbers[k]).toArray();
      }
    };
  }

  /// Refuses a column of numbers that became text by a few slips.
  ///
  /// @throws UserException naming the first cell that is not a number
  void refuseSlips(Column column) {
    if (column instanceof Column.Text text && text.slipped()) {
      throw stray(text, text.firstStray());
    }
  }

  private UserException stray(Column.Text column, int row) {
    String text = column.text(row);
    String cut = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    return new UserException(
        place(row, column)
            + ": '"
            + cut
            + "' is not a number; correct it, or leave the cell empty if the value is missing");
  }
}
