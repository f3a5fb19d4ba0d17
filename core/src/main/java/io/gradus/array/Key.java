package io.gradus.array;

/// A splittable random key: a pure value from which numbers are read by position.
///
/// The generator is counter based (SplitMix64 over a keyed counter), so that a number depends only
/// on the key and its index, never on how many were drawn before or on which thread. Equal keys
/// give equal bits on every machine: transcendental functions come from `StrictMath`.
///
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
///
/// @param bits the state of the key
public record Key(long bits) {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /// The key for a user's seed.
  public static Key of(long seed) {
    return new Key(mix(seed ^ 0x6A09E667F3BCC909L));
  }

  /// An independent key for the given label: `fold(i)` for `i` = 0, 1, … splits this key.
  public Key fold(long label) {
    return new Key(mix(mix(bits + GOLDEN) ^ mix(label * GOLDEN + 0x3C6EF372FE94F82BL)));
  }

  /// 64 random bits at a position.
  public long at(long index) {
    return mix(bits + (index + 1) * GOLDEN);
  }

  /// A number uniform in [0, 1) at a position, a multiple of 2⁻⁵³.
  public double uniform(long index) {
    return (at(index) >>> 11) * 0x1p-53;
  }

  /// A standard normal number at a position (Box and Muller 1958).
  public double normal(long index) {
    double u = ((at(2 * index) >>> 11) + 1) * 0x1p-53; // in (0, 1]: the logarithm is finite
    double v = uniform(2 * index + 1);
    return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v);
  }

  /// A whole number uniform in [0, bound) at a position.
  public int below(int bound, long index) {
    return (int) Math.unsignedMultiplyHigh(at(index), bound);
  }

  /// A random order of 0 … n−1 (Fisher and Yates).
  public int[] permutation(int n) {
    int[] p = new int[n];
    for (int i = 0; i < n; i++) {
      int j = below(i + 1, i);
      p[i] = p[j];
      p[j] = i;
    }
    return p;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
