package io.gradus.jit.emit;

import io.gradus.jit.emit.Lanes.Test;
import io.gradus.op.Pointwise.Unary;

/// Elementary functions, each written once for scalar and vector code and for both formats.
///
/// All are free of branches: special cases are selected at the end. Exponentials and logarithms are
/// in [Exponentials], what goes around the circle in [Circular].
final class Functions {
  private Functions() {}

  /// True if the function is written here.
  static boolean has(Unary u) {
    return switch (u) {
      case EXP, EXPM1, LOG, LOG1P, SIN, COS, ATAN, SINH, COSH, TANH, LOGISTIC, SOFTPLUS -> true;
      default -> false;
    };
  }

  /// Writes the function.
  static Var apply(Unary u, Lanes l, Var x) {
    return switch (u) {
      case EXP -> Exponentials.exp(l, x);
      case EXPM1 -> Exponentials.expm1(l, x);
      case LOG -> Exponentials.log(l, x);
      case LOG1P -> Exponentials.log1p(l, x);
      case SIN -> Circular.sin(l, x);
      case COS -> Circular.cos(l, x);
      case ATAN -> Circular.atan(l, x);
      case SINH -> Hyperbolic.sinh(l, x);
      case COSH -> Hyperbolic.cosh(l, x);
      case TANH -> Hyperbolic.tanh(l, x);
      case LOGISTIC -> Hyperbolic.logistic(l, x);
      case SOFTPLUS -> Hyperbolic.softplus(l, x);
      default -> throw new IllegalArgumentException(u.symbol());
    };
  }

  /// Σ cᵢ xⁱ by Horner's rule.
  ///
  /// @param single the coefficients for float32
  /// @param twice the coefficients for float64
  static Var polynomial(Lanes l, Var x, double[] single, double[] twice) {
    double[] c = l.single() ? single : twice;
    Var sum = l.constant(c[c.length - 1]);
    for (int i = c.length - 2; i >= 0; i--) {
      sum = l.fma(sum, x, c[i]);
    }
    return sum;
  }

  /// The sign bit of x.
  static Var signBit(Lanes l, Var x) {
    return l.andBits(l.bits(x), l.pick(Integer.MIN_VALUE, Long.MIN_VALUE));
  }

  /// |y| ≥ 0 with the sign of x.
  static Var signed(Lanes l, Var y, Var x) {
    return l.number(l.xorBits(l.bits(y), signBit(l, x)));
  }

  /// x where |x| is below `limit`, else y: for functions that are the identity near 0.
  static Var unlessTiny(Lanes l, Var x, double limit, Var y) {
    return l.select(l.compare(Test.LT, l.abs(x), l.constant(limit)), x, y);
  }

  /// The number that, added to and subtracted from another, rounds it to a whole number, which then
  /// stands in the low bits of the sum.
  static double rounder(Lanes l) {
    return l.pick(0x1.8p23, 0x1.8p52);
  }

  /// The bits of a number.
  static long bits(Lanes l, double x) {
    return l.single() ? Float.floatToRawIntBits((float) x) : Double.doubleToRawLongBits(x);
  }

  /// The number of bits after the exponent.
  static int mantissa(Lanes l) {
    return (int) l.pick(23, 52);
  }
}
