package io.gradus.nn.optim;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;

/// s ← s + g²; u = g/(√s + ε): gradients divided by the root of the sum of their squares.
///
/// Source: Duchi, Hazan and Singer 2011.
///
/// @param eps the number ε that keeps the divisor from 0
public record ScaleByRss(double eps) implements GradientTransform {
  @Override
  public Tree<Expr> init(Tree<Expr> params) {
    return Tree.<Expr>empty().with("sum", params.map(Expr::zeros));
  }

  @Override
  public Update update(Tree<Expr> grads, Tree<Expr> state, Step step) {
    Tree<Expr> sum = state.at("sum").zip(grads, (s, g) -> s.add(g.square()));
    return new Update(
        grads.zip(sum, (g, s) -> g.div(s.sqrt().add(eps))), Tree.<Expr>empty().with("sum", sum));
  }
}
