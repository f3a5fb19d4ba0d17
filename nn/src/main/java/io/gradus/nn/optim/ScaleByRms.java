package io.gradus.nn.optim;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;

/// s ← ρs + (1−ρ)g²; u = g/(√s + ε): gradients divided by the root of their mean square. Centered,
/// with m ← ρm + (1−ρ)g and √(s − m²) in place of √s.
///
/// Sources: Tieleman and Hinton 2012; centered: Graves 2013, equations 38 to 41.
///
/// @param decay the share ρ of the means that stays
/// @param eps the number ε that keeps the divisor from 0
/// @param centered whether to divide by the deviation from the mean
public record ScaleByRms(double decay, double eps, boolean centered) implements GradientTransform {
  @Override
  public Tree<Expr> init(Tree<Expr> params) {
    Tree<Expr> zeros = params.map(Expr::zeros);
    Tree<Expr> state = Tree.<Expr>empty().with("square", zeros);
    return centered ? state.with("mean", zeros) : state;
  }

  @Override
  public Update update(Tree<Expr> grads, Tree<Expr> state, Step step) {
    Tree<Expr> square = Means.average(decay, state.at("square"), grads.map(Expr::square));
    Tree<Expr> next = Tree.<Expr>empty().with("square", square);
    Tree<Expr> variance = square;
    if (centered) {
      Tree<Expr> mean = Means.average(decay, state.at("mean"), grads);
      // Rounding can make the variance of equal numbers negative.
      variance = square.zip(mean, (s, m) -> s.sub(m.square()).max(0));
      next = next.with("mean", mean);
    }
    return new Update(grads.zip(variance, (g, s) -> g.div(s.sqrt().add(eps))), next);
  }
}
