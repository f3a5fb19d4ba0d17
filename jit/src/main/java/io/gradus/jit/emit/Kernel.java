package io.gradus.jit.emit;

/// A compiled loop nest over a rectangle of its iteration space. Without state; any thread may run
/// it. Implemented by hidden classes.
public interface Kernel {
  /// Computes the places with `row` ≤ r < `rowEnd` and `column` ≤ c < `columnEnd`.
  void run(Operands o, int row, int rowEnd, int column, int columnEnd);
}
