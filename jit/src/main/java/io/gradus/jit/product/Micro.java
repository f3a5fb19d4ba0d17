package io.gradus.jit.product;

/// A microkernel: a fixed number of rows of C times a fixed number of vectors of columns, held in
/// registers while the sums are formed. Arrays are `float[]` or `double[]`. Without state.
interface Micro {
  /// `C = Σ_k A·B`, or `C += Σ_k A·B` if `add`: the sum is begun at 0, formed in order with fused
  /// multiply-adds, and stored or added to C at the end.
  ///
  /// @param a begins at `ao`, `am` from row to row, `ak` from column to column
  /// @param b begins at `bo`, `bk` from row to row, columns side by side
  /// @param c begins at `co`, `cm` from row to row, columns side by side
  /// @param k how many terms to add
  /// @param width the columns; what is over in the last vector is read from B but not written to C
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
      boolean add,
      int width);
}
