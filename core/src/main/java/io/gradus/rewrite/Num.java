package io.gradus.rewrite;

import io.gradus.array.DType;
import io.gradus.graph.Rational;
import java.util.Optional;
import java.util.stream.LongStream;

/// A number in a normal form: the exact fraction that a constant of the graph stands for, or a
/// plain double where it stands for none. Arithmetic stays exact as long as the fractions fit.
///
/// @param exact the fraction, if there is one
/// @param value the nearest double
record Num(Optional<Rational> exact, double value) {
  private static final double LARGEST = 0x1p53;

  private static final int SMALL = 64;
  private static final Num[] SMALL_NUMBERS =
      LongStream.rangeClosed(-SMALL, SMALL).mapToObj(n -> of(Rational.of(n))).toArray(Num[]::new);

  static final Num ZERO = of(0);
  static final Num ONE = of(1);
  static final Num MINUS_ONE = of(-1);
  static final Num TWO = of(2);
  static final Num HALF = of(new Rational(1, 2));

  static Num of(long n) {
    return Math.abs(n) <= SMALL ? SMALL_NUMBERS[(int) n + SMALL] : of(Rational.of(n));
  }

  static Num of(Rational r) {
    return new Num(Optional.of(r), r.value());
  }

  /// The number that a constant of the given format stands for. A float32 0.1 stands for 1/10.
  static Num of(double x, DType type) {
    if (isInteger(x)) {
      return of((long) x);
    }
    if (type == DType.F32 && Double.isFinite(x)) {
      double decimal = Double.parseDouble(Float.toString((float) x));
      Optional<Rational> r = Rational.of(decimal);
      return new Num(r, r.map(Rational::value).orElse(x));
    }
    return new Num(Rational.of(x), x);
  }

  Num add(Num y) {
    if (isInteger(value) && isInteger(y.value) && isInteger(value + y.value)) {
      return of((long) (value + y.value));
    }
    return join(y, exact.flatMap(a -> y.exact.flatMap(a::add)), value + y.value);
  }

  Num mul(Num y) {
    if (this == ONE) {
      return y;
    }
    if (y == ONE) {
      return this;
    }
    if (isInteger(value) && isInteger(y.value) && isInteger(value * y.value)) {
      return of((long) (value * y.value));
    }
    return join(y, exact.flatMap(a -> y.exact.flatMap(a::mul)), value * y.value);
  }

  Num negate() {
    return new Num(exact.map(Rational::negate), -value);
  }

  Num abs() {
    return sign() < 0 ? negate() : this;
  }

  /// One over this number, which is not 0.
  Num invert() {
    return new Num(exact.map(Rational::invert), 1 / value);
  }

  /// A power with a whole exponent.
  Num pow(long n) {
    if (n == 1) {
      return this;
    }
    Optional<Rational> r = exact.flatMap(a -> a.pow(n));
    return new Num(r, r.map(Rational::value).orElseGet(() -> Math.pow(value, n)));
  }

  boolean isZero() {
    return value == 0;
  }

  boolean isOne() {
    return value == 1;
  }

  boolean is(long n) {
    return value == n;
  }

  /// True for whole numbers small enough to count with.
  boolean isWhole() {
    return value == Math.rint(value) && Math.abs(value) < 1L << 31;
  }

  boolean isEven() {
    return isWhole() && (long) value % 2 == 0;
  }

  long whole() {
    return (long) value;
  }

  int sign() {
    return (int) Math.signum(value);
  }

  /// True if a person writes this number as a fraction: ⅔ and ⅛ rather than decimals, but 1.702
  /// rather than 851/500.
  boolean isFraction() {
    return value != Math.rint(value) && exact.isPresent() && !isDecimal(exact.get());
  }

  private static boolean isDecimal(Rational r) {
    long fives = r.den() >> Long.numberOfTrailingZeros(r.den());
    boolean fifths = r.den() == 5 && Math.abs(r.num()) < 5;
    boolean part = Math.abs(r.num()) == 1 && r.den() <= 1000;
    if (fifths || part || fives == 1 && r.den() <= 1024) {
      return false;
    }
    while (fives % 5 == 0) {
      fives /= 5;
    }
    return fives == 1;
  }

  private static boolean isInteger(double x) {
    return x == Math.rint(x) && Math.abs(x) < LARGEST;
  }

  private static Num join(Num y, Optional<Rational> r, double inexact) {
    return r.isPresent() ? of(r.get()) : new Num(Optional.empty(), inexact);
  }
}
