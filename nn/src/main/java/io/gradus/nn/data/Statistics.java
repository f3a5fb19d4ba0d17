package io.gradus.nn.data;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;

/// What is learned about the numbers of some rows, in passes over the rows and without a copy of
/// all of them. All of it is exact up to rounding, the median too, and does not depend on where the
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
  private static final int SORTED = 1 << 16; // values that may be copied

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

  /// The value at a place of the ascending order, from 0. As long as the values are too many to be
  /// sorted, they are counted by their next bits, and those with the bits under which the counts
  /// reach the place go on.
  private static double select(int[] rows, IntToDoubleFunction value, long place) {
    long rest = place;
    long prefix = 0;
    int shift = Long.SIZE;
    for (long left = rows.length; left > SORTED && shift > 0; ) {
      shift -= BITS;
      int[] counts = new int[1 << BITS];
      for (int row : rows) {
        double x = value.applyAsDouble(row);
        if (!Double.isNaN(x) && begins(key(x), shift + BITS, prefix)) {
          counts[(int) (key(x) >>> shift) & counts.length - 1]++;
        }
      }
      int digit = 0;
      while (rest >= counts[digit]) {
        rest -= counts[digit++];
      }
      left = counts[digit];
      prefix = prefix << BITS | digit;
    }
    if (shift == 0) {
      return value(prefix); // all that are left are equal
    }
    int known = shift;
    long beginning = prefix;
    return present(rows, value)
        .filter(x -> begins(key(x), known, beginning))
        .sorted()
        .skip(rest)
        .findFirst()
        .orElseThrow();
  }

  /// True if a key has a prefix above its lower `shift` bits.
  private static boolean begins(long key, int shift, long prefix) {
    return shift == Long.SIZE || key >>> shift == prefix;
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
