package io.gradus.nn.optim;

/// What a spec names to minimize the loss, with its settings.
public sealed interface Optimizer permits FirstOrder, Minimizer {}
