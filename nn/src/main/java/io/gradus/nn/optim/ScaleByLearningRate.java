package io.gradus.nn.optim;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;

/// u = −η g.
///
/// @param lr the learning rate η; a negative one climbs
public record ScaleByLearningRate(double lr) implements Stateless {
  @Override
  public Tree<Expr> apply(Tree<Expr> grads, Step step) {
    return grads.map(g -> g.mul(-lr));
  }
}
