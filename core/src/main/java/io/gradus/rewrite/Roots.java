package io.gradus.rewrite;

import io.gradus.graph.Expr;
import io.gradus.graph.Rational;
import java.util.Optional;

/// Roots of numbers: √8 = 2√2, √½ = √2/2.
///
/// A power cᵏ of a positive fraction is `outside`·`inside`ᶠ with 0 ≤ f < 1 the fractional part of
/// k.
///
/// @param outside the factor without a root
/// @param inside the number under the root
record Roots(Num outside, Num inside) {
  private static final double LARGEST = 1e9;
  private static final int LARGEST_ROOT = 6;

  /// The power `c` to the `k`, if both are exact and small.
  static Optional<Roots> of(Num c, Num k) {
    if (c.exact().isEmpty() || k.exact().isEmpty() || c.sign() <= 0) {
      return Optional.empty();
    }
    Rational power = k.exact().get();
    long whole = Math.floorDiv(power.num(), power.den());
    long top = Math.floorMod(power.num(), power.den());
    int root = (int) Math.min(power.den(), LARGEST_ROOT + 1);
    if (root > LARGEST_ROOT || Math.abs(whole) > 64) {
      return Optional.empty();
    }
    Num outside = c.pow(whole);
    if (top == 0) {
      return Optional.of(new Roots(outside, Num.ONE));
    }
    long n = c.exact().get().num();
    long d = c.exact().get().den();
    if (d > 1) {
      if (top != 1 || Math.pow(d, root - 1) * n > LARGEST) {
        return Optional.empty();
      }
      outside = outside.mul(Num.of(d).invert());
      n *= Math.round(Math.pow(d, root - 1));
    }
    if (n > LARGEST) {
      return Optional.empty();
    }
    long m = largestPower(n, root);
    outside = outside.mul(Num.of(m).pow(top));
    return Optional.of(new Roots(outside, Num.of(n / Math.round(Math.pow(m, root)))));
  }

  /// True if the square root of a constant is written shorter than its argument suggests.
  static boolean reducible(Expr x) {
    return x.number()
        .map(v -> Num.of(v, x.dtype()))
        .flatMap(c -> of(c, Num.HALF).map(r -> !r.outside.isOne()))
        .orElse(false);
  }

  /// The largest m with mᵏ dividing n.
  private static long largestPower(long n, int k) {
    long m = 1;
    long rest = n;
    for (long p = 2; Math.pow(p, k) <= rest; p++) {
      while (rest % Math.round(Math.pow(p, k)) == 0) {
        rest /= Math.round(Math.pow(p, k));
        m *= p;
      }
      if (rest % p == 0 && p > 1000) {
        break;
      }
    }
    return m;
  }
}
