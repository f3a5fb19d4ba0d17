package io.gradus.check;

import java.util.function.DoubleUnaryOperator;

/// Derivatives from values alone: central differences, extrapolated to step 0.
///
/// Source: Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", 1982. Where the function is
/// not real on both sides of a step, that step is left out.
public final class Numeric {
  private static final int LEVELS = 10;
  private static final double SHRINK = 1.4;

  private Numeric() {}

  /// A derivative, an estimate of its error and the number of function values it took.
  ///
  /// @param value the derivative
  /// @param error the estimated error
  /// @param evaluations how often the function was evaluated
  public record Estimate(double value, double error, int evaluations) {}

  /// The derivative of `f` at `x`.
  public static Estimate derivative(DoubleUnaryOperator f, double x) {
    Estimate best = new Estimate(Double.NaN, Double.POSITIVE_INFINITY, 0);
    int evaluations = 0;
    double scale = Math.max(Math.abs(x), 1e-2);
    for (double first : new double[] {0.1 * scale, 1e-3 * scale}) {
      Estimate e = ridders(f, x, first);
      evaluations += e.evaluations;
      if (e.error < best.error) {
        best = e;
      }
    }
    return new Estimate(best.value, best.error, evaluations);
  }

  private static Estimate ridders(DoubleUnaryOperator f, double x, double step) {
    double[][] table = new double[LEVELS][LEVELS]; // row: order of extrapolation, column: step
    double best = Double.NaN;
    double error = Double.POSITIVE_INFINITY;
    int evaluations = 0;
    double h = step;
    for (int i = 0; i < LEVELS; i++, h /= SHRINK) {
      double up = x + h;
      double down = x - h;
      table[0][i] = (f.applyAsDouble(up) - f.applyAsDouble(down)) / (up - down);
      evaluations += 2;
      double factor = SHRINK * SHRINK;
      for (int j = 1; j <= i; j++, factor *= SHRINK * SHRINK) {
        table[j][i] = (table[j - 1][i] * factor - table[j - 1][i - 1]) / (factor - 1);
        double e =
            Math.max(
                Math.abs(table[j][i] - table[j - 1][i]),
                Math.abs(table[j][i] - table[j - 1][i - 1]));
        if (e <= error) { // false for NaN: steps outside the domain never win
          error = e;
          best = table[j][i];
        }
      }
    }
    return new Estimate(best, error, evaluations);
  }
}
