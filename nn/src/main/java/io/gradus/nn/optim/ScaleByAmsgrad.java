package io.gradus.nn.optim;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;

/// As [ScaleByAdam], with the greatest v so far in place of v, so that no coordinate's step grows
/// again after large gradients.
///
/// Source: Reddi, Kale and Kumar 2018, algorithm 2; with the bias correction that is usual today.
///
/// @param adam the rule without the maximum
public record ScaleByAmsgrad(ScaleByAdam adam) implements GradientTransform {
  @Override
  public Tree<Expr> init(Tree<Expr> params) {
    return adam.init(params).with("greatest", params.map(Expr::zeros));
  }

  @Override
  public Update update(Tree<Expr> grads, Tree<Expr> state, Step step) {
    Tree<Expr> next = adam.update(grads, state, step).state();
    Tree<Expr> greatest = state.at("greatest").zip(next.at("square"), Expr::max);
    return new Update(
        adam.direction(next.at("mean"), greatest, step), next.with("greatest", greatest));
  }
}
