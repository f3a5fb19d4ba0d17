package io.gradus.app.plot;

/// How values become lengths.
public enum Scale {
  /// Equal differences are equally long.
  LINEAR,
  /// Equal ratios are equally long; only positive values have a place.
  LOG;

  /// The place of a value on a ruler; NaN if it has none.
  double forward(double value) {
    return switch (this) {
      case LINEAR -> value;
      case LOG -> value > 0 ? Math.log10(value) : Double.NaN;
    };
  }

  /// The value at a place, or the nearest one that has a place.
  double backward(double place) {
    return switch (this) {
      case LINEAR -> place;
      case LOG -> Math.clamp(Math.pow(10, place), Double.MIN_NORMAL, Double.MAX_VALUE);
    };
  }
}
