package io.gradus.nn.optim;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;

/// A gradient transformation that carries nothing from step to step.
public interface Stateless extends GradientTransform {
  /// The transformed gradients.
  Tree<Expr> apply(Tree<Expr> grads, Step step);

  @Override
  default Tree<Expr> init(Tree<Expr> params) {
    return Tree.empty();
  }

  @Override
  default Update update(Tree<Expr> grads, Tree<Expr> state, Step step) {
    return new Update(apply(grads, step), state);
  }
}
