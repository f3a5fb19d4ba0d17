package io.gradus.app.worksheet;

import io.gradus.graph.Expr;
import io.gradus.nn.UserException;
import io.gradus.text.Outline;
import io.gradus.text.Outline.Application;
import io.gradus.text.Outline.Braces;
import io.gradus.text.Scope;
import java.util.ArrayList;
import java.util.List;

/// A function that is given to another: a name, or `Function[…]` without one.
///
/// @param scope where it is called
/// @param name what it is called there
record Callee(Scope scope, String name) {
  private static final String ARGUMENT = "$argument";
  private static final String FUNCTION = "$function";

  /// The function that a text stands for.
  static Callee of(String text, Scope scope) {
    Scope local = scope.copy();
    if (Outline.of(text) instanceof Application a && a.head().equals("Function")) {
      define(local, FUNCTION, a);
      return new Callee(local, FUNCTION);
    }
    return new Callee(local, text);
  }

  /// Gives a name to `Function[#1 + #2]` or `Function[{x, y}, x + y]`.
  static void define(Scope scope, String name, Application function) {
    List<Outline.Span> args = function.arguments();
    if (args.isEmpty() || args.size() > 2) {
      throw new UserException("a function is written as #^2 & or Function[x, x^2]");
    }
    List<String> params =
        args.size() == 1 ? slots(args.getFirst().text()) : names(args.getFirst().text());
    scope.define(name, params, args.getLast().text());
  }

  /// `#1` up to the last one that occurs.
  private static List<String> slots(String body) {
    List<String> slots = new ArrayList<>(List.of("#1"));
    while (Outline.names(body).contains("#" + (slots.size() + 1))) {
      slots.add("#" + (slots.size() + 1));
    }
    return slots;
  }

  private static List<String> names(String text) {
    return Outline.of(text) instanceof Braces b
        ? b.items().stream().map(Outline.Span::text).toList()
        : List.of(text);
  }

  /// Its value.
  Expr apply(List<Expr> args) {
    List<String> names = new ArrayList<>();
    for (Expr arg : args) {
      names.add(ARGUMENT + names.size());
      scope.define(names.getLast(), arg);
    }
    return Library.read(name + "[" + String.join(", ", names) + "]", scope);
  }
}
