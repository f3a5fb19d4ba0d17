package io.gradus.bench.libtorch;

import io.gradus.bench.child.Case;
import io.gradus.bench.child.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// Steps of training per second with the modules, losses and optimizers of the C++ front end,
/// batches made beforehand.
final class Training implements Case {
  private final Workload w;
  private final List<LinearImpl> layers = new ArrayList<>();
  private final List<Tensor> xs = new ArrayList<>();
  private final List<Tensor> ys = new ArrayList<>();
  private Optimizer optimizer;
  private double loss;
  private int next;
  private int chunk;

  Training(Workload w) {
    this.w = w;
  }

  @Override
  public double prepare() throws Exception {
    TensorVector params = new TensorVector();
    try (NoGradGuard _ = new NoGradGuard()) {
      for (int i = 0; i < w.layers(); i++) {
        int in = w.sizes()[i];
        int out = w.sizes()[i + 1];
        LinearImpl layer = new LinearImpl(in, out);
        layer.weight().copy_(tensor(w.transposed(i), out, in));
        layer.bias().zero_();
        layers.add(layer);
        params.push_back(layer.weight());
        params.push_back(layer.bias());
      }
    }
    for (int i = 0; i < Workload.BATCHES; i++) {
      xs.add(tensor(w.x(i), w.batch(), w.sizes()[0]));
      ys.add(
          w.loss() == Workload.Loss.CROSS_ENTROPY
              ? Tensor.create(Arrays.stream(w.classes(i)).asLongStream().toArray(), w.batch())
              : tensor(w.y(i), w.batch(), w.outputs()));
    }
    optimizer = optimizer(params);
    for (int i = 0; i < Workload.CHECKED; i++) {
      step(true);
    }
    chunk = Case.warm(3, this::one);
    return loss;
  }

  @Override
  public double measure(double seconds) throws Exception {
    return Case.rate(seconds, chunk, this::one);
  }

  private void one() {
    step(false);
  }

  private void step(boolean read) {
    try (PointerScope _ = new PointerScope()) {
      optimizer.zero_grad();
      Tensor h = xs.get(next);
      for (int i = 0; i < w.layers(); i++) {
        h = layers.get(i).forward(h);
        h =
            switch (w.activation(i)) {
              case NONE -> h;
              case RELU -> h.relu();
              case TANH -> h.tanh();
            };
      }
      Tensor y = ys.get(next);
      Tensor value =
          switch (w.loss()) {
            case BINARY_CROSS_ENTROPY -> torch.binary_cross_entropy_with_logits(h, y);
            case CROSS_ENTROPY -> torch.cross_entropy_loss(h, y);
            case SQUARES -> torch.mse_loss(h, y);
          };
      value.backward();
      optimizer.step();
      loss = read ? value.item_float() : loss;
    }
    next = (next + 1) % Workload.BATCHES;
  }

  private Optimizer optimizer(TensorVector params) {
    return switch (w.optimizer()) {
      case SGD -> new SGD(params, new SGDOptions(w.rate()));
      case MOMENTUM -> {
        SGDOptions options = new SGDOptions(w.rate());
        options.momentum().put(Workload.MOMENTUM);
        yield new SGD(params, options);
      }
      case ADAM -> new Adam(params, new AdamOptions(w.rate()));
    };
  }

  private static Tensor tensor(float[] data, long rows, long columns) {
    return Tensor.create(data, rows, columns);
  }
}
