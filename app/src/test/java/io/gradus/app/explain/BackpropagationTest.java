package io.gradus.app.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.diff.Reverse;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.Dense;
import io.gradus.nn.Layer;
import io.gradus.nn.Layers;
import io.gradus.nn.Loss;
import io.gradus.nn.Losses;
import io.gradus.nn.Network;
import io.gradus.nn.UserException;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BackpropagationTest {
  private static final double[][] INPUTS = {{0.7, -1.2}, {-0.4, 0.9}};
  private static final double[][] TARGETS = {{0.2, 0.5, 0.3}, {0.6, 0.1, 0.3}};

  static Stream<Arguments> lossesAndOutputs() {
    List<Activation> heads =
        List.of(
            Activations.IDENTITY, Activations.SOFTMAX, Activations.SIGMOID, Activations.SOFTPLUS);
    return Losses.all().stream()
        .flatMap(loss -> heads.stream().map(head -> Arguments.of(loss, head)))
        .filter(a -> !(a.get()[0] instanceof Losses.Kl && a.get()[1] == Activations.IDENTITY));
  }

  /// Each line as it is written has the value that the graph has, and loss and gradients are those
  /// of the network of `nn` as a training computes them.
  @ParameterizedTest
  @MethodSource("lossesAndOutputs")
  void everyLossAndOutput(Loss loss, Activation head) {
    List<Layer> layers =
        List.of(
            new Dense(3, Activations.IDENTITY),
            new Layers.Activation(Activations.TANH),
            new Layers.Dropout(0.5),
            new Dense(3, Activations.IDENTITY));
    Network network = new Network(2, layers, head);
    Tree<Array> params = network.init(Key.of(7), DType.F64);
    Backpropagation b =
        Backpropagation.of(DenseNet.of(network, head, loss, params), INPUTS, TARGETS, 0.5);
    for (Step step : Script.of(b).stream().flatMap(s -> s.steps().stream()).toList()) {
      double written = step.formula().value();
      assertThat(written).as(step.name().text()).isCloseTo(step.value(), within(1e-9));
    }
    Tree<Expr> places = network.params(DType.F64);
    Expr scores = network.scores(places, Expr.constant(Array.matrix(INPUTS)));
    Expr value = loss.of(scores, head, Expr.constant(Array.matrix(TARGETS)));
    List<Expr> results = Reverse.valueAndGrad(value, places.values());
    List<Array> got = Interpreter.run(new Graph(places.values(), results), params.values());
    assertThat(b.loss()).isCloseTo(got.getFirst().item(), within(1e-12));
    Tree<Array> gradients = Tree.of(places.names(), got.subList(1, got.size()));
    for (int l = 0; l < 2; l++) {
      DenseNet.Layer layer = b.gradients().get(l);
      Tree<Array> of = gradients.at(3 * l + ".dense");
      close(layer.bias().orElseThrow(), of.get("bias"));
      double[][] columns = Backpropagation.transposed(layer.weights());
      close(Stream.of(columns).flatMapToDouble(DoubleStream::of).toArray(), of.get("weight"));
    }
  }

  private static void close(double[] got, Array want) {
    assertThat(got).containsExactly(want.toDoubles(), within(1e-9));
  }

  @Test
  void layersThatAreNotWrittenOut() {
    for (Layer layer :
        List.of(new Layers.LayerNormalization(1e-5), new Layers.Activation(Activations.TANH))) {
      Network network =
          new Network(2, List.of(layer, new Dense(1, Activations.IDENTITY)), Activations.IDENTITY);
      assertThatThrownBy(() ->
              DenseNet.of(
                  network,
                  Activations.IDENTITY,
                  new Losses.Mse(),
                  network.init(Key.of(1), DType.F64)))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("layer 1 is");
    }
  }
}
