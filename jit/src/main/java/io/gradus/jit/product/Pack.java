package io.gradus.jit.product;

/// Copies a strip of a matrix to memory of its own, so that microkernels read it line after line.
/// Arrays are `float[]` or `double[]`. Without state.
interface Pack {
  /// Writes element (`i`, `j`) to `to + i·step + j` for `i` < `count`, `j` < `width`.
  ///
  /// Elements up to the end of a vector are written too, with any value; so lines have to be
  /// written in ascending order, and there must be room for a vector behind the last.
  ///
  /// @param from begins at `at`, `line` from `i` to `i + 1`, `column` from `j` to `j + 1`
  void run(
      Object from,
      int at,
      int line,
      int column,
      Object to,
      int start,
      int step,
      int count,
      int width);
}
