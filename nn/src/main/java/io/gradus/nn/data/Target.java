package io.gradus.nn.data;

import java.util.List;

/// What was learned about one target column: how its cells become numbers.
public sealed interface Target {
  /// The column of the table.
  String column();

  /// The names of the numbers that a cell becomes.
  List<String> names();

  /// The target of a classification, which becomes one-hot.
  ///
  /// @param column the column of the table
  /// @param classes the classes of the training part: numbers by value, then texts by characters
  record Classes(String column, List<String> classes) implements Target {
    public Classes {
      classes = List.copyOf(classes);
    }

    @Override
    public List<String> names() {
      return classes;
    }
  }

  /// One of several labels, which becomes 0 or 1.
  ///
  /// @param column the column of the table
  /// @param levels the two levels; the second is 1, such as `yes` after `no`
  record Label(String column, List<String> levels) implements Target {
    public Label {
      levels = List.copyOf(levels);
    }

    @Override
    public List<String> names() {
      return List.of(column);
    }
  }

  /// The target of a regression: y becomes `(y − shift) / scale`.
  ///
  /// @param column the column of the table
  /// @param shift the zero of the scaled number in the user's units
  /// @param scale the unit of the scaled number in the user's units
  record Value(String column, double shift, double scale) implements Target {
    @Override
    public List<String> names() {
      return List.of(column);
    }

    /// The value in the user's units.
    public double restore(double scaled) {
      return scaled * scale + shift;
    }
  }
}
