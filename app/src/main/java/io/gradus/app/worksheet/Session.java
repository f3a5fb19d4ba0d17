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
import io.gradus.text.Shorthand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What a worksheet knows: values and functions by name. It runs statements.
///
/// Values are formulas, or vectors and matrices of them, and are read by [Reader]. What arranges
/// values for the eye, such as a table or a picture, is read here and may contain other such
/// things.
final class Session {
  private static final Set<String> PICTURES = Set.of("Plot", "ListPlot", "ListLinePlot");
  private static final Pattern DECIMAL = Pattern.compile("\\d\\.|\\.\\d");
  private static final String ELSEWHERE = "$elsewhere";
  private static final int ROUNDS = 10; // values that depend on values

  private final Scope scope;
  private final Map<String, Map<List<Double>, Expr>> places = new HashMap<>();
  private Recent last;
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
    copy.places.putAll(places);
    copy.last = last;
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
    String text = Shorthand.expanded(statement);
    boolean recalls = Outline.names(text).contains("%");
    if (recalls) {
      scope.define("%", recalled());
    }
    Session before = copy();
    before.last = null; // no more than one statement is remembered
    Optional<Output> shown = expanded(text, silent);
    last = new Recent(text, before);
    return shown;
  }

  /// A statement and what was known before it.
  private record Recent(String text, Session session) {}

  /// The value of the last statement, as `%`.
  private Expr recalled() {
    if (last == null) {
      throw new UserException("% is the output before, and there is none");
    }
    return switch (Outline.of(last.text())) {
      case Assignment a -> last.session().value(a.value().text());
      case Outline.Place p -> last.session().value(p.value().text());
      case Rule _, Application _, Braces _, Quoted _, Equation _, Outline.Option _, Formula _ ->
          last.session().value(last.text());
    };
  }

  private Optional<Output> expanded(String statement, boolean silent) {
    return switch (Outline.of(statement)) {
      case Assignment a -> assign(a.name(), a.value().text(), silent);
      case Rule r -> {
        define(r);
        yield Optional.empty();
      }
      case Outline.Place p -> {
        Expr value = value(p.value().text());
        define(p, value);
        yield silent ? Optional.empty() : Optional.of(Output.of(value, false));
      }
      case Application a when a.head().equals("Clear") || a.head().equals("ClearAll") -> {
        a.arguments().forEach(name -> clear(name.text()));
        yield Optional.empty();
      }
      case Application _, Braces _, Quoted _, Equation _, Outline.Option _, Formula _ ->
          Optional.of(show(statement)).filter(_ -> !silent);
    };
  }

  /// A function by its formula. With `=` the formula is computed now, its parameters being numbers
  /// without values.
  private void define(Rule r) {
    String name = places.containsKey(r.name()) ? r.name() + ELSEWHERE : r.name();
    scope.clear(name);
    pictures.remove(name);
    if (r.delayed()) {
      scope.define(name, r.params(), r.formula().text());
      return;
    }
    Session local = copy();
    r.params().forEach(local.scope::clear);
    List<Expr> params = r.params().stream().map(scope::symbol).toList();
    Expr value = local.value(r.formula().text());
    scope.define(
        name,
        args -> {
          if (args.size() != params.size()) {
            throw new UserException(
                "%s takes %d arguments, not %d".formatted(r.name(), params.size(), args.size()));
          }
          Map<Expr, Expr> values = new HashMap<>();
          for (int i = 0; i < args.size(); i++) {
            values.put(params.get(i), args.get(i));
          }
          return Graph.substitute(List.of(value), values).getFirst();
        });
  }

  /// The value of a function at one place. What it is elsewhere may be known or follow later.
  private void define(Outline.Place p, Expr value) {
    String name = p.name();
    if (!places.containsKey(name)) {
      scope.rename(name, name + ELSEWHERE);
      places.put(name, new HashMap<>());
    }
    Map<List<Double>, Expr> known = new HashMap<>(places.get(name));
    known.put(
        p.arguments().stream().map(a -> Library.number("a place", a.text(), scope)).toList(),
        value);
    places.put(name, known);
    scope.define(name, (args, in) -> at(name, known, args, in));
  }

  private static Expr at(
      String name, Map<List<Double>, Expr> known, List<String> args, Scope scope) {
    List<Expr> values = args.stream().map(a -> Library.read(a, scope)).toList();
    boolean numbers = values.stream().noneMatch(Library::isOpen);
    List<Double> place =
        numbers ? values.stream().map(v -> Library.value(name, v)).toList() : List.of();
    return known.containsKey(place)
        ? known.get(place)
        : new Callee(scope.copy(), name + ELSEWHERE).apply(values);
  }

  private void clear(String name) {
    places.remove(name);
    scope.clear(name + ELSEWHERE);
    scope.clear(name);
    pictures.remove(name);
    Library.restore(scope, name);
  }

  private Optional<Output> assign(String name, String text, boolean silent) {
    if (text.isEmpty()) {
      throw new UserException("behind '" + name + " =' a value is missing");
    }
    if (Outline.of(text) instanceof Application a && PICTURES.contains(a.head())) {
      pictures.put(name, show(text));
      return Optional.of(pictures.get(name)).filter(_ -> !silent);
    }
    if (Outline.of(text) instanceof Application a && a.head().equals("Function")) {
      clear(name);
      Callee.define(scope, name, a);
      return silent ? Optional.empty() : Optional.of(new Output.Text(text));
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
      case Assignment _, Rule _, Outline.Place _ ->
          throw new UserException("a definition stands alone, and not inside of something else");
      case Outline.Option o ->
          throw new UserException("'" + o.name() + " ->' is an option and belongs into a Plot");
      case Equation _ -> {
        Expr holds = value(text);
        yield Library.isOpen(holds)
            ? Output.of(holds, false)
            : new Output.Text(Library.value("==", holds) == 0 ? "False" : "True");
      }
      case Formula _ -> shown(text);
    };
  }

  /// The value of a formula; numbers are decimals if one is written so.
  private Output shown(String text) {
    Output shown = Output.of(value(text), false);
    return DECIMAL.matcher(text).find() ? shown.numeric() : shown;
  }

  private List<Output> all(List<Outline.Span> parts) {
    return parts.stream().map(p -> show(p.text())).toList();
  }

  private Output application(Application a, String text) {
    List<Outline.Span> args = a.arguments();
    return switch (args.isEmpty() ? "" : a.head()) {
      case "Plot" -> Curves.of(args.stream().map(Outline.Span::text).toList(), this);
      case "ListPlot", "ListLinePlot" ->
          Curves.points(a.head(), args.stream().map(Outline.Span::text).toList(), this);
      case "Function" -> new Output.Text(text);
      case "Column", "Grid" -> show(args.getFirst().text()).table();
      case "Module", "With", "Block" -> local(a);
      case "Print" -> new Output.Row(all(args));
      case "MatrixForm" -> show(args.getFirst().text()).matrix();
      case "TableForm" -> show(args.getFirst().text()).table();
      case "N" -> show(args.getFirst().text()).numeric();
      default -> shown(text);
    };
  }

  /// What the last statement in `Module[{a = 1}, …; …]` shows.
  private Output local(Application a) {
    List<Outline.Span> args = a.arguments();
    Programs.require(a.head(), args, 2, a.head() + "[{a = 1}, a^2]");
    Session local = new Session(Programs.local(args.getFirst().text(), scope));
    local.pictures.putAll(pictures);
    Output shown = new Output.Text("");
    for (Outline.Statement s : Outline.statements(args.get(1).text())) {
      shown = local.expanded(s.span().text(), false).orElse(new Output.Text(""));
    }
    notes.addAll(local.notes);
    return shown;
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
