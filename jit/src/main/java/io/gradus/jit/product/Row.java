package io.gradus.jit.product;

/// A kernel for products of a single row, which wait for B: it reads two strips of it at a time,
/// because two streams come faster from the second-level cache than one. Arrays are `float[]` or
/// `double[]`. Without state.
interface Row {
  /// `C = Σ_k A·B`, or `C += Σ_k A·B`, for the columns of two strips of B, which lie side by side
  /// in C.
  ///
  /// @param a begins at `ao`, `ak` from column to column
  /// @param b the first strip begins at `bo`, the second one `next` further on; both have `bk` from
  ///   row to row
  /// @param c begins at `co`
  /// @param k how many terms to add
  /// @param more whether the sums are added to C
  void run(
      Object a,
      int ao,
      int ak,
      Object b,
      int bo,
      int next,
      int bk,
      Object c,
      int co,
      int k,
      boolean more);
}
