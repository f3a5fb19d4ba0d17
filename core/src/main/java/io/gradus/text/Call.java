package io.gradus.text;

import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Flat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A function whose arguments are being read.
///
/// @param name its name
/// @param from offset of its first character
/// @param primes how many times it is to be differentiated first
/// @param meaning what it computes
record Call(String name, int from, int primes, Meaning meaning) {
  /// What a name before a bracket means.
  sealed interface Meaning permits Builtin, Defined, Index, Differential {}

  /// A function of the table.
  record Builtin(Functions.Function function) implements Meaning {}

  /// A function of the scope.
  record Defined(Scope.Definition definition) implements Meaning {}

  /// No function at all, so the bracket must hold indices, as in `x[1]`.
  record Index() implements Meaning {}

  /// `D[f, x]`.
  record Differential() implements Meaning {}

  /// The value for the arguments.
  ///
  /// @param variable finds or makes a variable by name
  Expr apply(List<Value> args, Scope scope, Function<String, Expr> variable) {
    return switch (meaning) {
      case Builtin b -> builtin(b.function(), args, scope);
      case Defined d -> defined(d.definition(), args, scope);
      case Index _ -> variable.apply(indexed(args));
      case Differential _ -> differential(args, scope);
    };
  }

  private Expr builtin(Functions.Function f, List<Value> args, Scope scope) {
    if (args.size() < f.min() || args.size() > f.max()) {
      String takes =
          f.min() == f.max()
              ? f.min() + (f.min() == 1 ? " argument" : " arguments")
              : f.max() == Integer.MAX_VALUE
                  ? "at least " + f.min() + " argument"
                  : f.min() + " to " + f.max() + " arguments";
      String advice =
          name.endsWith("tan") && args.size() == 2 ? "; for an angle write atan2(y, x)" : "";
      throw new ReadException(
          "'%s' @ takes %s, but %d %s given%s"
              .formatted(name, takes, args.size(), args.size() == 1 ? "is" : "are", advice),
          from);
    }
    requireReal(args);
    return primes == 0
        ? f.rule().of(args)
        : derived(x -> f.rule().of(List.of(Value.of(x, from, from))), args, scope);
  }

  /// Refuses √−1 and ln −1 as written; where variables decide, the value is NaN.
  private void requireReal(List<Value> args) {
    boolean root = name.equalsIgnoreCase("sqrt");
    boolean log = List.of("log", "ln", "Log", "log2", "log10", "Log2", "Log10").contains(name);
    if ((root || log) && args.getLast().expr().number().filter(v -> v < 0).isPresent()) {
      throw new ReadException(
          "'%s' @ of a negative number is complex, and only real numbers are known".formatted(name),
          from);
    }
  }

  private Expr defined(Scope.Definition f, List<Value> args, Scope scope) {
    try {
      return primes == 0
          ? f.apply(args.stream().map(Value::expr).toList())
          : derived(x -> f.apply(List.of(x)), args, scope);
    } catch (IllegalArgumentException e) {
      throw ReadException.inside(name, e, from);
    }
  }

  private Expr derived(Function<Expr, Expr> f, List<Value> args, Scope scope) {
    if (args.size() != 1) {
      throw new ReadException(
          "'%s' @ has %d arguments; the prime is for functions of one, write D[f, x]"
              .formatted(name, args.size()),
          from);
    }
    Scope.Derivative derivative = scope.derivative();
    Expr x = Expr.param("x", Type.f64());
    Expr y = f.apply(x);
    for (int i = 0; i < primes; i++) {
      y = derivative.of(y, x);
    }
    return Graph.substitute(List.of(y), Map.of(x, args.getFirst().expr())).getFirst();
  }

  private Expr differential(List<Value> args, Scope scope) {
    if (args.size() < 2) {
      throw new ReadException("'D' @ needs a formula and a variable: D[f, x]", from);
    }
    Expr y = args.getFirst().expr();
    Scope.Derivative derivative = scope.derivative();
    for (Value by : args.subList(1, args.size())) {
      Expr x = by.items().isEmpty() ? by.expr() : by.items().getFirst().expr();
      int order = by.items().size() == 2 ? index(by.items().get(1)).orElse(-1L).intValue() : 1;
      if (!(x.op() instanceof Flat.Param) || order < 0 || by.items().size() > 2) {
        throw new ReadException("'D' @ needs a variable: D[f, x] or D[f, {x, 2}]", from);
      }
      for (int i = 0; i < order; i++) {
        y = derivative.of(y, x);
      }
    }
    return y;
  }

  private String indexed(List<Value> args) {
    if (args.isEmpty() || args.stream().anyMatch(a -> index(a).isEmpty())) {
      throw Names.unknown(name, from, List.of());
    }
    return args.stream()
        .map(a -> "_" + index(a).orElseThrow())
        .collect(Collectors.joining("", name, ""));
  }

  private static Optional<Long> index(Value v) {
    return v.expr()
        .number()
        .filter(i -> i == Math.rint(i) && i >= 0 && i < 1e9)
        .map(Double::longValue);
  }

  /// The element `of[[i, j]]`; positions count from 1, negative ones from the end.
  static Value part(Value of, List<Value> positions, int to) {
    Value v = of;
    for (Value position : positions) {
      if (v.expr().shape().isScalar()) {
        throw new IllegalArgumentException("a number has no elements to take with [[ ]]");
      }
      int n = v.expr().shape().dim(0);
      double p = position.expr().number().orElse(0.5);
      double i = p < 0 ? n + p : p - 1;
      if (i != Math.rint(i) || i < 0 || i >= n || p == 0) {
        throw new IllegalArgumentException("[[ ]] needs a position from 1 to " + n);
      }
      v =
          v.items().isEmpty()
              ? Value.of(v.expr().at((int) i), of.from(), to)
              : v.items().get((int) i);
    }
    return v.spanning(of.from(), to);
  }
}
