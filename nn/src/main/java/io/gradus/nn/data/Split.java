package io.gradus.nn.data;

import io.gradus.array.Key;
import io.gradus.nn.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// A division of examples into three parts without overlap, each in ascending order.
///
/// @param train the numbers of the training examples
/// @param validation the numbers of the examples that are watched while training
/// @param test the numbers of the examples kept for the end
public record Split(int[] train, int[] validation, int[] test) {

  /// Divides the rows of a table that have all target values; a classification by class.
  ///
  /// @throws UserException as for numbers of examples, or if no row has its target value
  public static Split of(Table table, Options options, double validation, double test, Key key) {
    int[] labels = labels(table, options);
    int[] rows = known(labels);
    return of(pick(labels, rows), validation, test, key).among(rows);
  }

  /// Divides a data set; a classification by class.
  ///
  /// @throws UserException as for numbers of examples
  public static Split of(Dataset data, double validation, double test, Key key) {
    return of(labels(data), validation, test, key);
  }

  /// The divisions of a cross-validation over the rows of a table that have all target values.
  ///
  /// @throws UserException as for numbers of examples, or if no row has its target value
  public static List<Split> folds(
      Table table, Options options, int folds, double validation, Key key) {
    int[] labels = labels(table, options);
    int[] rows = known(labels);
    return folds(pick(labels, rows), folds, validation, key).stream()
        .map(split -> split.among(rows))
        .toList();
  }

  /// The divisions of a cross-validation over a data set.
  ///
  /// @throws UserException as for numbers of examples
  public static List<Split> folds(Dataset data, int folds, double validation, Key key) {
    return folds(labels(data), folds, validation, key);
  }

  /// The divisions of a cross-validation: each example is in the test part of exactly one of them,
  /// and the test parts have as many examples of each class, up to one.
  ///
  /// @param labels the class of each example from 0; all 0 if there are no classes
  /// @param folds how many divisions
  /// @param validation the fraction for validation of what is not in the test part
  /// @throws UserException if there are fewer than two folds or more folds than examples, or a
  ///   class has one single example, which cannot be in a training and in a test part
  public static List<Split> folds(int[] labels, int folds, double validation, Key key) {
    int n = labels.length;
    if (folds < 2 || folds > n) {
      throw new UserException(
          "a cross-validation of " + n + " examples has 2 to " + n + " folds, not " + folds);
    }
    int[] counts = counts(labels);
    if (Arrays.stream(counts).anyMatch(count -> count == 1)) {
      throw new UserException(
          "a class has one single example, too few for a cross-validation; add examples of it or"
              + " leave it out");
    }
    // Class after class, dealt out like cards.
    int[] next = new int[counts.length];
    for (int c = 1; c < counts.length; c++) {
      next[c] = next[c - 1] + counts[c - 1];
    }
    int[] fold = new int[n];
    for (int i : key.permutation(n)) {
      fold[i] = next[labels[i]]++ % folds;
    }
    List<Split> splits = new ArrayList<>();
    for (int f = 0; f < folds; f++) {
      int current = f;
      int[] rest = IntStream.range(0, n).filter(i -> fold[i] != current).toArray();
      int[] test = IntStream.range(0, n).filter(i -> fold[i] == current).toArray();
      Split s = of(pick(labels, rest), validation, 0, key.fold(f)).among(rest);
      splits.add(new Split(s.train, s.validation, test));
    }
    return List.copyOf(splits);
  }

  /// The class of each row; 0 where there are no classes, −1 where a target value is missing.
  private static int[] labels(Table table, Options options) {
    Task task = Task.of(table, options.targets(), options.task());
    List<Column> targets = options.targets().stream().map(t -> table.column(t, "target")).toList();
    int[] labels = new int[table.rows()];
    switch (task) {
      case CLASSIFICATION -> Arrays.setAll(labels, targets.getFirst().asText()::code);
      case MULTI_LABEL, REGRESSION ->
          Arrays.setAll(labels, row -> targets.stream().anyMatch(c -> c.missing(row)) ? -1 : 0);
    }
    if (Arrays.stream(labels).allMatch(label -> label < 0)) {
      throw new UserException(
          "target '" + targets.getFirst().name() + "' of " + table.name() + " has no value");
    }
    return labels;
  }

  private static int[] labels(Dataset data) {
    return switch (data.task()) {
      case CLASSIFICATION -> data.labels();
      case MULTI_LABEL, REGRESSION -> new int[data.size()];
    };
  }

  private static int[] known(int[] labels) {
    return IntStream.range(0, labels.length).filter(row -> labels[row] >= 0).toArray();
  }

  /// Divides examples such that each part has its share of every class and each class is in the
  /// training part.
  ///
  /// Equal labels, fractions and keys give equal splits.
  ///
  /// @param labels the class of each example from 0; all 0 if there are no classes
  /// @param validation the fraction for validation, 0 for none
  /// @param test the fraction for testing, 0 for none
  /// @throws UserException if the fractions are not in [0, 1) with a sum below 1, or a part that is
  ///   asked for gets no example
  public static Split of(int[] labels, double validation, double test, Key key) {
    if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "the split validation %s, test %s leaves no training part;"
                  + " both are fractions from 0 whose sum is below 1",
              validation,
              test));
    }
    int n = labels.length;
    int[] counts = counts(labels);
    // One of each class stays in the training part.
    int[] free = Arrays.stream(counts).map(count -> Math.max(0, count - 1)).toArray();
    int[] toTest = shares(counts, free, test);
    int[] toValidation = shares(counts, free, validation);
    int[][] parts = {new int[n], new int[n], new int[n]};
    int[] sizes = new int[3];
    for (int i : key.permutation(n)) {
      int c = labels[i];
      int part = toTest[c]-- > 0 ? 2 : toValidation[c]-- > 0 ? 1 : 0;
      parts[part][sizes[part]++] = i;
    }
    Split s =
        new Split(
            sorted(parts[0], sizes[0]), sorted(parts[1], sizes[1]), sorted(parts[2], sizes[2]));
    check("training", 1 - validation - test, s.train, n);
    check("validation", validation, s.validation, n);
    check("test", test, s.test, n);
    return s;
  }

  private static int[] counts(int[] labels) {
    int[] counts = new int[Arrays.stream(labels).max().orElse(0) + 1];
    for (int label : labels) {
      counts[label]++;
    }
    return counts;
  }

  /// For each class how many of its examples go into a part: its fraction, rounded such that the
  /// part as a whole has the right size (largest remainders first), and taken from `free`.
  private static int[] shares(int[] counts, int[] free, double fraction) {
    int classes = counts.length;
    int[] shares = new int[classes];
    double[] remainders = new double[classes];
    int left = (int) Math.rint(Arrays.stream(counts).sum() * fraction);
    for (int c = 0; c < classes; c++) {
      double exact = counts[c] * fraction;
      shares[c] = Math.min((int) exact, free[c]);
      remainders[c] = exact - (int) exact;
      left -= shares[c];
    }
    int[] order =
        IntStream.range(0, classes)
            .boxed()
            .sorted((a, b) -> Double.compare(remainders[b], remainders[a]))
            .mapToInt(c -> c)
            .toArray();
    for (int c : order) {
      if (left > 0 && fraction > 0 && shares[c] < free[c]) {
        shares[c]++;
        left--;
      }
    }
    for (int c = 0; c < classes; c++) {
      free[c] -= shares[c];
    }
    return shares;
  }

  private static int[] sorted(int[] part, int size) {
    int[] s = Arrays.copyOf(part, size);
    Arrays.sort(s);
    return s;
  }

  private static void check(String name, double fraction, int[] part, int n) {
    if (fraction > 0 && part.length == 0) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "the %s part, %.3g of %d examples, is empty;"
                  + " give it a larger fraction or more data",
              name,
              fraction,
              n));
    }
  }

  /// This division of the positions in `rows`, as one of the rows.
  private Split among(int[] rows) {
    return new Split(pick(rows, train), pick(rows, validation), pick(rows, test));
  }

  private static int[] pick(int[] values, int[] positions) {
    return Arrays.stream(positions).map(p -> values[p]).toArray();
  }
}
