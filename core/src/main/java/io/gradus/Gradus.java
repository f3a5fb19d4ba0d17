package io.gradus;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.array.ShapeException;
import io.gradus.diff.Forward;
import io.gradus.diff.Reverse;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    return Fn.of(
        new Graph(
            g.params(),
            Stream.concat(g.results().stream(), Reverse.grad(only(g), g.params()).stream())
                .toList()));
  }

  /// (x…, ẋ…) → (y…, ẏ…), by forward mode.
  public static Fn jvp(Fn f) {
    Graph d = Forward.jvp(f.graph());
    return Fn.of(new Graph(d.params(), joined(f.graph().results(), d.results())));
  }

  /// (x…, ȳ…) → (y…, x̄…), by reverse mode.
  public static Fn vjp(Fn f) {
    Graph d = Reverse.vjp(f.graph());
    return Fn.of(new Graph(d.params(), joined(f.graph().results(), d.results())));
  }

  /// x → ∂y/∂x of shape (y's axes, x's axes), one forward pass for each entry of x.
  ///
  /// @throws ShapeException if f has not one argument and one result
  public static Fn jacfwd(Fn f) {
    Expr x = onlyParam(f.graph());
    Expr y = only(f.graph());
    List<Expr> columns = new ArrayList<>();
    for (Expr unit : units(x.type())) {
      columns.add(flat(Forward.push(List.of(y), Map.of(x, unit)).getFirst()));
    }
    Expr jacobian = Expr.stack(columns).transpose();
    return Fn.of(new Graph(List.of(x), List.of(jacobian.reshape(product(y.shape(), x.shape())))));
  }

  /// x → ∂y/∂x of shape (y's axes, x's axes), one reverse pass for each entry of y.
  ///
  /// @throws ShapeException if f has not one argument and one result
  public static Fn jacrev(Fn f) {
    Expr x = onlyParam(f.graph());
    Expr y = only(f.graph());
    List<Expr> rows = new ArrayList<>();
    for (Expr unit : units(y.type())) {
      rows.add(flat(Reverse.pull(List.of(y), List.of(unit), List.of(x)).getFirst()));
    }
    return Fn.of(
        new Graph(List.of(x), List.of(Expr.stack(rows).reshape(product(y.shape(), x.shape())))));
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

  private static List<Expr> units(Type type) {
    List<Expr> units = new ArrayList<>();
    int n = type.shape().size();
    for (int i = 0; i < n; i++) {
      double[] e = new double[n];
      e[i] = 1;
      units.add(Expr.constant(Array.of(type.shape(), e).cast(type.dtype())));
    }
    return units;
  }

  private static Expr flat(Expr e) {
    return e.reshape(e.shape().size());
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
