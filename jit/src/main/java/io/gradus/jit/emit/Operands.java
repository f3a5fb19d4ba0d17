package io.gradus.jit.emit;

/// The arrays that a kernel reads and writes: operand `i` begins at `at[i]` of `f32[i]` or of
/// `f64[i]`, whichever is its number format. Bound once, read at every run.
public final class Operands {
  /// The arrays of float32 operands.
  public final float[][] f32;

  /// The arrays of float64 operands.
  public final double[][] f64;

  /// Where each operand begins.
  public final int[] at;

  /// The extent of the outermost reduced axis of a kernel that reduces over rows.
  public int depth;

  /// Room for `count` operands.
  public Operands(int count) {
    f32 = new float[count][];
    f64 = new double[count][];
    at = new int[count];
  }
}
