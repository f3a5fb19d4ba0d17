package io.gradus.app.gallery;

import io.gradus.array.Key;

/// The random numbers of a row, one after the other.
final class Draw {
  private final Key key;
  private final int row;
  private long next;

  /// @param row the number of the row, from 0
  Draw(Key key, int row) {
    this.key = key;
    this.row = row;
  }

  /// The number of the row, from 0.
  int row() {
    return row;
  }

  /// Uniform between two numbers.
  double between(double low, double high) {
    return low + (high - low) * key.uniform(next++);
  }

  /// Normal with a standard deviation.
  double normal(double std) {
    return std * key.normal(next++);
  }

  /// A whole number from 0 to below a bound.
  int below(int bound) {
    return key.below(bound, next++);
  }
}
