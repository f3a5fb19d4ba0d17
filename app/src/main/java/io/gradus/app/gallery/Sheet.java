package io.gradus.app.gallery;

import io.gradus.array.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A table as it is written into a file.
///
/// @param columns the names of the columns
/// @param rows the cells of each row
public record Sheet(List<String> columns, List<List<String>> rows) {
  /// Copies the lists.
  public Sheet {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /// A table of random rows, in random order.
  ///
  /// @param columns the names of the columns, separated by commas
  /// @param count the number of rows
  /// @param row the cells of a row, numbers or texts
  static Sheet of(String columns, int count, long seed, Function<Draw, List<?>> row) {
    Key key = Key.of(seed);
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(row.apply(new Draw(key.fold(i), i)).stream().map(Sheet::text).toList());
    }
    return new Sheet(Arrays.asList(columns.split(",")), rows).sample(count, seed);
  }

  /// Reads a plain file of comma-separated values.
  static Sheet of(List<String> lines) {
    List<List<String>> cells = lines.stream().map(l -> Arrays.asList(l.split(",", -1))).toList();
    return new Sheet(cells.getFirst(), cells.subList(1, cells.size()));
  }

  /// Numbers with six digits are enough, and their texts are the same everywhere.
  private static String text(Object cell) {
    return cell instanceof Double x ? number(Math.rint(x * 1e6) / 1e6) : String.valueOf(cell);
  }

  private static String number(double x) {
    return x == Math.rint(x) && Math.abs(x) < 1e15 ? String.valueOf((long) x) : String.valueOf(x);
  }

  /// The content of the file.
  String csv() {
    return Stream.concat(Stream.of(columns), rows.stream())
        .map(row -> String.join(",", row) + "\n")
        .collect(Collectors.joining());
  }

  /// The cells of a column.
  List<String> column(String name) {
    int at = columns.indexOf(name);
    return rows.stream().map(row -> row.get(at)).toList();
  }

  /// This with other cells in a column, which is added if it is new.
  Sheet with(String name, List<String> cells) {
    int at = columns.indexOf(name);
    List<List<String>> changed = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      List<String> row = new ArrayList<>(rows.get(i));
      if (at < 0) {
        row.add(cells.get(i));
      } else {
        row.set(at, cells.get(i));
      }
      changed.add(row);
    }
    List<String> names = new ArrayList<>(columns);
    if (at < 0) {
      names.add(name);
    }
    return new Sheet(names, changed);
  }

  /// This with every number of some columns changed; texts stay.
  Sheet map(Predicate<String> names, DoubleUnaryOperator f) {
    Sheet sheet = this;
    for (String name : columns) {
      if (names.test(name)) {
        sheet = sheet.with(name, column(name).stream().map(cell -> changed(cell, f)).toList());
      }
    }
    return sheet;
  }

  private static String changed(String cell, DoubleUnaryOperator f) {
    try {
      return number(f.applyAsDouble(Double.parseDouble(cell)));
    } catch (NumberFormatException e) {
      return cell; // a category or a missing value
    }
  }

  /// Some of the rows.
  Sheet rows(IntPredicate kept) {
    return new Sheet(
        columns, IntStream.range(0, rows.size()).filter(kept).mapToObj(rows::get).toList());
  }

  /// Some of the rows, drawn at random.
  Sheet sample(int count, long seed) {
    int[] order = Key.of(seed).permutation(rows.size());
    return new Sheet(columns, Arrays.stream(order).limit(count).mapToObj(rows::get).toList());
  }
}
