package io.gradus.text;

import io.gradus.diff.Forward;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.op.Flat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  private final Map<String, Expr> values = new LinkedHashMap<>();
  private final Map<String, Definition> functions = new LinkedHashMap<>();
  private final Derivative derivative;
  private int depth;

  /// An empty scope.
  public Scope() {
    this(Forward::derivative);
  }

  /// An empty scope with another way to differentiate, such as one that simplifies.
  ///
  /// @param derivative what `f'(x)` and `D[f, x]` call
  public Scope(Derivative derivative) {
    this.derivative = derivative;
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
    return define(name, args -> expand(name, names, formula, args, known));
  }

  /// All variables declared or met so far, in order.
  public List<Expr> symbols() {
    return values.values().stream().filter(e -> e.op() instanceof Flat.Param).toList();
  }

  Optional<Expr> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  Expr variable(String name) {
    return values.computeIfAbsent(name, n -> Expr.param(n, Type.f64()));
  }

  Optional<Definition> function(String name) {
    return Optional.ofNullable(functions.get(name));
  }

  Derivative derivative() {
    return derivative;
  }

  List<String> functionNames() {
    return new ArrayList<>(functions.keySet());
  }

  private Expr expand(
      String name, List<String> params, String formula, List<Expr> args, Map<String, Expr> known) {
    if (args.size() != params.size()) {
      throw new IllegalArgumentException(
          "'%s' takes %d arguments, not %d".formatted(name, params.size(), args.size()));
    }
    if (depth == 100) {
      throw new IllegalArgumentException("the definition of '" + name + "' calls itself");
    }
    Map<String, Expr> given = new LinkedHashMap<>(known);
    for (int i = 0; i < args.size(); i++) {
      given.put(params.get(i), args.get(i));
    }
    Map<String, Expr> hidden = new LinkedHashMap<>();
    given.forEach((param, value) -> hidden.put(param, values.put(param, value)));
    depth++;
    try {
      return Reader.read(formula, this).expr();
    } finally {
      depth--;
      hidden.forEach((param, before) -> {
        if (before == null) {
          values.remove(param);
        } else {
          values.put(param, before);
        }
      });
    }
  }
}
