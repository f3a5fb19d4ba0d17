package io.gradus.text;

import io.gradus.text.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The definition of a function, `f[x_, y_] := formula` or `f(x, y) = formula`.
///
/// @param name its name
/// @param params its parameters
/// @param body its formula
/// @param end the token of the semicolon behind it
record Definition(String name, List<String> params, String body, int end) {
  /// What stands before the formula.
  ///
  /// @param end the token of the sign `:=`
  record Head(String name, List<String> params, int end) {}

  /// The head of the definition that begins at token `at`, if one does.
  static Optional<Head> head(List<Token> tokens, int at) {
    Token name = tokens.get(at);
    if (name.kind() != Kind.NAME || !opens(tokens.get(at + 1))) {
      return Optional.empty();
    }
    List<String> params = new ArrayList<>();
    int i = at + 1;
    do {
      Token param = tokens.get(++i);
      if (param.kind() != Kind.NAME) {
        return Optional.empty();
      }
      String word = param.text();
      params.add(word.endsWith("_") ? word.substring(0, word.length() - 1) : word);
    } while (tokens.get(++i).kind() == Kind.COMMA);
    return tokens.get(i).kind() == Kind.CLOSE && tokens.get(i + 1).isOperator("=")
        ? Optional.of(new Head(name.text(), List.copyOf(params), i + 1))
        : Optional.empty();
  }

  /// The definition that begins at token `at`, if one does.
  static Optional<Definition> read(String text, List<Token> tokens, int at) {
    return head(tokens, at).map(head -> read(text, tokens, head, tokens.get(at)));
  }

  private static Definition read(String text, List<Token> tokens, Head head, Token name) {
    int from = head.end() + 1;
    int end = from;
    while (tokens.get(end).kind() != Kind.END && !tokens.get(end).isOperator(";")) {
      end++;
    }
    if (end == from || tokens.get(end).kind() == Kind.END) {
      String place = end == from ? "in" : "after";
      throw new ReadException(
          "%s the definition of '%s' @ a formula is missing".formatted(place, name.text())
              + (end == from ? "" : "; add one behind ';'"),
          name.from());
    }
    String body = text.substring(tokens.get(from).from(), tokens.get(end - 1).to());
    return new Definition(head.name(), head.params(), body, end);
  }

  private static boolean opens(Token t) {
    return t.opens("[") || t.opens("(");
  }
}
