package io.gradus.app.plot;

import java.util.List;
import java.util.Optional;

/// An axis of a chart.
///
/// @param label what it measures, with its unit; may be empty
/// @param scale how values become lengths
/// @param range what it shows; otherwise it follows from the values
/// @param robust whether values near a pole do not stretch it
/// @param whole whether only whole numbers are marked
/// @param categories names for 0, 1, 2, …, which stand in place of numbers; empty for numbers
public record Axis(
    String label,
    Scale scale,
    Optional<Range> range,
    boolean robust,
    boolean whole,
    List<String> categories) {
  /// Copies the names.
  public Axis {
    categories = List.copyOf(categories);
  }

  private static Axis of(String label, Scale scale) {
    return new Axis(label, scale, Optional.empty(), false, false, List.of());
  }

  /// An axis of equal differences.
  public static Axis linear(String label) {
    return of(label, Scale.LINEAR);
  }

  /// An axis of equal ratios.
  public static Axis log(String label) {
    return of(label, Scale.LOG);
  }

  /// A linear axis for things that are counted, such as epochs.
  public static Axis counts(String label) {
    return new Axis(label, Scale.LINEAR, Optional.empty(), false, true, List.of());
  }

  /// An axis of things with names.
  public static Axis categories(String label, List<String> names) {
    return new Axis(
        label, Scale.LINEAR, Optional.of(new Range(-0.5, names.size() - 0.5)), false, true, names);
  }

  /// The same axis with another label.
  public Axis labeled(String text) {
    return new Axis(text, scale, range, robust, whole, categories);
  }

  /// The same axis with the given ends.
  public Axis from(double low, double high) {
    return new Axis(label, scale, Optional.of(new Range(low, high)), robust, whole, categories);
  }

  /// The same axis, which leaves out what shoots up near a pole. A line that leaves on one side and
  /// comes back on the other is interrupted.
  public Axis cut() {
    return new Axis(label, scale, range, true, whole, categories);
  }
}
