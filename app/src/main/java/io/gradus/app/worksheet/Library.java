package io.gradus.app.worksheet;

import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.nn.UserException;
import io.gradus.text.Outline;
import io.gradus.text.Outline.Application;
import io.gradus.text.Outline.Braces;
import io.gradus.text.Outline.Equation;
import io.gradus.text.Printer;
import io.gradus.text.Reader;
import io.gradus.text.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/// The functions of worksheets that formulas alone do not have.
final class Library {
  private static final int MOST = 10_000; // rows of a table
  private static final String ARGUMENT = "$argument";
  private static final Map<String, Scope.Definition> FUNCTIONS = new HashMap<>();
  private static final Map<String, Scope.Form> FORMS = new HashMap<>();

  static {
    put("Grad", 2, args -> Values.gradient(args.get(0), args.get(1)));
    FUNCTIONS.put("Join", Values::join);
    put("Flatten", 1, args -> Expr.stack(Values.entries(args.getFirst())));
    put("First", 1, args -> list(args.getFirst()).at(0));
    put("Last", 1, args -> list(args.getFirst()).at(args.getFirst().shape().dim(0) - 1));
    put("Length", 1, args -> number(list(args.getFirst()).shape().dim(0)));
    for (String name : List.of("Simplify", "FullSimplify", "Evaluate", "MatrixForm", "TableForm")) {
      put(name, 1, List::getFirst); // what is shown is simplified anyway
    }
    FORMS.put("Table", (args, in) -> each(args, in, Expr::stack));
    FORMS.put("Sum", (args, in) -> each(args, in, v -> v.stream().reduce(Expr::add).orElseThrow()));
    FORMS.put(
        "Product", (args, in) -> each(args, in, v -> v.stream().reduce(Expr::mul).orElseThrow()));
    FORMS.put("NestList", (args, in) -> Expr.stack(nested(args, in)));
    FORMS.put("Nest", (args, in) -> nested(args, in).getLast());
    FORMS.put("RecurrenceTable", Library::recurrence);
    for (String name : List.of("Plot", "Print", "Clear", "ClearAll")) {
      FORMS.put(
          name,
          (args, in) -> {
            throw new UserException(name + " has no value to compute with; let it stand alone");
          });
    }
  }

  private Library() {}

  /// A scope with all of them.
  static Scope scope() {
    Scope scope = new Scope(Values::derivative).wolfram();
    FUNCTIONS.forEach(scope::define);
    FORMS.forEach(scope::define);
    return scope;
  }

  /// Gives a name back its meaning here, if it has one.
  static void restore(Scope scope, String name) {
    Optional.ofNullable(FUNCTIONS.get(name)).ifPresent(f -> scope.define(name, f));
  }

  private static void put(String name, int count, Scope.Definition f) {
    FUNCTIONS.put(
        name,
        args -> {
          if (args.size() != count) {
            throw new UserException(
                "%s takes %d argument%s, not %d"
                    .formatted(name, count, count == 1 ? "" : "s", args.size()));
          }
          return f.apply(args);
        });
  }

  private static Expr list(Expr e) {
    if (e.shape().isScalar()) {
      throw new UserException(Printer.text(e) + " is no list");
    }
    return e;
  }

  private static Expr number(double x) {
    return Expr.fill(x, Type.f64());
  }

  private static Expr read(String text, Scope scope) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException(text);
    }
    return Reader.read(text, scope).expr();
  }

  /// The number that a text stands for.
  static double number(String what, String text, Scope scope) {
    Expr e = read(text, scope);
    try {
      return Interpreter.run(new Graph(List.of(), List.of(e)), List.of()).getFirst().item();
    } catch (IllegalArgumentException | IllegalStateException none) {
      throw new UserException(what + " needs a number, but " + text + " is none");
    }
  }

  /// What a name runs over.
  ///
  /// @param name the name
  /// @param values its values
  private record Iterator(String name, List<Double> values) {
    /// Reads `{n, to}`, `{n, from, to}` or `{n, from, to, step}`.
    static Iterator read(String text, Scope scope) {
      if (!(Outline.of(text) instanceof Braces b) || b.items().size() < 2 || b.items().size() > 4) {
        throw new UserException("an iterator is written as {n, 1, 4}, but not as " + text);
      }
      List<String> parts = b.items().stream().map(Outline.Span::text).toList();
      double from = parts.size() == 2 ? 1 : number("an iterator", parts.get(1), scope);
      double to = number("an iterator", parts.get(parts.size() == 2 ? 1 : 2), scope);
      double step = parts.size() == 4 ? number("an iterator", parts.get(3), scope) : 1;
      double rows = Math.floor((to - from) / step + 1e-9) + 1;
      if (!(rows >= 1 && rows <= MOST)) {
        throw new UserException("the iterator " + text + " must have from 1 to " + MOST + " steps");
      }
      List<Double> values = new ArrayList<>();
      for (int i = 0; i < rows; i++) {
        values.add(from + i * step);
      }
      return new Iterator(parts.getFirst(), values);
    }
  }

  private static void require(String name, List<String> args, int count, String example) {
    if (args.size() != count) {
      throw new UserException(name + " is written as " + example);
    }
  }

  /// The values of a formula while an iterator runs, put together; further iterators run within the
  /// first.
  private static Expr each(List<String> args, Scope scope, Function<List<Expr>, Expr> together) {
    if (args.size() < 2) {
      throw new UserException("an iterator is missing, as in Table[k^2, {k, 1, 4}]");
    }
    Iterator iterator = Iterator.read(args.get(1), scope);
    List<String> inner = new ArrayList<>(args);
    inner.remove(1);
    Scope local = scope.copy();
    List<Expr> values = new ArrayList<>();
    for (double value : iterator.values()) {
      local.define(iterator.name(), number(value));
      values.add(inner.size() == 1 ? read(inner.getFirst(), local) : each(inner, local, together));
    }
    return together.apply(values);
  }

  /// x, g(x), g(g(x)), … for `NestList[g, x, n]`.
  private static List<Expr> nested(List<String> args, Scope scope) {
    require("NestList", args, 3, "NestList[g, x, 4]");
    double times = number("NestList", args.get(2), scope);
    if (!(times >= 0 && times <= MOST && times == Math.rint(times))) {
      throw new UserException("NestList needs a whole number of steps from 0 to " + MOST);
    }
    Scope local = scope.copy();
    List<Expr> steps = new ArrayList<>(List.of(read(args.get(1), scope)));
    while (steps.size() <= times) {
      local.define(ARGUMENT, steps.getLast());
      steps.add(read(args.getFirst() + "[" + ARGUMENT + "]", local));
    }
    return steps;
  }

  /// The values of a sequence given by equations, as in `RecurrenceTable[{a[n + 1] == g[a[n]], a[1]
  /// == s}, a, {n, 1, 4}]`.
  private static Expr recurrence(List<String> args, Scope scope) {
    String example = "RecurrenceTable[{a[n + 1] == g[a[n]], a[1] == s}, a, {n, 1, 4}]";
    require("RecurrenceTable", args, 3, example);
    if (!(Outline.of(args.getFirst()) instanceof Braces equations)) {
      throw new UserException("RecurrenceTable is written as " + example);
    }
    String name = args.get(1);
    Iterator iterator = Iterator.read(args.get(2), scope);
    Map<Double, Expr> known = new HashMap<>();
    Scope local = scope.copy();
    local.define(name, of -> element(name, known, of));
    String step = null; // the right side of the recurrence
    double ahead = 0; // by how much its left side is ahead of n
    for (Outline.Span span : equations.items()) {
      if (!(Outline.of(span.text()) instanceof Equation equation)
          || !(Outline.of(equation.left().text()) instanceof Application left)
          || !left.head().equals(name)
          || left.arguments().size() != 1) {
        throw new UserException(
            "an equation of RecurrenceTable begins with %s[…] ==, but one is %s"
                .formatted(name, span.text()));
      }
      String index = left.arguments().getFirst().text();
      String right = equation.right().text();
      if (Outline.names(index).contains(iterator.name())) {
        local.define(iterator.name(), number(0));
        ahead = number("an index", index, local);
        step = right;
      } else {
        known.put(number("an index", index, scope), read(right, scope));
      }
    }
    if (known.isEmpty()) {
      throw new UserException(
          "an equation for the first value is missing, as in " + name + "[1] == s");
    }
    double first = known.keySet().stream().reduce(Math::min).orElseThrow();
    double last = Math.min(iterator.values().getLast(), first + MOST);
    for (double i = first; step != null && i <= last; i++) {
      if (!known.containsKey(i)) {
        local.define(iterator.name(), number(i - ahead));
        known.put(i, read(step, local));
      }
    }
    return Expr.stack(
        iterator.values().stream().map(i -> element(name, known, List.of(number(i)))).toList());
  }

  private static Expr element(String name, Map<Double, Expr> known, List<Expr> index) {
    double i = index.getFirst().number().orElse(Double.NaN);
    if (!known.containsKey(i)) {
      throw new UserException(
          "%s[%s] has no value; add an equation for it"
              .formatted(name, Math.rint(i) == i ? (long) i : i));
    }
    return known.get(i);
  }
}
