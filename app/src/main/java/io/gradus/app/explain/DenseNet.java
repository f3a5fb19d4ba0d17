package io.gradus.app.explain;

import io.gradus.array.Array;
import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.Dense;
import io.gradus.nn.Layers;
import io.gradus.nn.Loss;
import io.gradus.nn.Network;
import io.gradus.nn.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A network of dense layers with its numbers.
///
/// @param layers the layers in order
/// @param head what turns the activations of the last layer into outputs, as the loss wants them
/// @param loss what it is trained to make small
public record DenseNet(List<Layer> layers, Activation head, Loss loss) {
  private static final int MOST = 2000; // parameters that a reader would follow

  /// A layer a = f(W x + b).
  ///
  /// @param weights W, a row for each output
  /// @param bias b; empty for none
  /// @param activation f
  public record Layer(double[][] weights, Optional<double[]> bias, Activation activation) {
    /// The number of inputs.
    public int inputs() {
      return weights[0].length;
    }

    /// The number of outputs.
    public int outputs() {
      return weights.length;
    }

    /// The number of parameters.
    public int size() {
      return outputs() * (inputs() + (bias.isPresent() ? 1 : 0));
    }
  }

  /// Checks that the sizes fit.
  ///
  /// @throws UserException naming the sizes that do not
  public DenseNet {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new UserException("a network has at least one layer; give --weights for each");
    }
    for (int l = 0; l < layers.size(); l++) {
      Layer layer = layers.get(l);
      for (double[] row : layer.weights) {
        if (row.length != layer.inputs()) {
          throw new UserException(
              "weights of layer %d: rows of %d and of %d numbers; each output has one row"
                  .formatted(l + 1, layer.inputs(), row.length));
        }
      }
      if (layer.bias.isPresent() && layer.bias.get().length != layer.outputs()) {
        throw new UserException(
            "layer %d has %d outputs, but %d biases"
                .formatted(l + 1, layer.outputs(), layer.bias.get().length));
      }
      if (l > 0 && layer.inputs() != layers.get(l - 1).outputs()) {
        throw new UserException(
            "layer %d takes %d inputs, but layer %d has %d outputs; rows of weights are outputs"
                .formatted(l + 1, layer.inputs(), l, layers.get(l - 1).outputs()));
      }
    }
    int size = layers.stream().mapToInt(Layer::size).sum();
    if (size > MOST) {
      throw new UserException(
          "the network has %d parameters; up to %d are written out".formatted(size, MOST));
    }
  }

  /// The dense layers of a network. Activations of their own belong to the layer below, and dropout
  /// does nothing once training is over.
  ///
  /// @param head what turns scores into outputs
  /// @throws UserException if it has other layers
  public static DenseNet of(Network network, Activation head, Loss loss, Tree<Array> params) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 0; l < network.layers().size(); l++) {
      switch (network.layers().get(l)) {
        case Dense dense -> layers.add(layer(dense, params.at(l + ".dense")));
        case Layers.Activation f when !layers.isEmpty() -> {
          Layer below = layers.removeLast();
          layers.add(new Layer(below.weights, below.bias, then(below.activation, f.function())));
        }
        case Layers.Dropout _ -> {}
        case io.gradus.nn.Layer other ->
            throw new UserException(
                "written out are dense layers, activations behind them and dropout, but layer %d"
                        .formatted(l + 1)
                    + " is "
                    + other);
      }
    }
    return new DenseNet(layers, head, loss);
  }

  private static Layer layer(Dense dense, Tree<Array> params) {
    double[] w = params.get("weight").toDoubles(); // (inputs, outputs)
    double[][] rows = new double[dense.units()][w.length / dense.units()];
    for (int i = 0; i < w.length; i++) {
      rows[i % dense.units()][i / dense.units()] = w[i];
    }
    return new Layer(rows, Optional.of(params.get("bias").toDoubles()), dense.activation());
  }

  /// The activations in turn: x ↦ g(f(x)).
  private static Activation then(Activation f, Activation g) {
    return f.equals(Activations.IDENTITY)
        ? g
        : g.equals(Activations.IDENTITY)
            ? f
            : new Activation(
                g.name() + " of " + f.name(),
                Map.of(),
                f.kinks(),
                f.pointwise() && g.pointwise(),
                (x, _) -> g.of(f.of(x)));
  }

  /// The activation of a layer, that of the last with the head.
  ///
  /// @param l counts from 0
  public Activation activation(int l) {
    Activation own = layers.get(l).activation;
    return l == layers.size() - 1 ? then(own, head) : own;
  }

  /// The number of inputs.
  public int inputs() {
    return layers.getFirst().inputs();
  }

  /// The number of outputs.
  public int outputs() {
    return layers.getLast().outputs();
  }

  /// The loss as a function of the last pre-activations (batch, outputs).
  Expr lossByScores(Expr z, Expr target) {
    return loss.of(layers.getLast().activation.of(z), head, target);
  }

  /// The loss as a function of the outputs (batch, outputs).
  Expr lossByOutputs(Expr output, Expr target) {
    Activation done =
        new Activation("known " + head.name(), Map.of(), List.of(), true, (x, _) -> x);
    return loss.of(output, head.equals(Activations.IDENTITY) ? head : done, target);
  }

  /// The number of parameters.
  public int size() {
    return layers.stream().mapToInt(Layer::size).sum();
  }
}
