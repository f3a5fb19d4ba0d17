package io.gradus.op;

/// Elementary and special functions that `java.lang.Math` lacks, in double precision.
final class Special {
  private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

  private Special() {}

  static double asinh(double x) {
    double a = Math.abs(x);
    if (!(a < 0x1p28)) { // also NaN and infinities; a² + 1 = a² in double precision
      return Math.copySign(Math.log(a) + Math.log(2), x);
    }
    return Math.copySign(Math.log1p(a + a * a / (1 + Math.sqrt(a * a + 1))), x);
  }

  static double acosh(double x) {
    if (x > 0x1p28) {
      return Math.log(x) + Math.log(2);
    }
    double t = x - 1;
    return Math.log1p(t + Math.sqrt(t * (x + 1))); // NaN for x < 1
  }

  static double atanh(double x) {
    return Math.copySign(0.5 * Math.log1p(2 * Math.abs(x) / (1 - Math.abs(x))), x);
  }

  static double logistic(double x) {
    if (x >= 0) {
      return 1 / (1 + Math.exp(-x));
    }
    double e = Math.exp(x); // no overflow, and small results keep all their digits
    return e / (1 + e);
  }

  static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /// Error function: the series 2/√π e^(−x²) Σ 2ⁿ x²ⁿ⁺¹/(2n+1)!! (all terms positive) for |x| < 2,
  /// 1 − erfc x beyond. Source: Abramowitz and Stegun, 7.1.6.
  static double erf(double x) {
    double a = Math.abs(x);
    if (!(a < 2)) {
      return Double.isNaN(x) ? x : Math.copySign(a > 6 ? 1 : 1 - erfcTail(a), x);
    }
    return x * series(a);
  }

  /// Complementary error function, accurate to its smallest values.
  static double erfc(double x) {
    return x < 0.5 ? 1 - erf(x) : erfcTail(x); // no cancellation: erf ½ is 0.52
  }

  private static double series(double a) {
    double term = 1;
    double sum = 1;
    for (int n = 1; term > sum * 0x1p-54; n++) {
      term *= 2 * a * a / (2 * n + 1);
      sum += term;
    }
    return TWO_OVER_SQRT_PI * Math.exp(-a * a) * sum;
  }

  /// erfc for x ≥ ½ by its continued fraction, evaluated backwards. Source: Abramowitz and Stegun,
  /// 7.1.14.
  private static double erfcTail(double x) {
    if (!(x <= 27.3)) {
      return Double.isNaN(x) ? x : 0;
    }
    int depth = (int) (12 + 160 / (x * x));
    double f = 0;
    for (int k = depth; k >= 1; k--) {
      f = 0.5 * k / (x + f);
    }
    // e^(−x²) with x split into a part whose square is exact and a small rest.
    double h = (float) x;
    double e = Math.exp(-h * h) * Math.exp((h - x) * (h + x));
    return e / (Math.sqrt(Math.PI) * (x + f));
  }
}
