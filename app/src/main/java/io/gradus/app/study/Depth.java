package io.gradus.app.study;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.diff.Reverse;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.Dense;
import io.gradus.nn.Initializer;
import io.gradus.nn.Initializers;
import io.gradus.nn.Network;
import io.gradus.nn.diagnose.MeanField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// What becomes of the norm of a gradient on its way back through layers that are still as they
/// began: the bound, what mean field theory predicts, and what a network of that kind does.
///
/// @param init the name of the initializer
/// @param theory the prediction for layers without end
/// @param weightVariance σw², the mean square of the weights times the inputs of a layer
/// @param rows what is left behind 1, 2, … layers
public record Depth(String init, MeanField theory, double weightVariance, List<Row> rows) {
  private static final int EXAMPLES = 32;

  /// What is left of the norm.
  ///
  /// @param layers behind so many layers, counted from the last
  /// @param bound at most, if no weight matrix has a norm above 1: (sup|σ'|)ᵏ
  /// @param predicted ∏ √χ with the variance of each layer
  /// @param measured in a network with random weights, for a random gradient at its end
  public record Row(int layers, double bound, double predicted, double measured) {}

  /// Sends standard normal inputs through a network and a random gradient back.
  ///
  /// @param activation one that is applied to each number alone
  /// @param steepest the least upper bound of |σ'|
  /// @param init the name of the initializer of the weights; biases begin with 0
  /// @param width the neurons of each layer
  /// @throws io.gradus.nn.UserException if there is no such initializer
  public static Depth of(
      Activation activation, double steepest, String init, int layers, int width, long seed) {
    Dense dense =
        new Dense(
            width,
            activation,
            Optional.of(Initializers.CATALOG.named(init)),
            new Initializers.Zeros());
    Network network = new Network(width, Collections.nCopies(layers, dense), Activations.IDENTITY);
    Key key = Key.of(seed);
    Array x = normal(width, key.fold(0));
    Tree<Array> params = network.init(key.fold(1), x, x);
    double[] measured = measured(network, dense, params, x, normal(width, key.fold(2)));

    double variance = width * variance(params.get("0.dense.weight"), dense, width);
    MeanField theory = new MeanField(activation, variance, 0);
    double[] factors = new double[layers];
    double q = theory.first(1);
    for (int l = 0; l < layers; l++) {
      factors[l] = Math.sqrt(theory.chi(q));
      q = theory.next(q);
    }
    List<Row> rows = new ArrayList<>();
    double predicted = 1;
    for (int k = 1; k <= layers; k++) {
      predicted *= factors[layers - k];
      double left = measured[layers - k] / measured[layers];
      rows.add(new Row(k, Math.pow(steepest, k), predicted, left));
    }
    return new Depth(init, theory, variance, List.copyOf(rows));
  }

  /// The variance of a weight; that of the sample where weights depend on each other.
  private static double variance(Array weights, Dense dense, int width) {
    return dense.init().orElseThrow() instanceof Initializer.Independent law
        ? law.distribution(width, width).variance()
        : Arrays.stream(weights.toDoubles()).map(w -> w * w).average().orElseThrow();
  }

  /// The norms of the gradient by the inputs and by the outputs of each layer.
  private static double[] measured(
      Network network, Dense dense, Tree<Array> params, Array x, Array gradient) {
    Tree<Expr> symbols = network.params(DType.F64);
    Expr input = network.input(EXAMPLES, DType.F64);
    int layers = network.layers().size();
    List<Expr> signals = new ArrayList<>(List.of(input));
    for (int l = 0; l < layers; l++) {
      signals.add(dense.apply(symbols.at(l + ".dense"), signals.getLast()));
    }
    Expr[] gradients = new Expr[layers + 1];
    gradients[layers] = Expr.constant(gradient);
    for (int l = layers; l > 0; l--) {
      List<Expr> layer = List.of(signals.get(l));
      gradients[l - 1] =
          Reverse.pull(layer, List.of(gradients[l]), List.of(signals.get(l - 1))).getFirst();
    }
    List<Expr> norms = Arrays.stream(gradients).map(g -> g.square().sum().sqrt()).toList();
    List<Expr> operands = new ArrayList<>(symbols.values());
    operands.add(input);
    List<Array> at = new ArrayList<>(params.values());
    at.add(x);
    return Interpreter.run(new Graph(operands, norms), at).stream()
        .mapToDouble(Array::item)
        .toArray();
  }

  private static Array normal(int width, Key key) {
    return new Initializers.Normal(1).init(Type.f64(EXAMPLES, width), width, width, key);
  }

  /// What is left behind all layers.
  public Row last() {
    return rows.getLast();
  }
}
