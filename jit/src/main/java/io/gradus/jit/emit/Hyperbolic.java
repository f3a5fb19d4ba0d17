package io.gradus.jit.emit;

import static io.gradus.jit.emit.Functions.polynomial;
import static io.gradus.jit.emit.Functions.signed;

import io.gradus.jit.emit.Lanes.Test;

/// Functions made of exponentials.
final class Hyperbolic {
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

  /// tanh x = h/(h + 1) with h = ½(e²ˣ − 1).
  static Var tanh(Lanes l, Var x) {
    Var a = l.abs(x);
    Var h = Exponentials.halfExpm1(l, l.add(a, a), l.pick(20, 40));
    return signed(l, l.div(h, l.add(h, 1)), x);
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
