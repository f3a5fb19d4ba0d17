package io.gradus.nn.optim;

import io.gradus.array.DType;
import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import io.gradus.nn.Catalog;
import io.gradus.nn.Setting;
import java.util.List;
import java.util.stream.IntStream;

/// A limit for gradients.
public interface Clip extends Stateless {
  /// The limits that a spec can name.
  Catalog<Clip> CATALOG =
      new Catalog<>("clipping", List.of(Value.class, Norm.class, GlobalNorm.class));

  /// Keeps a gradient and a limit of 0 from being divided by each other.
  double LEAST = 1e-12;

  /// Every number to [−c, c].
  record Value(
      @Setting(value = "1", min = 0, doc = "The greatest magnitude of a number.") double limit)
      implements Clip {
    @Override
    public Tree<Expr> apply(Tree<Expr> grads, Step step) {
      return grads.map(g -> g.max(-limit).min(limit));
    }
  }

  /// The gradient of every parameter to the norm c: g·c/max(‖g‖, c).
  record Norm(
      @Setting(value = "1", min = 0, doc = "The greatest norm of a parameter's gradient.")
          double limit)
      implements Clip {
    @Override
    public Tree<Expr> apply(Tree<Expr> grads, Step step) {
      return grads.map(g -> g.mul(scale(limit, squares(g)).cast(g.dtype())));
    }
  }

  /// All gradients together to the norm c, so that their direction stays: g·c/max(‖g‖, c). Source:
  /// Pascanu, Mikolov and Bengio 2013, algorithm 1.
  record GlobalNorm(
      @Setting(value = "1", min = 0, doc = "The greatest norm of all gradients together.")
          double limit)
      implements Clip {
    @Override
    public Tree<Expr> apply(Tree<Expr> grads, Step step) {
      Expr sum = grads.values().stream().map(Clip::squares).reduce(Expr::add).orElseThrow();
      return ScaleBy.all(grads, scale(limit, sum));
    }
  }

  /// ‖g‖², a float64 scalar: the squares of exploding gradients are beyond float32.
  private static Expr squares(Expr g) {
    int[] axes = IntStream.range(0, g.shape().rank()).toArray();
    return g.cast(DType.F64).square().sum(axes);
  }

  /// c/max(‖g‖, c).
  private static Expr scale(double limit, Expr squares) {
    return squares.sqrt().max(Math.max(limit, LEAST)).reciprocal().mul(limit);
  }
}
