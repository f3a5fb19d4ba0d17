package io.gradus.nn.train;

/// What a training step makes of the losses of its rows.
public enum Reduction {
  /// It descends their mean, so that the learning rate need not follow the size of a batch.
  MEAN,
  /// It descends their sum, as textbooks write gradient descent.
  SUM
}
