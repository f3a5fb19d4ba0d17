package io.gradus.app.gallery;

import io.gradus.nn.diagnose.Cause;
import java.util.List;

/// What the diagnosis says of a case.
///
/// @param about the case
/// @param verdict `healthy`, `faulty` or `undecided`
/// @param causes the causes it names, the likeliest first
/// @param proven whether a repair won against the faulty training
/// @param sentence what it says first
/// @param seconds the time it took
public record Answer(
    Case about,
    String verdict,
    List<Cause> causes,
    boolean proven,
    String sentence,
    double seconds) {
  /// Copies the causes.
  public Answer {
    causes = List.copyOf(causes);
  }

  /// Whether a right cause is among the first so many.
  ///
  /// @throws java.util.NoSuchElementException if nothing is wrong with the case
  public boolean right(int first) {
    Fault fault = about.fault().orElseThrow();
    return causes.stream().limit(first).anyMatch(fault::accepts);
  }

  /// Whether it calls the training faulty.
  public boolean alarm() {
    return verdict.equals("faulty");
  }
}
