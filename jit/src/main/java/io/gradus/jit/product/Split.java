package io.gradus.jit.product;

import java.util.Arrays;

/// `total` things in `parts` parts of whole units. Parts differ by one unit at most, the larger
/// ones first; the last one may end within a unit.
record Split(int total, int parts, int unit) {
  /// As few parts as possible of at most `most` each.
  static Split of(int total, int most) {
    return new Split(total, total == 0 ? 1 : (total + most - 1) / most, 1);
  }

  /// Where part `i` begins; the end for `i` = `parts`.
  int start(int i) {
    int units = (total + unit - 1) / unit;
    return Math.min(total, unit * (i * (units / parts) + Math.min(i, units % parts)));
  }

  /// The size of part `i`.
  int size(int i) {
    return start(i + 1) - start(i);
  }

  /// The largest size.
  int most() {
    return size(0);
  }

  /// The smallest size.
  int least() {
    return size(parts - 1);
  }

  /// Each part, divided into pieces of at most `most`.
  Split[] pieces(int most) {
    Split[] all = new Split[parts];
    Arrays.setAll(all, i -> of(size(i), most));
    return all;
  }
}
