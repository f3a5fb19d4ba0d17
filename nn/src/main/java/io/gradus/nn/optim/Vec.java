package io.gradus.nn.optim;

/// Arithmetic of vectors, summed from the first entry to the last: the same bits everywhere.
final class Vec {
  private Vec() {}

  /// aᵀ b.
  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /// √(aᵀ a).
  static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  /// a + t b.
  static double[] plus(double[] a, double t, double[] b) {
    double[] sum = new double[a.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = a[i] + t * b[i];
    }
    return sum;
  }

  /// t a.
  static double[] times(double t, double[] a) {
    double[] product = new double[a.length];
    for (int i = 0; i < product.length; i++) {
      product[i] = t * a[i];
    }
    return product;
  }
}
