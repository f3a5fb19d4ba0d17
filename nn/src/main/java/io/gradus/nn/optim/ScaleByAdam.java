package io.gradus.nn.optim;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;

/// m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g²; u = m̂/(√v̂ + ε) with m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ).
///
/// Source: Kingma and Ba 2015, algorithm 1.
///
/// @param b1 the share β₁ of the mean that stays
/// @param b2 the share β₂ of the mean square that stays
/// @param eps the number ε that keeps the divisor from 0
public record ScaleByAdam(double b1, double b2, double eps) implements GradientTransform {
  @Override
  public Tree<Expr> init(Tree<Expr> params) {
    Tree<Expr> zeros = params.map(Expr::zeros);
    return Tree.<Expr>empty().with("mean", zeros).with("square", zeros);
  }

  @Override
  public Update update(Tree<Expr> grads, Tree<Expr> state, Step step) {
    Tree<Expr> m = Means.average(b1, state.at("mean"), grads);
    Tree<Expr> v = Means.average(b2, state.at("square"), grads.map(Expr::square));
    return new Update(direction(m, v, step), Tree.<Expr>empty().with("mean", m).with("square", v));
  }

  /// m̂/(√v̂ + ε).
  Tree<Expr> direction(Tree<Expr> m, Tree<Expr> v, Step step) {
    return m.zip(
        v,
        (mean, square) ->
            Means.unbiased(b1, mean, step).div(Means.unbiased(b2, square, step).sqrt().add(eps)));
  }
}
