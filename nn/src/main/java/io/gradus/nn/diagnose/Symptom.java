package io.gradus.nn.diagnose;

import java.util.Locale;

/// What is seen of a training that does not learn, whatever the cause.
public enum Symptom {
  /// A number that is not finite.
  NAN,
  /// The loss grows.
  DIVERGE,
  /// The loss stays where it is.
  FLAT_LOSS,
  /// Gradients get smaller from layer to layer.
  GRAD_VANISH,
  /// Outputs of layers hardly depend on the row.
  SIGNAL_COLLAPSE,
  /// A gradient is exactly zero.
  GRAD_ZERO_EXACT,
  /// Units that no row activates.
  DEAD_UNITS,
  /// Units in the flat parts of their activation.
  SATURATION,
  /// The loss jumps up and down.
  OSCILLATION,
  /// The loss falls too slowly.
  SLOW,
  /// The same answer for every row.
  CONSTANT_OUTPUT,
  /// The loss gets better and the metric does not.
  LOSS_METRIC_MISMATCH,
  /// Not better than the best constant answer.
  NO_BETTER_THAN_CONSTANT,
  /// Good on what was learned, bad on what was held back.
  OVERFIT,
  /// Units with the same weights.
  SYMMETRIC_UNITS,
  /// Nothing is seen.
  NONE;

  /// The name in reports, such as `dead_units`.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
