package io.gradus.nn.data;

/// A feature that alone determines a target in the training rows.
///
/// @param feature the column of the feature
/// @param target the column of the target
public record Leak(String feature, String target) {
  /// What the user should know.
  public String sentence() {
    return "column '"
        + feature
        + "' alone determines the target '"
        + target
        + "'; leave it out if it is not known before the answer is";
  }
}
