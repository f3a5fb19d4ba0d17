package io.gradus.jit.step;

/// One step of a compiled function, bound to its arrays.
public interface Step {
  /// Computes what the step stores.
  void run();

  /// The same as one of several steps that run at the same time.
  ///
  /// @param worker the number of the thread, for scratch memory of its own
  default void run(int worker) {
    run();
  }
}
