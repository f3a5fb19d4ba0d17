package io.gradus.jit.emit;

import static io.gradus.jit.emit.Functions.polynomial;
import static io.gradus.jit.emit.Functions.signed;

import io.gradus.jit.emit.Lanes.Test;

/// Functions made of exponentials. Source of the approximations of tanh: Cephes, `tanh.c` and
/// `tanhf.c`.
final class Hyperbolic {
  private static final double[] TANH_SINGLE = {
    -3.33332819422e-1, 1.33314422036e-1, -5.37397155531e-2, 2.06390887954e-2, -5.70498872745e-3
  };
  private static final double[] TANH_ABOVE = {
    -1.61468768441708447952e3, -9.92877231001918586564e1, -9.64399179425052238628e-1
  };
  private static final double[] TANH_BELOW = {
    4.84406305325125486048e3, 2.23548839060100448583e3, 1.12811678491632931402e2, 1
  };
  private static final double[] SINH_SINGLE = {1.0 / 6, 1.0 / 120, 1.0 / 5040, 1.0 / 362880};
  private static final double[] SINH_DOUBLE = sinhSeries();

  private Hyperbolic() {}

  private static double[] sinhSeries() {
    double[] c = new double[8];
    double factorial = 1;
    for (int i = 0; i < c.length; i++) {
      factorial *= (2 * i + 2) * (2 * i + 3);
      c[i] = 1 / factorial;
    }
    return c;
  }

  /// tanh x = 1 − 2/(e²ˣ + 1), near 0 x + x³ p(x²).
  static Var tanh(Lanes l, Var x) {
    Var a = l.abs(x);
    Var e = Exponentials.exp(l, l.add(a, a));
    Var far = l.sub(l.constant(1), l.div(l.constant(2), l.add(e, 1)));
    Var z = l.mul(a, a);
    Var p;
    if (l.single()) {
      p = polynomial(l, z, TANH_SINGLE, TANH_SINGLE);
    } else {
      Var above = polynomial(l, z, TANH_ABOVE, TANH_ABOVE);
      p = l.div(above, polynomial(l, z, TANH_BELOW, TANH_BELOW));
    }
    Var near = l.fma(l.mul(a, z), p, a);
    return signed(l, l.select(l.compare(Test.LT, a, l.constant(0.625)), near, far), x);
  }

  /// sinh x = ½eˣ − ¼/(½eˣ), near 0 its series.
  static Var sinh(Lanes l, Var x) {
    Var a = l.abs(x);
    Var h = Exponentials.halfExp(l, a);
    Var far = l.sub(h, l.div(l.constant(0.25), h));
    Var z = l.mul(a, a);
    Var near = l.fma(l.mul(a, z), polynomial(l, z, SINH_SINGLE, SINH_DOUBLE), a);
    return signed(l, l.select(l.compare(Test.LT, a, l.constant(1)), near, far), x);
  }

  static Var cosh(Lanes l, Var x) {
    Var h = Exponentials.halfExp(l, l.abs(x));
    return l.add(h, l.div(l.constant(0.25), h));
  }

  /// 1/(1 + e⁻ˣ), or eˣ/(1 + eˣ) for x < 0, where small results keep all their digits.
  static Var logistic(Lanes l, Var x) {
    Var e = Exponentials.expBelow(l, l.neg(l.abs(x)));
    Var one = l.constant(1);
    Var above = l.select(l.compare(Test.LT, x, l.constant(0)), e, one);
    return l.div(above, l.add(e, one));
  }

  /// max(x, 0) + ln(1 + e^(−|x|)).
  static Var softplus(Lanes l, Var x) {
    Var e = Exponentials.expBelow(l, l.neg(l.abs(x)));
    Var zero = l.constant(0);
    Var positive = l.select(l.compare(Test.GT, x, zero), x, zero);
    return l.add(positive, Exponentials.log1pInside(l, e));
  }
}
