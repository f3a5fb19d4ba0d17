package io.gradus.nn.optim;

import io.gradus.graph.Expr;

/// How the steps of an optimizer change in the course of a training. Several schedules act one
/// after the other, so that their factors multiply.
public interface Schedule {
  /// What is done to the updates.
  GradientTransform transform(Course course);

  /// A schedule whose factor depends on the number of the step alone.
  interface Curve extends Schedule {
    /// What the learning rate is multiplied by.
    ///
    /// @param t the number of the step from 1, a float64 scalar
    Expr factor(Expr t, Course course);

    @Override
    default GradientTransform transform(Course course) {
      return new ScaleBy(step -> factor(step.count(), course));
    }
  }
}
