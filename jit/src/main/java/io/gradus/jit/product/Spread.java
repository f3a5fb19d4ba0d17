package io.gradus.jit.product;

/// Copies several strips of a matrix at once, so that its lines are read from end to end, which is
/// how memory is fast. Arrays are `float[]` or `double[]`. Without state.
interface Spread {
  /// Copies `count` lines, cut into strips of equal size.
  ///
  /// @param from begins at `at`, `line` from line to line
  /// @param to the first strip begins at `start`, each other one `next` behind the one before;
  ///   `step` from line to line of a strip
  void run(Object from, int at, int line, Object to, int start, int step, int next, int count);
}
