package io.gradus.text;

import io.gradus.text.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/// Cuts a formula into words.
final class Lexer {
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final String SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
  private static final List<String> OPERATORS =
      List.of(
          "**", "->", ":>", ":=", "<=", ">=", "==", "!=", "&&", "||", "/@", "@@", "//", "/.", "^",
          "*", "/", "+", "-", "<", ">", "!", ".", "=", ";", "@", "&");

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Lexer(String text) {
    this.text = text;
  }

  /// The words of `text`, closed by one of kind END.
  static List<Token> read(String text) {
    Lexer lexer = new Lexer(text);
    while (lexer.skipSpace()) {
      lexer.next();
    }
    lexer.add(Kind.END, "the end", lexer.at, lexer.at);
    return lexer.tokens;
  }

  /// The spelling under which a name is known: `alpha` for `α`.
  static String canonical(String name) {
    if (!name.isEmpty() && new Lexer(name).nameEnd(0) == name.length()) {
      return read(name).getFirst().text();
    }
    return name;
  }

  private void add(Kind kind, String word, int from, int to) {
    tokens.add(new Token(kind, word, from, to, 0));
    at = to;
  }

  private char peek(int offset) {
    return at + offset < text.length() ? text.charAt(at + offset) : 0;
  }

  private boolean skipSpace() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '(' && peek(1) == '*' && peek(2) != '*') {
        skipComment();
      } else if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        at++;
      } else if (c == '\\' && (peek(1) == '\n' || peek(1) == '\r')) {
        at++; // a continued line
      } else {
        return true;
      }
    }
    return false;
  }

  private void skipComment() {
    int from = at;
    int depth = 0;
    do {
      if (at + 1 >= text.length()) {
        throw new ReadException("the comment that begins @ has no end; add '*)'", from);
      }
      if (text.startsWith("(*", at)) {
        depth++;
        at += 2;
      } else if (text.startsWith("*)", at)) {
        depth--;
        at += 2;
      } else {
        at++;
      }
    } while (depth > 0);
  }

  private void next() {
    char c = text.charAt(at);
    if (isDigit(c) || c == '.' && isDigit(peek(1)) && !touchesOperand()) {
      number();
    } else if (c == '.' && isDigit(peek(1))) {
      throw new ReadException(
          "'.' @ is either a product with a decimal or a dot product; write '*0.' or put spaces",
          at);
    } else if (nameEnd(at) > at) {
      name();
    } else if (SUPERSCRIPTS.indexOf(c) >= 0 || c == '⁻') {
      superscript();
    } else if ("([{".indexOf(c) >= 0) {
      boolean part = c == '[' && peek(1) == '[';
      add(Kind.OPEN, part ? "[[" : String.valueOf(c), at, at + (part ? 2 : 1));
    } else if (")]}".indexOf(c) >= 0) {
      add(Kind.CLOSE, String.valueOf(c), at, at + 1);
    } else if (c == '"') {
      quoted();
    } else if (c == ',') {
      add(Kind.COMMA, ",", at, at + 1);
    } else if ("'′’".indexOf(c) >= 0) {
      add(Kind.PRIME, "'", at, at + 1);
    } else if (c == '#' || c == '%') {
      int end = digits(at + 1);
      add(Kind.NAME, c == '#' && end == at + 1 ? "#1" : text.substring(at, end), at, end);
    } else if (c == '√') {
      add(Kind.NAME, "sqrt", at, at + 1);
    } else {
      operator();
    }
  }

  /// A text in quotes; a backslash stands before a quote or backslash in it.
  private void quoted() {
    StringBuilder word = new StringBuilder();
    int end = at + 1;
    while (end < text.length() && text.charAt(end) != '"') {
      boolean escaped = text.charAt(end) == '\\' && end + 1 < text.length();
      end += escaped ? 1 : 0;
      word.append(text.charAt(end++));
    }
    if (end == text.length()) {
      throw new ReadException("the text that begins @ has no end; add '\"'", at);
    }
    add(Kind.STRING, word.toString(), at, end + 1);
  }

  private boolean touchesOperand() {
    if (tokens.isEmpty() || tokens.getLast().to() != at) {
      return false;
    }
    return switch (tokens.getLast().kind()) {
      case NAME, CLOSE -> true;
      case NUMBER, STRING, OPERATOR, PRIME, OPEN, COMMA, END -> false;
    };
  }

  private void operator() {
    int code = text.codePointAt(at);
    int end = at + Character.charCount(code);
    String sign = Letters.operator(code);
    if (code == '\\' && peek(1) == '[') {
      end = text.indexOf(']', at) + 1;
      sign = end > 0 ? Letters.named(text.substring(at + 2, end - 1)) : null;
      if (sign == null) {
        throw new ReadException("the character name @ is unknown", at);
      }
    }
    for (String op : OPERATORS) {
      if (sign == null && text.startsWith(op, at) && !(op.equals("/.") && isDigit(peek(2)))) {
        sign = op;
        end = at + op.length();
      }
    }
    if (sign == null) {
      throw new ReadException(
          "'" + Character.toString(code) + "' @ is not understood" + advice(code), at);
    }
    String plain =
        switch (sign) {
          case "**" -> "^";
          case ":=" -> "=";
          case ":>" -> "->";
          default -> sign;
        };
    add(Kind.OPERATOR, plain, at, end);
  }

  private static String advice(int code) {
    return switch (code) {
      case '|' -> "; for the absolute value write abs(x)";
      case '\\' -> "; write functions by name, such as sqrt(x)";
      case '∂' -> "; name the variables of the derivative beside the formula";
      default -> "";
    };
  }

  private void superscript() {
    int from = at;
    boolean minus = text.charAt(at) == '⁻';
    int end = minus ? at + 1 : at;
    double value = 0;
    while (end < text.length() && SUPERSCRIPTS.indexOf(text.charAt(end)) >= 0) {
      value = 10 * value + SUPERSCRIPTS.indexOf(text.charAt(end++));
    }
    if (minus && end == from + 1) {
      throw new ReadException("the raised minus @ has no number behind it", from);
    }
    add(Kind.OPERATOR, "^", from, from);
    tokens.add(new Token(Kind.NUMBER, "", from, end, minus ? -value : value));
    at = end;
  }

  private void number() {
    int from = at;
    int end = digits(at);
    boolean point = end < text.length() && text.charAt(end) == '.';
    if (point) {
      end = digits(end + 1);
    }
    String mantissa = text.substring(from, end);
    String exponent = "";
    if (end < text.length() && text.charAt(end) == '`') { // Wolfram's mark of precision
      end++;
      while (end < text.length() && (isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
        end++;
      }
    }
    int mark = text.startsWith("*^", end) ? end + 2 : end + 1;
    if (mark <= text.length() && (mark == end + 2 || "eE".indexOf(text.charAt(end)) >= 0)) {
      int first = mark < text.length() && "+-".indexOf(text.charAt(mark)) >= 0 ? mark + 1 : mark;
      int last = digits(first);
      if (last > first) {
        if (text.charAt(end) == 'E' && !point) {
          String power = text.substring(mark, last);
          boolean signed = first > mark;
          String other = signed ? " " + power.charAt(0) + " " + power.substring(1) : "*" + power;
          throw new ReadException(
              "'%sE%s' @ is either %se%s or %s*E%s; write the one you mean"
                  .formatted(mantissa, power, mantissa, power, mantissa, other),
              from);
        }
        exponent = "e" + text.substring(mark, last);
        end = last;
      }
    }
    double value = parse(mantissa, exponent, from);
    tokens.add(new Token(Kind.NUMBER, text.substring(from, end), from, end, value));
    at = end;
  }

  private static double parse(String mantissa, String exponent, int from) {
    double value = exponent.length() > 12 ? Double.NaN : Double.parseDouble(mantissa + exponent);
    if (!Double.isFinite(value)) {
      throw new ReadException("the number @ is too large for double precision", from);
    }
    return value;
  }

  private int digits(int i) {
    while (i < text.length() && isDigit(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void name() {
    int from = at;
    int end = nameEnd(at);
    StringBuilder word = new StringBuilder();
    int i = from;
    while (i < end) {
      int to = letterEnd(i);
      word.append(spelled(i, to));
      i = to;
    }
    add(Kind.NAME, word.toString(), from, end);
  }

  /// The end of the name that begins at `from`; `from` itself if none does. The letter π always
  /// stands alone, so that 2πr is a product.
  private int nameEnd(int from) {
    int i = from;
    while (i < text.length()) {
      char c = text.charAt(i);
      boolean inner = i > from && (isDigit(c) || SUBSCRIPTS.indexOf(c) >= 0);
      int to = inner ? i + 1 : letterEnd(i);
      if (to == i) {
        return i;
      }
      if (!inner && isPi(i, to)) {
        return i == from ? to : i;
      }
      i = to;
    }
    return i;
  }

  private boolean isPi(int from, int to) {
    return text.charAt(from) == 'π' || text.substring(from, to).equals("\\[Pi]");
  }

  /// The end of the letter, digit or underscore at `i`; `i` itself if there is none.
  private int letterEnd(int i) {
    if (text.startsWith("\\[", i)) {
      int close = text.indexOf(']', i);
      String word = close < 0 ? null : Letters.named(text.substring(i + 2, close));
      return word != null && Character.isLetter(word.charAt(0)) ? close + 1 : i;
    }
    int c = text.codePointAt(i);
    boolean part =
        Character.isLetterOrDigit(c) || c == '_' || c == '$' || SUBSCRIPTS.indexOf(c) >= 0;
    return part ? i + Character.charCount(c) : i;
  }

  private String spelled(int from, int to) {
    if (text.charAt(from) == '\\') {
      return Letters.named(text.substring(from + 2, to - 1));
    }
    int c = text.codePointAt(from);
    int low = SUBSCRIPTS.indexOf(c);
    String greek = Letters.word(c);
    return low >= 0 ? String.valueOf(low) : greek != null ? greek : text.substring(from, to);
  }
}
