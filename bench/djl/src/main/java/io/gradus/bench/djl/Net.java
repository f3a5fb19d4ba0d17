package io.gradus.bench.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.gradus.bench.child.Workload;
import java.util.ArrayList;
import java.util.List;

/// A net with a training loop by hand: one native call for each layer, activation and parameter
/// update, no blocks, trainers or listeners in between. The native updates also clear gradients.
final class Net {
  private final Workload w;
  private final List<NDArray> params = new ArrayList<>();
  private final List<NDList> state = new ArrayList<>();
  private int steps;

  Net(Workload w, NDManager manager) {
    this.w = w;
    for (int i = 0; i < w.layers(); i++) {
      int in = w.sizes()[i];
      int out = w.sizes()[i + 1];
      add(manager, manager.create(w.transposed(i), new Shape(out, in)));
      add(manager, manager.zeros(new Shape(out), DataType.FLOAT32));
    }
  }

  private void add(NDManager manager, NDArray p) {
    p.setRequiresGradient(true);
    params.add(p);
    NDList moments = new NDList();
    int count =
        switch (w.optimizer()) {
          case SGD, MOMENTUM -> 1; // plain descent gets a state and leaves it alone
          case ADAM -> 2;
        };
    for (int i = 0; i < count; i++) {
      moments.add(manager.zeros(p.getShape(), DataType.FLOAT32));
    }
    state.add(moments);
  }

  /// The loss if `read`, which costs a copy.
  double step(NDArray x, NDArray y, boolean read) {
    double result = 0;
    try (NDManager scope = x.getManager().newSubManager()) {
      NDArray in = x.duplicate();
      in.attach(scope); // results go to the manager of their first operand
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray loss = loss(scores(in), y);
        collector.backward(loss);
        result = read ? loss.getFloat() : 0;
      }
      steps++;
      for (int i = 0; i < params.size(); i++) {
        update(i);
      }
    }
    return result;
  }

  NDArray scores(NDArray x) {
    NDArray h = x;
    for (int i = 0; i < w.layers(); i++) {
      h =
          h.getNDArrayInternal()
              .linear(h, params.get(2 * i), params.get(2 * i + 1))
              .singletonOrThrow();
      h =
          switch (w.activation(i)) {
            case NONE -> h;
            case RELU -> h.getNDArrayInternal().relu();
            case TANH -> h.tanh();
          };
    }
    return h;
  }

  private NDArray loss(NDArray scores, NDArray y) {
    return switch (w.loss()) {
      case CROSS_ENTROPY -> scores.logSoftmax(1).gather(y, 1).mean().neg();
      case SQUARES -> scores.sub(y).square().mean();
      case BINARY_CROSS_ENTROPY -> { // PyTorch's own formula; DJL has no native operation for it
        NDArray high = scores.getNDArrayInternal().relu();
        NDArray rest = scores.abs().neg().exp().add(1).log();
        yield high.sub(scores.mul(y)).add(rest).mean();
      }
    };
  }

  private void update(int i) {
    NDArray p = params.get(i);
    NDArray g = p.getGradient();
    NDList in = new NDList(p, g);
    in.addAll(state.get(i));
    NDList weights = new NDList(p);
    switch (w.optimizer()) {
      case SGD -> p.getNDArrayInternal().sgdUpdate(in, weights, w.rate(), 0, 1, -1, 0, true);
      case MOMENTUM ->
          p.getNDArrayInternal()
              .sgdUpdate(in, weights, w.rate(), 0, 1, -1, Workload.MOMENTUM, true);
      case ADAM -> {
        double corrected =
            w.rate() * Math.sqrt(1 - Math.pow(0.999, steps)) / (1 - Math.pow(0.9, steps));
        p.getNDArrayInternal()
            .adamUpdate(
                in,
                weights,
                w.rate(),
                (float) corrected,
                0,
                1,
                -1,
                0.9f,
                0.999f,
                1e-8f,
                true,
                false);
      }
    }
    g.close();
  }
}
