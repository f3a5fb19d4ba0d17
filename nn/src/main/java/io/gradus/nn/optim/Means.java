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

  /// 1 − βᵗ: the sum of the weights in a running mean that began as 0. Computed in double precision
  /// whatever the type of the parameters.
  static Expr weight(double share, Step step, Expr like) {
    return step.count().like(share).pow(step.count()).neg().add(1).cast(like.dtype());
  }
}
