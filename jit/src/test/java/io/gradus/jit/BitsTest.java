package io.gradus.jit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.diff.Reverse;
import io.gradus.eval.Backend;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.jit.RandomGraphs.Case;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The same bits whatever runs the kernels, and nothing allocated once they are warm.
class BitsTest {
  /// A step of training: two layers, softmax and cross-entropy, gradient descent with momentum.
  static Graph training(int batch, int in, int hidden, int out) {
    List<Expr> params = new ArrayList<>();
    params.add(Expr.param("w", Type.f32(in, hidden)));
    params.add(Expr.param("b", Type.f32(hidden)));
    params.add(Expr.param("v", Type.f32(hidden, out)));
    params.add(Expr.param("c", Type.f32(out)));
    List<Expr> velocity = params.stream().map(p -> Expr.param("m", p.type())).toList();
    Expr x = Expr.param("x", Type.f32(batch, in));
    Expr y = Expr.param("y", Type.f32(batch, out));
    Expr h = x.dot(params.get(0)).add(params.get(1)).max(0);
    Expr z = h.dot(params.get(2)).add(params.get(3));
    Expr loss = z.logSoftmax(1).mul(y).sum(1).mean().neg();
    List<Expr> grads = Reverse.grad(loss, params);
    List<Expr> results = new ArrayList<>();
    List<Expr> next = new ArrayList<>();
    for (int i = 0; i < params.size(); i++) {
      next.add(velocity.get(i).mul(0.9).add(grads.get(i)));
      results.add(params.get(i).sub(next.get(i).mul(0.05)));
    }
    results.addAll(next);
    results.add(loss);
    List<Expr> all = new ArrayList<>(params);
    all.addAll(velocity);
    all.addAll(List.of(x, y));
    return new Graph(all, results);
  }

  static List<Array> data(Graph g) {
    SplittableRandom random = new SplittableRandom(4);
    return new ArrayList<>(
        g.params().stream()
            .map(p ->
                Array.of(p.shape(), random.doubles(p.shape().size(), -0.1, 0.1).toArray())
                    .cast(p.dtype()))
            .toList());
  }

  @Test
  void targetsAndThreadsGiveTheSameBits() {
    Graph g = training(96, 200, 130, 10);
    List<Array> expected = Jit.of(0, 1).compile(g, 8).run(data(g));
    for (int bits : Targets.BITS == 0 ? new int[] {0} : new int[] {0, 128, 256, 512}) {
      if (bits <= Targets.BITS) {
        for (int threads : new int[] {1, 2, 3}) {
          assertThat(Jit.of(bits, threads).compile(g, 8).run(data(g)))
              .as("%d bits, %d threads", bits, threads)
              .isEqualTo(expected);
        }
      }
    }
    assertThat(new Jit().compile(g, 8).run(data(g))).isEqualTo(expected);
  }

  @Test
  void randomFunctionsGiveTheSameBitsOnAllTargets() {
    Backend scalar = Jit.of(0, 1);
    Backend vector = Jit.of(Targets.BITS, 2);
    for (long seed = 0; seed < 150; seed++) {
      Case c = RandomGraphs.of(seed);
      assertThat(vector.compile(c.graph(), c.carried()).run(c.args()))
          .as("case %d", seed)
          .isEqualTo(scalar.compile(c.graph(), c.carried()).run(c.args()));
    }
  }

  @Test
  void trainingGoesTheWayOfTheInterpreter() {
    Graph g = training(20, 7, 16, 3);
    List<Array> args = data(g);
    List<Array> loss = List.of(Array.zeros(DType.F32, Shape.SCALAR));
    Backend.Executable f = new Jit().compile(g, 8);
    List<Array> slow = args.stream().map(Array::copy).toList();
    Backend.Executable twin = new Interpreter().compile(g, 8);
    List<Array> slowLoss = List.of(Array.zeros(DType.F32, Shape.SCALAR));
    for (int i = 0; i < 20; i++) {
      f.run(args, loss);
      twin.run(slow, slowLoss);
      assertThat(Agreement.difference(args, slow)).isLessThan(64);
      assertThat(Agreement.difference(loss, slowLoss)).isLessThan(64);
    }
  }

  @Test
  void aStepAllocatesNothing() {
    Graph g = training(32, 20, 16, 10);
    List<Array> args = data(g);
    List<Array> loss = List.of(Array.zeros(DType.F32, Shape.SCALAR));
    Backend.Executable f = Jit.of(0, 1).compile(g, 8);
    f.run(args, loss);
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long before = memory.getCurrentThreadAllocatedBytes();
      for (int j = 0; j < 100; j++) {
        f.run(args, loss);
      }
      least = Math.min(least, memory.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).isZero();
  }

  @Test
  void parametersAreWrittenInPlace() {
    Graph g = training(32, 20, 16, 10);
    assertThat(Jit.explain(g, 8)).doesNotContain("copy to result");
  }
}
