package io.gradus.nn.optim;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;

/// u = g + λ₂w + λ₁ sign(w) for weights: the gradient of the loss with ½λ₂‖w‖² + λ₁‖w‖₁.
///
/// @param l2 the strength λ₂
/// @param l1 the strength λ₁
public record AddPenalty(double l2, double l1) implements Stateless {
  @Override
  public Tree<Expr> apply(Tree<Expr> grads, Step step) {
    return Weights.change(grads, step.params(), (g, w) -> g.add(w.mul(l2)).add(w.sign().mul(l1)));
  }
}
