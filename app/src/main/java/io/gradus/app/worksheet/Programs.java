package io.gradus.app.worksheet;

import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.nn.UserException;
import io.gradus.text.Outline;
import io.gradus.text.Outline.Assignment;
import io.gradus.text.Outline.Braces;
import io.gradus.text.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What steers a computation: functions of functions, local names, conditions, replacement.
final class Programs {
  private static final int MOST = 10_000; // rounds

  private Programs() {}

  /// Adds them to the forms of a library.
  static void into(Map<String, Scope.Form> forms) {
    forms.put(
        "Construct",
        (args, in) ->
            Callee.of(first("Construct", args), in)
                .apply(values(args.subList(1, args.size()), in)));
    forms.put("Map", Programs::map);
    forms.put(
        "Apply",
        (args, in) -> {
          require("Apply", args, 2, "Apply[f, {a, b}]");
          return Callee.of(args.getFirst(), in).apply(Values.items(value(args.get(1), in)));
        });
    forms.put("Array", Programs::array);
    forms.put("NestList", (args, in) -> Expr.stack(nested(args, in)));
    forms.put("Nest", (args, in) -> nested(args, in).getLast());
    forms.put("FoldList", (args, in) -> Expr.stack(folded(args, in)));
    forms.put("Fold", (args, in) -> folded(args, in).getLast());
    forms.put("FixedPointList", (args, in) -> Expr.stack(settled(args, in)));
    forms.put("FixedPoint", (args, in) -> settled(args, in).getLast());
    forms.put("ReplaceAll", Programs::replaced);
    for (String name : List.of("Module", "With", "Block")) {
      forms.put(
          name,
          (args, in) -> {
            require(name, args, 2, name + "[{a = 1}, a^2]");
            return value(args.get(1), local(args.getFirst(), in));
          });
    }
    forms.put("If", Programs::chosen);
    forms.put("Which", Programs::chosen);
  }

  static void require(String name, List<?> args, int count, String example) {
    if (args.size() != count) {
      throw new UserException(name + " is written as " + example);
    }
  }

  private static String first(String name, List<String> args) {
    if (args.isEmpty()) {
      throw new UserException(name + " needs an argument");
    }
    return args.getFirst();
  }

  private static Expr value(String text, Scope scope) {
    return Library.read(text, scope);
  }

  private static List<Expr> values(List<String> texts, Scope scope) {
    return texts.stream().map(text -> value(text, scope)).toList();
  }

  private static Expr map(List<String> args, Scope scope) {
    require("Map", args, 2, "Map[f, {a, b}]");
    Callee f = Callee.of(args.getFirst(), scope);
    return Expr.stack(
        Values.items(value(args.get(1), scope)).stream().map(x -> f.apply(List.of(x))).toList());
  }

  /// f(1), f(2), … for `Array[f, n]`.
  private static Expr array(List<String> args, Scope scope) {
    require("Array", args, 2, "Array[f, 4]");
    Callee f = Callee.of(args.getFirst(), scope);
    List<Expr> items = new ArrayList<>();
    for (int i = 1; i <= Math.max(1, rounds("Array", args.get(1), scope)); i++) {
      items.add(f.apply(List.of(Library.number(i))));
    }
    return Expr.stack(items);
  }

  /// x, g(x), g(g(x)), … for `NestList[g, x, n]`.
  private static List<Expr> nested(List<String> args, Scope scope) {
    require("NestList", args, 3, "NestList[g, x, 4]");
    int rounds = rounds("NestList", args.get(2), scope);
    Callee g = Callee.of(args.getFirst(), scope);
    List<Expr> steps = new ArrayList<>(List.of(value(args.get(1), scope)));
    while (steps.size() <= rounds) {
      steps.add(g.apply(List.of(steps.getLast())));
    }
    return steps;
  }

  private static int rounds(String name, String text, Scope scope) {
    double n = Library.number(name, text, scope);
    if (!(n >= 0 && n <= MOST && n == Math.rint(n))) {
      throw new UserException(name + " needs a whole number of steps from 0 to " + MOST);
    }
    return (int) n;
  }

  /// x, f(x, a), f(f(x, a), b), … for `FoldList[f, x, {a, b, …}]`.
  private static List<Expr> folded(List<String> args, Scope scope) {
    require("Fold", args, 3, "Fold[f, x, {a, b}]");
    Callee f = Callee.of(args.getFirst(), scope);
    List<Expr> steps = new ArrayList<>(List.of(value(args.get(1), scope)));
    for (Expr item : Values.items(value(args.get(2), scope))) {
      steps.add(f.apply(List.of(steps.getLast(), item)));
    }
    return steps;
  }

  /// Numbers x, g(x), g(g(x)), … until one repeats the last.
  private static List<Expr> settled(List<String> args, Scope scope) {
    require("FixedPoint", args, 2, "FixedPoint[Cos, 1]");
    Callee g = Callee.of(args.getFirst(), scope);
    List<Expr> steps = new ArrayList<>();
    double x = Library.number("FixedPoint", args.get(1), scope);
    double before;
    do {
      steps.add(Library.number(x));
      before = x;
      x = Library.value("FixedPoint", g.apply(List.of(steps.getLast())));
      if (steps.size() > MOST) {
        throw new UserException("FixedPoint has found none in " + MOST + " steps");
      }
    } while (x != before && Double.isFinite(x));
    return steps;
  }

  /// Puts values in the place of variables, all at once, for `ReplaceAll[e, {x -> 1, y -> 2}]`.
  private static Expr replaced(List<String> args, Scope scope) {
    require("ReplaceAll", args, 2, "e /. {x -> 1, y -> 2}");
    Map<Expr, Expr> values = new HashMap<>();
    for (String rule : items(args.get(1))) {
      if (!(Outline.of(rule) instanceof Outline.Option r)) {
        throw new UserException("a rule is written as x -> 1, but not as " + rule);
      }
      Expr value = value(r.value().text(), scope);
      if (!value.shape().isScalar()) {
        throw new UserException(r.name() + " is a number, and a list cannot take its place");
      }
      values.putIfAbsent(scope.symbol(r.name()), value);
    }
    return Graph.substitute(List.of(value(args.getFirst(), scope)), values).getFirst();
  }

  /// The names in `{a = 1, b}`, the values of those that have one read outside.
  static Scope local(String names, Scope scope) {
    Scope local = scope.copy();
    for (String name : items(names)) {
      if (Outline.of(name) instanceof Assignment a) {
        local.define(a.name(), value(a.value().text(), scope));
      } else {
        local.clear(name);
      }
    }
    return local;
  }

  private static List<String> items(String text) {
    return Outline.of(text) instanceof Braces b
        ? b.items().stream().map(Outline.Span::text).toList()
        : List.of(text);
  }

  /// `If[c, a, b]` or `Which[c, a, d, b, …]`. What a known condition rules out is not read, so that
  /// functions may call themselves.
  private static Expr chosen(List<String> args, Scope scope) {
    if (args.size() < 2) {
      throw new UserException(
          args.isEmpty()
              ? "If is written as If[x > 0, a, b]"
              : "none of the conditions of a choice holds; end it with True and a value");
    }
    Expr condition = value(args.getFirst(), scope);
    List<String> rest = args.subList(2, args.size());
    if (Library.isOpen(condition)) {
      return condition.select(value(args.get(1), scope), otherwise(rest, scope));
    }
    return Library.value("a condition", condition) != 0
        ? value(args.get(1), scope)
        : otherwise(rest, scope);
  }

  private static Expr otherwise(List<String> rest, Scope scope) {
    return rest.size() == 1 ? value(rest.getFirst(), scope) : chosen(rest, scope);
  }
}
