package io.gradus.app.worksheet;

import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.nn.UserException;
import io.gradus.op.Flat;
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
import java.util.stream.IntStream;

/// The functions of worksheets that formulas alone do not have.
final class Library {
  private static final int MOST = 10_000; // rows of a table
  private static final Map<String, Scope.Definition> FUNCTIONS = new HashMap<>();
  private static final Map<String, Scope.Form> FORMS = new HashMap<>();

  static {
    FUNCTIONS.put("N", Library::precise);
    put("Grad", 2, args -> Values.gradient(args.get(0), args.get(1)));
    FUNCTIONS.put("Join", Values::join);
    put("Flatten", 1, args -> Expr.stack(Values.entries(args.getFirst())));
    put("First", 1, args -> list(args.getFirst()).at(0));
    put("Last", 1, args -> list(args.getFirst()).at(args.getFirst().shape().dim(0) - 1));
    put("Rest", 1, args -> part(args.getFirst(), 1, 0));
    put("Most", 1, args -> part(args.getFirst(), 0, 1));
    put("Length", 1, args -> number(list(args.getFirst()).shape().dim(0)));
    put("Dimensions", 1, args -> dimensions(args.getFirst()));
    put("Reverse", 1, args -> Expr.stack(Values.items(args.getFirst()).reversed()));
    put(
        "Append",
        2,
        args -> Expr.concat(0, List.of(args.getFirst(), Expr.stack(args.subList(1, 2)))));
    put(
        "Prepend",
        2,
        args -> Expr.concat(0, List.of(Expr.stack(args.subList(1, 2)), args.getFirst())));
    put("Total", 1, args -> list(args.getFirst()).sum(0));
    FUNCTIONS.put("Range", Library::range);
    put("Det", 1, args -> Matrices.det(args.getFirst()));
    put("Inverse", 1, args -> Matrices.inverse(args.getFirst()));
    put("Tr", 1, args -> Matrices.trace(args.getFirst()));
    put("IdentityMatrix", 1, args -> Matrices.identity(args.getFirst()));
    for (String name : List.of("Simplify", "FullSimplify", "Evaluate", "MatrixForm", "TableForm")) {
      put(name, 1, List::getFirst); // what is shown is simplified anyway
    }
    FORMS.put("Table", (args, in) -> each(args, in, Expr::stack));
    FORMS.put("Sum", (args, in) -> each(args, in, v -> v.stream().reduce(Expr::add).orElseThrow()));
    FORMS.put(
        "Product", (args, in) -> each(args, in, v -> v.stream().reduce(Expr::mul).orElseThrow()));
    FORMS.put("RecurrenceTable", Library::recurrence);
    FORMS.put("D", Library::derivative);
    Programs.into(FORMS);
    for (String name :
        List.of("Plot", "ListPlot", "ListLinePlot", "Print", "Clear", "ClearAll", "Function")) {
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
    return scope.define("True", number(1)).define("False", number(0));
  }

  /// Gives a name back its meaning here, if it has one.
  static void restore(Scope scope, String name) {
    Optional.ofNullable(FUNCTIONS.get(name)).ifPresent(f -> scope.define(name, f));
    Optional.ofNullable(FORMS.get(name)).ifPresent(f -> scope.define(name, f));
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

  /// `N[x]` or `N[x, digits]`; how many digits are shown does not depend on it.
  private static Expr precise(List<Expr> args) {
    if (args.isEmpty() || args.size() > 2) {
      throw new UserException("N is written as N[Pi] or N[Pi, 10]");
    }
    return args.getFirst();
  }

  private static Expr part(Expr list, int first, int fewer) {
    int n = list(list).shape().dim(0);
    if (n < 2) {
      throw new UserException("nothing is left of a list of one");
    }
    return list.slice(0, first, n - fewer);
  }

  private static Expr dimensions(Expr e) {
    return Expr.stack(IntStream.of(list(e).shape().dims()).mapToObj(Library::number).toList());
  }

  /// `Range[to]`, `Range[from, to]` or `Range[from, to, step]`.
  private static Expr range(List<Expr> args) {
    if (args.isEmpty() || args.size() > 3) {
      throw new UserException("Range is written as Range[4], Range[2, 4] or Range[0, 1, 0.1]");
    }
    double[] n = args.stream().mapToDouble(a -> value("Range", a)).toArray();
    double from = n.length == 1 ? 1 : n[0];
    List<Double> values =
        Iterator.steps("Range", from, n[n.length == 1 ? 0 : 1], n.length == 3 ? n[2] : 1);
    return Expr.stack(values.stream().map(Library::number).toList());
  }

  static Expr number(double x) {
    return Expr.fill(x, Type.f64());
  }

  /// The value of a formula.
  static Expr read(String text, Scope scope) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException(text);
    }
    return Reader.read(text, scope).expr();
  }

  /// The number that a text stands for.
  static double number(String what, String text, Scope scope) {
    Expr e = read(text, scope);
    if (isOpen(e) || !e.shape().isScalar()) {
      throw new UserException(what + " needs a number, but " + text + " is none");
    }
    return Interpreter.value(e).item();
  }

  /// The number that a formula stands for.
  static double value(String what, Expr e) {
    if (isOpen(e) || !e.shape().isScalar()) {
      throw new UserException(what + " needs a number, but " + Printer.text(e) + " is none");
    }
    return Interpreter.value(e).item();
  }

  /// Whether a formula has variables.
  static boolean isOpen(Expr e) {
    return Graph.nodes(List.of(e)).stream().anyMatch(n -> n.op() instanceof Flat.Param);
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
      return new Iterator(parts.getFirst(), steps("the iterator " + text, from, to, step));
    }

    static List<Double> steps(String what, double from, double to, double step) {
      double rows = Math.floor((to - from) / step + 1e-9) + 1;
      if (!(rows >= 1 && rows <= MOST)) {
        throw new UserException(what + " must have from 1 to " + MOST + " steps");
      }
      List<Double> values = new ArrayList<>();
      for (int i = 0; i < rows; i++) {
        values.add(from + i * step);
      }
      return values;
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

  /// `D[f, x]`, `D[f, {x, 2}]` or, for all derivatives by a list, `D[f, {{x, y}}]`.
  private static Expr derivative(List<String> args, Scope scope) {
    if (args.size() < 2) {
      throw new UserException("D is written as D[f, x], D[f, {x, 2}] or D[f, {{x, y}}]");
    }
    Expr y = read(args.getFirst(), scope);
    for (String by : args.subList(1, args.size())) {
      List<String> parts =
          Outline.of(by) instanceof Braces b
              ? b.items().stream().map(Outline.Span::text).toList()
              : List.of(by);
      Expr x = read(parts.getFirst(), scope);
      double order = parts.size() == 2 ? number("an order", parts.get(1), scope) : 1;
      if (parts.size() > 2 || !(order >= 0 && order <= 100 && order == Math.rint(order))) {
        throw new UserException("a derivative is taken by x, {x, 2} or {{x, y}}, but not by " + by);
      }
      for (int i = 0; i < order; i++) {
        y = x.op() instanceof Flat.Param ? Values.derivative(y, x) : Values.gradient(y, x);
      }
    }
    return y;
  }

  /// The values of a sequence given by equations, as in `RecurrenceTable[{a[n + 1] == g[a[n]], a[1]
  /// == s}, a, {n, 1, 4}]`.
  private static Expr recurrence(List<String> args, Scope scope) {
    String example = "RecurrenceTable[{a[n + 1] == g[a[n]], a[1] == s}, a, {n, 1, 4}]";
    Programs.require("RecurrenceTable", args, 3, example);
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
