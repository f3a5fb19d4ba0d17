package io.gradus.nn.train;

import java.util.List;
import java.util.stream.IntStream;

/// Which class was taken for which.
///
/// A share whose whole is empty, such as the recall of a class that does not occur, is 0 if the
/// class occurs or is answered and NaN if neither.
///
/// @param names the classes
/// @param counts the number of rows by true class and answer, `counts[truth][answer]`
public record Confusion(List<String> names, int[][] counts) {
  /// Copies the names.
  public Confusion {
    names = List.copyOf(names);
  }

  /// Counts.
  ///
  /// @param truth the number of the true class of each row
  /// @param answers the number of the class that was answered, as many
  static Confusion of(List<String> names, int[] truth, int[] answers) {
    int[][] counts = new int[names.size()][names.size()];
    for (int i = 0; i < truth.length; i++) {
      counts[truth[i]][answers[i]]++;
    }
    return new Confusion(names, counts);
  }

  /// The rows of a class.
  public int support(int c) {
    return IntStream.of(counts[c]).sum();
  }

  /// The rows for which a class was answered.
  public int answered(int c) {
    return IntStream.range(0, counts.length).map(t -> counts[t][c]).sum();
  }

  /// The number of rows.
  public int rows() {
    return IntStream.range(0, counts.length).map(this::support).sum();
  }

  /// The share of rows with the right answer.
  public double accuracy() {
    return (double) IntStream.range(0, counts.length).map(c -> counts[c][c]).sum() / rows();
  }

  /// The mean of the recalls of the classes that occur; 1/k for k classes means: no better than any
  /// constant answer.
  public double balancedAccuracy() {
    return IntStream.range(0, counts.length)
        .filter(c -> support(c) > 0)
        .mapToDouble(this::recall)
        .average()
        .orElse(Double.NaN);
  }

  /// The share of the answers of a class that are right.
  public double precision(int c) {
    return share(c, answered(c));
  }

  /// The share of the rows of a class that are found.
  public double recall(int c) {
    return share(c, support(c));
  }

  /// The harmonic mean of precision and recall.
  public double f1(int c) {
    return share(c, 0.5 * (answered(c) + support(c)));
  }

  private double share(int c, double whole) {
    return whole == 0 && answered(c) + support(c) > 0 ? 0 : counts[c][c] / whole;
  }
}
