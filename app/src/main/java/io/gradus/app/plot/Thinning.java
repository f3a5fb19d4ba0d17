package io.gradus.app.plot;

import java.util.Arrays;

/// Takes points out of long lines without a visible change.
///
/// Of the points that fall into one column of pixels, the first, the least, the greatest and the
/// last remain (M4: Jugel, Jerzak, Hackenbroich and Markl, VLDB 2014). Lines whose abscissas do not
/// ascend stay as they are.
final class Thinning {
  private Thinning() {}

  /// The points that remain.
  ///
  /// @param x the abscissas in pixels
  /// @param y the ordinates in pixels; NaN is a gap and remains
  /// @return their numbers, ascending
  static int[] of(double[] x, double[] y) {
    int n = x.length;
    int[] kept = new int[n];
    int count = 0;
    for (int from = 0, to; from < n; from = to) {
      double column = Math.floor(x[from]);
      int least = from;
      int greatest = from;
      for (to = from + 1; to < n && Math.floor(x[to]) == column; to++) {
        if (x[to] < x[to - 1] || Double.isNaN(y[to]) || Double.isNaN(y[to - 1])) {
          break;
        }
        least = y[to] < y[least] ? to : least;
        greatest = y[to] > y[greatest] ? to : greatest;
      }
      int[] four = {from, Math.min(least, greatest), Math.max(least, greatest), to - 1};
      for (int i : four) {
        if (count == 0 || kept[count - 1] < i) {
          kept[count++] = i;
        }
      }
    }
    return Arrays.copyOf(kept, count);
  }
}
