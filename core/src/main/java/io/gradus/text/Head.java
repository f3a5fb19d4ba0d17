package io.gradus.text;

import io.gradus.op.Flat.Step;
import io.gradus.op.Pointwise.Binary;
import io.gradus.op.Pointwise.Unary;
import java.util.Map;
import java.util.Set;

/// A function's name in each notation.
///
/// @param text the plain name
/// @param wolfram the name in Wolfram input form
/// @param tex the TeX command
/// @param java the method
/// @param swapped whether Wolfram takes the two arguments in the other order
record Head(String text, String wolfram, String tex, String java, boolean swapped) {
  private static final Set<String> TEX =
      Set.of("sin", "cos", "tan", "sinh", "cosh", "tanh", "max", "min");
  private static final Map<String, String> TEX_NAMES =
      Map.of(
          "log", "\\ln",
          "asin", "\\arcsin",
          "acos", "\\arccos",
          "atan", "\\arctan",
          "asinh", "\\operatorname{arsinh}",
          "acosh", "\\operatorname{arcosh}",
          "atanh", "\\operatorname{artanh}",
          "logistic", "\\sigma",
          "sign", "\\operatorname{sgn}");
  private static final Set<String> MATH =
      Set.of(
          "exp", "expm1", "log", "log1p", "sin", "cos", "tan", "asin", "acos", "atan", "sinh",
          "cosh", "tanh", "max", "min", "atan2", "hypot");

  static final Head DIGAMMA = new Head("digamma", "PolyGamma", "\\psi", "digamma", false);
  static final Head POLYGAMMA = new Head("polygamma", "PolyGamma", "\\psi", "polygamma", false);

  static Head of(Unary f) {
    return of(f.symbol(), f.wolfram(), false);
  }

  static Head of(Binary f) {
    return f == Binary.ATAN2
        ? of(f.symbol(), "ArcTan", true)
        : of(f.symbol(), capital(f.symbol()), false);
  }

  static Head of(Step f) {
    return f == Step.SIGN
        ? new Head("sign", "Sign", TEX_NAMES.get("sign"), "Math.signum", false)
        : of(f.symbol(), capital(f.symbol()), false);
  }

  /// A function that has one name everywhere.
  static Head named(String name) {
    return new Head(name, name, "\\operatorname{" + TexWriter.escape(name) + "}", name, false);
  }

  /// The name as people read it, such as ln or arcsin.
  String mathml() {
    if (tex.equals("\\sigma")) {
      return "σ";
    }
    if (tex.equals("\\psi")) {
      return "ψ";
    }
    boolean operator = tex.startsWith("\\operatorname{");
    return operator ? tex.substring(14, tex.length() - 1) : tex.substring(1);
  }

  /// True if TeX needs no brackets around a simple argument.
  boolean bare() {
    return TEX.contains(text) && !text.startsWith("m")
        || tex.equals("\\ln")
        || tex.startsWith("\\arc");
  }

  private static Head of(String symbol, String wolfram, boolean swapped) {
    String tex =
        TEX.contains(symbol)
            ? "\\" + symbol
            : TEX_NAMES.getOrDefault(symbol, "\\operatorname{" + symbol + "}");
    String java = MATH.contains(symbol) ? "Math." + symbol : symbol.replace('-', '_');
    return new Head(symbol, wolfram, tex, java, swapped);
  }

  private static String capital(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
