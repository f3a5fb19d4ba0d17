package io.gradus.jit.emit;

import static io.gradus.jit.emit.Functions.bits;
import static io.gradus.jit.emit.Functions.mantissa;
import static io.gradus.jit.emit.Functions.polynomial;
import static io.gradus.jit.emit.Functions.rounder;
import static io.gradus.jit.emit.Functions.unlessTiny;

import io.gradus.jit.emit.Lanes.Test;

/// Exponential and logarithm.
///
/// eˣ = 2ᵏ eʳ with |r| ≤ ½ ln 2, where eʳ − 1 = r + r² q(r) with a polynomial q of least relative
/// error. ln x = k ln 2 + ln m with √½ ≤ m < √2, and ln m by the series in s = f/(2 + f), f = m −
/// 1. Source of the latter: fdlibm, `e_log.c` and `s_log1p.c`.
final class Exponentials {
  private static final double[] EXP_SINGLE = {
    0.499999934135, 0.166665201155, 0.0416683940749, 0.00836877969989, 0.0013814470654
  };
  private static final double[] EXP_DOUBLE = {
    0.50000000000000107132,
    0.16666666666666410281,
    0.041666666666529242899,
    0.0083333333334956140121,
    0.0013888888943910245521,
    0.00019841269504757307373,
    0.000024801492774263347856,
    2.7557587368100744621e-6,
    2.7630374899776662725e-7,
    2.499995271563303517e-8
  };
  private static final double[] LOG_SINGLE = {
    0xaaaaaa.0p-24, 0xccce13.0p-25, 0x91e9ee.0p-25, 0xf89e26.0p-26
  };
  private static final double[] LOG_DOUBLE = {
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01
  };

  private Exponentials() {}

  /// What exponentials are put together from.
  ///
  /// @param r r but for rounding errors
  /// @param rest eʳ − 1 − r
  /// @param k the exponent of 2, as a whole number in bits
  private record Parts(Var r, Var rest, Var k) {}

  private static Parts parts(Lanes l, Var x) {
    Var magic = l.constant(rounder(l));
    Var t = l.fma(x, l.constant(1 / Math.log(2)), magic);
    Var k = l.sub(t, magic);
    Var high = l.constant(l.pick(-(double) (float) Math.log(2), -Math.log(2)));
    Var low = l.constant(l.pick(1.904654212125933554489166e-9, -2.319046813846299558417771e-17));
    Var exact = l.fma(k, high, x);
    Var rest = l.mul(k, low);
    Var r = l.add(exact, rest);
    Var q = polynomial(l, r, EXP_SINGLE, EXP_DOUBLE);
    Var more = l.fma(l.mul(r, r), q, rest);
    return new Parts(exact, more, l.addBits(l.bits(t), -bits(l, rounder(l))));
  }

  /// x, or a bound beyond which the result no longer changes; NaN stays.
  private static Var atMost(Lanes l, Var x, double bound) {
    Var limit = l.constant(bound);
    return l.select(l.compare(Test.GT, x, limit), limit, x);
  }

  private static Var atLeast(Lanes l, Var x, double bound) {
    Var limit = l.constant(bound);
    return l.select(l.compare(Test.LT, x, limit), limit, x);
  }

  /// eˣ.
  static Var exp(Lanes l, Var x) {
    return scaled(l, atMost(l, atLeast(l, x, l.pick(-105, -747)), l.pick(90, 711)), 0);
  }

  /// eˣ for x ≤ 0.
  static Var expBelow(Lanes l, Var x) {
    return scaled(l, atLeast(l, x, l.pick(-105, -747)), 0);
  }

  /// ½ eˣ for x ≥ 0, without overflow before half of it overflows.
  static Var halfExp(Lanes l, Var x) {
    return scaled(l, atMost(l, x, l.pick(91, 712)), -1);
  }

  /// 2ˢ eˣ. The power of 2 is multiplied in two halves, for neither over- nor underflows.
  private static Var scaled(Lanes l, Var x, int shift) {
    Parts p = parts(l, x);
    Var first = power(l, l.shiftRight(p.k(), 1), shift);
    Var second = power(l, l.shiftRight(l.addBits(p.k(), 1), 1), 0);
    Var one = l.constant(1);
    Var sum = l.add(p.r(), one);
    Var lost = l.sub(p.r(), l.sub(sum, one));
    Var power = l.add(sum, l.add(lost, p.rest()));
    return l.mul(l.mul(power, first), second);
  }

  /// 2 to the power k + shift.
  private static Var power(Lanes l, Var k, int shift) {
    long bias = bits(l, 1) + ((long) shift << mantissa(l));
    return l.number(l.addBits(l.shiftLeft(k, mantissa(l)), bias));
  }

  /// eˣ − 1.
  static Var expm1(Lanes l, Var x) {
    Var half = halfExpm1(l, atLeast(l, x, l.pick(-20, -40)), l.pick(88.8, 709.9));
    return unlessTiny(l, x, l.pick(0x1p-26, 0x1p-55), l.add(half, half));
  }

  /// ½(eˣ − 1) = 2ᵏ⁻¹(eʳ − 1) + (2ᵏ⁻¹ − ½) up to a bound, beyond which the result stays the same.
  static Var halfExpm1(Lanes l, Var x, double bound) {
    Parts p = parts(l, atMost(l, x, bound));
    Var half = power(l, p.k(), -1);
    return l.fma(half, p.rest(), l.fma(half, p.r(), l.add(half, -0.5)));
  }

  /// ln x.
  static Var log(Lanes l, Var x) {
    double smallest = l.pick(Float.MIN_NORMAL, Double.MIN_NORMAL);
    int up = (int) l.pick(25, 54);
    Var low = l.compare(Test.LT, x, l.constant(smallest));
    Var normal = l.select(low, l.mul(x, Math.scalb(1.0, up)), x);
    Split s = split(l, normal);
    Var k = l.sub(s.k(), l.select(low, l.constant(up), l.constant(0)));
    return outside(l, x, 0, series(l, l.add(s.m(), -1), k));
  }

  /// ln(1 + x). The sum u = 1 + x is rounded; what was lost is added to m − 1, or m − 1 is x itself
  /// where k = 0.
  static Var log1p(Lanes l, Var x) {
    Var y = outside(l, x, -1, log1pInside(l, x));
    return unlessTiny(l, x, l.pick(0x1p-26, 0x1p-55), y);
  }

  /// The same for finite x > −1 whose zero may lose its sign.
  static Var log1pInside(Lanes l, Var x) {
    Var one = l.constant(1);
    Var u = l.add(x, one);
    Var back = l.sub(u, one);
    Var lost = l.add(l.sub(one, l.sub(u, back)), l.sub(x, back));
    Split s = split(l, u);
    Var bias = l.bits(one);
    Var down = l.number(l.subBits(bias, l.shiftLeft(s.exponent(), mantissa(l))));
    Var f = l.fma(lost, down, l.sub(s.m(), one));
    Var near = l.compare(Test.EQ, s.k(), l.constant(0));
    return series(l, l.select(near, x, f), s.k());
  }

  /// x = 2ᵏ m.
  private record Split(Var exponent, Var k, Var m) {}

  private static Split split(Lanes l, Var x) {
    long half = bits(l, Math.sqrt(0.5));
    Var shifted = l.addBits(l.bits(x), -half);
    Var exponent = l.shiftRight(shifted, mantissa(l));
    Var magic = l.constant(rounder(l));
    Var k = l.sub(l.number(l.addBits(exponent, bits(l, rounder(l)))), magic);
    Var m = l.number(l.addBits(l.andBits(shifted, (1L << mantissa(l)) - 1), half));
    return new Split(exponent, k, m);
  }

  /// k ln 2 + ln(1 + f).
  private static Var series(Lanes l, Var f, Var k) {
    Var s = l.div(f, l.add(f, 2));
    Var z = l.mul(s, s);
    Var r = l.mul(z, polynomial(l, z, LOG_SINGLE, LOG_DOUBLE));
    Var half = l.mul(l.mul(f, 0.5), f);
    Var high = l.constant(Math.log(2));
    Var low = l.constant(l.pick(-1.904654212125933554489166e-9, 2.319046813846299558417771e-17));
    Var rest = l.fma(k, low, l.mul(s, l.add(half, r)));
    return l.fma(k, high, l.sub(f, l.sub(half, rest)));
  }

  /// The result y of a logarithm, or what belongs at its pole, left of it, at ∞ and NaN.
  private static Var outside(Lanes l, Var x, double pole, Var y) {
    Var p = l.constant(pole);
    Var infinity = l.constant(Double.POSITIVE_INFINITY);
    Var finite = l.select(l.compare(Test.LT, x, infinity), y, x);
    Var edge =
        l.select(
            l.compare(Test.EQ, x, p), l.constant(Double.NEGATIVE_INFINITY), l.constant(Double.NaN));
    return l.select(l.compare(Test.GT, x, p), finite, edge);
  }
}
