package io.gradus.jit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.gradus.array.Array;
import io.gradus.eval.Backend;
import io.gradus.eval.Interpreter;
import io.gradus.jit.TrainingGraphs.Step;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The same bits whatever runs the kernels, and nothing allocated once they are warm.
class BitsTest {
  static Stream<Step> steps() {
    return Stream.concat(
        TrainingGraphs.all().stream(), Stream.of(TrainingGraphs.momentum(96, 200, 130, 10)));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void targetsAndThreadsGiveTheSameBits(Step s) {
    List<Array> expected = Jit.of(0, 1).compile(s.graph(), s.carried()).run(s.data());
    for (int bits : Targets.ALL) {
      for (int threads : new int[] {1, 2, 3}) {
        assertThat(Jit.of(bits, threads).compile(s.graph(), s.carried()).run(s.data()))
            .as("%d bits, %d threads", bits, threads)
            .isEqualTo(expected);
      }
    }
    assertThat(new Jit().compile(s.graph(), s.carried()).run(s.data())).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("steps")
  void trainingGoesTheWayOfTheInterpreter(Step s) {
    List<Array> args = s.data();
    List<Array> loss = s.room();
    Backend.Executable f = new Jit().compile(s.graph(), s.carried());
    List<Array> slow = s.data();
    List<Array> slowLoss = s.room();
    Backend.Executable twin = new Interpreter().compile(s.graph(), s.carried());
    for (int i = 0; i < 8; i++) {
      f.run(args, loss);
      twin.run(slow, slowLoss);
      assertThat(Agreement.difference(args, slow)).isLessThan(256);
      assertThat(Agreement.difference(loss, slowLoss)).isLessThan(256);
    }
  }

  static Stream<Step> withKernels() {
    return steps().filter(s -> !s.name().equals("embedding"));
  }

  @Test
  void anEmbeddingAllocatesNothing() {
    aStepAllocatesNothing(TrainingGraphs.embedding());
  }

  @ParameterizedTest
  @MethodSource("withKernels")
  void aStepAllocatesNothing(Step s) {
    List<Array> args = s.data();
    List<Array> loss = s.room();
    Backend.Executable f = Jit.of(0, 1).compile(s.graph(), s.carried());
    f.run(args, loss);
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 20 && least > 0; i++) {
      long before = memory.getCurrentThreadAllocatedBytes();
      for (int j = 0; j < 20; j++) {
        f.run(args, loss);
      }
      least = Math.min(least, memory.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).isZero();
  }

  static Stream<Step> withoutLoops() { // parameters of a loop are states of it
    return steps().filter(s -> !s.name().equals("recurrent"));
  }

  @ParameterizedTest
  @MethodSource("withoutLoops")
  void parametersAreWrittenInPlace(Step s) {
    assertThat(Jit.explain(s.graph(), s.carried())).doesNotContain("copy to result");
  }
}
