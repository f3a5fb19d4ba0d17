package io.gradus.app.gallery;

import io.gradus.nn.data.Task;
import java.util.Optional;
import java.util.function.Supplier;

/// A small training that works.
///
/// @param name what it is called
/// @param task what kind of answer it learns
/// @param heldOut whether it takes no part when rules are tuned
/// @param sentence what it learns
/// @param training data and spec
public record Program(
    String name, Task task, boolean heldOut, String sentence, Supplier<Training> training) {
  /// A program on which rules may be tuned.
  static Program tuning(
      String name, Task task, String sentence, Supplier<Sheet> data, String spec) {
    return of(name, task, false, sentence, data, spec);
  }

  /// A program on which rules are scored only.
  static Program heldOut(
      String name, Task task, String sentence, Supplier<Sheet> data, String spec) {
    return of(name, task, true, sentence, data, spec);
  }

  private static Program of(
      String name, Task task, boolean heldOut, String sentence, Supplier<Sheet> data, String spec) {
    return new Program(
        name, task, heldOut, sentence, () -> Training.of(spec, Optional.of(data.get())));
  }
}
