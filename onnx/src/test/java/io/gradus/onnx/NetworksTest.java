package io.gradus.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.Dense;
import io.gradus.nn.Layer;
import io.gradus.nn.Layers;
import io.gradus.nn.Losses;
import io.gradus.nn.Network;
import io.gradus.nn.data.Task;
import io.gradus.nn.io.Model;
import io.gradus.nn.train.Spec;
import io.gradus.onnx.OnnxExport.Inputs;
import io.gradus.onnx.proto.ModelProto;
import io.gradus.onnx.proto.NodeProto;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Exported networks give in ONNX Runtime what they give here, for any number of rows.
class NetworksTest {
  private static final int INPUTS = 4;

  static Collection<Activation> activations() {
    return Activations.all();
  }

  @ParameterizedTest
  @MethodSource("activations")
  void everyActivation(Activation a) throws OrtException {
    agrees(List.of(new Dense(5, a), new Dense(3, Activations.IDENTITY)));
  }

  /// The settings of layers that have some without a default.
  private static final Map<String, Object> SETTINGS =
      Map.of(
          "dense", Map.of("units", 5, "activation", "tanh"),
          "activation", "sine",
          "kan", 5,
          "formula", Map.of("text", "k*a + exp(m*sin(b))", "inputs", List.of("a", "b", "c", "d")),
          "residual", Map.of("layers", List.of("tanh(4)", "layer-normalization")),
          "embedding", Map.of("columns", List.of(Map.of("at", 1, "levels", 3))));

  static List<String> layers() {
    return Layers.names();
  }

  @ParameterizedTest
  @MethodSource("layers")
  void everyLayer(String name) throws OrtException {
    Object node = SETTINGS.containsKey(name) ? Map.of(name, SETTINGS.get(name)) : name;
    Object model = Map.of("layers", List.of(node, "tanh(6)", node, "relu(3)"));
    agrees(Spec.fromTree(Map.of("model", model), path -> "").model().layers());
  }

  static Stream<String> formulas() {
    Random random = new Random(3);
    return IntStream.range(0, 16).mapToObj(i -> formula(random, 3));
  }

  /// Random formulas that are finite at moderate x.
  private static String formula(Random random, int depth) {
    if (depth == 0) {
      return random.nextInt(3) > 0 ? "x" : String.valueOf(1 + random.nextInt(9) / 4.0);
    }
    String a = formula(random, depth - 1);
    String b = formula(random, depth - 1);
    return switch (random.nextInt(10)) {
      case 0 -> "(" + a + " + " + b + ")";
      case 1 -> "(" + a + " - " + b + ")";
      case 2 -> "tanh(" + a + ")*" + b;
      case 3 -> a + "/(1 + (" + b + ")^2)";
      case 4 -> "sin(" + a + ")";
      case 5 -> "exp(-(" + a + ")^2)";
      case 6 -> "log(1 + exp(" + a + "))";
      case 7 -> "max(" + a + ", " + b + ")";
      case 8 -> "erf(" + a + ")";
      default -> "sqrt(1 + abs(" + a + "))";
    };
  }

  @ParameterizedTest
  @MethodSource("formulas")
  void usersFormulas(String text) throws OrtException {
    agrees(List.of(new Dense(5, Activations.formula("x + 0*x + " + text))));
  }

  @Test
  void aLongNetwork() throws OrtException {
    List<Layer> layers = new ArrayList<>();
    for (Activation a : Activations.all()) {
      layers.add(new Dense(6, a));
    }
    agrees(layers);
  }

  @Test
  void knownFormulasBecomeOperatorsOfTheirOwn() {
    List<Layer> layers =
        Stream.of(
                Activations.RELU,
                Activations.SELU,
                Activations.SOFTSIGN,
                Activations.MISH,
                Activations.SOFTPLUS,
                Activations.LOG_SOFTMAX)
            .map(a -> (Layer) new Dense(5, a))
            .toList();
    ModelProto proto = OnnxExport.of(model(layers, DType.F32), Inputs.PREPARED);
    assertThat(proto.graph().nodes())
        .extracting(NodeProto::op)
        .filteredOn(op -> !op.equals("MatMul") && !op.equals("Add"))
        .containsExactly("Relu", "Selu", "Softsign", "Mish", "Softplus", "LogSoftmax", "Softmax");
  }

  private static void agrees(List<Layer> layers) throws OrtException {
    for (DType dtype : DType.values()) {
      Model model = model(layers, dtype);
      try (Judge judge = new Judge(OnnxExport.of(model, Inputs.PREPARED))) {
        for (int rows : List.of(1, 7)) {
          Array x = inputs(rows, dtype);
          Judge.compare(judge.run(List.of(x)).getFirst(), outputs(model, x), 1e-5);
        }
      }
    }
  }

  static Model model(List<Layer> layers, DType dtype) {
    Network network = new Network(INPUTS, layers, Activations.IDENTITY);
    return new Model(
        new Model.Description(
            Task.CLASSIFICATION,
            INPUTS,
            layers,
            Activations.SOFTMAX,
            Losses.CATALOG.named("cross-entropy"),
            dtype,
            IntStream.range(0, network.outputs()).mapToObj(String::valueOf).toList()),
        network.init(Key.of(5), dtype),
        Optional.empty(),
        Map.of(),
        5,
        "");
  }

  private static Array inputs(int rows, DType dtype) {
    double[] v = new double[rows * INPUTS];
    for (int i = 0; i < v.length; i++) {
      v[i] = 4 * Key.of(9).uniform(i) - 2;
    }
    return Array.of(Shape.of(rows, INPUTS), v).cast(dtype);
  }

  private static Array outputs(Model model, Array x) {
    Network network = model.description().network();
    Tree<Expr> params = network.params(x.dtype());
    Expr in = network.input(x.shape().dim(0), x.dtype());
    List<Expr> operands = new ArrayList<>(params.values());
    operands.add(in);
    List<Array> args = new ArrayList<>(model.params().values());
    args.add(x);
    return Interpreter.run(new Graph(operands, List.of(network.apply(params, in))), args)
        .getFirst();
  }
}
