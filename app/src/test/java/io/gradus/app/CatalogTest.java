package io.gradus.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.jit.Jit;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.ClassWeights;
import io.gradus.nn.Codec;
import io.gradus.nn.Dense;
import io.gradus.nn.Embedding;
import io.gradus.nn.Formula;
import io.gradus.nn.Kan;
import io.gradus.nn.Layer;
import io.gradus.nn.Layers;
import io.gradus.nn.Loss;
import io.gradus.nn.Losses;
import io.gradus.nn.Network;
import io.gradus.nn.Noise;
import io.gradus.nn.optim.Optimizers;
import io.gradus.nn.train.TrainStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that a network can be made of, on the compiled engine: a step of training is that of
/// the interpreter.
class CatalogTest {
  private static final int ROWS = 6;
  private static final Loss MSE = Losses.CATALOG.named("mse");

  static Stream<Layer> layers() {
    return Stream.of(
        new Layers.Activation(Activations.TANH),
        new Layers.Dropout(0.3),
        new Layers.BatchNormalization(0.9, 1e-5),
        new Layers.LayerNormalization(1e-5),
        new Layers.Residual(List.of(new Dense(3, Activations.TANH)), Optional.empty()),
        new Layers.Residual(List.of(new Dense(2, Activations.TANH)), Optional.empty()),
        new Embedding(List.of(new Embedding.Column(1, 4))),
        new Kan(2),
        new Formula("a*exp(b*u) + c*v", List.of("u", "v"), Map.of("b", 0.1)));
  }

  @Test
  void everyKindOfLayerIsHere() {
    assertThat(Stream.concat(layers().map(CatalogTest::kind), Stream.of("dense")).distinct())
        .containsExactlyInAnyOrderElementsOf(Layers.names());
  }

  private static String kind(Layer layer) {
    Object tree = Codec.ofNetworks().write(layer);
    return tree instanceof Map<?, ?> map
        ? map.keySet().iterator().next().toString()
        : (String) tree;
  }

  @ParameterizedTest
  @MethodSource("layers")
  void layersStepAlike(Layer layer) {
    stepsAlike(List.of(layer, new Dense(2, Activations.IDENTITY)), MSE);
  }

  static Stream<Activation> activations() {
    return Stream.concat(
        Activations.all().stream(), Stream.of(Activations.formula("z*tanh(log(1+exp(z)))")));
  }

  @ParameterizedTest
  @MethodSource("activations")
  void activationsStepAlike(Activation a) {
    stepsAlike(List.of(new Dense(3, a), new Dense(2, Activations.IDENTITY)), MSE);
  }

  static Stream<Loss> losses() {
    Optional<ClassWeights> weights = Optional.of(new ClassWeights(List.of(1.5, 0.5)));
    return Stream.concat(
        Losses.all().stream(),
        Stream.of(
            new Losses.CrossEntropy("probabilities", 1e-7, 0.1, weights),
            new Losses.BinaryCrossEntropy("logits", 0, 0.1, weights)));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void lossesStepAlike(Loss loss) {
    stepsAlike(List.of(new Dense(2, Activations.IDENTITY)), loss);
  }

  @Test
  void noiseHasTheSameBits() {
    Expr step = Expr.param("step", new Type(DType.F64, Shape.SCALAR));
    Graph graph =
        new Graph(List.of(step), List.of(new Noise(Key.of(3), step).uniform(Shape.of(37, 11))));
    List<Array> at = List.of(Array.of(123_456_789));
    assertThat(new Jit().compile(graph).run(at)).isEqualTo(Interpreter.run(graph, at));
  }

  private static void stepsAlike(List<Layer> layers, Loss loss) {
    Activation head = loss.natural().orElse(Activations.IDENTITY);
    Network net = new Network(3, layers, head);
    TrainStep step = new TrainStep(net, loss, head, Optimizers.sgd(0.1), DType.F64);
    TrainStep.State start = step.start(net.init(Key.of(3), DType.F64));
    Graph graph = step.graph(ROWS);
    List<Array> args = new ArrayList<>(start.params().values());
    args.addAll(start.optimizer().values());
    double[] x = new double[3 * ROWS];
    Arrays.setAll(x, i -> i % 3 == 1 ? i % 4 : Math.sin(1 + 2.3 * i));
    double[] y = new double[2 * ROWS];
    Arrays.setAll(y, i -> i % 4 % 3 == 0 ? 1 : 0);
    args.addAll(List.of(Array.of(Shape.of(ROWS, 3), x), Array.of(Shape.of(ROWS, 2), y)));
    List<Array> fast = new Jit().compile(graph).run(args);
    List<Array> slow = Interpreter.run(graph, args);
    for (int i = 0; i < slow.size(); i++) {
      assertThat(fast.get(i).toDoubles()).containsExactly(slow.get(i).toDoubles(), within(1e-11));
    }
    assertThat(slow.getLast().item()).isFinite();
  }
}
