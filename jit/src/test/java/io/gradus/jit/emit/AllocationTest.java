package io.gradus.jit.emit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.gradus.array.DType;
import io.gradus.jit.emit.Loop.Kind;
import io.gradus.op.Bilinear;
import io.gradus.op.Pointwise.Unary;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Nothing is allocated once a kernel is compiled. In a class, and so a JVM, of its own, where the
/// compiler has nothing else to do. Longer kernels may stay with HotSpot's first compiler, which
/// does not do away with the objects; `Tiered` is what then keeps them from being used.
class AllocationTest {
  @Test
  void allocatesNothing() {
    Loops b = new Loops(DType.F32).columns(100);
    int x = b.load(100, 1);
    int e = b.apply(Unary.SQUARE, x);
    int sum = b.reduce(Kind.SUM, e);
    Loop loop = b.store(b.apply(new Bilinear.Mul(false), e, sum), 100, 1).build();
    Operands o = Loops.operands(loop, 1000, new Random(1));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().threadId();
    for (Target target : List.of(Target.SCALAR, Target.best())) {
      Kernel kernel = Kernels.of(loop, target);
      long allocated = Long.MAX_VALUE;
      long end = System.nanoTime() + 60_000_000_000L;
      while (allocated > 0 && System.nanoTime() < end) {
        for (int i = 0; i < 500; i++) {
          kernel.run(o, 0, 10, 0, 100);
        }
        long before = threads.getThreadAllocatedBytes(id);
        for (int i = 0; i < 500; i++) {
          kernel.run(o, 0, 10, 0, 100);
        }
        allocated = threads.getThreadAllocatedBytes(id) - before;
      }
      assertThat(allocated).as(target.name()).isZero();
    }
  }
}
