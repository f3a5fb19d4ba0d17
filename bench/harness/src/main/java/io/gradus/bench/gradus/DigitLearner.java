package io.gradus.bench.gradus;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.bench.child.Digits;
import io.gradus.bench.child.Workload;
import io.gradus.eval.Backend;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.nn.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Learns digits.
final class DigitLearner implements Digits.Learner {
  private static final Workload W = Workload.USPS;

  private final Steps steps = new Steps(W);
  private final Array x = Array.zeros(DType.F32, Shape.of(W.batch(), W.sizes()[0]));
  private final Array y = Array.zeros(DType.F32, Shape.of(W.batch(), W.outputs()));
  private final List<Array> operands = steps.operands(x, y);
  private final Backend.Executable scores;

  DigitLearner(int tested) {
    Network network = Nets.network(W);
    Tree<Expr> params = network.params(DType.F32);
    Expr input = network.input(tested, DType.F32);
    List<Expr> in = new ArrayList<>(params.values());
    in.add(input);
    scores = Backend.current().compile(new Graph(in, List.of(network.scores(params, input))));
  }

  @Override
  public void step(float[] pixels, int[] labels) {
    System.arraycopy(pixels, 0, x.floats(), 0, pixels.length);
    Arrays.fill(y.floats(), 0);
    for (int i = 0; i < labels.length; i++) {
      y.floats()[i * W.outputs() + labels[i]] = 1;
    }
    steps.run(operands);
  }

  @Override
  public float[] scores(float[] pixels) {
    List<Array> args = new ArrayList<>(steps.params());
    args.add(Array.of(Shape.of(pixels.length / W.sizes()[0], W.sizes()[0]), pixels));
    return scores.run(args).getFirst().floats();
  }
}
