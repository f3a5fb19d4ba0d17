package io.gradus.nn.optim;

/// An optimizer that steps by the gradient of one batch: a record that names a chain of gradient
/// transformations.
public non-sealed interface FirstOrder extends Optimizer {
  /// The learning rate η: what the chain multiplies its direction by.
  double lr();

  /// What is done to gradients before they are added to the parameters.
  GradientTransform transform();
}
