package io.gradus.jit.product;

/// `total` things in `parts` parts that differ by one at most, the larger ones first.
record Split(int total, int parts) {
  /// As few parts as possible of at most `most` each.
  static Split of(int total, int most) {
    return new Split(total, total == 0 ? 1 : (total + most - 1) / most);
  }

  /// Where part `i` begins; the end for `i` = `parts`.
  int start(int i) {
    return i * (total / parts) + Math.min(i, total % parts);
  }

  /// The size of part `i`.
  int size(int i) {
    return start(i + 1) - start(i);
  }

  /// The largest size.
  int most() {
    return size(0);
  }
}
