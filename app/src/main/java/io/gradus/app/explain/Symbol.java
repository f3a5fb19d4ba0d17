package io.gradus.app.explain;

import io.gradus.app.plot.Svg;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A piece of a formula in three notations.
///
/// @param text as plain text, such as `w¹₁₂`
/// @param tex as TeX for mathematics mode, such as `w^{(1)}_{12}`
/// @param mathml as MathML inside of a `math` element
public record Symbol(String text, String tex, String mathml) {
  private static final MathContext DIGITS = new MathContext(10);
  private static final String ABOVE = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final Map<Character, String> SMALL =
      Map.of('ℓ', "ˡ", 'L', "ᴸ", '-', "⁻", '+', "⁺");
  private static final String BELOW = "₀₁₂₃₄₅₆₇₈₉";

  /// A letter, which is the same in all notations.
  static Symbol letter(String letter) {
    return new Symbol(letter, letter, "<mi>" + letter + "</mi>");
  }

  /// A sign such as `=`.
  static Symbol sign(String text, String tex) {
    return new Symbol(" " + text + " ", tex, "<mo>" + Svg.escape(text) + "</mo>");
  }

  /// A letter such as δ with its layer above and its indices, which count from 1, below.
  ///
  /// @param layer the layer; 0 for none
  static Symbol of(String letter, String tex, int layer, int... index) {
    // Two digits beside each other would be one number.
    String between = Arrays.stream(index).anyMatch(i -> i > 9) ? "," : "";
    String below =
        IntStream.of(index).mapToObj(String::valueOf).collect(Collectors.joining(between));
    String above = layer == 0 ? "" : String.valueOf(layer);
    return indexed(letter, tex, above, below);
  }

  /// A letter with something above in brackets, such as ℓ, and something below.
  static Symbol indexed(String letter, String tex, String above, String below) {
    String mi = "<mi>" + letter + "</mi>";
    String up = "<mrow><mo>(</mo><mi>" + above + "</mi><mo>)</mo></mrow>";
    String down = "<mi>" + below + "</mi>";
    String mathml =
        above.isEmpty() && below.isEmpty()
            ? mi
            : above.isEmpty()
                ? "<msub>" + mi + down + "</msub>"
                : below.isEmpty()
                    ? "<msup>" + mi + up + "</msup>"
                    : "<msubsup>" + mi + down + up + "</msubsup>";
    return new Symbol(
        letter + small(above, ABOVE) + small(below, BELOW),
        tex
            + (above.isEmpty() ? "" : "^{(" + above.replace("ℓ", "\\ell") + ")}")
            + (below.isEmpty() ? "" : "_{" + below + "}"),
        mathml);
  }

  /// The partial derivative ∂y/∂x.
  static Symbol partial(Symbol y, Symbol x) {
    return new Symbol(
        "∂" + y.text + "/∂" + x.text,
        "\\frac{\\partial " + y.tex + "}{\\partial " + x.tex + "}",
        "<mfrac><mrow><mi>∂</mi>%s</mrow><mrow><mi>∂</mi>%s</mrow></mfrac>"
            .formatted(y.mathml, x.mathml));
  }

  /// The symbol with a star: the value after an update.
  Symbol next() {
    return new Symbol(
        text + "*", "{" + tex + "}^{*}", "<msup><mrow>" + mathml + "</mrow><mo>*</mo></msup>");
  }

  /// The transpose.
  Symbol transposed() {
    return new Symbol(
        text + "ᵀ", "{" + tex + "}^{\\top}", "<msup><mrow>" + mathml + "</mrow><mo>⊤</mo></msup>");
  }

  /// The symbol for one example of a batch.
  ///
  /// @param k counts from 1, or is a letter
  Symbol example(Object k) {
    String of = "[" + k + "]";
    return new Symbol(
        text + of,
        tex + of,
        "<mrow>%s<mo stretchy=\"false\">[</mo><mi>%s</mi><mo stretchy=\"false\">]</mo></mrow>"
            .formatted(mathml, k));
  }

  /// The symbols one after the other.
  static Symbol row(Symbol... parts) {
    return new Symbol(
        Arrays.stream(parts).map(Symbol::text).collect(Collectors.joining()),
        Arrays.stream(parts).map(Symbol::tex).collect(Collectors.joining(" ")),
        Arrays.stream(parts).map(Symbol::mathml).collect(Collectors.joining()));
  }

  /// A matrix by its rows.
  static Symbol matrix(double[][] rows) {
    String columns = "c".repeat(rows[0].length); // those of amsmath have at most ten
    String array = "\\left(\\begin{array}{" + columns + "} %s \\end{array}\\right)";
    return new Symbol(
        table(rows, Symbol::text, ", ", "[%s]", ", ", "[%s]"),
        table(rows, Symbol::tex, " & ", "%s", " \\\\ ", array),
        table(
            rows,
            x -> "<mtd>" + x.mathml + "</mtd>",
            "",
            "<mtr>%s</mtr>",
            "",
            "<mrow><mo>(</mo><mtable>%s</mtable><mo>)</mo></mrow>"));
  }

  private static String table(
      double[][] rows,
      Function<Symbol, String> notation,
      String column,
      String row,
      String line,
      String whole) {
    return Arrays.stream(rows)
        .map(r ->
            Arrays.stream(r)
                .mapToObj(x -> notation.apply(number(x)))
                .collect(Collectors.joining(column)))
        .map(row::formatted)
        .collect(Collectors.collectingAndThen(Collectors.joining(line), whole::formatted));
  }

  /// The symbol in a frame, as answers are.
  Symbol framed() {
    return new Symbol(text, "\\boxed{" + tex + "}", "<mrow class=\"framed\">" + mathml + "</mrow>");
  }

  /// A number of at most ten significant digits.
  static Symbol number(double x) {
    if (!Double.isFinite(x)) {
      String text = String.valueOf(x).replace("Infinity", "∞");
      return new Symbol(text, text.replace("∞", "\\infty"), "<mn>" + text + "</mn>");
    }
    BigDecimal rounded = new BigDecimal(x).round(DIGITS).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (x == 0 || exponent >= -6 && exponent < 10) {
      String plain = x == 0 ? "0" : rounded.toPlainString();
      return new Symbol(plain, plain, "<mn>" + plain.replace("-", "−") + "</mn>");
    }
    String digits = rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString();
    return new Symbol(
        digits + "e" + exponent,
        digits + " \\cdot 10^{" + exponent + "}",
        "<mn>%s</mn><mo>·</mo><msup><mn>10</mn><mn>%d</mn></msup>"
            .formatted(digits.replace("-", "−"), exponent));
  }

  /// The symbol in brackets.
  Symbol bracketed() {
    return new Symbol(
        "(" + text + ")",
        "\\left(" + tex + "\\right)",
        "<mrow><mo>(</mo>" + mathml + "<mo>)</mo></mrow>");
  }

  /// The symbol as a factor: in brackets if it begins with a minus or is a product.
  Symbol factor() {
    return text.startsWith("-") || tex.contains(" ") ? bracketed() : this;
  }

  /// The symbol as the base of a power: in brackets if something stands above or behind it.
  Symbol base() {
    return tex.contains("^") || tex.endsWith("]") ? bracketed() : this;
  }

  /// Digits and signs in small letters, as far as Unicode has them.
  private static String small(String text, String alphabet) {
    return text.chars()
        .mapToObj(c ->
            c >= '0' && c <= '9'
                ? alphabet.substring(c - '0', c - '0' + 1)
                : SMALL.getOrDefault((char) c, Character.toString(c)))
        .collect(Collectors.joining());
  }
}
