package io.gradus.nn.optim;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;

/// v ← μ v + g; u = v, or u = g + μ v in Nesterov's form.
///
/// Sources: Polyak 1964; Sutskever, Martens, Dahl and Hinton 2013.
///
/// @param decay the share μ of the velocity that stays
/// @param nesterov whether to look ahead
public record Trace(double decay, boolean nesterov) implements GradientTransform {
  @Override
  public Tree<Expr> init(Tree<Expr> params) {
    return Tree.<Expr>empty().with("velocity", params.map(Expr::zeros));
  }

  @Override
  public Update update(Tree<Expr> grads, Tree<Expr> state, Step step) {
    Tree<Expr> v = state.at("velocity").zip(grads, (old, g) -> old.mul(decay).add(g));
    Tree<Expr> u = nesterov ? grads.zip(v, (g, now) -> g.add(now.mul(decay))) : v;
    return new Update(u, Tree.<Expr>empty().with("velocity", v));
  }
}
