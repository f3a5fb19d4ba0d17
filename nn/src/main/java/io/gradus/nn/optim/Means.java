package io.gradus.nn.optim;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import io.gradus.nn.optim.GradientTransform.Step;

/// Running means, of which most optimizers are made.
final class Means {
  private Means() {}

  /// βm + (1−β)x.
  ///
  /// @param share the share β of the mean that stays
  static Tree<Expr> average(double share, Tree<Expr> means, Tree<Expr> now) {
    return means.zip(now, (m, x) -> m.mul(share).add(x.mul(1 - share)));
  }

  /// m/(1 − βᵗ): a running mean that began as 0, divided by the sum of its weights. By a factor
  /// that is computed once, in double precision whatever the type of the parameters.
  static Expr unbiased(double share, Expr mean, Step step) {
    Expr weights = step.count().like(share).pow(step.count()).neg().add(1);
    return mean.mul(weights.reciprocal().cast(mean.dtype()));
  }
}
