package io.gradus.nn.optim;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;

/// P ← (1−μ)P + μg; u = P: the exponential mean of the gradients, from 0.
///
/// Unlike [Trace] it does not amplify: under a steady gradient u becomes g itself.
///
/// @param share the share μ of the new gradient
public record AverageGradient(double share) implements GradientTransform {
  @Override
  public Tree<Expr> init(Tree<Expr> params) {
    return Tree.<Expr>empty().with("mean", params.map(Expr::zeros));
  }

  @Override
  public Update update(Tree<Expr> grads, Tree<Expr> state, Step step) {
    Tree<Expr> mean = Means.average(1 - share, state.at("mean"), grads);
    return new Update(mean, Tree.<Expr>empty().with("mean", mean));
  }
}
