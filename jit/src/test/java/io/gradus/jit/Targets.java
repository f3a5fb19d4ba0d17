package io.gradus.jit;

import io.gradus.jit.emit.Target;
import java.util.stream.IntStream;

/// What this machine can run.
final class Targets {
  /// The width of its vectors; 0 without the Vector API module.
  static final int BITS = Target.best().bits();

  /// All widths up to that; 0 is scalar code.
  static final int[] ALL = IntStream.of(0, 128, 256, 512).filter(b -> b <= BITS).toArray();

  private Targets() {}
}
