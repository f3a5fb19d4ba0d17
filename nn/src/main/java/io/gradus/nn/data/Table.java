package io.gradus.nn.data;

import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// A table of data in columns.
public final class Table {
  /// The beginning of the names given to columns without one.
  static final String UNNAMED = "unnamed ";

  private final String name;
  private final List<Column> columns;
  private final Cells lines;
  private final Optional<Path> file;

  /// @param name where it came from, for messages, such as `penguins.csv`
  /// @param columns the columns in the order of the file, all of the same size
  /// @param lines for each row the line of the file on which it begins, for messages
  /// @param file the file in the cache where the cells lie, if they do
  Table(String name, List<Column> columns, Cells lines, Optional<Path> file) {
    this.name = name;
    this.columns = List.copyOf(columns);
    this.lines = lines;
    this.file = file;
    for (Column column : columns) {
      if (column.size() != lines.size()) {
        throw new IllegalArgumentException(
            "column '" + column.name() + "' has " + column.size() + " rows, not " + lines.size());
      }
    }
  }

  /// A table made in memory; its rows count as the lines below a header.
  public static Table of(String name, Column... columns) {
    int rows = columns.length == 0 ? 0 : columns[0].size();
    double[] lines = IntStream.range(0, rows).mapToDouble(i -> i + 2).toArray();
    return new Table(name, List.of(columns), Cells.of(lines), Optional.empty());
  }

  /// Where it came from, for messages, such as `penguins.csv`.
  public String name() {
    return name;
  }

  /// The columns in the order of the file.
  public List<Column> columns() {
    return columns;
  }

  /// The file in the cache where the cells lie; none if they are in memory.
  public Optional<Path> file() {
    return file;
  }

  /// The number of rows.
  public int rows() {
    return lines.size();
  }

  /// The numbers of all rows.
  public int[] allRows() {
    return IntStream.range(0, rows()).toArray();
  }

  /// The line of the file on which a row begins.
  public long line(int row) {
    return (long) lines.number(row);
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
    return name + " line " + line(row) + ", column " + number + " (" + column.name() + ")";
  }

  /// The numbers of a column by row, which must be one of numbers; NaN where a value is missing.
  ///
  /// @throws UserException naming the first cell that is not a number
  IntToDoubleFunction numbers(Column column) {
    return switch (column) {
      case Column.Number c -> c::value;
      case Column.Text c -> {
        if (c.firstStray() >= 0) {
          throw stray(c);
        }
        yield c::number;
      }
    };
  }

  /// The categories of a column.
  ///
  /// @throws UserException if it has too many different texts
  Column.Text categories(Column column) {
    Column.Text text = column.asText();
    if (text.crowded()) {
      throw new UserException(
          "column '"
              + column.name()
              + "' of "
              + name
              + " has more than "
              + Levels.MOST
              + " different texts, too many to be categories; leave it out");
    }
    return text;
  }

  /// Refuses a column of numbers that became text by a few slips.
  ///
  /// @throws UserException naming the first cell that is not a number
  void refuseSlips(Column column) {
    if (column instanceof Column.Text text && text.slipped()) {
      throw stray(text);
    }
  }

  private UserException stray(Column.Text column) {
    String text = column.stray();
    String cut = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    return new UserException(
        place(column.firstStray(), column)
            + ": '"
            + cut
            + "' is not a number; correct it, or leave the cell empty if the value is missing");
  }
}
