package io.gradus.jit.product;

import io.gradus.array.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The extents and strides of `C[b…, m, n] = Σ_k A[b…, m, k] · B[b…, k, n]`, in elements.
///
/// The columns of C lie side by side. Places of C must not overlap; those of A and B may (stride
/// 0).
///
/// @param type the number format of all three arrays
/// @param m the rows of A and C
/// @param n the columns of B and C
/// @param k the columns of A and rows of B
/// @param am from row to row of A
/// @param ak from column to column of A
/// @param bk from row to row of B
/// @param bn from column to column of B
/// @param cm from row to row of C
/// @param batch the extents of the batch axes
/// @param aBatch the strides of A along them
/// @param bBatch the strides of B along them
/// @param cBatch the strides of C along them
public record Geometry(
    DType type,
    int m,
    int n,
    int k,
    int am,
    int ak,
    int bk,
    int bn,
    int cm,
    List<Integer> batch,
    List<Integer> aBatch,
    List<Integer> bBatch,
    List<Integer> cBatch) {

  /// Checks the extents.
  public Geometry {
    batch = List.copyOf(batch);
    aBatch = List.copyOf(aBatch);
    bBatch = List.copyOf(bBatch);
    cBatch = List.copyOf(cBatch);
    int axes = batch.size();
    if (aBatch.size() != axes || bBatch.size() != axes || cBatch.size() != axes) {
      throw new IllegalArgumentException("each batch axis needs a stride in A, B and C");
    }
    if (m < 0 || n < 0 || k < 0 || (axes > 0 && Collections.min(batch) < 0)) {
      throw new IllegalArgumentException("an extent is negative");
    }
  }

  /// A product without batch axes.
  public static Geometry of(
      DType type, int m, int n, int k, int am, int ak, int bk, int bn, int cm) {
    return new Geometry(
        type, m, n, k, am, ak, bk, bn, cm, List.of(), List.of(), List.of(), List.of());
  }

  /// The product of all batch extents.
  public int batches() {
    return batch.stream().reduce(1, Math::multiplyExact);
  }

  /// The multiplications (each with an addition).
  public double work() {
    return (double) m * n * k * batches();
  }

  /// The same product with inner batch axes made rows where rows go on in them with the same stride
  /// and B stays the same. Flattened row numbers stay the same too.
  Geometry folded() {
    int axes = batch.size();
    int rows = m;
    while (axes > 0
        && (batch.get(axes - 1) == 1
            || bBatch.get(axes - 1) == 0
                && aBatch.get(axes - 1) == rows * am
                && cBatch.get(axes - 1) == rows * cm)) {
      rows *= batch.get(--axes);
    }
    return new Geometry(
        type,
        rows,
        n,
        k,
        am,
        ak,
        bk,
        n == 1 ? 1 : bn,
        cm,
        new ArrayList<>(batch.subList(0, axes)),
        new ArrayList<>(aBatch.subList(0, axes)),
        new ArrayList<>(bBatch.subList(0, axes)),
        new ArrayList<>(cBatch.subList(0, axes)));
  }
}
