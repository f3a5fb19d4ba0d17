package io.gradus.nn.optim;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;

/// u = g − ηλw for weights: they shrink by a share at each step, whatever the gradient.
///
/// Source: Loshchilov and Hutter 2019, algorithm 2.
///
/// @param lr the learning rate η
/// @param decay the strength λ
public record DecayWeights(double lr, double decay) implements Stateless {
  @Override
  public Tree<Expr> apply(Tree<Expr> grads, Step step) {
    return Weights.change(grads, step.params(), (g, w) -> g.sub(w.mul(lr * decay)));
  }
}
