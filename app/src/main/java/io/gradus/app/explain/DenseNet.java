package io.gradus.app.explain;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.Dense;
import io.gradus.nn.Loss;
import io.gradus.nn.Network;
import io.gradus.nn.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A network of dense layers with its numbers.
///
/// @param layers the layers in order
/// @param loss what it is trained to make small
public record DenseNet(List<Layer> layers, Loss loss) {
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

  /// The dense layers of a network.
  ///
  /// @param activation the activation of its last layer
  /// @throws UserException if it has other layers
  public static DenseNet of(Network network, Activation activation, Loss loss, Tree<Array> params) {
    List<Layer> layers = new ArrayList<>();
    int last = network.layers().size() - 1;
    for (int l = 0; l <= last; l++) {
      if (!(network.layers().get(l) instanceof Dense dense)) {
        throw new UserException(
            "only dense layers are written out, but layer %d is %s"
                .formatted(l + 1, network.layers().get(l)));
      }
      Tree<Array> own = params.at(l + ".dense");
      double[] w = own.get("weight").toDoubles(); // (inputs, outputs)
      int inputs = own.get("weight").shape().dim(0);
      double[][] rows = new double[dense.units()][inputs];
      for (int i = 0; i < w.length; i++) {
        rows[i % dense.units()][i / dense.units()] = w[i];
      }
      boolean scores = l == last && dense.activation().equals(Activations.IDENTITY);
      layers.add(
          new Layer(
              rows,
              Optional.of(own.get("bias").toDoubles()),
              scores ? activation : dense.activation()));
    }
    return new DenseNet(layers, loss);
  }

  /// The number of parameters.
  public int size() {
    return layers.stream().mapToInt(Layer::size).sum();
  }
}
