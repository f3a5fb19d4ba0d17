package io.gradus.graph;

import java.math.BigInteger;
import java.util.Optional;

/// A fraction in lowest terms with a positive denominator.
///
/// Numbers in the graph are doubles. Those a person writes are fractions of small whole numbers or
/// short decimals, and such a double determines its fraction: [#of] finds it, which keeps symbolic
/// arithmetic exact (⅓ + ⅙ = ½) and its results readable.
///
/// @param num the numerator
/// @param den the denominator, positive
public record Rational(long num, long den) implements Comparable<Rational> {
  /// The number 0.
  public static final Rational ZERO = new Rational(0, 1);

  /// The number 1.
  public static final Rational ONE = new Rational(1, 1);

  private static final long LARGEST = 1L << 53;
  private static final long LARGEST_DEN = 1_000_000;

  /// Reduces to lowest terms.
  public Rational {
    if (den == 0) {
      throw new ArithmeticException("denominator 0");
    }
    long g = gcd(Math.abs(num), Math.abs(den));
    if (g > 1) {
      num /= g;
      den /= g;
    }
    if (den < 0) {
      num = -num;
      den = -den;
    }
  }

  /// A whole number.
  public static Rational of(long n) {
    return new Rational(n, 1);
  }

  /// The fraction that `x` stands for: the simplest one with a denominator up to 10⁶ whose nearest
  /// double is `x`. Empty for numbers like √2 that stand for none.
  public static Optional<Rational> of(double x) {
    if (x == Math.rint(x) && Math.abs(x) <= LARGEST) {
      return Optional.of(of((long) x));
    }
    if (!Double.isFinite(x) || Math.abs(x) > 1e9 || Math.abs(x) < 1e-9) {
      return Optional.empty();
    }
    // Convergents of the continued fraction, until one rounds to x.
    double rest = Math.abs(x);
    long p0 = 0;
    long q0 = 1;
    long p1 = 1;
    long q1 = 0;
    for (int i = 0; i < 24; i++) {
      double whole = Math.floor(rest);
      if (whole > LARGEST_DEN * 1000) {
        return Optional.empty();
      }
      long a = (long) whole;
      long p2 = a * p1 + p0;
      long q2 = a * q1 + q0;
      if (q2 > LARGEST_DEN || p2 > LARGEST) {
        return Optional.empty();
      }
      if ((double) p2 / q2 == Math.abs(x)) {
        // A long fraction would fit any number of as many digits by chance.
        boolean plausible = (double) p2 * q2 < 1e12;
        return plausible ? Optional.of(new Rational(x < 0 ? -p2 : p2, q2)) : Optional.empty();
      }
      p0 = p1;
      q0 = q1;
      p1 = p2;
      q1 = q2;
      rest = 1 / (rest - whole);
    }
    return Optional.empty();
  }

  /// The nearest double.
  public double value() {
    return (double) num / den;
  }

  /// True for whole numbers.
  public boolean isWhole() {
    return den == 1;
  }

  /// −1, 0 or 1.
  public int sign() {
    return Long.signum(num);
  }

  /// The sum, if it fits.
  public Optional<Rational> add(Rational r) {
    return of(
        big(num).multiply(big(r.den)).add(big(r.num).multiply(big(den))),
        big(den).multiply(big(r.den)));
  }

  /// The product, if it fits.
  public Optional<Rational> mul(Rational r) {
    return of(big(num).multiply(big(r.num)), big(den).multiply(big(r.den)));
  }

  /// The power with a whole exponent, if it exists and fits.
  public Optional<Rational> pow(long exponent) {
    if (Math.abs(exponent) > 64 || (num == 0 && exponent < 0)) {
      return Optional.empty();
    }
    int e = (int) Math.abs(exponent);
    BigInteger n = big(num).pow(e);
    BigInteger d = big(den).pow(e);
    return exponent < 0 ? of(d, n) : of(n, d);
  }

  /// The number with the other sign.
  public Rational negate() {
    return new Rational(-num, den);
  }

  /// One over this number, which must not be 0.
  public Rational invert() {
    return new Rational(den, num);
  }

  @Override
  public int compareTo(Rational r) {
    return big(num).multiply(big(r.den)).compareTo(big(r.num).multiply(big(den)));
  }

  /// Such as `3` or `-1/2`.
  @Override
  public String toString() {
    return den == 1 ? String.valueOf(num) : num + "/" + den;
  }

  private static BigInteger big(long x) {
    return BigInteger.valueOf(x);
  }

  private static Optional<Rational> of(BigInteger n, BigInteger d) {
    BigInteger g = n.gcd(d);
    BigInteger num = n.divide(g);
    BigInteger den = d.divide(g);
    if (num.bitLength() > 53 || den.bitLength() > 53) {
      return Optional.empty();
    }
    return Optional.of(new Rational(num.longValue(), den.longValue()));
  }

  private static long gcd(long a, long b) {
    while (b != 0) {
      long t = a % b;
      a = b;
      b = t;
    }
    return a;
  }
}
