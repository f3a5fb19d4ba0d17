package io.gradus.jit.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gradus.array.DType;
import io.gradus.op.Bilinear;
import io.gradus.op.Linear;
import io.gradus.op.Pointwise.Unary;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Kernels change from scalar loops to vectors while they are in use.
class TieredTest {
  private static final long PATIENCE = 60_000_000_000L;

  @ParameterizedTest
  @EnumSource(DType.class)
  void theChangeKeepsTheBits(DType type) {
    assumeTrue(Target.vectors());
    int n = 1003;
    Loops b = new Loops(type);
    int x = b.load(n, 1);
    int y = b.apply(new Bilinear.Mul(false), x, b.load(0, 1));
    int z = b.apply(Unary.TANH, b.apply(new Linear.Add(), y, b.apply(Unary.EXP, x)));
    Loop loop = b.store(z, n, 1).build();
    Kernel kernel = Tiered.of(loop);
    assertThat(kernel).isInstanceOf(Tiered.class).isSameAs(Tiered.of(loop));
    Tiered tiered = (Tiered) kernel;
    Operands o = Loops.operands(loop, 3 * n, new Random(1));
    tiered.run(o, 0, 3, 0, n);
    assertThat(tiered.warm()).isFalse();
    double[] first = Loops.get(o, 2);
    long end = System.nanoTime() + PATIENCE;
    while (!tiered.warm() && System.nanoTime() < end) {
      tiered.run(o, 0, 3, 0, n);
    }
    assertThat(tiered.warm()).isTrue();
    tiered.run(o, 0, 3, 0, n);
    assertThat(Loops.get(o, 2)).isEqualTo(first);
  }
}
