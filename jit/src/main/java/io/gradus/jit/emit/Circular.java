package io.gradus.jit.emit;

import static io.gradus.jit.emit.Functions.polynomial;
import static io.gradus.jit.emit.Functions.rounder;
import static io.gradus.jit.emit.Functions.signBit;
import static io.gradus.jit.emit.Functions.signed;

import io.gradus.jit.emit.Lanes.Test;

/// Sine, cosine and inverse tangent.
///
/// x = k π/2 + r with π/2 as a sum of three numbers; then the polynomials of fdlibm (float64,
/// `k_sin.c`, `k_cos.c`) and Cephes (float32, `sinf.c`; `atan.c` and `atanf.c`).
final class Circular {
  private static final double[] SIN_SINGLE = {-1.6666654611e-1, 8.3321608736e-3, -1.9515295891e-4};
  private static final double[] SIN_DOUBLE = {
    -1.66666666666666324348e-01,
    8.33333333332248946124e-03,
    -1.98412698298579493134e-04,
    2.75573137070700676789e-06,
    -2.50507602534068634195e-08,
    1.58969099521155010221e-10
  };
  private static final double[] COS_SINGLE = {
    4.166664568298827e-2, -1.388731625493765e-3, 2.443315711809948e-5
  };
  private static final double[] COS_DOUBLE = {
    4.16666666666666019037e-02,
    -1.38888888888741095749e-03,
    2.48015872894767294178e-05,
    -2.75573143513906633035e-07,
    2.08757232129817482790e-09,
    -1.13596475577881948265e-11
  };
  private static final double[] ATAN_SINGLE = {
    -3.33329491539e-1, 1.99777106478e-1, -1.38776856032e-1, 8.05374449538e-2
  };
  private static final double[] ATAN_ABOVE = {
    -6.485021904942025371773e1,
    -1.228866684490136173410e2,
    -7.500855792314704667340e1,
    -1.615753718733365076637e1,
    -8.750608600031904122785e-1
  };
  private static final double[] ATAN_BELOW = {
    1.945506571482613964425e2,
    4.853903996359136964868e2,
    4.328810604912902668951e2,
    1.650270098316988542046e2,
    2.485846490142306297962e1,
    1
  };

  private Circular() {}

  static Var sin(Lanes l, Var x) {
    Var a = l.abs(x);
    Quadrant q = quadrant(l, a);
    Var value = l.select(odd(l, q.k()), q.cos(), q.sin());
    Var turned = l.xorBits(l.bits(value), sign(l, q.k()));
    Var y = l.number(l.xorBits(turned, signBit(l, x)));
    return l.slow("sin", tooLarge(l, a), x, y);
  }

  static Var cos(Lanes l, Var x) {
    Var a = l.abs(x);
    Quadrant q = quadrant(l, a);
    Var value = l.select(odd(l, q.k()), q.sin(), q.cos());
    Var y = l.number(l.xorBits(l.bits(value), sign(l, l.addBits(q.k(), 1))));
    return l.slow("cos", tooLarge(l, a), x, y);
  }

  /// Where the three parts of π/2 are not enough.
  private static Var tooLarge(Lanes l, Var a) {
    return l.compare(Test.GT, a, l.constant(l.pick(0x1p17, 0x1p28)));
  }

  /// @param k the number of quarter turns, in the low bits
  private record Quadrant(Var k, Var sin, Var cos) {}

  private static Quadrant quadrant(Lanes l, Var a) {
    Var magic = l.constant(rounder(l));
    Var t = l.fma(a, l.constant(2 / Math.PI), magic);
    Var k = l.sub(t, magic);
    Var r = l.fma(k, l.constant(l.pick(-(double) (float) (Math.PI / 2), -Math.PI / 2)), a);
    r = l.fma(k, l.constant(l.pick(4.371138828673792886547744e-8, -6.123233995736766036e-17)), r);
    r = l.fma(k, l.constant(l.pick(1.715124510005881872803934e-15, 1.497384904859169777e-33)), r);
    Var z = l.mul(r, r);
    Var sin = l.fma(l.mul(r, z), polynomial(l, z, SIN_SINGLE, SIN_DOUBLE), r);
    Var half = l.mul(z, 0.5);
    Var one = l.constant(1);
    Var w = l.sub(one, half);
    Var lost = l.sub(l.sub(one, w), half);
    Var c = polynomial(l, z, COS_SINGLE, COS_DOUBLE);
    Var cos = l.add(w, l.fma(l.mul(z, z), c, lost));
    return new Quadrant(l.bits(t), sin, cos);
  }

  /// Where a whole number is odd: its lowest bit moved to where it means 2.
  private static Var odd(Lanes l, Var k) {
    Var two = l.number(l.shiftLeft(l.andBits(k, 1), (int) l.pick(30, 62)));
    return l.compare(Test.GT, two, l.constant(0));
  }

  /// The second bit of a whole number, moved to the sign.
  private static Var sign(Lanes l, Var k) {
    return l.shiftLeft(l.andBits(k, 2), (int) l.pick(30, 62));
  }

  /// The angle is taken relative to 0, π/4 or π/2.
  static Var atan(Lanes l, Var x) {
    Var a = l.abs(x);
    Var one = l.constant(1);
    Var far = l.compare(Test.GT, a, l.constant(2.414213562373095));
    Var middle = l.compare(Test.GT, a, l.constant(l.pick(0.4142135623730950, 0.66)));
    Var above = l.select(far, l.constant(-1), l.select(middle, l.sub(a, one), a));
    Var below = l.select(far, a, l.select(middle, l.add(a, one), one));
    Var t = l.div(above, below);
    Var zero = l.constant(0);
    Var start = angle(l, far, middle, Math.PI / 2, Math.PI / 4, zero);
    Var rest = angle(l, far, middle, rest(l), rest(l) / 2, zero);
    Var z = l.mul(t, t);
    Var p;
    if (l.single()) {
      p = polynomial(l, z, ATAN_SINGLE, ATAN_SINGLE);
    } else {
      Var numerator = polynomial(l, z, ATAN_ABOVE, ATAN_ABOVE);
      p = l.div(numerator, polynomial(l, z, ATAN_BELOW, ATAN_BELOW));
    }
    Var small = l.fma(l.mul(t, z), p, rest);
    return signed(l, l.add(start, l.add(t, small)), x);
  }

  /// What π/2 in the format lacks.
  private static double rest(Lanes l) {
    return l.pick(-4.371138828673792886547744e-8, 6.123233995736766036e-17);
  }

  private static Var angle(
      Lanes l, Var far, Var middle, double ifFar, double ifMiddle, Var otherwise) {
    return l.select(far, l.constant(ifFar), l.select(middle, l.constant(ifMiddle), otherwise));
  }
}
