package io.gradus.jit;

import io.gradus.jit.emit.Target;

/// What this machine can run.
final class Targets {
  /// The width of its vectors; 0 without the Vector API module.
  static final int BITS = Target.best().bits();

  private Targets() {}
}
