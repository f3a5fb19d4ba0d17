package io.gradus.jit.step;

/// One step of a compiled function, bound to its arrays.
public interface Step {
  /// Computes what the step stores.
  void run();
}
