package io.gradus.app.worksheet;

import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.nn.UserException;
import io.gradus.op.Flat;
import io.gradus.text.Outline;
import io.gradus.text.Outline.Application;
import io.gradus.text.Outline.Assignment;
import io.gradus.text.Outline.Braces;
import io.gradus.text.Outline.Equation;
import io.gradus.text.Outline.Formula;
import io.gradus.text.Outline.Quoted;
import io.gradus.text.Outline.Rule;
import io.gradus.text.Parsed;
import io.gradus.text.Reader;
import io.gradus.text.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a worksheet knows: values and functions by name. It runs statements.
///
/// Values are formulas, or vectors and matrices of them, and are read by [Reader]. What arranges
/// values for the eye, such as a table or a picture, is read here and may contain other such
/// things.
final class Session {
  private static final int ROUNDS = 10; // values that depend on values

  private final Scope scope;
  private final Map<String, Output> pictures = new HashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();

  Session() {
    this(Library.scope());
  }

  private Session(Scope scope) {
    this.scope = scope;
  }

  /// A session that knows the same and goes its own way.
  Session copy() {
    Session copy = new Session(scope.copy());
    copy.pictures.putAll(pictures);
    return copy;
  }

  Scope scope() {
    return scope;
  }

  /// Sentences on readings that may surprise, in order.
  Set<String> notes() {
    return notes;
  }

  /// Runs a statement.
  ///
  /// @param silent whether nothing is to be shown
  /// @return what it shows
  Optional<Output> run(String statement, boolean silent) {
    return switch (Outline.of(statement)) {
      case Assignment a -> assign(a.name(), a.value().text(), silent);
      case Rule r -> {
        clear(r.name());
        scope.define(r.name(), r.params(), r.formula().text());
        yield Optional.empty();
      }
      case Application a when a.head().equals("Clear") || a.head().equals("ClearAll") -> {
        a.arguments().forEach(name -> clear(name.text()));
        yield Optional.empty();
      }
      case Application _, Braces _, Quoted _, Equation _, Outline.Option _, Formula _ ->
          Optional.of(show(statement)).filter(_ -> !silent);
    };
  }

  private void clear(String name) {
    scope.clear(name);
    pictures.remove(name);
    Library.restore(scope, name);
  }

  private Optional<Output> assign(String name, String text, boolean silent) {
    if (text.isEmpty()) {
      throw new UserException("behind '" + name + " =' a value is missing");
    }
    if (Outline.of(text) instanceof Application a && a.head().equals("Plot")) {
      pictures.put(name, show(text));
      return Optional.of(pictures.get(name)).filter(_ -> !silent);
    }
    Expr value = value(text);
    Optional<Output> shown = silent ? Optional.empty() : Optional.of(show(text));
    pictures.remove(name);
    scope.define(name, value);
    return shown;
  }

  /// What an expression looks like.
  Output show(String text) {
    if (pictures.containsKey(text)) {
      return pictures.get(text);
    }
    return switch (Outline.of(text)) {
      case Braces b -> new Output.Items(all(b.items()));
      case Quoted q ->
          q.rest().isEmpty()
              ? new Output.Text(q.text())
              : new Output.Row(List.of(new Output.Text(q.text()), show(q.rest().get().text())));
      case Application a -> application(a, text);
      case Assignment _, Rule _ ->
          throw new UserException("a definition stands alone, and not inside of something else");
      case Outline.Option o ->
          throw new UserException("'" + o.name() + " ->' is an option and belongs into a Plot");
      case Equation _, Formula _ -> Output.of(value(text), false);
    };
  }

  private List<Output> all(List<Outline.Span> parts) {
    return parts.stream().map(p -> show(p.text())).toList();
  }

  private Output application(Application a, String text) {
    List<Outline.Span> args = a.arguments();
    return switch (args.isEmpty() ? "" : a.head()) {
      case "Plot" -> Curves.of(args.stream().map(Outline.Span::text).toList(), this);
      case "Print" -> new Output.Row(all(args));
      case "MatrixForm" -> show(args.getFirst().text()).matrix();
      case "TableForm" -> show(args.getFirst().text()).table();
      case "N" -> show(args.getFirst().text()).numeric();
      default -> Output.of(value(text), false);
    };
  }

  /// The value of an expression.
  Expr value(String text) {
    Parsed parsed = Reader.read(text, scope);
    notes.addAll(parsed.notes());
    Expr value = parsed.expr();
    for (int i = 0; i < ROUNDS; i++) {
      Expr next = Graph.substitute(List.of(value), assigned(value)).getFirst();
      if (next == value) {
        return value;
      }
      value = next;
    }
    throw new UserException("the value of " + text + " is defined by itself");
  }

  /// The variables of an expression that were given numbers or formulas since it was made.
  private Map<Expr, Expr> assigned(Expr e) {
    Map<Expr, Expr> values = new HashMap<>();
    for (Expr node : Graph.nodes(List.of(e))) {
      if (node.op() instanceof Flat.Param p) {
        scope
            .value(p.name())
            .filter(v -> v != node && v.type().equals(node.type()))
            .ifPresent(v -> values.put(node, v));
      }
    }
    return values;
  }

  /// Names in a text that stand for values, without repetition, the last one first.
  List<String> values(String text) {
    List<String> names = new ArrayList<>(new LinkedHashSet<>(Outline.names(text).reversed()));
    names.removeIf(name -> scope.value(name).isEmpty());
    return names;
  }
}
