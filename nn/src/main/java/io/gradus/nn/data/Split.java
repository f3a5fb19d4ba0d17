package io.gradus.nn.data;

import io.gradus.array.Key;
import io.gradus.nn.UserException;
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
    Task task = Task.of(table, options.targets(), options.task());
    List<Column> targets = options.targets().stream().map(t -> table.column(t, "target")).toList();
    int[] rows =
        IntStream.range(0, table.rows())
            .filter(row -> targets.stream().noneMatch(c -> c.missing(row)))
            .toArray();
    if (rows.length == 0) {
      throw new UserException(
          "target '" + targets.getFirst().name() + "' of " + table.name() + " has no value");
    }
    int[] codes =
        switch (task) {
          case CLASSIFICATION -> targets.getFirst().asText().codes();
          case MULTI_LABEL, REGRESSION -> new int[table.rows()];
        };
    int[] labels = Arrays.stream(rows).map(row -> codes[row]).toArray();
    Split s = of(labels, validation, test, key);
    return new Split(pick(rows, s.train), pick(rows, s.validation), pick(rows, s.test));
  }

  /// Divides a data set; a classification by class.
  ///
  /// @throws UserException as for numbers of examples
  public static Split of(Dataset data, double validation, double test, Key key) {
    return switch (data.task()) {
      case CLASSIFICATION -> of(data.labels(), validation, test, key);
      case MULTI_LABEL, REGRESSION -> of(new int[data.size()], validation, test, key);
    };
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
    int classes = Arrays.stream(labels).max().orElse(0) + 1;
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
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

  private static int[] pick(int[] rows, int[] positions) {
    return Arrays.stream(positions).map(p -> rows[p]).toArray();
  }
}
