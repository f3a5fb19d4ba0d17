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

  /// x… → ∂f/∂x…, the gradient of a scalar function by reverse mode: by all arguments, or by those
  /// at the positions `by`.
  ///
  /// ```java
  /// Fn f = Fn.parse("x1*x2 + sin(x1)");
  /// Gradus.grad(f).run(List.of(Array.of(2), Array.of(3))); // → [2.5838531634528574, 2.0]
  /// ```
  public static Fn grad(Fn f, int... by) {
    Graph g = f.graph();
    return Fn.of(new Graph(g.params(), Reverse.grad(only(g), chosen(g, by))));
  }

  /// x… → (f, ∂f/∂x…), sharing what value and gradient have in common.
  ///
  /// ```java
  /// Fn f = Fn.parse("x^3");
  /// Gradus.valueAndGrad(f).run(List.of(Array.of(2))); // → [8.0, 12.0]
  /// ```
  public static Fn valueAndGrad(Fn f, int... by) {
    Graph g = f.graph();
    return Fn.of(new Graph(g.params(), Reverse.valueAndGrad(only(g), chosen(g, by))));
  }

  /// (x…, ẋ…) → (y…, ẏ…), by forward mode.
  ///
  /// ```java
  /// Fn f = Fn.parse("x1*x2");
  /// Array x1 = Array.of(2), x2 = Array.of(3);
  /// Gradus.jvp(f).run(List.of(x1, x2, Array.of(1), Array.of(0))); // → [6.0, 3.0]
  /// ```
  public static Fn jvp(Fn f) {
    Graph d = Forward.jvp(f.graph());
    return Fn.of(new Graph(d.params(), joined(f.graph().results(), d.results())));
  }

  /// (x…, ȳ…) → (y…, x̄…), by reverse mode.
  ///
  /// ```java
  /// Fn f = Fn.parse("x1*x2");
  /// Gradus.vjp(f).run(List.of(Array.of(2), Array.of(3), Array.of(1))); // → [6.0, 3.0, 2.0]
  /// ```
  public static Fn vjp(Fn f) {
    return Fn.of(Reverse.valueAndVjp(f.graph()));
  }

  /// x → ∂y/∂x of shape (y's axes, x's axes): a forward pass for each entry of x, all at once.
  ///
  /// ```java
  /// Fn f = Fn.of(Type.f64(2), x -> Expr.stack(List.of(x.at(0).mul(x.at(1)), x.at(1).square())));
  /// Gradus.jacfwd(f).run(Array.vector(2, 3)); // rows (3, 2) and (0, 6)
  /// ```
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
  ///
  /// ```java
  /// Fn f = Fn.of(Type.f64(2), x -> x.at(0).square().mul(x.at(1)));
  /// Gradus.hessian(f).run(Array.vector(2, 3)); // rows (6, 4) and (4, 0)
  /// ```
  public static Fn hessian(Fn f) {
    return jacfwd(grad(f));
  }

  /// (x, v) → ∂²f/∂x² v of a scalar function, forward over reverse, without the Hessian.
  ///
  /// ```java
  /// Fn f = Fn.of(Type.f64(2), x -> x.at(0).square().mul(x.at(1)));
  /// Gradus.hvp(f).run(Array.vector(2, 3), Array.vector(1, 0)); // → [6.0, 4.0]
  /// ```
  public static Fn hvp(Fn f) {
    return Fn.of(Forward.jvp(grad(f).graph()));
  }

  /// The n-th derivative of a function of one scalar.
  ///
  /// ```java
  /// Gradus.derivative(Fn.parse("x^5"), 3).run(2.0); // → 240.0
  /// ```
  public static Fn derivative(Fn f, int order) {
    Expr x = onlyParam(f.graph());
    Expr y = only(f.graph());
    for (int i = 0; i < order; i++) {
      y = Forward.derivative(y, x);
    }
    return Fn.of(new Graph(List.of(x), List.of(y)));
  }

  /// The function for `count` examples at once: every argument gets a leading axis.
  ///
  /// ```java
  /// Fn f = Fn.parse("x^2 + 1");
  /// Gradus.vmap(f, 3).run(Array.vector(1, 2, 3)); // → [2.0, 5.0, 10.0]
  /// ```
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
  ///
  /// ```java
  /// Gradus.Linearized near = Gradus.linearize(Fn.parse("x^2"), List.of(Array.of(3)));
  /// near.value(); // → [9.0]
  /// near.tangent().run(0.5); // → 3.0
  /// ```
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
  ///
  /// ```java
  /// Fn block = Gradus.checkpoint(Fn.of(Type.f64(1000), x -> x.sin().exp().tanh()));
  /// Fn loss = Fn.of(Type.f64(1000), x -> block.call(block.call(x)).sum());
  /// Fn grad = Gradus.grad(loss); // the same numbers, fewer of them stored
  /// ```
  public static Fn checkpoint(Fn f) {
    return called("checkpoint", f.graph(), Optional.empty());
  }

  /// The same function with a forward rule of its own, (x…, ẋ…) → ẏ…, linear in ẋ. Reverse mode
  /// transposes the rule. [io.gradus.check.GradCheck] compares a rule with the body.
  ///
  /// ```java
  /// Fn body = Fn.parse("log(1 + exp(x))");
  /// Fn rule = Fn.of(Type.f64(), Type.f64(), (x, dx) -> dx.mul(x.logistic()));
  /// Fn f = Gradus.withRule(body, rule);
  /// Gradus.grad(f).run(800.0); // → 1.0
  /// ```
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

  private static List<Expr> chosen(Graph g, int... by) {
    return by.length == 0 ? g.params() : IntStream.of(by).mapToObj(g.params()::get).toList();
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
