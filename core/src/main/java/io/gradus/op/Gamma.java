package io.gradus.op;

/// The logarithm of the gamma function and its derivatives.
final class Gamma {
  // Bernoulli numbers B₂, B₄, …
  private static final double[] BERNOULLI = {
    1.0 / 6,
    -1.0 / 30,
    1.0 / 42,
    -1.0 / 30,
    5.0 / 66,
    -691.0 / 2730,
    7.0 / 6,
    -3617.0 / 510,
    43867.0 / 798,
    -174611.0 / 330
  };

  private Gamma() {}

  /// ln |Γ(x)| by Stirling's series, after the recurrence Γ(x + 1) = x Γ(x) has made x large.
  /// Negative arguments by reflection. Source: Abramowitz and Stegun, 6.1.17 and 6.1.40.
  static double logAbs(double x) {
    if (x <= 0) {
      return x == Math.rint(x)
          ? Double.POSITIVE_INFINITY
          : Math.log(Math.PI / Math.abs(Math.sin(Math.PI * (x - Math.rint(x))))) - logAbs(1 - x);
    }
    if (x == 1 || x == 2) {
      return 0;
    }
    double shift = 1;
    while (x < 12) {
      shift *= x++;
    }
    double series = 0;
    for (int k = BERNOULLI.length; k >= 1; k--) {
      series = series / (x * x) + BERNOULLI[k - 1] / (2.0 * k * (2 * k - 1));
    }
    return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series / x - Math.log(shift);
  }

  /// ψ⁽ⁿ⁾(x) by its asymptotic series, after the recurrence has made x large. Source: Abramowitz
  /// and Stegun, 6.3.18 and 6.4.11.
  static double polygamma(int n, double x) {
    if (x <= 0 && x == Math.rint(x) || x < -1e6) {
      return Double.NaN; // a pole, or so far left that the recurrence would take forever
    }
    double factorial = 1; // n!
    for (int i = 2; i <= n; i++) {
      factorial *= i;
    }
    double sign = n % 2 == 0 ? -1 : 1; // (−1)ⁿ⁺¹
    double sum = 0;
    for (; x < 14 + n; x++) {
      sum += Math.pow(x, -n - 1);
    }
    double tail;
    double coefficient; // (2k + n − 1)!/(2k)! for k = 1, 2, …
    if (n == 0) {
      tail = -Math.log(x) + 0.5 / x;
      coefficient = 0.5;
    } else {
      tail = factorial / n * Math.pow(x, -n) + 0.5 * factorial * Math.pow(x, -n - 1);
      coefficient = factorial * (n + 1) / 2;
    }
    double power = Math.pow(x, -n - 2);
    for (int k = 1; k <= BERNOULLI.length; k++) {
      tail += BERNOULLI[k - 1] * coefficient * power;
      coefficient *= (2.0 * k + n) * (2 * k + n + 1) / ((2.0 * k + 1) * (2 * k + 2));
      power /= x * x;
    }
    return sign * (factorial * sum + tail);
  }
}
