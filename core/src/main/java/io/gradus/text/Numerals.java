package io.gradus.text;

import io.gradus.array.DType;
import io.gradus.graph.Rational;
import java.math.BigDecimal;
import java.util.Optional;

/// Chooses how a number is written: a fraction where one was surely meant, else the shortest
/// decimal that reads back to the same number.
final class Numerals {
  private Numerals() {}

  /// The fraction to write for a positive number, if a fraction reads better than a decimal.
  static Optional<Rational> fraction(double value, DType dtype) {
    return (dtype == DType.F32 ? ofFloat(value) : Rational.of(value)).filter(Numerals::readsWell);
  }

  /// ⅓, ⅛ and 5/16 yes, but 0.1 and 0.044715 stay decimals.
  private static boolean readsWell(Rational r) {
    long den = r.den();
    return den <= 9 || Long.bitCount(den) == 1 && den <= 1024 || !terminates(den);
  }

  private static boolean terminates(long den) {
    long rest = den;
    while (rest % 2 == 0) {
      rest /= 2;
    }
    while (rest % 5 == 0) {
      rest /= 5;
    }
    return rest == 1;
  }

  /// A double holds more digits than the float it came from, which only a short fraction survives.
  private static Optional<Rational> ofFloat(double value) {
    for (int den = 1; den <= 64 && value < 1e5; den++) {
      long num = Math.round(value * den);
      if (num > 0 && (float) ((double) num / den) == (float) value) {
        return Optional.of(new Rational(num, den));
      }
    }
    return Optional.empty();
  }

  static Form.Numeral whole(long n) {
    return decimal(n, DType.F64);
  }

  /// A finite number that is not negative, as a decimal.
  static Form.Numeral decimal(double value, DType dtype) {
    String shortest = dtype == DType.F32 ? Float.toString((float) value) : Double.toString(value);
    BigDecimal exact = new BigDecimal(shortest).stripTrailingZeros();
    if (exact.signum() == 0) {
      return new Form.Numeral("0", 0);
    }
    int magnitude = exact.precision() - exact.scale() - 1;
    if (magnitude >= -5 && magnitude < 15) {
      return new Form.Numeral(exact.toPlainString(), 0);
    }
    return new Form.Numeral(exact.movePointLeft(magnitude).toPlainString(), magnitude);
  }
}
