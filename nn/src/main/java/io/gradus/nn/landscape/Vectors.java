package io.gradus.nn.landscape;

/// Arithmetic of vectors, summed from the first entry to the last: the same bits everywhere.
final class Vectors {
  private Vectors() {}

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  static double[] minus(double[] a, double[] b) {
    return plus(a, -1, b);
  }

  /// a + t b.
  static double[] plus(double[] a, double t, double[] b) {
    double[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += t * b[i];
    }
    return sum;
  }

  static double distance(double[] a, double[] b) {
    return norm(minus(a, b));
  }

  /// n numbers at equal distances.
  static double[] evenly(double from, double to, int n) {
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = from + (to - from) * i / (n - 1);
    }
    return x;
  }
}
