package io.gradus.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Greek letters and other signs that have several spellings.
final class Letters {
  private static final String[] GREEK = {
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda",
    "mu", "nu", "xi", "omicron", "pi", "rho", "", "sigma", "tau", "upsilon", "phi", "chi", "psi",
    "omega"
  };
  private static final String DOT = "\u0307";
  private static final String BAR = "\u0304";
  private static final Map<Integer, String> WORDS = new HashMap<>();
  private static final Map<String, Integer> CODES = new HashMap<>();
  private static final Map<Integer, String> OPERATORS = new HashMap<>();
  private static final Map<String, String> NAMED = new HashMap<>();

  static {
    for (int i = 0; i < GREEK.length; i++) {
      if (!GREEK[i].isEmpty()) {
        letter(0x3b1 + i, GREEK[i], capital(GREEK[i]));
        letter(0x391 + i, capital(GREEK[i]), "Capital" + capital(GREEK[i]));
      }
    }
    WORDS.put(0x3f5, "epsilon");
    WORDS.put(0x3d1, "theta");
    WORDS.put(0x3d5, "phi");
    operator("*", "·×⋅∗∙", "Times", "CenterDot");
    operator("-", "−–", "Minus");
    operator("/", "÷∕", "Divide");
    operator("<=", "≤⩽", "LessEqual", "LessSlantEqual");
    operator(">=", "≥⩾", "GreaterEqual", "GreaterSlantEqual");
    operator("!=", "≠", "NotEqual");
    operator("==", "⩵", "Equal");
    operator("&&", "∧", "And");
    operator("||", "∨", "Or");
    operator("->", "→", "Rule");
    operator("!", "¬", "Not");
    NAMED.put("ExponentialE", "E");
    NAMED.put("ImaginaryI", "I");
    NAMED.put("ImaginaryJ", "I");
    NAMED.put("Infinity", "Infinity");
  }

  private Letters() {}

  private static void letter(int code, String word, String wolfram) {
    WORDS.put(code, word);
    CODES.put(word, code);
    NAMED.put(wolfram, word);
  }

  private static void operator(String operator, String signs, String... names) {
    signs.codePoints().forEach(c -> OPERATORS.put(c, operator));
    for (String name : names) {
      NAMED.put(name, operator);
    }
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  /// The word for a Greek letter, or null.
  static String word(int code) {
    return WORDS.get(code);
  }

  /// The Greek letter that a word names, or null.
  static Integer greek(String word) {
    return CODES.get(word);
  }

  /// The operator that a sign such as `×` stands for, or null.
  static String operator(int code) {
    return OPERATORS.get(code);
  }

  /// The word or operator for a Wolfram character name, such as `Alpha` in `\[Alpha]`, or null.
  static String named(String wolfram) {
    return NAMED.get(wolfram);
  }

  /// The parts of a name: the stem and its indices, `w_1_2` → w, 1, 2 and `x1` → x, 1.
  static List<String> parts(String name) {
    int digits = name.length();
    while (digits > 0 && Character.isDigit(name.charAt(digits - 1))) {
      digits--;
    }
    List<String> parts = new ArrayList<>();
    if (digits == 0 || digits == name.length() || name.charAt(digits - 1) != '_') {
      parts.add(digits == 0 ? name : name.substring(0, digits));
      if (digits > 0 && digits < name.length()) {
        parts.add(name.substring(digits));
      }
      return parts;
    }
    String rest = name;
    while (true) {
      int cut = rest.lastIndexOf('_');
      if (cut <= 0 || cut == rest.length() - 1 || !isDigits(rest.substring(cut + 1))) {
        parts.addFirst(rest);
        return parts;
      }
      parts.addFirst(rest.substring(cut + 1));
      rest = rest.substring(0, cut);
    }
  }

  /// The accent of a tangent or an adjoint as TeX names it, `dot` for ẇ and `bar` for w̄; else
  /// empty.
  static String accent(String stem) {
    String apart = Normalizer.normalize(stem, Normalizer.Form.NFD);
    return apart.endsWith(DOT) ? "dot" : apart.endsWith(BAR) ? "bar" : "";
  }

  /// A stem without its [#accent].
  static String plain(String stem) {
    String apart = Normalizer.normalize(stem, Normalizer.Form.NFD);
    return accent(stem).isEmpty() ? stem : apart.substring(0, apart.length() - 1);
  }

  static boolean isDigits(String s) {
    return !s.isEmpty() && s.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
