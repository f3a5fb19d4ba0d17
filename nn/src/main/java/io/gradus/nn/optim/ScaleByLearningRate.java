package io.gradus.nn.optim;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;

/// u = −η g.
///
/// @param lr the learning rate η; a negative one climbs
public record ScaleByLearningRate(double lr) implements GradientTransform {
  @Override
  public Tree<Expr> init(Tree<Expr> params) {
    return Tree.empty();
  }

  @Override
  public Update update(Tree<Expr> grads, Tree<Expr> state, Step step) {
    return new Update(grads.map(g -> g.mul(-lr)), state);
  }
}
