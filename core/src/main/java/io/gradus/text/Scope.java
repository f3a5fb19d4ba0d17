package io.gradus.text;

import io.gradus.diff.Forward;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.op.Flat;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The names that formulas share: variables, values, functions. Reading a formula adds the
/// variables it meets, so that formulas read with one scope speak of the same ones.
public final class Scope {
  /// A function that formulas may call.
  public interface Definition {
    /// The value for the given arguments.
    ///
    /// @throws IllegalArgumentException with a sentence if they do not fit
    Expr apply(List<Expr> args);
  }

  /// Differentiation, as needed for `f'(x)` and `D[f, x]`.
  public interface Derivative {
    /// ∂f/∂x of a scalar expression by one of its parameters.
    Expr of(Expr f, Expr x);
  }

  /// A name whose arguments are not read before it is applied, such as the head of a table, which
  /// needs a formula again for every row.
  public interface Form {
    /// The value for arguments as they are written.
    ///
    /// @param scope where it is met
    /// @throws IllegalArgumentException with a sentence if they do not fit
    Expr apply(List<String> args, Scope scope);
  }

  private final Map<String, Expr> values = new LinkedHashMap<>();
  private final Map<String, Definition> functions = new LinkedHashMap<>();
  private final Map<String, Form> forms = new LinkedHashMap<>();
  private final Map<String, Expr> variables; // all that ever were
  private final Derivative derivative;
  private Map<String, Expr> given = Map.of(); // the arguments of the call whose formula is read
  private boolean wolfram;
  private int depth;

  /// An empty scope.
  public Scope() {
    this(Forward::derivative);
  }

  /// An empty scope with another way to differentiate, such as one that simplifies.
  ///
  /// @param derivative what `f'(x)` and `D[f, x]` call
  public Scope(Derivative derivative) {
    this(derivative, new ConcurrentHashMap<>());
  }

  private Scope(Derivative derivative, Map<String, Expr> variables) {
    this.derivative = derivative;
    this.variables = variables;
  }

  /// A scope in which names mean what they mean here now, and that goes its own way from here. A
  /// variable is the same in both.
  public Scope copy() {
    Scope copy = new Scope(derivative, variables);
    copy.values.putAll(values);
    copy.values.putAll(given);
    copy.forms.putAll(forms);
    copy.depth = depth;
    copy.wolfram = wolfram;
    functions.forEach(
        (name, f) -> copy.functions.put(name, f instanceof Formula own ? own.in(copy) : f));
    return copy;
  }

  /// Declares that formulas are in Wolfram's language even where they have no square bracket.
  public Scope wolfram() {
    wolfram = true;
    return this;
  }

  /// Declares scalar variables, in this order. A declared name is a variable even where it would
  /// have another meaning, such as `e` or `E`.
  public Scope variables(String... names) {
    for (String name : names) {
      variable(Lexer.canonical(name));
    }
    return this;
  }

  /// Gives a value to a name. A parameter counts as a variable.
  public Scope define(String name, Expr value) {
    values.put(Lexer.canonical(name), value);
    return this;
  }

  /// Takes value and meaning from a name. It is the same variable again that it was before.
  public Scope clear(String name) {
    String known = Lexer.canonical(name);
    values.remove(known);
    functions.remove(known);
    forms.remove(known);
    return this;
  }

  /// Gives the meaning of a function name, if it has one, to another name instead.
  public Scope rename(String from, String to) {
    Definition f = functions.remove(Lexer.canonical(from));
    if (f != null) {
      functions.put(Lexer.canonical(to), f);
    }
    return this;
  }

  /// Gives a meaning to a name before a square bracket, whose arguments are left as they are.
  public Scope define(String name, Form form) {
    forms.put(Lexer.canonical(name), form);
    return this;
  }

  /// Gives a meaning to a function name.
  public Scope define(String name, Definition definition) {
    functions.put(Lexer.canonical(name), definition);
    return this;
  }

  /// Defines a function by a formula, such as `f`, `[x]`, `exp(-x^2)`. The formula is read again
  /// for every call, so that it serves scalars and lists alike; its other names mean what they mean
  /// in this scope then.
  public Scope define(String name, List<String> params, String formula) {
    return define(name, params, formula, Map.of());
  }

  /// As above, for a formula in which some more names have values when it is called.
  Scope define(String name, List<String> params, String formula, Map<String, Expr> known) {
    List<String> names = params.stream().map(Lexer::canonical).toList();
    return define(name, new Formula(name, names, formula, Map.copyOf(known), this));
  }

  /// All variables declared or met so far, in order.
  public List<Expr> symbols() {
    return values.values().stream().filter(e -> e.op() instanceof Flat.Param).toList();
  }

  /// The names that have values, variables among them.
  public Set<String> names() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /// The value of a name; of a variable itself.
  public Optional<Expr> value(String name) {
    // Arguments hide what the name means elsewhere.
    return Optional.ofNullable(given.getOrDefault(name, values.get(name)));
  }

  /// The variable of this name, whatever value the name has.
  public Expr symbol(String name) {
    return variables.computeIfAbsent(Lexer.canonical(name), n -> Expr.param(n, Type.f64()));
  }

  Expr variable(String name) {
    return values.computeIfAbsent(name, this::symbol);
  }

  Optional<Definition> function(String name) {
    return Optional.ofNullable(functions.get(name));
  }

  Optional<Form> form(String name) {
    return Optional.ofNullable(functions.containsKey(name) ? null : forms.get(name));
  }

  boolean isWolfram() {
    return wolfram;
  }

  Derivative derivative() {
    return derivative;
  }

  List<String> functionNames() {
    return Stream.concat(functions.keySet().stream(), forms.keySet().stream()).toList();
  }

  /// A function defined by a formula.
  private record Formula(
      String name, List<String> params, String formula, Map<String, Expr> known, Scope scope)
      implements Definition {
    Formula in(Scope other) {
      return new Formula(name, params, formula, known, other);
    }

    @Override
    public Expr apply(List<Expr> args) {
      return scope.expand(this, args);
    }
  }

  private Expr expand(Formula f, List<Expr> args) {
    if (args.size() != f.params().size()) {
      throw new IllegalArgumentException(
          "'%s' takes %d arguments, not %d".formatted(f.name(), f.params().size(), args.size()));
    }
    if (depth == 100) {
      throw new IllegalArgumentException("the definition of '" + f.name() + "' calls itself");
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the reading of '" + f.name() + "' was interrupted");
    }
    Map<String, Expr> before = given;
    Map<String, Expr> arguments = new HashMap<>(f.known());
    for (int i = 0; i < args.size(); i++) {
      arguments.put(f.params().get(i), args.get(i));
    }
    given = arguments; // and not those of the caller
    depth++;
    try {
      return Reader.read(f.formula(), this).expr();
    } finally {
      depth--;
      given = before;
    }
  }
}
