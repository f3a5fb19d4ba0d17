package io.gradus.jit.product;

import io.gradus.array.DType;

/// Kernels in plain Java, with inner loops that the JVM's compiler turns into vector code.
final class Scalar {
  private Scalar() {}

  /// A microkernel of `rows` rows and any number of columns.
  static Micro micro(DType type, int rows) {
    return type == DType.F32
        ? (a, ao, am, ak, b, bo, bk, c, co, cm, k, width) -> {
          for (int r = 0; r < rows; r++) {
            row(
                (float[]) a,
                ao + r * am,
                ak,
                (float[]) b,
                bo,
                bk,
                (float[]) c,
                co + r * cm,
                k,
                width);
          }
        }
        : (a, ao, am, ak, b, bo, bk, c, co, cm, k, width) -> {
          for (int r = 0; r < rows; r++) {
            row(
                (double[]) a,
                ao + r * am,
                ak,
                (double[]) b,
                bo,
                bk,
                (double[]) c,
                co + r * cm,
                k,
                width);
          }
        };
  }

  private static void row(
      float[] a, int ao, int ak, float[] b, int bo, int bk, float[] c, int co, int k, int n) {
    java.util.Arrays.fill(c, co, co + n, 0);
    int p = 0;
    for (; p + 4 <= k; p += 4) {
      float x0 = a[ao + p * ak];
      float x1 = a[ao + (p + 1) * ak];
      float x2 = a[ao + (p + 2) * ak];
      float x3 = a[ao + (p + 3) * ak];
      int b0 = bo + p * bk;
      int b1 = b0 + bk;
      int b2 = b1 + bk;
      int b3 = b2 + bk;
      for (int j = 0; j < n; j++) {
        float s = Math.fma(x1, b[b1 + j], Math.fma(x0, b[b0 + j], c[co + j]));
        c[co + j] = Math.fma(x3, b[b3 + j], Math.fma(x2, b[b2 + j], s));
      }
    }
    for (; p < k; p++) {
      float x = a[ao + p * ak];
      int at = bo + p * bk;
      for (int j = 0; j < n; j++) {
        c[co + j] = Math.fma(x, b[at + j], c[co + j]);
      }
    }
  }

  private static void row(
      double[] a, int ao, int ak, double[] b, int bo, int bk, double[] c, int co, int k, int n) {
    java.util.Arrays.fill(c, co, co + n, 0);
    int p = 0;
    for (; p + 4 <= k; p += 4) {
      double x0 = a[ao + p * ak];
      double x1 = a[ao + (p + 1) * ak];
      double x2 = a[ao + (p + 2) * ak];
      double x3 = a[ao + (p + 3) * ak];
      int b0 = bo + p * bk;
      int b1 = b0 + bk;
      int b2 = b1 + bk;
      int b3 = b2 + bk;
      for (int j = 0; j < n; j++) {
        double s = Math.fma(x1, b[b1 + j], Math.fma(x0, b[b0 + j], c[co + j]));
        c[co + j] = Math.fma(x3, b[b3 + j], Math.fma(x2, b[b2 + j], s));
      }
    }
    for (; p < k; p++) {
      double x = a[ao + p * ak];
      int at = bo + p * bk;
      for (int j = 0; j < n; j++) {
        c[co + j] = Math.fma(x, b[at + j], c[co + j]);
      }
    }
  }

  /// Adds a rectangle to another.
  static void add(Object to, int t, int tm, Object from, int f, int fm, int rows, int width) {
    for (int r = 0; r < rows; r++, t += tm, f += fm) {
      if (to instanceof float[] x && from instanceof float[] y) {
        for (int j = 0; j < width; j++) {
          x[t + j] += y[f + j];
        }
      } else if (to instanceof double[] x && from instanceof double[] y) {
        for (int j = 0; j < width; j++) {
          x[t + j] += y[f + j];
        }
      }
    }
  }

  /// Packs any strides.
  static Pack pack(DType type) {
    return type == DType.F32
        ? (from, at, line, column, to, start, step, count, width) ->
            pack((float[]) from, at, line, column, (float[]) to, start, step, count, width)
        : (from, at, line, column, to, start, step, count, width) ->
            pack((double[]) from, at, line, column, (double[]) to, start, step, count, width);
  }

  private static void pack(
      float[] x,
      int at,
      int line,
      int column,
      float[] y,
      int start,
      int step,
      int count,
      int width) {
    if (column == 1) {
      for (int i = 0; i < count; i++) {
        System.arraycopy(x, at + i * line, y, start + i * step, width);
      }
      return;
    }
    for (int i0 = 0; i0 < count; i0 += 16) { // both sides touch few cache lines at a time
      int end = Math.min(count, i0 + 16);
      for (int j = 0; j < width; j++) {
        int f = at + j * column;
        int t = start + j;
        for (int i = i0; i < end; i++) {
          y[t + i * step] = x[f + i * line];
        }
      }
    }
  }

  private static void pack(
      double[] x,
      int at,
      int line,
      int column,
      double[] y,
      int start,
      int step,
      int count,
      int width) {
    if (column == 1) {
      for (int i = 0; i < count; i++) {
        System.arraycopy(x, at + i * line, y, start + i * step, width);
      }
      return;
    }
    for (int i0 = 0; i0 < count; i0 += 16) {
      int end = Math.min(count, i0 + 16);
      for (int j = 0; j < width; j++) {
        int f = at + j * column;
        int t = start + j;
        for (int i = i0; i < end; i++) {
          y[t + i * step] = x[f + i * line];
        }
      }
    }
  }
}
