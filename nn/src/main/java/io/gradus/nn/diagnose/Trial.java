package io.gradus.nn.diagnose;

import java.util.List;

/// A training with a changed spec and the same seed, beside the one without the change.
///
/// @param fix the change
/// @param before what the training came to without it
/// @param after what it came to with it
public record Trial(Fix fix, Outcome before, Outcome after) {
  /// True if the change is clearly better, by [Outcome#clearlyBetterThan].
  public boolean won() {
    return after.clearlyBetterThan(before);
  }

  /// True if the change comes a fifth of the way further and leaves less than half of the rest.
  boolean leaps() {
    return after.gain() - before.gain() > 0.2 && 1 - after.gain() < 0.5 * (1 - before.gain());
  }

  /// The comparison in numbers.
  public String sentence() {
    return "%s: %s instead of %s"
        .formatted(
            won() ? "proven on the same seed" : "tried on the same seed, not clearly better",
            after.words(),
            before.words());
  }

  /// The one that came furthest.
  static Trial best(List<Trial> trials) {
    return trials.stream()
        .max((a, b) -> Double.compare(a.after.gain(), b.after.gain()))
        .orElseThrow();
  }
}
