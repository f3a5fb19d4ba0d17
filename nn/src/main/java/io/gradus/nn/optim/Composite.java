package io.gradus.nn.optim;

import io.gradus.Fn;
import io.gradus.Gradus;
import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.diff.Batching;
import io.gradus.diff.Forward;
import io.gradus.diff.Reverse;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// F(w) = ℓ(z(w, x), x): a loss of what a model says, over data x that stay as they are.
///
/// Value, gradient, Hessian product and Gauss–Newton matrix are functions derived from the two
/// graphs and compiled when they are first asked for. The matrix is made of products (Jᵀ (∇²ℓ) J) v
/// with the unit vectors, a block of them at a time, so that memory stays bounded.
public final class Composite implements Objective {
  private static final int BLOCK = 64; // unit vectors at a time

  private final int size;
  private final int block;
  private final Fn value;
  private final Fn point;
  private final Fn product;
  private final Fn gauss;
  private final List<Array> data;

  /// A loss of the outputs of a model.
  ///
  /// @param model (w, x…) → z, where w is a float64 vector
  /// @param loss (z, x…) → a scalar
  /// @param data the arrays x…
  public Composite(Graph model, Graph loss, List<Array> data) {
    Expr w = model.params().getFirst();
    List<Expr> x = model.params().subList(1, model.params().size());
    Expr z = model.results().getFirst();
    Expr f = loss.apply(joined(z, x)).getFirst();
    this.size = w.shape().size();
    this.block = Math.min(BLOCK, size);
    this.value = Fn.of(new Graph(model.params(), List.of(f)));
    this.point = Gradus.valueAndGrad(value, 0);

    Expr v = Expr.param("v", w.type());
    List<Expr> operands = joined(v, model.params());
    Expr gradient = Reverse.grad(f, List.of(w)).getFirst();
    this.product = Fn.of(new Graph(operands, Forward.push(List.of(gradient), Map.of(w, v))));

    Expr dz = Forward.push(List.of(z), Map.of(w, v)).getFirst();
    Expr curved = hessianProduct(loss).apply(joined(dz, joined(z, x))).getFirst();
    Graph one = new Graph(operands, Reverse.pull(List.of(z), List.of(curved), List.of(w)));
    List<Boolean> mapped = IntStream.range(0, operands.size()).mapToObj(i -> i == 0).toList();
    this.gauss = Fn.of(Batching.vmap(one, mapped, block));
    this.data = List.copyOf(data);
  }

  private Composite(Composite same, List<Array> data) {
    this.size = same.size;
    this.block = same.block;
    this.value = same.value;
    this.point = same.point;
    this.product = same.product;
    this.gauss = same.gauss;
    this.data = List.copyOf(data);
  }

  /// Any function of one float64 vector: the model is the vector itself, so that the Gauss–Newton
  /// matrix is the Hessian.
  public static Composite of(Fn f) {
    Expr w = f.graph().params().getFirst();
    return new Composite(new Graph(List.of(w), List.of(w)), f.graph(), List.of());
  }

  /// ½ Σ r(w)², for which the Gauss–Newton matrix is Jᵀ J.
  public static Composite leastSquares(Fn residuals) {
    Type type = residuals.graph().results().getFirst().type();
    Fn half = Fn.of(type, r -> r.square().sum().mul(0.5));
    return new Composite(residuals.graph(), half.graph(), List.of());
  }

  /// The same functions over other data of the same types.
  public Composite with(List<Array> other) {
    return new Composite(this, other);
  }

  /// (ż, z, x…) → (∂²ℓ/∂z²) ż.
  private static Graph hessianProduct(Graph loss) {
    Expr z = loss.params().getFirst();
    Expr dz = Expr.param("dz", z.type());
    Expr gradient = Reverse.grad(loss.results().getFirst(), List.of(z)).getFirst();
    return new Graph(joined(dz, loss.params()), Forward.push(List.of(gradient), Map.of(z, dz)));
  }

  private static List<Expr> joined(Expr first, List<Expr> rest) {
    List<Expr> all = new ArrayList<>(List.of(first));
    all.addAll(rest);
    return all;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public double value(double[] w) {
    return value.run(operands(Array.vector(w))).getFirst().item();
  }

  @Override
  public Point point(double[] w) {
    List<Array> both = point.run(operands(Array.vector(w)));
    return new Point(w, both.get(0).item(), both.get(1).doubles());
  }

  @Override
  public double[] hessianTimes(double[] w, double[] v) {
    return product.run(operands(Array.vector(v), Array.vector(w))).getFirst().doubles();
  }

  @Override
  public Array gaussNewton(double[] w) {
    double[] matrix = new double[size * size];
    Array at = Array.vector(w);
    for (int from = 0; from < size; from += block) {
      int count = Math.min(block, size - from);
      double[] units = new double[block * size];
      for (int i = 0; i < count; i++) {
        units[i * size + from + i] = 1;
      }
      Array rows = gauss.run(operands(Array.of(Shape.of(block, size), units), at)).getFirst();
      System.arraycopy(rows.doubles(), 0, matrix, from * size, count * size);
    }
    return Array.of(Shape.of(size, size), matrix);
  }

  private List<Array> operands(Array... first) {
    List<Array> all = new ArrayList<>();
    Collections.addAll(all, first);
    all.addAll(data);
    return all;
  }
}
