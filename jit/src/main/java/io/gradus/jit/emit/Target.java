package io.gradus.jit.emit;

/// What kernels are made of: vectors of some width, or plain scalar loops.
///
/// All targets give the same bits. Code works on blocks of 64 bytes (16 floats or 8 doubles): a
/// narrower vector does a block in several parts, a scalar loop element by element, and sums over
/// columns keep one partial sum for each place in a block.
///
/// @param bits the width of a vector: 128, 256 or 512; 0 for scalar loops
public record Target(int bits) {
  /// Scalar loops.
  public static final Target SCALAR = new Target(0);

  /// The bytes of a block.
  public static final int BLOCK = 64;

  /// Where working memory begins in its array, in bytes: behind the header of an array that begins
  /// a line of the cache, this is the next line, so that blocks do not straddle two.
  public static final int START = 48;

  /// The best target here: the widest vectors of the machine if the Vector API module is present
  /// and the system property `gradus.scalar` is not `true`.
  public static Target best() {
    return Best.TARGET;
  }

  /// True if the Vector API module is present.
  public static boolean vectors() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  /// Such as `vector-512` or `scalar`.
  public String name() {
    return bits == 0 ? "scalar" : "vector-" + bits;
  }

  private static final class Best {
    static final Target TARGET =
        vectors() && !Boolean.getBoolean("gradus.scalar") ? new Target(Preferred.bits()) : SCALAR;
  }

  /// The only class here that touches the Vector API; loaded when it is present.
  private static final class Preferred {
    static int bits() {
      int bits = jdk.incubator.vector.FloatVector.SPECIES_PREFERRED.vectorBitSize();
      return Math.min(512, bits);
    }
  }
}
