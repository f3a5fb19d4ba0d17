package io.gradus.nn.data;

import java.util.ArrayList;
import java.util.List;

/// What was learned about one feature column: how its cells become numbers.
public sealed interface Feature {
  /// What messages and feature names call a missing value.
  String MISSING = "(missing)";

  /// The column of the table.
  String column();

  /// The names of the numbers that a cell becomes.
  List<String> names();

  /// A number x becomes `(x − shift) / scale`, kept within ±bound.
  ///
  /// @param column the column of the table
  /// @param fill what a missing value is taken for: the median of the training part
  /// @param shift the zero of the scaled number in the user's units
  /// @param scale the unit of the scaled number in the user's units
  /// @param indicator whether a second number tells, by 1, that the value was missing; it is there
  ///   if values were missing in the training part
  /// @param bound the greatest magnitude that a scaled number can have, so that a slip of the pen
  ///   does not rule an answer; [#UNBOUNDED] for none
  record Number(
      String column, double fill, double shift, double scale, boolean indicator, double bound)
      implements Feature {
    /// No bound.
    public static final double UNBOUNDED = Double.MAX_VALUE;

    /// A number without a bound.
    public Number(String column, double fill, double shift, double scale, boolean indicator) {
      this(column, fill, shift, scale, indicator, UNBOUNDED);
    }

    @Override
    public List<String> names() {
      return indicator ? List.of(column, column + " " + MISSING) : List.of(column);
    }
  }

  /// A text becomes a 1 at its level among zeros; a level not seen in training, all zeros.
  ///
  /// @param column the column of the table
  /// @param levels the levels seen in training
  /// @param missing whether a missing value is a further level; it is one if values were missing in
  ///   the training part, else it becomes all zeros
  record OneHot(String column, List<String> levels, boolean missing) implements Feature {
    public OneHot {
      levels = List.copyOf(levels);
    }

    @Override
    public List<String> names() {
      List<String> names = new ArrayList<>(levels.size() + 1);
      levels.forEach(level -> names.add(column + "=" + level));
      if (missing) {
        names.add(column + "=" + MISSING);
      }
      return List.copyOf(names);
    }
  }

  /// A text becomes the number of its level, from 1; a missing value and a level not seen in
  /// training become 0. A network turns the number into a vector that it learns.
  ///
  /// @param column the column of the table
  /// @param levels the levels seen in training, in their order
  record Index(String column, List<String> levels) implements Feature {
    public Index {
      levels = List.copyOf(levels);
    }

    @Override
    public List<String> names() {
      return List.of(column);
    }
  }

  /// A text becomes the position of its level, which is scaled like a number; a level not seen in
  /// training counts as missing.
  ///
  /// @param levels the levels seen in training, in their order
  /// @param number the column and the scaling of the position
  record Ordinal(List<String> levels, Number number) implements Feature {
    public Ordinal {
      levels = List.copyOf(levels);
    }

    @Override
    public String column() {
      return number.column();
    }

    @Override
    public List<String> names() {
      return number.names();
    }
  }
}
