package io.gradus.text;

import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Flat;
import io.gradus.text.Mark.Frame;
import io.gradus.text.Mark.Operator;
import io.gradus.text.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// An operator-precedence parser that builds expressions as it reads. It keeps its own stack, so
/// that nesting costs no Java stack.
final class Parser {
  private static final int LONGEST = 8_000_000;
  private static final int DEEPEST = 20_000;

  private static final int NOT = 3;
  static final int PRODUCT = 6;
  private static final int SIGN = 7;
  private static final int POWER = 9;

  private final String text;
  private final Scope scope;
  private final List<Token> tokens;
  private final Names names;
  private final Ambiguity ambiguity;
  private final List<Mark> marks = new ArrayList<>();
  private final List<Value> values = new ArrayList<>();
  private final Set<Expr> symbols = new LinkedHashSet<>();
  private final List<String> notes = new ArrayList<>();
  private int depth;
  private int at;

  Parser(String text, Scope scope) {
    if (text.length() > LONGEST) {
      throw new ReadException(
          "the formula has " + text.length() + " characters; at most " + LONGEST + " are read @",
          LONGEST);
    }
    this.text = text;
    this.scope = scope;
    this.tokens = Lexer.read(text);
    this.names = new Names(text, tokens, scope);
    this.ambiguity = new Ambiguity(text, tokens, names);
  }

  /// Reads `name = formula; f[x_] := formula; … ; formula`.
  Parsed read() {
    while (skipDefinition()) {
      at++;
    }
    Value v = statement();
    while (tokens.get(at).isOperator(";")) {
      at++;
      while (skipDefinition()) {
        at++;
      }
      v = statement();
    }
    for (Expr e : Graph.nodes(List.of(v.expr()))) {
      if (e.op() instanceof Flat.Param) {
        symbols.add(e); // met inside definitions
      }
    }
    return new Parsed(v.expr(), v.entries(), List.copyOf(symbols), names.defined(), notes);
  }

  /// Reads the definition of a function up to its semicolon; false if none begins here.
  private boolean skipDefinition() {
    Optional<Definition> definition = Definition.read(text, tokens, at);
    definition.ifPresent(d -> {
      scope.define(d.name(), d.params(), d.body(), names.defined());
      at = d.end();
    });
    return definition.isPresent();
  }

  private Value statement() {
    Token first = tokens.get(at);
    boolean named = first.kind() == Kind.NAME && tokens.get(at + 1).isOperator("=");
    at += named ? 2 : 0;
    boolean operand = false; // whether an operand stands right before
    while (tokens.get(at).kind() != Kind.END && !tokens.get(at).isOperator(";")) {
      operand = operand ? afterOperand() : operand();
    }
    if (!operand) {
      throw expected(tokens.get(at));
    }
    reduce(0);
    if (!marks.isEmpty() && marks.getLast() instanceof Frame frame) {
      throw new ReadException(
          "'%s' @ is never closed; add '%s'".formatted(frame.open().text(), frame.close()),
          frame.open().from());
    }
    Value v = values.removeLast();
    if (named) {
      names.define(first.text(), v.expr());
    }
    return v;
  }

  /// Reads where an operand must begin; true if it is complete.
  private boolean operand() {
    Token t = tokens.get(at);
    switch (t.kind()) {
      case NUMBER -> {
        at++;
        push(Value.of(Expr.fill(t.value(), Type.f64()), t.from(), t.to()));
        return true;
      }
      case NAME -> {
        return name(t);
      }
      case OPEN -> {
        if (t.text().startsWith("[")) {
          throw new ReadException(
              "'[' @ follows no function; use round brackets to group", t.from());
        }
        open(t, null, null);
        return false;
      }
      case CLOSE -> {
        return emptyCall(t);
      }
      case OPERATOR -> {
        prefix(t);
        return false;
      }
      case STRING -> throw quoted(t);
      case PRIME, COMMA, END -> throw expected(t);
    }
    return false;
  }

  private ReadException expected(Token t) {
    if (tokens.size() == 1) {
      return new ReadException("the formula is empty", 0);
    }
    String where = t.kind() == Kind.END ? "at the end" : "before '" + t.text() + "'";
    return new ReadException(
        "an operand is missing %s @; write a number, a name or a bracket".formatted(where),
        t.from());
  }

  private static ReadException quoted(Token t) {
    return new ReadException("a text in quotes @ has no place in a formula", t.from());
  }

  private boolean emptyCall(Token t) {
    boolean call =
        at > 0
            && tokens.get(at - 1).kind() == Kind.OPEN
            && marks.getLast() instanceof Frame f
            && f.callee() != null;
    if (!call) {
      throw expected(t);
    }
    close(t);
    return true;
  }

  private void prefix(Token t) {
    int binding =
        switch (t.text()) {
          case "-", "+" -> SIGN;
          case "!" -> NOT;
          default -> throw expected(t);
        };
    // In x^-y the sign belongs to the exponent, whatever follows.
    if (!marks.isEmpty() && marks.getLast() instanceof Operator before) {
      binding = Math.max(binding, before.binding());
    }
    at++;
    marks.add(new Operator(t.text(), true, binding, t));
  }

  /// Reads a name where an operand must begin.
  private boolean name(Token t) {
    int primes = 0;
    while (tokens.get(at + 1 + primes).kind() == Kind.PRIME) {
      primes++;
    }
    Token next = tokens.get(at + 1 + primes);
    return switch (names.read(t, at, primes, next)) {
      case Names.Constant c -> {
        at++;
        note(c.note());
        push(Value.of(c.value(), t.from(), t.to()));
        yield true;
      }
      case Names.Variable v -> {
        at++;
        v.value().filter(e -> e.op() instanceof Flat.Param).ifPresent(symbols::add);
        Expr e = v.value().orElseGet(() -> variable(v.name()));
        push(Value.of(e, t.from(), t.to()));
        yield true;
      }
      case Names.Held h -> {
        List<Outline.Span> args = Outline.arguments(text, tokens, at + 1);
        push(held(h.form(), t, args));
        yield true;
      }
      case Names.Called c -> {
        at += 1 + primes;
        note(c.note());
        open(next, c.call(), null);
        yield false;
      }
    };
  }

  private void note(Optional<String> sentence) {
    sentence.filter(n -> !notes.contains(n)).ifPresent(notes::add);
  }

  /// The value of a form for its arguments as they are written, up to the bracket behind them.
  private Value held(Scope.Form form, Token name, List<Outline.Span> args) {
    at = Outline.closing(tokens, at + 1) + 1;
    try {
      Expr e = form.apply(args.stream().map(Outline.Span::text).toList(), scope);
      return Value.of(e, name.from(), tokens.get(at - 1).to());
    } catch (IllegalArgumentException e) {
      throw ReadException.inside(name.text(), e, name.from());
    }
  }

  private Expr variable(String name) {
    Expr e = scope.variable(name);
    symbols.add(e);
    return e;
  }

  private void open(Token t, Call callee, Value of) {
    if (++depth > DEEPEST) {
      throw new ReadException(
          "the brackets @ are nested deeper than " + DEEPEST + "; name a part of the formula",
          t.from());
    }
    at++;
    marks.add(new Frame(t, callee, of, new ArrayList<>()));
  }

  /// Reads what may follow an operand; true if an operand stands right before again.
  private boolean afterOperand() {
    Token t = tokens.get(at);
    return switch (t.kind()) {
      case NUMBER, NAME -> implied(t);
      case STRING -> throw quoted(t);
      case OPEN -> t.text().equals("[[") ? part(t) : implied(t);
      case OPERATOR -> infix(t);
      case CLOSE -> {
        close(t);
        yield true;
      }
      case COMMA -> {
        separate(t);
        yield false;
      }
      case PRIME ->
          throw new ReadException(
              "the derivative sign ' @ must stand between a function and its bracket: f'(x)",
              t.from());
      case END -> throw new IllegalStateException("the end is handled by the caller");
    };
  }

  private boolean implied(Token t) {
    Token before = tokens.get(at - 1);
    if (t.opens("[")) {
      throw new ReadException(
          "'[' @ follows no function; for a product write '*(', for an element 'x[[1]]'", t.from());
    }
    if (before.kind() == Kind.NUMBER && t.kind() == Kind.NUMBER && !before.text().isEmpty()) {
      throw new ReadException(
          "two numbers @ stand side by side; write %s*%s or join them"
              .formatted(before.text(), t.text()),
          t.from());
    }
    if (before.touches(t)) {
      ambiguity.check(at, marks, values);
    }
    reduce(PRODUCT);
    marks.add(new Operator("*", false, PRODUCT, t));
    return false;
  }

  private boolean infix(Token t) {
    int binding =
        switch (t.text()) {
          case "||" -> 1;
          case "&&" -> 2;
          case "<", "<=", ">", ">=", "==", "!=" -> 4;
          case "+", "-" -> 5;
          case "*", "/" -> PRODUCT;
          case "." -> 8;
          case "^" -> POWER;
          case "!" ->
              throw new ReadException("'!' @: factorials are not differentiable here", t.from());
          case "/@", "@@", "//", "/.", "@", "&" -> throw notUnderstood(t);
          case "->" -> throw new ReadException("'->' @ has no place in a formula", t.from());
          case "=" ->
              throw new ReadException("'=' @ is not understood; write == to compare", t.from());
          default -> throw new IllegalStateException("operator " + t.text());
        };
    reduce(binding == POWER ? POWER + 1 : binding); // powers associate to the right
    at++;
    marks.add(new Operator(t.text(), false, binding, t));
    return false;
  }

  private static ReadException notUnderstood(Token t) {
    return new ReadException("'" + t.text() + "' @ is not understood", t.from());
  }

  private boolean part(Token t) {
    Value of = values.removeLast();
    open(t, null, of);
    return false;
  }

  private void separate(Token t) {
    reduce(0);
    if (marks.isEmpty() || !(marks.getLast() instanceof Frame frame)) {
      throw new ReadException("',' @ stands outside of brackets; write a list as {a, b}", t.from());
    }
    if (frame.open().text().equals("(") && frame.callee() == null) {
      throw new ReadException(
          "',' @ stands in plain round brackets; write a list as {a, b}", t.from());
    }
    frame.items().add(values.removeLast());
    at++;
  }

  private void close(Token t) {
    boolean empty = tokens.get(at - 1).kind() == Kind.OPEN;
    reduce(0);
    if (marks.isEmpty() || !(marks.getLast() instanceof Frame frame)) {
      throw new ReadException("'" + t.text() + "' @ closes nothing; remove it", t.from());
    }
    boolean twice = frame.close().equals("]]");
    boolean fits =
        twice
            ? t.text().equals("]") && tokens.get(at + 1).is(Kind.CLOSE, "]")
            : t.text().equals(frame.close());
    if (!fits) {
      throw new ReadException(
          "'%s' @ does not close '%s' of position %d; write '%s'"
              .formatted(t.text(), frame.open().text(), frame.open().from() + 1, frame.close()),
          t.from());
    }
    marks.removeLast();
    depth--;
    at += twice ? 2 : 1;
    if (!empty) {
      frame.items().add(values.removeLast());
    }
    push(closed(frame, t.from() + (twice ? 2 : 1)));
  }

  private Value closed(Frame frame, int to) {
    int from = frame.open().from();
    try {
      if (frame.of() != null) {
        return Call.part(frame.of(), frame.items(), to);
      }
      if (frame.callee() != null) {
        Expr e = frame.callee().apply(frame.items(), scope, this::variable);
        return Value.of(e, frame.callee().from(), to);
      }
      return frame.close().equals("}")
          ? Value.list(frame.items(), from, to)
          : frame.items().getFirst().spanning(from, to);
    } catch (ReadException e) {
      throw e;
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw ReadException.located(e, frame.callee() == null ? from : frame.callee().from());
    }
  }

  private void push(Value v) {
    values.add(v);
  }

  /// Applies the waiting operators that bind at least as strongly as `binding`.
  private void reduce(int binding) {
    while (!marks.isEmpty() && marks.getLast() instanceof Operator o && o.binding() >= binding) {
      marks.removeLast();
      Value y = values.removeLast();
      try {
        push(o.prefix() ? Arithmetic.prefix(o.sign(), y, o.at().from()) : infix(o, y));
      } catch (ReadException e) {
        throw e;
      } catch (IllegalArgumentException e) {
        throw ReadException.located(e, o.at().from());
      }
    }
  }

  private Value infix(Operator o, Value y) {
    return Arithmetic.infix(o.sign(), values.removeLast(), y);
  }
}
