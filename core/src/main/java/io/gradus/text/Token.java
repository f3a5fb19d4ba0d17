package io.gradus.text;

/// A word of a formula.
///
/// @param kind what it is
/// @param text its canonical spelling: `^` for `**`, `alpha` for `α`
/// @param from offset of its first character
/// @param to offset behind its last character
/// @param value the value of a number
record Token(Kind kind, String text, int from, int to, double value) {
  /// What a word can be.
  enum Kind {
    NUMBER,
    NAME,
    STRING,
    OPERATOR,
    PRIME,
    OPEN,
    CLOSE,
    COMMA,
    END
  }

  boolean is(Kind kind, String text) {
    return this.kind == kind && this.text.equals(text);
  }

  boolean isOperator(String text) {
    return is(Kind.OPERATOR, text);
  }

  boolean opens(String bracket) {
    return is(Kind.OPEN, bracket);
  }

  /// True if nothing stands between this word and the next.
  boolean touches(Token next) {
    return to == next.from;
  }
}
