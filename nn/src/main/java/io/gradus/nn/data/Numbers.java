package io.gradus.nn.data;

/// Numbers as they are written in tables: decimal, with an optional sign, fraction and exponent.
///
/// `Double.parseDouble` accepts more (`1d`, `0x1p3`, `Infinity`) and wants a `String` per cell.
final class Numbers {
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };
  private static final long LAST_EXACT = 1L << 53;
  private static final long FULL = 100_000_000_000_000_000L;

  private Numbers() {}

  /// The number written in `s`, NaN if there is none or it is too large for a double.
  static double parse(String s) {
    return parse(s.toCharArray(), 0, s.length(), false);
  }

  /// The number in `s[from, to)`, correctly rounded; NaN if the text is not a number.
  ///
  /// @param comma whether a comma is read as the decimal point as well
  static double parse(char[] s, int from, int to, boolean comma) {
    int i = from;
    boolean negative = i < to && s[i] == '-';
    if (i < to && (s[i] == '-' || s[i] == '+')) {
      i++;
    }
    long mantissa = 0;
    int exponent = 0;
    boolean digits = false;
    boolean point = false;
    boolean exact = true;
    for (; i < to; i++) {
      char c = s[i];
      if (c >= '0' && c <= '9') {
        digits = true;
        if (mantissa < FULL) {
          mantissa = 10 * mantissa + (c - '0');
          exponent -= point ? 1 : 0;
        } else {
          exact = false;
        }
      } else if (!point && (c == '.' || comma && c == ',')) {
        point = true;
      } else {
        break;
      }
    }
    if (!digits) {
      return Double.NaN;
    }
    if (i < to && (s[i] == 'e' || s[i] == 'E')) {
      i++;
      boolean down = i < to && s[i] == '-';
      if (i < to && (s[i] == '-' || s[i] == '+')) {
        i++;
      }
      if (i == to) {
        return Double.NaN;
      }
      int e = 0;
      for (; i < to && s[i] >= '0' && s[i] <= '9'; i++) {
        e = Math.min(10 * e + (s[i] - '0'), 100_000);
      }
      exponent += down ? -e : e;
    }
    if (i != to) {
      return Double.NaN;
    }
    // Clinger 1990: if both factors are exact doubles, one rounding gives the nearest double.
    if (exact && mantissa <= LAST_EXACT && Math.abs(exponent) < POWERS.length) {
      double x = exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
      return negative ? -x : x;
    }
    double x = Double.parseDouble(new String(s, from, to - from).replace(',', '.'));
    return Double.isInfinite(x) ? Double.NaN : x;
  }

  /// The name of a number where it serves as a level or class: `1`, `-2`, `0.5`.
  static String text(double x) {
    return x == Math.rint(x) && Math.abs(x) < 1e15 ? Long.toString((long) x) : Double.toString(x);
  }
}
