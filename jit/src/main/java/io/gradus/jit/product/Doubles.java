package io.gradus.jit.product;

import java.util.Arrays;

/// Products of scalar loops which the JVM's compiler turns into vector code by itself.
///
/// It does so only if no two lines can overlap as far as it can tell: so lines of B and of C are
/// arrays of their own, copied in and out, and all are read at the same index. Four lines of B meet
/// four lines of C at a time. Each thread has its own.
final class Doubles {
  /// The most rows of C at a time.
  static final int ROWS = 32;

  /// Where lines begin. HotSpot's loop does one element alone, then more until it stores to a whole
  /// multiple of a vector's bytes: after the one before this place it is there, since the numbers
  /// of an array begin 16 bytes after the array.
  private static final int BEGIN = 6;

  private static final int LANES = 8; // columns that the widest vector has
  private static final int WIDE = 32; // columns from which vectors pay
  private static final ThreadLocal<Doubles> LINES = ThreadLocal.withInitial(Doubles::new);

  private final double[][] b = new double[4][];
  private final double[][] c = new double[ROWS][];
  private int room = -1;

  private Doubles() {}

  /// Computes `rows` × `n` sums of `k` terms, as [Micro#run] does.
  static void run(
      int rows,
      double[] a,
      int ao,
      int am,
      int ak,
      double[] b,
      int bo,
      int bk,
      double[] c,
      int co,
      int cm,
      int k,
      int n) {
    if (n < WIDE) {
      narrow(rows, a, ao, am, ak, b, bo, bk, c, co, cm, k, n);
      return;
    }
    Doubles lines = LINES.get();
    int end = BEGIN + (n + LANES - 1) / LANES * LANES; // no columns are left over
    lines.reserve(end);
    for (int r = 0; r < rows; r++) {
      Arrays.fill(lines.c[r], BEGIN, end, 0);
    }
    int p = 0;
    for (; p + 4 <= k; p += 4) {
      lines.four(rows, a, ao + p * ak, am, ak, b, bo + p * bk, bk, n, end);
    }
    for (; p < k; p++) {
      System.arraycopy(b, bo + p * bk, lines.b[0], BEGIN, n);
      for (int r = 0; r < rows; r++) {
        add(lines.c[r], lines.b[0], a[ao + r * am + p * ak], end);
      }
    }
    for (int r = 0; r < rows; r++) {
      System.arraycopy(lines.c[r], BEGIN, c, co + r * cm, n);
    }
  }

  private void reserve(int end) {
    if (end > room) {
      room = end;
      Arrays.setAll(b, i -> new double[end]);
      Arrays.setAll(c, i -> new double[end]);
    }
  }

  /// Four terms of all rows; rows that are missing in the last four repeat the last one.
  private void four(
      int rows, double[] a, int ao, int am, int ak, double[] from, int at, int bk, int n, int end) {
    for (int i = 0; i < 4; i++) {
      System.arraycopy(from, at + i * bk, b[i], BEGIN, n);
    }
    // No branches: HotSpot would give the code up at the first one not seen before.
    int last = rows - 1;
    for (int r = 0; r < rows; r += 4) {
      int x = ao + r * am;
      int y = ao + Math.min(r + 1, last) * am;
      int z = ao + Math.min(r + 2, last) * am;
      int w = ao + Math.min(r + 3, last) * am;
      add(
          c[r],
          c[r + 1],
          c[r + 2],
          c[r + 3],
          b[0],
          b[1],
          b[2],
          b[3],
          a[x],
          a[x + ak],
          a[x + 2 * ak],
          a[x + 3 * ak],
          a[y],
          a[y + ak],
          a[y + 2 * ak],
          a[y + 3 * ak],
          a[z],
          a[z + ak],
          a[z + 2 * ak],
          a[z + 3 * ak],
          a[w],
          a[w + ak],
          a[w + 2 * ak],
          a[w + 3 * ak],
          end);
    }
  }

  private static void add(
      double[] c0,
      double[] c1,
      double[] c2,
      double[] c3,
      double[] b0,
      double[] b1,
      double[] b2,
      double[] b3,
      double x00,
      double x01,
      double x02,
      double x03,
      double x10,
      double x11,
      double x12,
      double x13,
      double x20,
      double x21,
      double x22,
      double x23,
      double x30,
      double x31,
      double x32,
      double x33,
      int end) {
    for (int j = BEGIN - 1; j < end; j++) {
      double p = b0[j];
      double q = b1[j];
      double r = b2[j];
      double s = b3[j];
      c0[j] = Math.fma(x03, s, Math.fma(x02, r, Math.fma(x01, q, Math.fma(x00, p, c0[j]))));
      c1[j] = Math.fma(x13, s, Math.fma(x12, r, Math.fma(x11, q, Math.fma(x10, p, c1[j]))));
      c2[j] = Math.fma(x23, s, Math.fma(x22, r, Math.fma(x21, q, Math.fma(x20, p, c2[j]))));
      c3[j] = Math.fma(x33, s, Math.fma(x32, r, Math.fma(x31, q, Math.fma(x30, p, c3[j]))));
    }
  }

  private static void add(double[] c, double[] b, double x, int end) {
    for (int j = BEGIN - 1; j < end; j++) {
      c[j] = Math.fma(x, b[j], c[j]);
    }
  }

  /// Few columns: four rows and two columns at a time, each sum in a register. What is missing at
  /// the edges repeats the last row or column.
  private static void narrow(
      int rows,
      double[] a,
      int ao,
      int am,
      int ak,
      double[] b,
      int bo,
      int bk,
      double[] c,
      int co,
      int cm,
      int k,
      int n) {
    for (int r = 0; r < rows; r += 4) {
      int r1 = Math.min(r + 1, rows - 1);
      int r2 = Math.min(r + 2, rows - 1);
      int r3 = Math.min(r + 3, rows - 1);
      for (int j = 0; j < n; j += 2) {
        int next = Math.min(j + 1, n - 1);
        pair(
            a,
            ao + r * am,
            ao + r1 * am,
            ao + r2 * am,
            ao + r3 * am,
            ak,
            b,
            bo + j,
            bo + next,
            bk,
            c,
            co + r * cm,
            co + r1 * cm,
            co + r2 * cm,
            co + r3 * cm,
            k,
            j,
            next);
      }
    }
  }

  private static void pair(
      double[] a,
      int a0,
      int a1,
      int a2,
      int a3,
      int ak,
      double[] b,
      int b0,
      int b1,
      int bk,
      double[] c,
      int c0,
      int c1,
      int c2,
      int c3,
      int k,
      int j,
      int next) {
    double s0 = 0;
    double t0 = 0;
    double s1 = 0;
    double t1 = 0;
    double s2 = 0;
    double t2 = 0;
    double s3 = 0;
    double t3 = 0;
    for (int i = 0, at = 0; i < k; i++, b0 += bk, b1 += bk, at += ak) {
      double y = b[b0];
      double z = b[b1];
      double x = a[a0 + at];
      s0 = Math.fma(x, y, s0);
      t0 = Math.fma(x, z, t0);
      x = a[a1 + at];
      s1 = Math.fma(x, y, s1);
      t1 = Math.fma(x, z, t1);
      x = a[a2 + at];
      s2 = Math.fma(x, y, s2);
      t2 = Math.fma(x, z, t2);
      x = a[a3 + at];
      s3 = Math.fma(x, y, s3);
      t3 = Math.fma(x, z, t3);
    }
    c[c0 + j] = s0;
    c[c0 + next] = t0;
    c[c1 + j] = s1;
    c[c1 + next] = t1;
    c[c2 + j] = s2;
    c[c2 + next] = t2;
    c[c3 + j] = s3;
    c[c3 + next] = t3;
  }
}
