package io.gradus.text;

import io.gradus.text.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Writes out the signs with which Wolfram's language abbreviates calls.
///
/// | written | stands for |
/// |---|---|
/// | `f @ x`, `x // f` | `f[x]` |
/// | `f /@ list` | `Map[f, list]` |
/// | `f @@ list` | `Apply[f, list]` |
/// | `#^2 &` | `Function[#^2]` |
/// | `e /. x -> 1` | `ReplaceAll[e, x -> 1]` |
///
/// A function without a name is applied by `Construct[Function[#^2], x]`. From loose to tight, `;`
/// and definitions come first, then `//`, `&`, `/.`, arrows, sums and products, `@`.
public final class Shorthand {
  private static final Set<String> SIGNS = Set.of("@", "/@", "@@", "//", "/.", "&");
  private static final Set<String> TIGHT = Set.of("@", "/@", "@@");

  private final String text;
  private final List<Token> tokens;

  private Shorthand(String text) {
    this.text = text;
    this.tokens = Lexer.read(text);
  }

  /// A piece of an expression: an operand with its brackets, or a sign between operands.
  ///
  /// @param sign whether it is a sign
  /// @param text what it stands for, with the space before it
  private record Piece(boolean sign, String text) {
    boolean is(Set<String> signs) {
      return sign && signs.contains(text.strip());
    }
  }

  /// The same statement without abbreviations.
  ///
  /// @throws ReadException if the text has characters that no expression has
  public static String expanded(String text) {
    Shorthand shorthand = new Shorthand(text);
    boolean any =
        shorthand.tokens.stream()
            .anyMatch(t -> t.kind() == Kind.OPERATOR && SIGNS.contains(t.text()));
    return any ? shorthand.parts(0, shorthand.tokens.size() - 1) : text;
  }

  /// The tokens from `from` to before `to`, which commas and loose signs part.
  private String parts(int from, int to) {
    StringBuilder all = new StringBuilder();
    List<Piece> pieces = new ArrayList<>();
    for (int i = from; i < to; ) {
      Token t = tokens.get(i);
      if (t.kind() == Kind.COMMA || t.isOperator(";") || t.isOperator("=")) {
        all.append(applied(pieces)).append(between(i)).append(source(i, i + 1));
        pieces.clear();
        i++;
      } else if (t.kind() == Kind.OPERATOR) {
        pieces.add(new Piece(true, between(i) + source(i, i + 1)));
        i++;
      } else {
        int end = operand(i, to);
        pieces.add(new Piece(false, operand(i, end, to)));
        i = end;
      }
    }
    return all.append(applied(pieces)).toString();
  }

  /// The end of the operand that begins at a token: a word or bracket and the brackets behind it.
  private int operand(int from, int to) {
    int end = from;
    do {
      end = tokens.get(end).kind() == Kind.OPEN ? Outline.closing(tokens, end) + 1 : end + 1;
    } while (end < to && follows(end));
    return Math.min(end, to);
  }

  private boolean follows(int i) {
    Token t = tokens.get(i);
    boolean call =
        t.opens("(") && tokens.get(i - 1).kind() == Kind.NAME && tokens.get(i - 1).touches(t);
    return t.kind() == Kind.PRIME || t.opens("[") || t.opens("[[") || call;
  }

  /// The text of an operand, what is inside of its brackets written out.
  private String operand(int from, int end, int to) {
    StringBuilder word = new StringBuilder(between(from));
    for (int i = from; i < end; i++) {
      word.append(i == from ? "" : between(i));
      if (tokens.get(i).kind() == Kind.OPEN) {
        int close = Math.min(Outline.closing(tokens, i), to);
        String inner = parts(i + 1, close);
        if (i == from && tokens.get(i).opens("(") && isFunction(inner) && close < to) {
          word.append(inner); // a function needs no brackets
          i = close;
        } else if (i > from && tokens.get(i).opens("[") && isFunction(word.toString())) {
          return call(word.toString(), inner);
        } else {
          word.append(source(i, i + 1)).append(inner);
          i = close - 1;
        }
      } else {
        word.append(source(i, i + 1));
      }
    }
    return word.toString();
  }

  private String source(int first, int end) {
    return text.substring(tokens.get(first).from(), tokens.get(end - 1).to());
  }

  /// The space before a token, which may hold a comment.
  private String between(int i) {
    String gap = text.substring(i == 0 ? 0 : tokens.get(i - 1).to(), tokens.get(i).from());
    return gap.isBlank() ? gap : " ";
  }

  private static boolean isFunction(String text) {
    return text.strip().startsWith("Function[");
  }

  /// Pieces joined, from the loosest sign to the tightest.
  private static String applied(List<Piece> pieces) {
    int slashes = last(pieces, Set.of("//"));
    if (slashes >= 0) {
      String f = applied(pieces.subList(slashes + 1, pieces.size())).strip();
      return call(f, applied(pieces.subList(0, slashes)));
    }
    int function = last(pieces, Set.of("&"));
    if (function >= 0) {
      List<Piece> rest = new ArrayList<>();
      String body = " Function[" + applied(pieces.subList(0, function)).strip() + "]";
      rest.addAll(pieces.subList(function + 1, pieces.size()));
      boolean called = !rest.isEmpty() && rest.getFirst().text().startsWith("[");
      String args = called ? rest.removeFirst().text() : "";
      rest.addFirst(
          new Piece(false, called ? call(body, args.substring(1, args.length() - 1)) : body));
      return applied(rest);
    }
    int replace = last(pieces, Set.of("/."));
    if (replace >= 0) {
      String rules = applied(pieces.subList(replace + 1, pieces.size())).strip();
      return " ReplaceAll[" + applied(pieces.subList(0, replace)).strip() + ", " + rules + "]";
    }
    List<Piece> rest = new ArrayList<>(pieces);
    for (int i = last(rest, TIGHT); i > 0 && i + 1 < rest.size(); i = last(rest, TIGHT)) {
      String f = rest.get(i - 1).text().strip();
      int end = rest.get(i + 1).sign() && i + 2 < rest.size() ? i + 3 : i + 2; // f @ -x
      String x = joined(rest.subList(i + 1, end)).strip();
      String applied =
          switch (rest.get(i).text().strip()) {
            case "/@" -> "Map[" + f + ", " + x + "]";
            case "@@" -> "Apply[" + f + ", " + x + "]";
            default -> call(f, x);
          };
      rest.subList(i - 1, end).clear();
      rest.add(i - 1, new Piece(false, " " + applied));
    }
    return joined(rest);
  }

  private static String joined(List<Piece> pieces) {
    return pieces.stream().map(Piece::text).collect(Collectors.joining());
  }

  private static int last(List<Piece> pieces, Set<String> signs) {
    for (int i = pieces.size() - 1; i >= 0; i--) {
      if (pieces.get(i).is(signs)) {
        return i;
      }
    }
    return -1;
  }

  private static String call(String f, String x) {
    return isFunction(f)
        ? " Construct[" + f.strip() + ", " + x.strip() + "]"
        : " " + f + "[" + x.strip() + "]";
  }
}
