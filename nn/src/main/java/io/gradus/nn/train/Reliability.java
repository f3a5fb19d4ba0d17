package io.gradus.nn.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Whether probabilities are true: how often that came about which was given a probability of about
/// 0.1, 0.2, and so on.
///
/// @param bins fifteen equal parts of the interval from 0 to 1, without those that have no rows
/// @see <a href="https://arxiv.org/abs/1706.04599">Guo, Pleiss, Sun and Weinberger 2017</a>
public record Reliability(List<Bin> bins) {
  /// The number of parts.
  public static final int BINS = 15;

  /// The rows with about the same probability.
  ///
  /// @param rows how many there are
  /// @param probability the mean of their probabilities
  /// @param frequency the share for which it came true
  public record Bin(int rows, double probability, double frequency) {}

  /// Copies the list.
  public Reliability {
    bins = List.copyOf(bins);
  }

  /// Divides into bins.
  ///
  /// @param probabilities what was said
  /// @param outcomes 1 where it came true, else 0, as many
  static Reliability of(double[] probabilities, int[] outcomes) {
    int[] rows = new int[BINS];
    double[] sums = new double[BINS];
    double[] hits = new double[BINS];
    for (int i = 0; i < probabilities.length; i++) {
      int bin = Math.clamp((int) (probabilities[i] * BINS), 0, BINS - 1);
      rows[bin]++;
      sums[bin] += probabilities[i];
      hits[bin] += outcomes[i];
    }
    List<Bin> bins = new ArrayList<>();
    for (int b = 0; b < BINS; b++) {
      if (rows[b] > 0) {
        bins.add(new Bin(rows[b], sums[b] / rows[b], hits[b] / rows[b]));
      }
    }
    return new Reliability(bins);
  }

  /// The expected calibration error, the mean of |probability − frequency| over all rows.
  public double error() {
    return mean(bin -> Math.abs(bin.probability - bin.frequency));
  }

  /// The mean probability.
  public double probability() {
    return mean(Bin::probability);
  }

  /// The share of all rows for which it came true.
  public double frequency() {
    return mean(Bin::frequency);
  }

  private double mean(ToDoubleFunction<Bin> f) {
    double sum = bins.stream().mapToDouble(bin -> bin.rows * f.applyAsDouble(bin)).sum();
    return sum / bins.stream().mapToInt(Bin::rows).sum();
  }
}
