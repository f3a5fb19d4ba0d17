package io.gradus.jit.product;

/// A microkernel: a fixed number of rows of C times a fixed number of vectors of columns, held in
/// registers while the sums are formed. Arrays are `float[]` or `double[]`. Without state.
interface Micro {
  /// `C = Σ_k A·B`, or `C += Σ_k A·B`: sums begin at 0 and are formed in order with fused
  /// multiply-adds.
  ///
  /// @param a begins at `ao`, `am` from row to row, `ak` from column to column
  /// @param b begins at `bo`, `bk` from row to row, columns side by side
  /// @param c begins at `co`, `cm` from row to row, columns side by side
  /// @param k how many terms to add
  /// @param width the columns; generated kernels read and write full vectors all the same
  /// @param more whether the sums are added to C; generated kernels only
  void run(
      Object a,
      int ao,
      int am,
      int ak,
      Object b,
      int bo,
      int bk,
      Object c,
      int co,
      int cm,
      int k,
      int width,
      boolean more);
}
