package io.gradus.nn.optim;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.optim.Objective.Point;
import java.util.Optional;

/// An optimizer that looks at all of the data, and possibly several times, for one step.
///
/// All that it carries from step to step is a tree of arrays of fixed shapes, so that a training
/// can be stopped and resumed to the same bits.
public non-sealed interface Minimizer extends Optimizer {
  /// What it carries at the beginning.
  Tree<Array> start(Objective f, double[] w);

  /// One iteration.
  ///
  /// @param state what [#start] or the last iteration left
  Iteration iterate(Objective f, Tree<Array> state);

  /// What an iteration did.
  ///
  /// @param state what is carried on
  /// @param moved false if no better point was found; then the state is as it was
  /// @param length the length of the step along its direction
  /// @param damping the damping λ with which the step was taken, for methods that have one
  record Iteration(Tree<Array> state, boolean moved, double length, Optional<Double> damping) {
    /// The point reached.
    public Point point() {
      return Minimizer.point(state);
    }
  }

  /// The point that a state is at.
  static Point point(Tree<Array> state) {
    return new Point(
        state.get("point").doubles(), state.get("value").item(), state.get("gradient").doubles());
  }

  /// The leaves `point`, `value` and `gradient` of a state.
  static Tree<Array> state(Point p) {
    return Tree.leaf("point", Array.vector(p.w()))
        .with("value", Array.of(p.value()))
        .with("gradient", Array.vector(p.gradient()));
  }
}
