package io.gradus.nn.data;

import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What is learned about the target.
public enum Task {
  /// One of several classes; the target matrix is one-hot.
  CLASSIFICATION("classification"),
  /// Several yes-or-no answers at once; the target matrix holds 0 and 1.
  MULTI_LABEL("multi-label"),
  /// One or several numbers.
  REGRESSION("regression");

  /// A target of whole numbers with at most so many different ones counts as classes.
  public static final int MOST_CLASSES = 20;

  private final String text;

  Task(String text) {
    this.text = text;
  }

  /// The name used in specs and files, such as `multi-label`.
  public String text() {
    return text;
  }

  /// The task with the given name.
  ///
  /// @throws UserException if there is none
  public static Task of(String text) {
    return Nearest.pick("task", text, values(), Task::text);
  }

  /// The task that the targets call for.
  ///
  /// One target: text is classification; numbers are classification if all are whole and there are
  /// at most [#MOST_CLASSES] different ones, else regression. Several targets: multi-label if each
  /// has two values, else regression.
  ///
  /// @param targets the names of the target columns
  /// @param override the task if the user has chosen it
  /// @throws UserException if a target is unknown, a number column with a slip, or unfit for the
  ///   task
  public static Task of(Table table, List<String> targets, Optional<Task> override) {
    if (targets.isEmpty()) {
      throw new UserException(
          "no target given for "
              + table.name()
              + "; name one of: "
              + String.join(", ", table.names()));
    }
    List<Column> columns = targets.stream().map(t -> table.column(t, "target")).toList();
    columns.forEach(table::refuseSlips);
    Task task = override.orElseGet(() -> infer(columns));
    switch (task) {
      case CLASSIFICATION -> {
        if (columns.size() > 1) {
          throw new UserException(
              "classification has one target, but "
                  + columns.size()
                  + " are given ("
                  + String.join(", ", targets)
                  + "); several yes-or-no targets are task multi-label");
        }
        refuseNames(table, columns.getFirst());
      }
      case MULTI_LABEL -> columns.forEach(c -> requireTwo(table, c));
      case REGRESSION -> columns.forEach(table::numbers);
    }
    return task;
  }

  /// The task where the user wants one output: a classification into two classes is then one label,
  /// whose probability is that output.
  ///
  /// @param chosen the task if the user has chosen it
  public static Optional<Task> ofOneOutput(
      Table table, List<String> targets, Optional<Task> chosen) {
    boolean label =
        chosen.orElse(CLASSIFICATION) == CLASSIFICATION
            && targets.size() == 1
            && hasTwo(table.column(targets.getFirst(), "target"));
    return label ? Optional.of(MULTI_LABEL) : chosen;
  }

  private static Task infer(List<Column> columns) {
    if (columns.size() > 1) {
      return columns.stream().allMatch(Task::hasTwo) ? MULTI_LABEL : REGRESSION;
    }
    return switch (columns.getFirst()) {
      case Column.Text c -> CLASSIFICATION;
      case Column.Number c ->
          c.distinct(MOST_CLASSES)
                  .filter(d -> Arrays.stream(d).allMatch(x -> x == Math.rint(x)))
                  .isPresent()
              ? CLASSIFICATION
              : REGRESSION;
    };
  }

  private static boolean hasTwo(Column column) {
    return switch (column) {
      case Column.Number c -> c.distinct(2).filter(d -> d.length == 2).isPresent();
      case Column.Text c -> !c.crowded() && c.levels().size() == 2;
    };
  }

  private static void refuseNames(Table table, Column column) {
    int levels = table.categories(column).levels().size();
    if (levels > 50 && 2 * levels > table.rows()) {
      throw new UserException(
          "target '"
              + column.name()
              + "' of "
              + table.name()
              + " has "
              + levels
              + " different values in "
              + table.rows()
              + " rows: too many to be classes");
    }
  }

  private static void requireTwo(Table table, Column column) {
    List<String> levels = table.categories(column).levels();
    if (levels.size() != 2) {
      throw new UserException(
          "target '"
              + column.name()
              + "' of "
              + table.name()
              + " has "
              + levels.size()
              + " different values; a label of task multi-label has two, such as 0 and 1");
    }
  }
}
