package io.gradus;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.array.ShapeException;
import io.gradus.diff.Batching;
import io.gradus.diff.Forward;
import io.gradus.diff.Reverse;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Control;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The transformations of functions. Each takes a function and gives a function, so they nest.
///
/// The words are those of the field: *primal* x, *tangent* ẋ, *cotangent* ȳ; `jvp` pushes a tangent
/// forward, `vjp` pulls a cotangent back.
public final class Gradus {
  private Gradus() {}

  /// x… → ∂f/∂x…, the gradient of a scalar function by all its arguments, by reverse mode.
  public static Fn grad(Fn f) {
    Graph g = f.graph();
    return Fn.of(new Graph(g.params(), Reverse.grad(only(g), g.params())));
  }

  /// x… → (f, ∂f/∂x…), sharing what value and gradient have in common.
  public static Fn valueAndGrad(Fn f) {
    Graph g = f.graph();
    return Fn.of(new Graph(g.params(), Reverse.valueAndGrad(only(g), g.params())));
  }

  /// (x…, ẋ…) → (y…, ẏ…), by forward mode.
  public static Fn jvp(Fn f) {
    Graph d = Forward.jvp(f.graph());
    return Fn.of(new Graph(d.params(), joined(f.graph().results(), d.results())));
  }

  /// (x…, ȳ…) → (y…, x̄…), by reverse mode.
  public static Fn vjp(Fn f) {
    return Fn.of(Reverse.valueAndVjp(f.graph()));
  }

  /// x → ∂y/∂x of shape (y's axes, x's axes): a forward pass for each entry of x, all at once.
  ///
  /// @throws ShapeException if f has not one argument and one result
  public static Fn jacfwd(Fn f) {
    Expr x = onlyParam(f.graph());
    Expr y = only(f.graph());
    int n = x.shape().size();
    Graph columns = Batching.vmap(Forward.jvp(f.graph()), List.of(false, true), n);
    Expr all = columns.apply(List.of(x, units(x.type()))).getFirst(); // (x, y's axes)
    Expr jacobian = all.reshape(n, y.shape().size()).transpose();
    return Fn.of(new Graph(List.of(x), List.of(jacobian.reshape(product(y.shape(), x.shape())))));
  }

  /// x → ∂y/∂x of shape (y's axes, x's axes): a reverse pass for each entry of y, all at once.
  ///
  /// @throws ShapeException if f has not one argument and one result
  public static Fn jacrev(Fn f) {
    Expr x = onlyParam(f.graph());
    Expr y = only(f.graph());
    Graph rows = Batching.vmap(Reverse.vjp(f.graph()), List.of(false, true), y.shape().size());
    Expr all = rows.apply(List.of(x, units(y.type()))).getFirst(); // (y, x's axes)
    return Fn.of(new Graph(List.of(x), List.of(all.reshape(product(y.shape(), x.shape())))));
  }

  /// x → ∂²f/∂x² of a scalar function, forward over reverse.
  public static Fn hessian(Fn f) {
    return jacfwd(grad(f));
  }

  /// (x, v) → ∂²f/∂x² v of a scalar function, forward over reverse, without the Hessian.
  public static Fn hvp(Fn f) {
    return Fn.of(Forward.jvp(grad(f).graph()));
  }

  /// The n-th derivative of a function of one scalar.
  public static Fn derivative(Fn f, int order) {
    Expr x = onlyParam(f.graph());
    Expr y = only(f.graph());
    for (int i = 0; i < order; i++) {
      y = Forward.derivative(y, x);
    }
    return Fn.of(new Graph(List.of(x), List.of(y)));
  }

  /// The function for `count` examples at once: every argument gets a leading axis.
  public static Fn vmap(Fn f, int count) {
    return vmap(f, f.graph().params().stream().map(p -> true).toList(), count);
  }

  /// The function for `count` examples at once.
  ///
  /// @param mapped which arguments differ from example to example and get a leading axis
  public static Fn vmap(Fn f, List<Boolean> mapped, int count) {
    return Fn.of(Batching.vmap(f.graph(), mapped, count));
  }

  /// The value of f at x, and its derivative there as a linear function ẋ… → ẏ…. All that depends
  /// on x alone is computed once.
  public static Linearized linearize(Fn f, List<Array> x) {
    Graph jvp = Forward.jvp(f.graph());
    int n = f.graph().params().size();
    List<Expr> dx = jvp.params().subList(n, 2 * n);
    Set<Expr> moving = new HashSet<>(dx);
    Set<Expr> fixed = new LinkedHashSet<>();
    for (Expr e : jvp.nodes()) {
      if (e.args().stream().anyMatch(moving::contains)) {
        moving.add(e);
        e.args().stream().filter(a -> !moving.contains(a)).forEach(fixed::add);
      }
    }
    fixed.removeIf(e -> e.types().size() != 1);
    List<Array> values =
        Fn.of(new Graph(f.graph().params(), joined(f.graph().results(), List.copyOf(fixed))))
            .run(x);
    Map<Expr, Expr> known = new HashMap<>();
    int next = f.graph().results().size();
    for (Expr e : fixed) {
      known.put(e, Expr.constant(values.get(next++)));
    }
    return new Linearized(
        values.subList(0, f.graph().results().size()),
        Fn.of(new Graph(dx, Graph.substitute(jvp.results(), known))));
  }

  /// A function near a point.
  ///
  /// @param value the results at the point
  /// @param tangent the derivative there, ẋ… → ẏ…
  public record Linearized(List<Array> value, Fn tangent) {}

  /// The same function, kept whole: reverse mode stores its operands only and computes what is
  /// inside again.
  public static Fn checkpoint(Fn f) {
    return called("checkpoint", f.graph(), Optional.empty());
  }

  /// The same function with a forward rule of its own, (x…, ẋ…) → ẏ…, linear in ẋ. Reverse mode
  /// transposes the rule. [io.gradus.check.GradCheck] compares a rule with the body.
  public static Fn withRule(Fn f, Fn rule) {
    return called("custom", f.graph(), Optional.of(rule.graph()));
  }

  private static Fn called(String label, Graph body, Optional<Graph> rule) {
    Expr call = Expr.of(new Control.Call(label, body, rule), body.params());
    return Fn.of(
        new Graph(
            body.params(),
            IntStream.range(0, body.results().size()).mapToObj(call::item).toList()));
  }

  /// All unit vectors of a type, stacked.
  private static Expr units(Type type) {
    int n = type.shape().size();
    Type square = new Type(type.dtype(), Shape.of(n, n));
    return Expr.iota(0, square).eq(Expr.iota(1, square)).reshape(type.shape().insert(0, n));
  }

  private static Shape product(Shape y, Shape x) {
    int[] dims = new int[y.rank() + x.rank()];
    System.arraycopy(y.dims(), 0, dims, 0, y.rank());
    System.arraycopy(x.dims(), 0, dims, y.rank(), x.rank());
    return Shape.of(dims);
  }

  private static List<Expr> joined(List<Expr> a, List<Expr> b) {
    return Stream.concat(a.stream(), b.stream()).toList();
  }

  private static Expr only(Graph g) {
    if (g.results().size() != 1) {
      throw new ShapeException("the function has " + g.results().size() + " results, not one");
    }
    return g.results().getFirst();
  }

  private static Expr onlyParam(Graph g) {
    if (g.params().size() != 1) {
      throw new ShapeException("the function has " + g.params().size() + " arguments, not one");
    }
    return g.params().getFirst();
  }
}
