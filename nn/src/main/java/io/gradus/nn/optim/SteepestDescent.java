package io.gradus.nn.optim;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.Setting;
import io.gradus.nn.optim.Objective.Point;

/// d = −∇F.
///
/// Source: Cauchy 1847.
public record SteepestDescent(
    @Setting(value = "auto", doc = "How far to go; auto: exact.") LineSearch search)
    implements Descent {
  /// Replaces `auto`.
  public SteepestDescent {
    search = search != null ? search : new LineSearches.Exact();
  }

  @Override
  public Tree<Array> memory(int size) {
    return Tree.empty();
  }

  @Override
  public double[] direction(Objective f, Point at, Tree<Array> memory) {
    return Vec.times(-1, at.gradient());
  }

  @Override
  public Tree<Array> remember(Tree<Array> memory, Point from, Point to, double[] direction) {
    return memory;
  }
}
