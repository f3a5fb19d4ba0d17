package io.gradus.jit.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gradus.array.DType;
import io.gradus.jit.emit.Operands;
import io.gradus.jit.emit.Target;
import io.gradus.jit.run.Pool;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Products change from scalar loops to vectors while they are in use.
class TieredProductTest {
  private static final long PATIENCE = 60_000_000_000L;

  @ParameterizedTest
  @CsvSource({"70, 90, 33, false", "37, 10, 300, true", "64, 300, 600, true"})
  void theChangeKeepsTheBits(int m, int n, int k, boolean turned) {
    assumeTrue(Target.vectors());
    Geometry g = Geometry.of(DType.F32, m, n, k, k, 1, turned ? 1 : n, turned ? k : 1, n);
    TieredProduct product =
        new TieredProduct(g, Target.best(), Optional.empty(), Optional.empty(), true);
    Operands o = new Operands(3);
    Random random = new Random(1);
    o.f32[0] = new float[m * n];
    o.f32[1] = numbers(m * k, random);
    o.f32[2] = numbers(k * n, random);
    Scratch scratch = new Scratch(new Pool(2));
    product.run(o, null, scratch);
    assertThat(product.warm()).isFalse();
    float[] first = o.f32[0].clone();
    long end = System.nanoTime() + PATIENCE;
    while (!product.warm() && System.nanoTime() < end) {
      product.run(o, null, scratch);
    }
    assertThat(product.warm()).isTrue();
    product.run(o, null, scratch);
    assertThat(o.f32[0]).isEqualTo(first);

    TieredProduct next =
        new TieredProduct(g, Target.best(), Optional.empty(), Optional.empty(), true);
    next.run(o, null, scratch);
    assertThat(next.warm()).as("products of one geometry wait together").isTrue();
    assertThat(o.f32[0]).isEqualTo(first);
  }

  private static float[] numbers(int count, Random random) {
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = random.nextFloat() - 0.5f;
    }
    return x;
  }
}
