package io.gradus.nn.train;

import io.gradus.nn.Setting;
import java.util.LinkedHashMap;
import java.util.Map;

/// Two running estimates of the empirical risk Q(w), the mean loss over all examples, from the
/// losses ε₁, ε₂, … of the steps, without another pass over the data. An immutable value.
///
/// @param count the number of steps t
/// @param mean the arithmetic mean Q̄ₜ = εₜ/t + (1 − 1/t) Q̄ₜ₋₁
/// @param exponential the exponential mean Q̄ₜ = λ εₜ + (1 − λ) Q̄ₜ₋₁, which begins with ε₁
public record Risk(
    @Setting(doc = "Steps behind.") long count,
    @Setting(doc = "The arithmetic mean.") double mean,
    @Setting(doc = "The exponential mean.") double exponential) {
  static final Risk START = new Risk(0, 0, 0);

  /// The estimates after one more step.
  ///
  /// @param loss the loss ε of the step
  /// @param forgetting the rate λ at which the past is forgotten
  Risk next(double loss, double forgetting) {
    long t = count + 1;
    double share = count == 0 ? 1 : forgetting;
    return new Risk(t, loss / t + (1 - 1.0 / t) * mean, share * loss + (1 - share) * exponential);
  }

  /// The estimates by name.
  Map<String, Double> toTree() {
    Map<String, Double> tree = new LinkedHashMap<>();
    tree.put("mean", mean);
    tree.put("exponential", exponential);
    return tree;
  }
}
