package io.gradus.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.Fn;
import io.gradus.Gradus;
import io.gradus.Jdk;
import io.gradus.Maths;
import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.graph.Type;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// The memory of a gradient follows the schedule of its loop, measured with a heap that would not
/// hold more.
class CheckpointMemoryTest {
  private static final int WIDTH = 1_000; // numbers in a state: 8 kB

  /// 100,000 states are 800 MB; the schedule keeps 632 of them, 5 MB.
  @Test
  void longLoopRunsInASmallHeap(TestReporter reporter) {
    assertThat(new Schedule.SquareRoot().storedStates(100_000)).isEqualTo(632);
    Jdk.Outcome run = Jdk.run(32, Child.class, "100000", "1", "SquareRoot");
    reporter.publishEntry(run.text());
    assertThat(run.status()).as(run.text()).isZero();
  }

  /// The heap is small enough to tell: it does not hold the states of a tenth of the loop.
  @Test
  void storingAllDoesNotFit() {
    Jdk.Outcome run = Jdk.run(32, Child.class, "10000", "1", "StoreAll");
    assertThat(run.status()).isNotZero();
    assertThat(run.text()).contains("OutOfMemoryError");
  }

  /// Reports the price in time; nothing is asserted about it.
  @Test
  void timeIsReported(TestReporter reporter) {
    Jdk.Outcome run = Jdk.run(512, Child.class, "4096", "5", "StoreAll", "SquareRoot");
    assertThat(run.status()).as(run.text()).isZero();
    reporter.publishEntry(run.text());
  }

  /// The program measured: the gradient of a loop of `args[0]` steps under each schedule named, the
  /// best time of `args[1]` runs.
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      int steps = Integer.parseInt(args[0]);
      Array x = Array.full(DType.F64, Shape.of(WIDTH), 0.5);
      for (String name : List.of(args).subList(2, args.length)) {
        Fn f = loop(steps, schedule(name));
        Fn grad = Gradus.grad(f);
        double value = Double.POSITIVE_INFINITY;
        double gradient = value;
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
          value = Math.min(value, seconds(f, x));
          gradient = Math.min(gradient, seconds(grad, x));
        }
        System.out.printf(
            "%s, %d steps: value %.3f s, gradient %.3f s%n", name, steps, value, gradient);
      }
    }

    private static Schedule schedule(String name) {
      return name.equals("StoreAll") ? new Schedule.StoreAll() : new Schedule.SquareRoot();
    }

    /// Σ x after x ← x − 0.001 x², again and again.
    private static Fn loop(int steps, Schedule schedule) {
      return Fn.of(
          Type.f64(WIDTH),
          x ->
              Maths.scan(
                      steps,
                      List.of(x),
                      List.of(),
                      schedule,
                      (s, _) -> Maths.Step.of(s.getFirst().sub(s.getFirst().square().mul(1e-3))))
                  .state()
                  .getFirst()
                  .sum());
    }

    private static double seconds(Fn f, Array x) {
      long start = System.nanoTime();
      List<Array> y = f.run(List.of(x));
      if (!Double.isFinite(y.getLast().get(0))) {
        throw new AssertionError(y);
      }
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
