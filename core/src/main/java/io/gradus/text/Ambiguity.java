package io.gradus.text;

import io.gradus.text.Mark.Operator;
import io.gradus.text.Token.Kind;
import java.util.List;

/// Refuses products without a sign or space that mean one thing to Wolfram and another to many
/// readers, such as `1/2x` and `x^2y`.
///
/// @param text the formula
/// @param tokens its words
/// @param names knows where factors end
record Ambiguity(String text, List<Token> tokens, Names names) {
  /// Checks the product of the last value and the factor that begins at token `at`.
  void check(int at, List<Mark> marks, List<Value> values) {
    int i = marks.size() - 1;
    int v = values.size() - 1; // the first factor below the fraction bar, if there is one
    boolean power = false;
    while (i >= 0 && marks.get(i) instanceof Operator o && o.binding() > Parser.PRODUCT) {
      power |= o.sign().equals("^");
      v -= o.prefix() ? 0 : 1;
      i--;
    }
    Token factor = tokens.get(at);
    Token before = tokens.get(at - 1);
    boolean written = before.kind() == Kind.NUMBER && !before.text().isEmpty(); // no ² above
    String next = Names.snippet(text, factor.from(), names.endOfFactor(at));
    if (power && written && factor.kind() == Kind.NAME) {
      Value base = values.get(values.size() - 2);
      String exponent = exponent(marks, values.getLast());
      throw either(
          base.from(),
          at,
          "%s^%s*%s".formatted(show(base), exponent, next),
          "%s^(%s*%s)".formatted(show(base), exponent, next));
    }
    if (i >= 0 && marks.get(i) instanceof Operator o && o.sign().equals("/")) {
      Value above = values.get(v - 1);
      String below = Names.snippet(text, o.at().to(), factor.from());
      throw either(
          above.from(),
          at,
          "(%s/%s)*%s".formatted(show(above), below, next),
          "%s/(%s*%s)".formatted(show(above), below, next));
    }
  }

  /// The number behind the last `^`, with its sign.
  private String exponent(List<Mark> marks, Value number) {
    boolean minus = marks.getLast() instanceof Operator o && o.prefix();
    return (minus ? "-" : "") + show(number);
  }

  private ReadException either(int from, int at, String one, String other) {
    String part = Names.snippet(text, from, names.endOfFactor(at));
    return new ReadException(
        "'%s' @ is either %s or %s; write the one you mean".formatted(part, one, other),
        tokens.get(at).from());
  }

  private String show(Value v) {
    return Names.snippet(text, v.from(), v.to());
  }
}
