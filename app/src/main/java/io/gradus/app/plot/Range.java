package io.gradus.app.plot;

import java.util.Arrays;

/// An interval of numbers.
///
/// @param low its lower end
/// @param high its upper end, not below
public record Range(double low, double high) {
  private static final double TAIL = 0.05; // of values on each side that may be extreme
  private static final double EXTREME = 4; // times the bulk of the values

  /// The least one that holds all finite values; from 0 to 1 if there are none.
  public static Range of(double... values) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double v : values) {
      if (Double.isFinite(v)) {
        low = Math.min(low, v);
        high = Math.max(high, v);
      }
    }
    return low <= high ? new Range(low, high) : new Range(0, 1);
  }

  /// As [#of], but values near a pole do not count: if the whole is more than four times as long as
  /// the stretch of the middle nine tenths, it is that stretch, a quarter longer on each side.
  public static Range robust(double... values) {
    double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    Range whole = of(sorted);
    if (sorted.length == 0) {
      return whole;
    }
    int tail = (int) (TAIL * (sorted.length - 1));
    Range bulk = new Range(sorted[tail], sorted[sorted.length - 1 - tail]);
    boolean extreme = bulk.length() > 0 && whole.length() > EXTREME * bulk.length();
    return extreme ? bulk.wider(0.25).within(whole) : whole;
  }

  /// The distance of the ends.
  public double length() {
    return high - low;
  }

  /// Longer by a share of its length on each side.
  Range wider(double share) {
    return new Range(low - share * length(), high + share * length());
  }

  /// The part that lies in another one.
  Range within(Range other) {
    return new Range(Math.max(low, other.low), Math.min(high, other.high));
  }

  /// The least that holds both.
  public Range and(Range other) {
    return new Range(Math.min(low, other.low), Math.max(high, other.high));
  }
}
