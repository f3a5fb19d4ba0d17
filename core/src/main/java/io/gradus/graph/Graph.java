package io.gradus.graph;

import io.gradus.array.ShapeException;
import io.gradus.op.Flat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// A function as data: parameters and the expressions computed from them.
///
/// While functions nest, an inner one may use parameters of an outer one; what is run must be
/// closed.
///
/// @param params the parameters, nodes of operation [Flat.Param]
/// @param results the results
public record Graph(List<Expr> params, List<Expr> results) {
  private static final ThreadLocal<Integer> LEVEL = ThreadLocal.withInitial(() -> 0);

  /// Copies the lists.
  public Graph {
    params = List.copyOf(params);
    results = List.copyOf(results);
  }

  /// The function that a lambda builds from parameters of the given types.
  ///
  /// Parameters are told apart by position and by the depth of nesting, and not from trace to
  /// trace: equal lambdas give equal graphs, and a function applied to its own parameters costs
  /// nothing.
  public static Graph trace(List<Type> types, Function<List<Expr>, List<Expr>> f) {
    int level = LEVEL.get();
    LEVEL.set(level + 1);
    try {
      List<Expr> params = new ArrayList<>();
      for (int i = 0; i < types.size(); i++) {
        String name = types.size() == 1 ? "x" : "x" + (i + 1);
        params.add(Expr.of(new Flat.Param(name, types.get(i), -1 - level), List.of()));
      }
      return new Graph(params, f.apply(params));
    } finally {
      LEVEL.set(level);
    }
  }

  /// Itself, after a check that it uses no parameters of an outer function.
  ///
  /// @throws IllegalArgumentException naming such a parameter
  public Graph closed() {
    Set<Expr> bound = new HashSet<>(params);
    for (Expr e : nodes()) {
      if (e.op() instanceof Flat.Param p && !bound.contains(e)) {
        throw new IllegalArgumentException(
            "'" + p.name() + "' is used but is not among the parameters of the function");
      }
    }
    return this;
  }

  /// All nodes that `roots` depend on, operands before their users, in an order that depends on the
  /// structure alone. Iterative: depth costs no stack.
  public static List<Expr> nodes(Collection<Expr> roots) {
    List<Expr> order = new ArrayList<>();
    Set<Expr> seen = new HashSet<>();
    Deque<Expr> stack = new ArrayDeque<>();
    Deque<Integer> next = new ArrayDeque<>(); // the argument of each open node to visit next
    for (Expr root : roots) {
      if (seen.add(root)) {
        stack.push(root);
        next.push(0);
      }
      while (!stack.isEmpty()) {
        Expr e = stack.peek();
        int i = next.pop();
        if (i == e.args().size()) {
          order.add(stack.pop());
        } else {
          next.push(i + 1);
          Expr arg = e.args().get(i);
          if (seen.add(arg)) {
            stack.push(arg);
            next.push(0);
          }
        }
      }
    }
    return order;
  }

  /// All nodes of this function, operands before their users.
  public List<Expr> nodes() {
    return nodes(results);
  }

  /// The results for other operands: the body with `args` put in for the parameters.
  public List<Expr> apply(List<Expr> args) {
    check("call", args.stream().map(Expr::type).toList());
    if (args.equals(params)) {
      return results;
    }
    Map<Expr, Expr> by = new HashMap<>();
    for (int i = 0; i < args.size(); i++) {
      by.put(params.get(i), args.get(i));
    }
    return substitute(results, by);
  }

  /// What some nodes have become, in a map that knows each of them.
  public static List<Expr> images(List<Expr> nodes, Map<Expr, Expr> done) {
    Expr[] out = new Expr[nodes.size()]; // no stream: every rewriting does this at every node
    for (int i = 0; i < out.length; i++) {
      out[i] = done.get(nodes.get(i));
    }
    return List.of(out);
  }

  /// The expressions with some nodes replaced by others.
  public static List<Expr> substitute(List<Expr> roots, Map<Expr, Expr> replacements) {
    Map<Expr, Expr> done = new HashMap<>(replacements);
    for (Expr e : nodes(roots)) {
      if (!done.containsKey(e)) {
        done.put(e, e.over(images(e.args(), done)));
      }
    }
    return images(roots, done);
  }

  /// The result types, after a check that operands of the given types fit.
  ///
  /// @throws ShapeException naming `label` and the first operand that does not fit
  public List<Type> check(String label, List<Type> in) {
    if (in.size() != params.size()) {
      throw new ShapeException(
          label + ": takes " + params.size() + " operands, but " + in.size() + " were given");
    }
    for (int i = 0; i < in.size(); i++) {
      if (!in.get(i).equals(params.get(i).type())) {
        throw new ShapeException(
            label
                + ": operand "
                + i
                + " must be "
                + params.get(i).type()
                + ", but is "
                + in.get(i));
      }
    }
    return results.stream().map(Expr::type).toList();
  }

  /// The function as a typed program, one line an operation.
  @Override
  public String toString() {
    Map<Expr, String> names = new HashMap<>();
    StringBuilder out = new StringBuilder("{");
    for (Expr p : params) {
      names.put(p, ((Flat.Param) p.op()).name());
      out.append(' ').append(names.get(p)).append(':').append(p.type());
    }
    out.append(" →\n");
    for (Expr e : nodes()) {
      if (names.containsKey(e)) {
        continue;
      }
      names.put(e, "%" + names.size());
      out.append("  ").append(names.get(e)).append(':').append(e.types()).append(" = ");
      out.append(e.args().isEmpty() ? e.op().toString() : e.op().symbol());
      e.args().forEach(a -> out.append(' ').append(names.get(a)));
      out.append('\n');
    }
    results.forEach(r -> out.append(' ').append(names.get(r)));
    return out.append(" }").toString();
  }
}
