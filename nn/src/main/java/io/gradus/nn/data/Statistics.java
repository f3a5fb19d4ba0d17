package io.gradus.nn.data;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;

/// What is learned about the numbers of some rows, in passes over the rows and without a copy of
/// them. All of it is exact up to rounding, the median too, and does not depend on where the
/// numbers lie.
///
/// @param present how many values are there
/// @param least the least of them
/// @param greatest the greatest of them
/// @param mean their mean
/// @param deviation their standard deviation, the root of the mean square of x − mean
/// @param median their median; the mean of the two middle ones if their number is even
record Statistics(
    long present, double least, double greatest, double mean, double deviation, double median) {
  private static final int BITS = 8; // of a number are decided in one pass

  /// The statistics of the rows that have a value; at least one has.
  ///
  /// @param value the number of a row, NaN if there is none
  static Statistics of(int[] rows, IntToDoubleFunction value) {
    DoubleSummaryStatistics s = present(rows, value).summaryStatistics();
    double mean = s.getAverage();
    double squares = present(rows, value).map(x -> (x - mean) * (x - mean)).sum();
    long n = s.getCount();
    double deviation = Math.sqrt(squares / n);
    return new Statistics(n, s.getMin(), s.getMax(), mean, deviation, median(rows, value, n));
  }

  private static double median(int[] rows, IntToDoubleFunction value, long n) {
    double low = select(rows, value, (n - 1) / 2);
    if (n % 2 == 1 || present(rows, value).filter(x -> x <= low).count() > n / 2) {
      return low;
    }
    return low / 2 + present(rows, value).filter(x -> x > low).min().orElseThrow() / 2;
  }

  private static DoubleStream present(int[] rows, IntToDoubleFunction value) {
    return Arrays.stream(rows).mapToDouble(value).filter(x -> !Double.isNaN(x));
  }

  /// The value at a place of the ascending order, from 0: its leading bits are those under which
  /// the values counted reach the place, then the next bits among the values with that beginning.
  private static double select(int[] rows, IntToDoubleFunction value, long place) {
    long rest = place;
    long prefix = 0;
    for (int shift = Long.SIZE - BITS; shift >= 0; shift -= BITS) {
      int[] counts = new int[1 << BITS];
      for (int row : rows) {
        double x = value.applyAsDouble(row);
        long key = key(x);
        boolean fits = shift + BITS == Long.SIZE || key >>> shift + BITS == prefix;
        if (fits && !Double.isNaN(x)) {
          counts[(int) (key >>> shift) & counts.length - 1]++;
        }
      }
      int digit = 0;
      while (rest >= counts[digit]) {
        rest -= counts[digit++];
      }
      prefix = prefix << BITS | digit;
    }
    return value(prefix);
  }

  /// Bits whose order as a whole number without sign is that of the doubles.
  private static long key(double x) {
    long bits = Double.doubleToRawLongBits(x);
    return bits ^ (bits >> 63 | Long.MIN_VALUE);
  }

  private static double value(long key) {
    return Double.longBitsToDouble(key < 0 ? key ^ Long.MIN_VALUE : ~key);
  }
}
