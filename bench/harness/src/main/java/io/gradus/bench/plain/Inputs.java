package io.gradus.bench.plain;

import java.util.Random;

/// Operands that all who compute the same are given.
public final class Inputs {
  /// The length of vectors for elementary functions: in and out fit in a second-level cache.
  public static final int ELEMENTS = 1 << 16;

  private Inputs() {}

  /// A square matrix.
  public static float[] matrix(int n, int seed) {
    Random random = new Random(seed);
    float[] a = new float[n * n];
    for (int i = 0; i < a.length; i++) {
      a[i] = 2 * random.nextFloat() - 1;
    }
    return a;
  }

  /// Numbers from 0.1 to 3.1.
  public static float[] positive() {
    Random random = new Random(3);
    float[] x = new float[ELEMENTS];
    for (int i = 0; i < x.length; i++) {
      x[i] = 0.1f + 3 * random.nextFloat();
    }
    return x;
  }
}
