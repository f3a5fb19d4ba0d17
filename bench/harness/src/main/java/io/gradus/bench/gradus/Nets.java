package io.gradus.bench.gradus;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.bench.child.Workload;
import io.gradus.graph.Tree;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.Dense;
import io.gradus.nn.Layer;
import io.gradus.nn.Loss;
import io.gradus.nn.Losses;
import io.gradus.nn.Network;
import io.gradus.nn.optim.GradientTransform;
import io.gradus.nn.optim.Optimizers;
import io.gradus.nn.train.TrainStep;
import java.util.ArrayList;
import java.util.List;

/// Workloads as networks of Gradus.
final class Nets {
  private Nets() {}

  static Network network(Workload w) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < w.layers(); i++) {
      layers.add(new Dense(w.sizes()[i + 1], activation(w.activation(i))));
    }
    Activation head =
        w.loss() == Workload.Loss.CROSS_ENTROPY ? Activations.SOFTMAX : Activations.IDENTITY;
    return new Network(w.sizes()[0], layers, head);
  }

  static TrainStep step(Workload w) {
    return new TrainStep(network(w), loss(w), Activations.IDENTITY, optimizer(w), DType.F32);
  }

  static Tree<Array> params(Workload w) {
    List<Array> values = new ArrayList<>();
    for (int i = 0; i < w.layers(); i++) {
      values.add(Array.of(Shape.of(w.sizes()[i], w.sizes()[i + 1]), w.weights(i)));
      values.add(Array.zeros(DType.F32, Shape.of(w.sizes()[i + 1])));
    }
    return Tree.of(network(w).params(DType.F32).names(), values);
  }

  private static Activation activation(Workload.Activation a) {
    return switch (a) {
      case NONE -> Activations.IDENTITY;
      case RELU -> Activations.RELU;
      case TANH -> Activations.TANH;
    };
  }

  private static Loss loss(Workload w) {
    return switch (w.loss()) {
      case BINARY_CROSS_ENTROPY -> new Losses.BinaryCrossEntropy("logits");
      case CROSS_ENTROPY -> new Losses.CrossEntropy("logits");
      case SQUARES -> new Losses.Mse();
    };
  }

  private static GradientTransform optimizer(Workload w) {
    return switch (w.optimizer()) {
      case SGD -> Optimizers.sgd(w.rate());
      case MOMENTUM -> Optimizers.momentum(w.rate(), Workload.MOMENTUM);
      case ADAM -> Optimizers.adam(w.rate(), 0.9, 0.999, 1e-8);
    };
  }
}
