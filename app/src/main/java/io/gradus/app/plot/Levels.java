package io.gradus.app.plot;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// The heights at which lines of equal height are drawn.
final class Levels {
  private static final List<double[]> DIGITS =
      List.of(
          new double[] {1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8},
          new double[] {1, 1.5, 2, 3, 5, 7},
          new double[] {1, 2, 5},
          new double[] {1});
  private static final int FEWEST = 5; // of equal ratios, else of equal differences

  private static final int SPOT = 200; // the part of the area that no lowest line goes around

  private Levels() {}

  /// Round numbers in about equal ratios if all values are positive, as losses are; otherwise
  /// levels such that the areas between them are about equal.
  ///
  /// @param z the values; those that are not finite do not count
  /// @param most how many levels at most
  static double[] of(double[][] z, int most) {
    double[] sorted =
        Arrays.stream(z)
            .flatMapToDouble(Arrays::stream)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (sorted.length == 0) {
      return new double[0];
    }
    return sorted[0] > 0
        ? ratios(new Range(sorted[sorted.length / SPOT], sorted[sorted.length - 1]), most)
        : areas(sorted, most);
  }

  private static double[] ratios(Range range, int most) {
    int low = (int) Math.floor(Math.log10(range.low()));
    int high = (int) Math.floor(Math.log10(range.high()));
    double[] levels = {};
    for (double[] digits : DIGITS) {
      levels =
          IntStream.rangeClosed(low, high)
              .boxed()
              .flatMapToDouble(k -> DoubleStream.of(digits).map(d -> d * Math.pow(10, k)))
              .filter(level -> level > range.low() && level < range.high())
              .toArray();
      if (levels.length <= most) {
        break;
      }
    }
    double[] decades = levels;
    int every = Math.ceilDiv(decades.length, most);
    return levels.length < FEWEST
        ? inside(Ticks.of(Axis.linear(""), range, most), range)
        : IntStream.range(0, decades.length)
            .filter(i -> i % every == 0)
            .mapToDouble(i -> decades[i])
            .toArray();
  }

  private static double[] inside(Ticks ticks, Range range) {
    return ticks.values().stream()
        .mapToDouble(v -> v)
        .filter(v -> v > range.low() && v < range.high())
        .toArray();
  }

  private static double[] areas(double[] sorted, int count) {
    return IntStream.rangeClosed(1, count)
        .mapToDouble(i -> sorted[(int) ((long) i * (sorted.length - 1) / (count + 1))])
        .distinct()
        .toArray();
  }
}
