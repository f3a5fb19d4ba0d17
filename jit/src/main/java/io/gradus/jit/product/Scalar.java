package io.gradus.jit.product;

import io.gradus.array.DType;

/// Kernels in plain Java, with inner loops that the JVM's compiler turns into vector code.
final class Scalar {
  private Scalar() {}

  /// A microkernel of `rows` rows and any number of columns.
  static Micro micro(DType type, int rows) {
    return type == DType.F32
        ? (a, ao, am, ak, b, bo, bk, c, co, cm, k, width, more) ->
            Singles.run(
                rows, (float[]) a, ao, am, ak, (float[]) b, bo, bk, (float[]) c, co, cm, k, width)
        : (a, ao, am, ak, b, bo, bk, c, co, cm, k, width, more) ->
            Doubles.run(
                rows,
                (double[]) a,
                ao,
                am,
                ak,
                (double[]) b,
                bo,
                bk,
                (double[]) c,
                co,
                cm,
                k,
                width);
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
