package io.gradus.text;

import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.op.Flat;
import io.gradus.text.Token.Kind;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Decides what a name in a formula stands for.
final class Names {
  /// What names a function in Wolfram's language, and not an array.
  private static final Pattern CAPITALIZED = Pattern.compile("\\p{Lu}\\p{Ll}\\p{L}+");

  private static final String EULER_NOTE =
      "'e' is read as Euler's number, as it is only ever the base of a power; E says so plainly";

  /// What a name stands for.
  sealed interface Meaning permits Constant, Variable, Called, Held {}

  /// A number, with a sentence on why, if it may surprise.
  record Constant(Expr value, Optional<String> note) implements Meaning {}

  /// A variable, or a value of the scope.
  record Variable(String name, Optional<Expr> value) implements Meaning {}

  /// A function, whose bracket comes next, with a sentence if that may surprise.
  record Called(Call call, Optional<String> note) implements Meaning {}

  /// A form, whose arguments come next and are not read here.
  record Held(Scope.Form form) implements Meaning {}

  private final String text;
  private final List<Token> tokens;
  private final Scope scope;
  private final Set<String> plain = new HashSet<>(); // names that stand without a round bracket
  private final Map<String, Expr> locals = new HashMap<>(); // names that the text itself defines
  private final boolean square;
  private final boolean euler;

  Names(String text, List<Token> tokens, Scope scope) {
    this.text = text;
    this.tokens = tokens;
    this.scope = scope;
    this.square = scope.isWolfram() || tokens.stream().anyMatch(t -> t.opens("["));
    boolean bases = !square && scope.value("e").isEmpty();
    for (int i = 0; i + 1 < tokens.size(); i++) {
      Token t = tokens.get(i);
      if (t.kind() == Kind.NAME) {
        if (!touchesRound(i)) {
          plain.add(t.text());
        }
        bases &= !t.text().equals("e") || isBase(i);
      }
    }
    this.euler = bases;
  }

  /// The constant e.
  static Expr euler() {
    return Expr.of(new Flat.Named("e", Math.E, Type.f64()), List.of());
  }

  /// Gives a name a value for the rest of the text.
  void define(String name, Expr value) {
    locals.put(name, value);
  }

  /// The names that have values, a live view.
  Map<String, Expr> defined() {
    return Collections.unmodifiableMap(locals);
  }

  private boolean touchesRound(int i) {
    Token next = tokens.get(i + 1);
    return next.opens("(") && tokens.get(i).touches(next);
  }

  /// True for `e^x` and `e^(…x…)`, but not for `e^2`, where `e` may well be a parameter.
  private boolean isBase(int i) {
    if (!tokens.get(i + 1).isOperator("^")) {
      return false;
    }
    int j = i + 2;
    while (tokens.get(j).isOperator("-")) {
      j++;
    }
    if (!tokens.get(j).opens("(")) {
      return tokens.get(j).kind() == Kind.NAME;
    }
    int depth = 0;
    for (; j < tokens.size(); j++) {
      Kind kind = tokens.get(j).kind();
      depth += kind == Kind.OPEN ? 1 : kind == Kind.CLOSE ? -1 : 0;
      if (kind == Kind.NAME || depth == 0) {
        return kind == Kind.NAME;
      }
    }
    return false;
  }

  /// The meaning of the name at token `i`, with `primes` derivative signs behind it, then `next`.
  Meaning read(Token t, int i, int primes, Token next) {
    String name = t.text();
    boolean bracket = next.opens("(") || next.opens("[");
    Optional<Expr> value = Optional.ofNullable(locals.get(name)).or(() -> scope.value(name));
    if (primes > 0 && !bracket) {
      throw new ReadException(
          "'%s' with a derivative sign @ needs an argument: %s'(x)".formatted(name, name),
          t.from());
    }
    if (next.opens("[") && primes == 0 && scope.form(name).isPresent()) {
      return new Held(scope.form(name).get());
    }
    Optional<Call> call = bracket ? call(t, primes, next, value) : Optional.empty();
    if (call.isPresent()) {
      return new Called(call.get(), note(call.get(), next));
    }
    if (primes > 0) {
      throw unknown(name, t.from(), scope.functionNames());
    }
    if (value.isPresent()) {
      return new Variable(name, value);
    }
    if (name.startsWith("#") || name.startsWith("%")) {
      throw new ReadException("'" + name.charAt(0) + "' @ is not understood", t.from());
    }
    Optional<Constant> constant = constant(t);
    if (constant.isPresent()) {
      return constant.get();
    }
    if (isFunction(name)) {
      throw bare(t, i);
    }
    if (touchesRound(i)) {
      checkProduct(t, i);
    }
    return new Variable(name, Optional.empty());
  }

  private boolean isFunction(String name) {
    // One letter is a function only before a bracket, so that N and D can be variables.
    return name.length() > 1
        && (Functions.find(name).isPresent() || scope.function(name).isPresent());
  }

  private Optional<Call> call(Token t, int primes, Token next, Optional<Expr> value) {
    String name = t.text();
    if (scope.function(name).isPresent()) {
      return Optional.of(
          new Call(name, t.from(), primes, new Call.Defined(scope.function(name).get())));
    }
    boolean wolfram = next.opens("[");
    boolean letter = name.length() == 1 && !wolfram;
    if (Functions.find(name).isPresent() && !letter && value.isEmpty()) {
      return Optional.of(
          new Call(name, t.from(), primes, new Call.Builtin(Functions.find(name).get())));
    }
    if (!wolfram || primes > 0) {
      return Optional.empty();
    }
    if (scope.isWolfram() && value.isEmpty() && CAPITALIZED.matcher(name).matches()) {
      throw unknown(name, t.from(), scope.functionNames());
    }
    if (name.equals("D") && value.isEmpty()) {
      return Optional.of(new Call(name, t.from(), 0, new Call.Differential()));
    }
    return Optional.of(new Call(name, t.from(), 0, new Call.Index()));
  }

  /// In Wolfram's language round brackets only group.
  private Optional<String> note(Call call, Token next) {
    boolean own = call.meaning() instanceof Call.Defined;
    String name = call.name() + "'".repeat(call.primes());
    return square && next.opens("(") && (own || call.primes() > 0)
        ? Optional.of("%s(…) is read as the call %s[…]".formatted(name, name))
        : Optional.empty();
  }

  private Optional<Constant> constant(Token t) {
    return switch (t.text()) {
      case "Pi", "pi" -> Optional.of(new Constant(Expr.pi(Type.f64()), Optional.empty()));
      case "E" -> Optional.of(new Constant(euler(), Optional.empty()));
      case "e" ->
          euler ? Optional.of(new Constant(euler(), Optional.of(EULER_NOTE))) : Optional.empty();
      case "Infinity" -> number(Double.POSITIVE_INFINITY);
      case "NaN" -> number(Double.NaN);
      case "I" ->
          throw new ReadException(
              "'I' @ is the complex unit, and only real numbers are known;"
                  + " for a variable use another name, such as i",
              t.from());
      default -> Optional.empty();
    };
  }

  private static Optional<Constant> number(double value) {
    return Optional.of(new Constant(Expr.fill(value, Type.f64()), Optional.empty()));
  }

  /// A function name without a bracket, such as `sin x`.
  private ReadException bare(Token t, int i) {
    Token next = tokens.get(i + 1);
    String name = t.text();
    boolean operand = next.kind() == Kind.NAME || next.kind() == Kind.NUMBER;
    if (next.isOperator("^")) {
      return new ReadException(
          "'%s^' @: a power of a function is written behind its argument: %s(x)^2"
              .formatted(name, name),
          t.from());
    }
    if (!operand || isFunction(next.text())) {
      return new ReadException(
          "the function '%s' @ has no argument; write %s(x)".formatted(name, name), t.from());
    }
    Token third = tokens.get(i + 2);
    if (third.kind() == Kind.NAME && !isFunction(third.text())) {
      return new ReadException(
          "'%s %s %s' @ is either %s(%s)*%s or %s(%s*%s); write the one you mean"
              .formatted(
                  name,
                  next.text(),
                  third.text(),
                  name,
                  next.text(),
                  third.text(),
                  name,
                  next.text(),
                  third.text()),
          t.from());
    }
    return new ReadException(
        "'%s %s' @ lacks brackets; write %s(%s)".formatted(name, next.text(), name, next.text()),
        t.from());
  }

  /// An unknown name right before a round bracket: a product only where something says so.
  private void checkProduct(Token t, int i) {
    String name = t.text();
    if (plain.contains(name)) {
      return;
    }
    List<String> more = scope.functionNames();
    if (Functions.nearest(name, more).isPresent() || name.length() > 1 && !square) {
      throw unknown(name, t.from(), more);
    }
    if (!square) {
      String bracket = snippet(text, tokens.get(i + 1).from(), endOfFactor(i + 1));
      throw new ReadException(
          "'%s%s' @ is either the product %s*%s or a call of an unknown function '%s';"
                  .formatted(name, bracket, name, bracket, name)
              + " write * for a product",
          t.from());
    }
  }

  static ReadException unknown(String name, int from, List<String> more) {
    String advice =
        Functions.nearest(name, more)
            .map(near -> "; did you mean '" + near + "'?")
            .orElse("; for a product write " + name + "*(…)");
    return new ReadException("unknown function '" + name + "' @" + advice, from);
  }

  /// The offset behind the factor that begins at token `i`: a word, with the brackets and powers
  /// behind it.
  int endOfFactor(int i) {
    int last = lastOfFactor(i);
    while (last + 1 < tokens.size() && tokens.get(last + 1).isOperator("^")) {
      int j = last + 2;
      while (tokens.get(j).isOperator("-")) {
        j++;
      }
      last = lastOfFactor(j);
    }
    return last < tokens.size() ? tokens.get(last).to() : text.length();
  }

  private int lastOfFactor(int i) {
    int j = i;
    if (tokens.get(j).kind() == Kind.NAME && (touchesRound(j) || tokens.get(j + 1).opens("["))) {
      j++;
    }
    int depth = 0;
    for (int k = j; k < tokens.size(); k++) {
      Kind kind = tokens.get(k).kind();
      depth += kind == Kind.OPEN ? 1 : kind == Kind.CLOSE ? -1 : 0;
      if (depth <= 0) {
        return k;
      }
    }
    return tokens.size();
  }

  /// A part of the text, shortened where it is long.
  static String snippet(String text, int from, int to) {
    String part = text.substring(Math.min(from, to), to).strip();
    int n = part.length();
    return n <= 30 ? part : part.substring(0, 14) + "…" + part.substring(n - 14);
  }
}
