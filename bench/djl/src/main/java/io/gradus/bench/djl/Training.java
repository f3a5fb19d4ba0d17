package io.gradus.bench.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.gradus.bench.child.Case;
import io.gradus.bench.child.Workload;
import java.util.ArrayList;
import java.util.List;

/// Steps of training per second, batches made beforehand.
final class Training implements Case {
  private final Workload w;
  private final List<NDArray> xs = new ArrayList<>();
  private final List<NDArray> ys = new ArrayList<>();
  private Net net;
  private int next;
  private int chunk;

  Training(Workload w) {
    this.w = w;
  }

  @Override
  public double prepare() throws Exception {
    NDManager manager = NDManager.newBaseManager();
    net = new Net(w, manager);
    for (int i = 0; i < Workload.BATCHES; i++) {
      xs.add(manager.create(w.x(i), new Shape(w.batch(), w.sizes()[0])));
      ys.add(
          w.loss() == Workload.Loss.CROSS_ENTROPY
              ? manager.create(w.classes(i), new Shape(w.batch(), 1))
              : manager.create(w.y(i), new Shape(w.batch(), w.outputs())));
    }
    double loss = 0;
    for (int i = 0; i < Workload.CHECKED; i++) {
      loss = net.step(xs.get(i % Workload.BATCHES), ys.get(i % Workload.BATCHES), true);
    }
    next = Workload.CHECKED % Workload.BATCHES;
    chunk = Case.warm(3, this::one);
    return loss;
  }

  @Override
  public double measure(double seconds) throws Exception {
    return Case.rate(seconds, chunk, this::one);
  }

  private void one() {
    net.step(xs.get(next), ys.get(next), false);
    next = (next + 1) % Workload.BATCHES;
  }
}
