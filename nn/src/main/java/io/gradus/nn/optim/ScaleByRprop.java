package io.gradus.nn.optim;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;

/// Only the signs of the gradients count: u = Δ·sign g, with a size Δ for each parameter that grows
/// as long as the sign stays, and shrinks when it changes; then the parameter rests for a step.
///
/// Sources: Riedmiller and Braun 1993; the form iRprop⁻ of Igel and Hüsken 2003.
///
/// @param increase what Δ is multiplied by when the sign stays
/// @param decrease what Δ is multiplied by when it changes
/// @param min the least Δ; it begins as 1
/// @param max the greatest Δ
public record ScaleByRprop(double increase, double decrease, double min, double max)
    implements GradientTransform {
  @Override
  public Tree<Expr> init(Tree<Expr> params) {
    return Tree.<Expr>empty()
        .with("sign", params.map(Expr::zeros))
        .with("size", params.map(p -> p.like(1).broadcastTo(p.shape())));
  }

  @Override
  public Update update(Tree<Expr> grads, Tree<Expr> state, Step step) {
    Tree<Expr> signs = grads.map(Expr::sign);
    Tree<Expr> product = state.at("sign").zip(signs, Expr::mul);
    Tree<Expr> size = state.at("size").zip(product, (s, p) -> s.mul(factor(p)).max(min).min(max));
    Tree<Expr> moving = signs.zip(product, (s, p) -> p.neg().gt(0).select(0, s));
    return new Update(
        size.zip(moving, Expr::mul), Tree.<Expr>empty().with("sign", moving).with("size", size));
  }

  private Expr factor(Expr product) {
    Expr other = product.neg().gt(0).select(decrease, product.like(1).broadcastTo(product.shape()));
    return product.gt(0).select(increase, other);
  }
}
