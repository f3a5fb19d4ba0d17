package io.gradus.app.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/// Numbers for people.
public final class Numbers {
  private static final MathContext FOUR = new MathContext(4);
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  private Numbers() {}

  /// A number with four significant digits, without zeros that say nothing: `0.25`, `1.204×10⁻⁶`.
  public static String text(double x) {
    if (!Double.isFinite(x)) {
      return Double.isNaN(x) ? "–" : x > 0 ? "∞" : "−∞";
    }
    if (x == 0) {
      return "0";
    }
    int power = (int) Math.floor(Math.log10(Math.abs(x)));
    boolean plain = power >= -4 && power < 7;
    BigDecimal rounded =
        power >= 4 && plain
            ? BigDecimal.valueOf(Math.rint(x))
            : new BigDecimal(x).round(FOUR).stripTrailingZeros();
    if (plain) {
      return minus(rounded.stripTrailingZeros().toPlainString());
    }
    int exponent = rounded.precision() - rounded.scale() - 1;
    String digits = rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString();
    return minus((digits.equals("1") ? "" : digits + "×") + "10" + superscript(exponent));
  }

  /// A number of a table: four digits after the point, or as [#text] if it is large or very small.
  public static String cell(double x) {
    double size = Math.abs(x);
    return Double.isFinite(x) && size < 1000 && (size >= 1e-3 || x == 0)
        ? minus(String.format(Locale.ROOT, "%.4f", x))
        : text(x);
  }

  /// A number of things, its thousands apart: `12,384`.
  public static String count(double n) {
    return String.format(Locale.ROOT, "%,.0f", n);
  }

  /// A whole number in small digits above the line.
  static String superscript(int k) {
    StringBuilder text = new StringBuilder(k < 0 ? "⁻" : "");
    for (char digit : Integer.toString(Math.abs(k)).toCharArray()) {
      text.append(SUPERSCRIPTS.charAt(digit - '0'));
    }
    return text.toString();
  }

  /// The text with a real minus in place of a leading hyphen.
  static String minus(String text) {
    return text.startsWith("-") ? "−" + text.substring(1) : text;
  }
}
