package io.gradus.nn.optim;

/// An optimizer with its settings: a record that names a chain of gradient transformations.
public interface Optimizer {
  /// What is done to gradients before they are added to the parameters.
  GradientTransform transform();
}
