package io.gradus.bench.gradus;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.bench.child.Case;
import io.gradus.bench.child.Workload;
import java.util.ArrayList;
import java.util.List;

/// Steps of training per second.
final class Training implements Case {
  private final Workload w;
  private final List<List<Array>> batches = new ArrayList<>();
  private Steps steps;
  private int next;
  private int chunk;

  Training(Workload w) {
    this.w = w;
  }

  @Override
  public double prepare() throws Exception {
    steps = new Steps(w);
    for (int i = 0; i < Workload.BATCHES; i++) {
      Array x = Array.of(Shape.of(w.batch(), w.sizes()[0]), w.x(i));
      batches.add(steps.operands(x, Array.of(Shape.of(w.batch(), w.outputs()), w.y(i))));
    }
    for (int i = 0; i < Workload.CHECKED; i++) {
      one();
    }
    double loss = steps.loss();
    chunk = Case.warm(3, this::one);
    return loss;
  }

  @Override
  public double measure(double seconds) throws Exception {
    return Case.rate(seconds, chunk, this::one);
  }

  private void one() {
    steps.run(batches.get(next));
    next = (next + 1) % Workload.BATCHES;
  }
}
