package io.gradus.text;

import io.gradus.text.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The coarse structure of a text: its statements, and of an expression the parts between its
/// outermost brackets and commas. What is inside of the parts is left to [Reader].
public final class Outline {
  /// A part of a text.
  ///
  /// @param text its characters, without space and comments around
  /// @param from offset of its first character in the whole
  public record Span(String text, int from) {}

  /// What a text consists of.
  public sealed interface Syntax {}

  /// `name = value`.
  public record Assignment(String name, Span value) implements Syntax {}

  /// `name[x_, y_] := formula`.
  ///
  /// @param delayed whether the formula is to be computed at each call, as `:=` says, and not once
  public record Rule(String name, List<String> params, Span formula, boolean delayed)
      implements Syntax {}

  /// `name[0] = value`: what a function is at one place.
  public record Place(String name, List<Span> arguments, Span value) implements Syntax {}

  /// `head[a, b]` and nothing else.
  public record Application(String head, List<Span> arguments) implements Syntax {}

  /// `{a, b}` and nothing else.
  public record Braces(List<Span> items) implements Syntax {}

  /// A text in quotes, and what stands behind it, if anything does.
  public record Quoted(String text, Optional<Span> rest) implements Syntax {}

  /// `name -> value`.
  public record Option(String name, Span value) implements Syntax {}

  /// `left == right`.
  public record Equation(Span left, Span right) implements Syntax {}

  /// Anything else.
  public record Formula() implements Syntax {}

  /// A statement.
  ///
  /// @param span its text without the semicolon
  /// @param silent whether a semicolon ends it
  public record Statement(Span span, boolean silent) {}

  private final String text;
  private final List<Token> tokens;

  private Outline(String text) {
    this.text = text;
    this.tokens = Lexer.read(text);
  }

  /// The statements of a text, which end with a semicolon, or with a line if they are complete
  /// there and the next line does not go on with an operator.
  ///
  /// @throws ReadException if the text has characters that no statement has
  public static List<Statement> statements(String text) {
    return new Outline(text).statements();
  }

  /// What an expression or statement consists of.
  ///
  /// @throws ReadException if the text has characters that no expression has
  public static Syntax of(String text) {
    return new Outline(text).syntax();
  }

  /// The names in a text, in order and as often as they occur.
  ///
  /// @throws ReadException if the text has characters that no expression has
  public static List<String> names(String text) {
    return Lexer.read(text).stream().filter(t -> t.kind() == Kind.NAME).map(Token::text).toList();
  }

  /// True if every bracket is closed.
  ///
  /// @throws ReadException if the text has characters that no expression has
  public static boolean isClosed(String text) {
    return Lexer.read(text).stream().mapToInt(Outline::depth).sum() <= 0;
  }

  private List<Statement> statements() {
    List<Statement> statements = new ArrayList<>();
    int first = 0;
    int depth = 0;
    for (int i = 0; i < tokens.size(); i++) {
      Token t = tokens.get(i);
      depth = Math.max(0, depth + depth(t));
      boolean end = t.kind() == Kind.END || depth == 0 && t.isOperator(";");
      if (end && i > first) {
        statements.add(new Statement(span(text, tokens, first, i), t.kind() != Kind.END));
      }
      if (end) {
        first = i + 1;
      } else if (depth == 0 && endsLine(i)) {
        statements.add(new Statement(span(text, tokens, first, i + 1), false));
        first = i + 1;
      }
    }
    return statements;
  }

  private boolean endsLine(int i) {
    Token next = tokens.get(i + 1);
    boolean more = next.kind() == Kind.OPERATOR || next.kind() == Kind.END;
    return isOperand(tokens.get(i))
        && !more
        && text.substring(tokens.get(i).to(), next.from()).contains("\n");
  }

  private static boolean isOperand(Token t) {
    return switch (t.kind()) {
      case NUMBER, NAME, STRING, PRIME, CLOSE -> true;
      case OPERATOR -> t.text().equals("&");
      case OPEN, COMMA, END -> false;
    };
  }

  private Syntax syntax() {
    Token first = tokens.getFirst();
    int last = tokens.size() - 2; // before the end
    if (first.kind() == Kind.STRING) {
      return new Quoted(
          first.text(),
          last == 0 ? Optional.empty() : Optional.of(span(text, tokens, 1, last + 1)));
    }
    Optional<Syntax> equation = equation(last + 1);
    if (equation.isPresent()) {
      return equation.get();
    }
    if (first.opens("{")) {
      return closing(tokens, 0) == last ? new Braces(arguments(text, tokens, 0)) : new Formula();
    }
    if (first.kind() != Kind.NAME) {
      return new Formula();
    }
    if (tokens.get(1).isOperator("=")) {
      return new Assignment(first.text(), span(text, tokens, 2, last + 1));
    }
    if (tokens.get(1).isOperator("->")) {
      return new Option(first.text(), span(text, tokens, 2, last + 1));
    }
    if (tokens.get(1).opens("[") && closing(tokens, 1) == last) {
      return new Application(first.text(), arguments(text, tokens, 1));
    }
    Optional<Syntax> rule = Definition.head(tokens, 0).map(head -> rule(head, last));
    return rule.or(() -> place(last + 1)).orElseGet(Formula::new);
  }

  private Optional<Syntax> equation(int end) {
    int depth = 0;
    for (int i = 0; i < end; i++) {
      depth += depth(tokens.get(i));
      if (depth == 0 && tokens.get(i).isOperator("==")) {
        return Optional.of(new Equation(span(text, tokens, 0, i), span(text, tokens, i + 1, end)));
      }
    }
    return Optional.empty();
  }

  private Optional<Syntax> place(int end) {
    int close = tokens.get(1).opens("[") ? closing(tokens, 1) : end;
    return close + 1 < end && tokens.get(close + 1).isOperator("=")
        ? Optional.of(
            new Place(
                tokens.getFirst().text(),
                arguments(text, tokens, 1),
                span(text, tokens, close + 2, end)))
        : Optional.empty();
  }

  private Rule rule(Definition.Head head, int last) {
    return new Rule(
        head.name(),
        head.params(),
        span(text, tokens, head.end() + 1, last + 1),
        text.startsWith(":=", tokens.get(head.end()).from()));
  }

  private static int depth(Token t) {
    return switch (t.kind()) {
      case OPEN -> t.text().length(); // [[ is closed twice
      case CLOSE -> -1;
      case NUMBER, NAME, STRING, OPERATOR, PRIME, COMMA, END -> 0;
    };
  }

  /// The token that closes the bracket at token `open`; the end if none does.
  static int closing(List<Token> tokens, int open) {
    int depth = 0;
    for (int i = open; i < tokens.size(); i++) {
      depth += depth(tokens.get(i));
      if (depth <= 0) {
        return i;
      }
    }
    return tokens.size() - 1;
  }

  /// The parts between the commas of the bracket at token `open`.
  static List<Span> arguments(String text, List<Token> tokens, int open) {
    List<Span> parts = new ArrayList<>();
    int close = closing(tokens, open);
    if (tokens.get(close).kind() == Kind.END) {
      throw new ReadException(
          "'%s' @ is never closed".formatted(tokens.get(open).text()), tokens.get(open).from());
    }
    int from = open + 1;
    int depth = 0;
    for (int i = from; i <= close && close > from; i++) {
      if (depth == 0 && (tokens.get(i).kind() == Kind.COMMA || i == close)) {
        parts.add(span(text, tokens, from, i));
        from = i + 1;
      }
      depth += depth(tokens.get(i));
    }
    return parts;
  }

  /// The text from token `first` to before token `end`.
  private static Span span(String text, List<Token> tokens, int first, int end) {
    int from = tokens.get(first).from();
    return end <= first
        ? new Span("", from)
        : new Span(text.substring(from, tokens.get(end - 1).to()), from);
  }
}
