package io.gradus.app.report;

import io.gradus.app.plot.Range;
import java.util.stream.IntStream;

/// Equal bins over a range.
///
/// @param range from the lower end of the first bin to the upper end of the last
record Histogram(Range range) {
  private static final int BINS = 31;

  /// Bins over a range, which is widened if it is a point.
  static Histogram over(Range range) {
    return new Histogram(
        range.length() > 0 ? range : new Range(range.low() - 0.5, range.low() + 0.5));
  }

  /// The middle of each bin.
  double[] middles() {
    return IntStream.range(0, BINS)
        .mapToDouble(b -> range.low() + (b + 0.5) * range.length() / BINS)
        .toArray();
  }

  /// The share of the values that lies in each bin; values outside of the range count in the whole
  /// only.
  double[] shares(double[] values) {
    double[] shares = new double[BINS];
    for (double v : values) {
      if (v >= range.low() && v <= range.high()) {
        int bin = (int) ((v - range.low()) / range.length() * BINS);
        shares[Math.min(bin, BINS - 1)] += 1.0 / values.length;
      }
    }
    return shares;
  }
}
