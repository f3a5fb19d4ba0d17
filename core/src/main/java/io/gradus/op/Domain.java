package io.gradus.op;

import java.util.Arrays;
import java.util.List;

/// Where a function of one variable is real, and where it has no derivative.
///
/// @param low lower end of the interval of definition
/// @param high upper end of the interval of definition
/// @param kinks points inside the interval without a derivative: kinks, jumps and poles
public record Domain(double low, double high, List<Double> kinks) {
  /// Smooth on the whole line.
  public static final Domain REAL = of(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  /// Smooth for x > 0.
  public static final Domain POSITIVE = of(0, Double.POSITIVE_INFINITY);

  /// The interval from `low` to `high`, smooth inside but for `kinks`.
  public static Domain of(double low, double high, double... kinks) {
    return new Domain(low, high, Arrays.stream(kinks).boxed().toList());
  }

  /// The whole line but for the given points.
  public static Domain realBut(double... kinks) {
    return of(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, kinks);
  }

  /// True if the function is smooth in a neighbourhood of `x` of the given radius.
  public boolean smoothAt(double x, double radius) {
    return x - radius > low
        && x + radius < high
        && kinks.stream().noneMatch(k -> Math.abs(x - k) <= radius);
  }
}
