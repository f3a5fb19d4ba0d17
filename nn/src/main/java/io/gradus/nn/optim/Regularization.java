package io.gradus.nn.optim;

import io.gradus.nn.Setting;
import java.util.Optional;

/// What keeps weights small; biases and the scales of normalizations stay as they are. The loss
/// that is reported is the one without penalties.
public record Regularization(
    @Setting(value = "0", min = 0, doc = "The strength λ of ½λ‖w‖², minimized with the loss.")
        double l2,
    @Setting(value = "0", min = 0, doc = "The strength λ of λ‖w‖₁, minimized with the loss.")
        double l1,
    @Setting(value = "0", min = 0, doc = "The share of a weight lost in a step of size 1.")
        double weightDecay) {
  /// The part that is minimized with the loss, if there is one.
  public Optional<GradientTransform> penalty() {
    return l2 == 0 && l1 == 0 ? Optional.empty() : Optional.of(new AddPenalty(l2, l1));
  }

  /// The part beside the optimizer, if there is one: weights shrink by its rate, as in AdamW.
  ///
  /// @param lr the learning rate of the optimizer
  public Optional<GradientTransform> decay(double lr) {
    return weightDecay == 0 ? Optional.empty() : Optional.of(new DecayWeights(lr, weightDecay));
  }
}
