package io.gradus.nn.optim;

/// An optimizer that looks at all of the data, and possibly several times, for one step.
public non-sealed interface Minimizer extends Optimizer {}
