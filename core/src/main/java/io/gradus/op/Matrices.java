package io.gradus.op;

import io.gradus.array.Array;
import io.gradus.array.Shape;

/// Reference loops of linear algebra, in double precision. Leading axes are batches.
final class Matrices {
  private Matrices() {}

  static Array solve(Array a, Array b, Structured.Part part, boolean transposed) {
    int n = a.shape().dim(-1);
    int k = b.shape().dim(-1);
    double[] x = b.toDoubles();
    double[] all = a.toDoubles();
    for (int batch = 0; n * k > 0 && batch < x.length / (n * k); batch++) {
      double[][] m = matrix(all, batch, n, transposed);
      int at = batch * n * k;
      switch (part) {
        case FULL -> full(m, x, at, k);
        case LOWER -> substitute(m, x, at, k, !transposed);
        case UPPER -> substitute(m, x, at, k, transposed);
      }
    }
    return Array.of(b.shape(), x).cast(b.dtype());
  }

  private static void full(double[][] m, double[] x, int at, int k) {
    int n = m.length;
    int[] order = new int[n];
    factor(m, order);
    double[] permuted = new double[n * k];
    for (int i = 0; i < n; i++) {
      System.arraycopy(x, at + order[i] * k, permuted, i * k, k);
    }
    System.arraycopy(permuted, 0, x, at, n * k);
    for (int i = 0; i < n; i++) { // L with ones on the diagonal
      for (int j = 0; j < i; j++) {
        subtract(x, at + i * k, at + j * k, k, m[i][j]);
      }
    }
    substitute(m, x, at, k, false);
  }

  /// Solves a triangular system, from the first row if `down`, else from the last.
  private static void substitute(double[][] m, double[] x, int at, int k, boolean down) {
    int n = m.length;
    for (int step = 0; step < n; step++) {
      int i = down ? step : n - 1 - step;
      for (int j = down ? 0 : i + 1; j < (down ? i : n); j++) {
        subtract(x, at + i * k, at + j * k, k, m[i][j]);
      }
      for (int c = 0; c < k; c++) {
        x[at + i * k + c] /= m[i][i];
      }
    }
  }

  private static void subtract(double[] x, int row, int other, int k, double factor) {
    for (int c = 0; c < k; c++) {
      x[row + c] -= factor * x[other + c];
    }
  }

  static Array cholesky(Array a) {
    int n = a.shape().dim(-1);
    double[] all = a.toDoubles();
    double[] out = new double[all.length];
    for (int batch = 0; n > 0 && batch < all.length / (n * n); batch++) {
      int at = batch * n * n;
      for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
          double sum = all[at + i * n + j];
          for (int l = 0; l < j; l++) {
            sum -= out[at + i * n + l] * out[at + j * n + l];
          }
          out[at + i * n + j] = i == j ? Math.sqrt(sum) : sum / out[at + j * n + j];
        }
      }
    }
    return Array.of(a.shape(), out).cast(a.dtype());
  }

  static Array determinant(Array a, boolean log) {
    int n = a.shape().dim(-1);
    Shape to = a.shape().remove(-1).remove(-1);
    double[] all = a.toDoubles();
    double[] out = new double[to.size()];
    for (int batch = 0; batch < out.length; batch++) {
      double[][] m = matrix(all, batch, n, false);
      double sign = factor(m, new int[n]);
      double value = log ? 0 : sign;
      for (int i = 0; i < n; i++) {
        value = log ? value + Math.log(Math.abs(m[i][i])) : value * m[i][i];
      }
      out[batch] = value;
    }
    return Array.of(to, out).cast(a.dtype());
  }

  private static double[][] matrix(double[] all, int batch, int n, boolean transposed) {
    double[][] m = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        m[i][j] = all[batch * n * n + (transposed ? j * n + i : i * n + j)];
      }
    }
    return m;
  }

  /// LU factors in place with partial pivoting; `order` gets the order of the rows, and the result
  /// is the sign of that permutation.
  private static double factor(double[][] m, int[] order) {
    int n = m.length;
    double sign = 1;
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int c = 0; c < n; c++) {
      int pivot = c;
      for (int r = c + 1; r < n; r++) {
        if (Math.abs(m[r][c]) > Math.abs(m[pivot][c])) {
          pivot = r;
        }
      }
      if (pivot != c) {
        double[] row = m[c];
        m[c] = m[pivot];
        m[pivot] = row;
        int index = order[c];
        order[c] = order[pivot];
        order[pivot] = index;
        sign = -sign;
      }
      for (int r = c + 1; r < n && m[c][c] != 0; r++) {
        m[r][c] /= m[c][c];
        for (int j = c + 1; j < n; j++) {
          m[r][j] -= m[r][c] * m[c][j];
        }
      }
    }
    return sign;
  }
}
