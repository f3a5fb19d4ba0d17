package io.gradus.nn.optim;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import java.util.function.BinaryOperator;

/// What is done to weights alone: parameters whose name ends in `weight`. Biases and the scales of
/// normalizations stay out, since they cannot make a function steeper than its weights do.
final class Weights {
  private Weights() {}

  /// The gradients with `f(gradient, parameter)` in place of those of weights.
  static Tree<Expr> change(Tree<Expr> grads, Tree<Expr> params, BinaryOperator<Expr> f) {
    Tree<Expr> weights = params.filter(Weights::is);
    return grads.replace(grads.filter(Weights::is).zip(weights, f));
  }

  private static boolean is(String name) {
    return name.substring(name.lastIndexOf('.') + 1).equals("weight");
  }
}
