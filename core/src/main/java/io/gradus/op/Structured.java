package io.gradus.op;

import io.gradus.array.Array;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import java.util.List;

/// Nonlinear operations on whole axes. Each states its forward rule as an expression linear in the
/// tangents; reverse mode is the transpose of that expression.
public sealed interface Structured extends Op.Single {
  /// The tangent of the result `y` from the operands and their tangents, linear in the latter.
  Expr jvp(Expr y, List<Expr> x, List<Expr> dx);

  /// The largest (or smallest) element along `axes`, which disappear. Ties share the derivative
  /// evenly.
  ///
  /// @param max whether the largest is meant
  /// @param axes the axes to reduce
  record Extreme(boolean max, List<Integer> axes) implements Structured {
    @Override
    public String symbol() {
      return max ? "reduce-max" : "reduce-min";
    }

    @Override
    public Type infer(List<Type> in) {
      return in.getFirst().with(Axes.remove(in.getFirst().shape(), axes));
    }

    @Override
    public Array eval(List<Array> in) {
      return max
          ? Reduction.reduce(in.getFirst(), axes, Double.NEGATIVE_INFINITY, Math::max)
          : Reduction.reduce(in.getFirst(), axes, Double.POSITIVE_INFINITY, Math::min);
    }

    @Override
    public Expr jvp(Expr y, List<Expr> x, List<Expr> dx) {
      Expr hit = x.getFirst().eq(y.broadcast(x.getFirst().shape(), axes));
      Expr share = hit.div(hit.sum(axes).broadcast(hit.shape(), axes));
      return dx.getFirst().gate(share).sum(axes);
    }
  }
}
