package io.gradus.nn.optim;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import java.util.function.Function;

/// u = s g with one scalar s for all parameters.
///
/// @param factor the scalar s of a step
public record ScaleBy(Function<Step, Expr> factor) implements Stateless {
  @Override
  public Tree<Expr> apply(Tree<Expr> grads, Step step) {
    return all(grads, factor.apply(step));
  }

  /// The gradients times a scalar of any number format.
  static Tree<Expr> all(Tree<Expr> grads, Expr factor) {
    return grads.map(g -> g.mul(factor.cast(g.dtype())));
  }
}
