package io.gradus.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.nn.Activations;
import io.gradus.nn.Dense;
import io.gradus.nn.Layer;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Task;
import io.gradus.nn.io.Model;
import io.gradus.onnx.OnnxExport.Inputs;
import io.gradus.onnx.OnnxImport.Imported;
import io.gradus.onnx.OnnxImport.Naming;
import io.gradus.onnx.proto.DataType;
import io.gradus.onnx.proto.ModelProto;
import io.gradus.onnx.proto.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Files in the manner of other libraries: the imported model gives what ONNX Runtime gives.
class OnnxImportTest {
  private static final Path FILE = Path.of("m.onnx");

  @ParameterizedTest
  @EnumSource(DType.class)
  void asPyTorchWrites(DType dtype) throws OrtException {
    Foreign f =
        new Foreign(dtype, 4)
            .weights("fc1.weight", 8, 4)
            .weights("fc1.bias", 8)
            .weights("fc2.weight", 3, 8)
            .weights("fc2.bias", 3)
            .node("Gemm", "x,fc1.weight,fc1.bias", "h", "transB", 1, "alpha", 1.0, "beta", 1.0)
            .node("Relu", "h", "r")
            .node("Dropout", "r", "d")
            .node("Gemm", "d,fc2.weight,fc2.bias", "y", "transB", 1)
            .output("y");
    Imported i = agrees(f.model(17));
    assertThat(i.model().description().layers())
        .isEqualTo(List.<Layer>of(dense(8, "relu"), dense(3, "identity")));
    assertThat(i.model().description().task()).isEqualTo(Task.REGRESSION);
    assertThat(i.model().description().precision()).isEqualTo(dtype);
    assertThat(i.leftOut())
        .containsExactly("node 'd_node' (Dropout) leaves the numbers as they are");
    assertThat(i.model().params().get("0.dense.weight").get(1))
        .isEqualTo(f.model(17).graph().initializers().getFirst().toDoubles()[4]);
  }

  @Test
  void scoresOfAClassifierAreMadeProbabilities() {
    ModelProto m =
        new Foreign(DType.F32, 2)
            .weights("w", 2, 3)
            .node("MatMul", "x,w", "y")
            .output("y")
            .model(13);
    Naming naming =
        new Naming(
            Optional.of(Task.CLASSIFICATION),
            List.of("a", "b"),
            Optional.of("kind"),
            List.of("p", "q", "r"));
    Model model = OnnxImport.read(m.toBytes(), FILE, naming).model();
    Array y = model.inference().outputs(model.params(), inputs(DType.F32, 2));
    assertThat(y.get(0) + y.get(1) + y.get(2)).isCloseTo(1, within(1e-6));
    assertThat(model.description().outputs()).containsExactly("p", "q", "r");
    assertThat(model.preprocessor().orElseThrow().featureNames()).containsExactly("a", "b");
  }

  @Test
  void aSingleProbabilityIsOfTwoClasses() {
    Foreign f = new Foreign(DType.F32, 2).weights("w", 2, 1).node("MatMul", "x,w", "z");
    ModelProto m = f.node("Sigmoid", "z", "y").output("y").model(13);
    assertThat(OnnxImport.read(m.toBytes(), FILE, Naming.NONE).model().description().task())
        .isEqualTo(Task.MULTI_LABEL);
    Naming naming =
        new Naming(
            Optional.of(Task.CLASSIFICATION), List.of(), Optional.empty(), List.of("no", "yes"));
    Model model = OnnxImport.read(m.toBytes(), FILE, naming).model();
    Array x = inputs(DType.F32, 2);
    Array both = model.inference().outputs(model.params(), x);
    double z =
        x.get(0) * f.model(13).graph().initializers().getFirst().toDoubles()[0]
            + x.get(1) * f.model(13).graph().initializers().getFirst().toDoubles()[1];
    assertThat(both.shape()).isEqualTo(Shape.of(5, 2));
    assertThat(both.get(1)).isCloseTo(1 / (1 + Math.exp(-z)), within(1e-6));
  }

  @Test
  void asKerasWrites() throws OrtException {
    Foreign f =
        new Foreign(DType.F32, 6)
            .weights("dense/kernel:0", 6, 5)
            .weights("dense/bias:0", 5)
            .numbers("scale", 1, 2, 3, 4, 5)
            .numbers("beta", 5, 4, 3, 2, 1)
            .numbers("mean", .1, .2, .3, .4, .5)
            .numbers("variance", 1, 2, 3, 4, 5)
            .weights("out/kernel:0", 5, 3)
            .numbers("out/bias:0", 0, 0, 0)
            .integers("flat", -1, 6)
            .node("Reshape", "x,flat", "x2")
            .node("MatMul", "x2,dense/kernel:0", "m1")
            .node("Add", "m1,dense/bias:0", "a1")
            .node("BatchNormalization", "a1,scale,beta,mean,variance", "bn", "epsilon", 0.001)
            .node("Tanh", "bn", "t1")
            .node("MatMul", "t1,out/kernel:0", "m2")
            .node("Add", "out/bias:0,m2", "a2")
            .node("Softmax", "a2", "y", "axis", -1)
            .output("y");
    Imported i = agrees(f.model(15));
    assertThat(i.model().params().names()).contains("1.batch-normalization.mean", "3.dense.weight");
    assertThat(i.model().description().task()).isEqualTo(Task.CLASSIFICATION);
  }

  @Test
  void asScikitLearnWrites() throws OrtException {
    Foreign f =
        scaled()
            .weights("coefficient1", 4, 3)
            .weights("intercepts1", 1, 3)
            .tensor(TensorProto.of("classes", List.of("setosa", "versicolor", "virginica")))
            .integers("shape", -1)
            .node("MatMul", "r,coefficient1", "m2")
            .node("Add", "m2,intercepts1", "a2")
            .node("Softmax", "a2", "probabilities", "axis", 1)
            .node("ArgMax", "probabilities", "argmax", "axis", 1, "keepdims", 1)
            .classical("ArrayFeatureExtractor", "classes,argmax", "label")
            .node("Reshape", "label,shape", "output_label")
            .node("Identity", "probabilities", "output_probability")
            .output("output_label", DataType.STRING)
            .output("output_probability");
    Imported i = agrees(f.model(15));
    assertThat(i.model().description().outputs())
        .containsExactly("setosa", "versicolor", "virginica");
    assertThat(i.leftOut()).contains("output 'output_label' is the class with the highest score");
  }

  @Test
  void asScikitLearnWritesTwoClasses() throws OrtException {
    Foreign f =
        scaled()
            .weights("coefficient1", 4, 1)
            .weights("intercepts1", 1, 1)
            .number("one", 1)
            .node("MatMul", "r,coefficient1", "m2")
            .node("Add", "m2,intercepts1", "a2")
            .node("Sigmoid", "a2", "p")
            .node("Sub", "one,p", "q")
            .node("Concat", "q,p", "probabilities", "axis", 1)
            .node("ArgMax", "probabilities", "argmax", "axis", 1)
            .node("Cast", "argmax", "label", "to", 7)
            .output("label", DataType.INT64)
            .output("probabilities");
    Imported i = agrees(f.model(15));
    assertThat(i.model().description().task()).isEqualTo(Task.CLASSIFICATION);
    assertThat(i.model().description().outputs()).hasSize(2);
  }

  /// Standardized columns and a hidden layer.
  private static Foreign scaled() {
    return new Foreign(DType.F32, 3)
        .weights("coefficient", 3, 4)
        .weights("intercepts", 1, 4)
        .node("Cast", "x", "c", "to", 1)
        .classical(
            "Scaler", "c", "s", "offset", List.of(.1f, .2f, .3f), "scale", List.of(2f, 3f, 4f))
        .node("MatMul", "s,coefficient", "m")
        .node("Add", "m,intercepts", "a")
        .node("Relu", "a", "r");
  }

  @Test
  void zipMapNamesTheClasses() {
    ModelProto m =
        new Foreign(DType.F32, 2)
            .weights("w", 2, 2)
            .node("MatMul", "x,w", "s")
            .node("Softmax", "s", "p")
            .classical("ZipMap", "p", "z", "classlabels_strings", List.of("no", "yes"))
            .output("z")
            .model(13);
    Imported i = OnnxImport.read(m.toBytes(), FILE, Naming.NONE);
    assertThat(i.model().description().outputs()).containsExactly("no", "yes");
  }

  @Test
  void columnsThatAreScaledByHandGoIntoTheNextLayer() throws OrtException {
    Foreign f =
        new Foreign(DType.F32, 3)
            .numbers("mean", 1, 2, 3)
            .numbers("std", 2, 2, 4)
            .weights("w", 3, 2)
            .numbers("unit", 10, 20)
            .node("Sub", "x,mean", "c")
            .node("Div", "c,std", "s")
            .node("MatMul", "s,w", "m")
            .node("Tanh", "m", "t")
            .node("Mul", "t,unit", "y")
            .output("y");
    Imported i = agrees(f.model(13));
    assertThat(i.model().params().names())
        .contains("0.dense.weight", "1.batch-normalization.scale");
  }

  @Test
  void branchesThatMeetAgainAreAResidualBlock() throws OrtException {
    Foreign f =
        new Foreign(DType.F32, 4)
            .weights("w1", 4, 4)
            .weights("w2", 4, 4)
            .weights("w3", 4, 2)
            .weights("g", 4)
            .weights("b", 4)
            .node("MatMul", "x,w1", "h")
            .node("Relu", "h", "r")
            .node("MatMul", "r,w2", "i")
            .node("LayerNormalization", "i,g,b", "n", "axis", -1, "epsilon", 1e-4)
            .node("Sigmoid", "n", "sn")
            .node("Mul", "n,sn", "silu")
            .node("Add", "silu,r", "sum")
            .node("MatMul", "sum,w3", "y")
            .output("y");
    Imported i = agrees(f.model(17));
    assertThat(i.model().params().names()).contains("1.residual.0.dense.weight");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          Relu; relu
          Tanh; tanh
          Sigmoid; sigmoid
          Elu alpha 0.5; elu{alpha=0.5}
          Elu; elu{alpha=1.0}
          LeakyRelu; leaky-relu{alpha=0.01}
          LeakyRelu alpha 0.2; leaky-relu{alpha=0.2}
          Selu; selu
          Softplus; softplus
          Softsign; softsign
          HardSigmoid; hard-sigmoid{alpha=0.2, beta=0.5}
          HardSigmoid alpha 0.25 beta 0.4; hard-sigmoid{alpha=0.25, beta=0.4}
          Mish; mish
          Gelu; gelu
          Gelu approximate tanh; gelu-tanh{c=0.044715}
          Identity; identity
          Celu alpha 2.0; max(x, 0) + 2*expm1(min(x/2, 0))
          ThresholdedRelu alpha 0.5; where(x > 1/2, x, 0)
          HardSwish; x*min(max(x/6 + 1/2, 0), 1)
          """)
  void everyActivation(String op, String name) throws OrtException {
    String[] words = op.split(" ");
    Object[] attributes = new Object[words.length - 1];
    for (int i = 1; i < words.length; i++) {
      attributes[i - 1] =
          words[i].matches("[\\d.]+") ? (Object) Double.valueOf(words[i]) : words[i];
    }
    Foreign f =
        new Foreign(DType.F32, 3)
            .weights("w", 3, 4)
            .weights("b", 4)
            .node("Gemm", "x,w,b", "h")
            .node(words[0], "h", "y", attributes)
            .output("y");
    Imported i = agrees(f.model(20));
    assertThat(i.model().description().activation()).hasToString(name);
  }

  /// The ways in which GELU and others are written where they are no operators.
  static List<Foreign> decomposed() {
    return List.of(
        head()
            .number("root", Math.sqrt(2))
            .number("one", 1)
            .number("half", 0.5)
            .node("Div", "h,root", "d")
            .node("Erf", "d", "e")
            .node("Add", "e,one", "p")
            .node("Mul", "h,p", "m")
            .node("Mul", "m,half", "y"),
        head()
            .node(
                "Constant", "", "half", "value", TensorProto.of("", Array.of(0.5).cast(DType.F32)))
            .number("r", Math.sqrt(0.5))
            .number("one", 1)
            .node("Mul", "half,h", "m")
            .node("Mul", "h,r", "d")
            .node("Erf", "d", "e")
            .node("Add", "one,e", "p")
            .node("Mul", "m,p", "y"));
  }

  private static Foreign head() {
    return new Foreign(DType.F32, 3)
        .weights("w", 3, 4)
        .weights("b", 4)
        .node("Gemm", "x,w,b", "h")
        .output("y");
  }

  @ParameterizedTest
  @MethodSource("decomposed")
  void geluInParts(Foreign f) throws OrtException {
    Imported i = agrees(f.model(13));
    assertThat(i.model().description().activation()).isEqualTo(Activations.GELU);
  }

  @Test
  void formulasWithoutANameAreKept() throws OrtException {
    Foreign f =
        head()
            .number("three", 3)
            .node("Sin", "h", "s")
            .node("Pow", "s,three", "p")
            .node("Max", "p,h", "y");
    Imported i = agrees(f.model(13));
    assertThat(i.model().description().activation().name()).isEqualTo("max(sin(x)^3, x)");
  }

  @Test
  void weightsInHalfPrecisionAreRead() {
    TensorProto half =
        new TensorProto(
            "w",
            DataType.FLOAT16,
            List.of(2L, 1L),
            ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0x3E00)
                .putShort((short) 0xC000)
                .rewind(),
            List.of());
    ModelProto m =
        new Foreign(DType.F32, 2).tensor(half).node("MatMul", "x,w", "y").output("y").model(13);
    Model model = OnnxImport.read(m.toBytes(), FILE, Naming.NONE).model();
    assertThat(model.params().get("0.dense.weight")).isEqualTo(Array.of(Shape.of(2, 1), 1.5f, -2f));
  }

  @Test
  void ourOwnFilesComeBackExactly() {
    for (DType dtype : DType.values()) {
      Model model = NetworksTest.model(List.of(dense(5, "mish"), dense(3, "identity")), dtype);
      byte[] bytes = OnnxExport.of(model, Inputs.PREPARED).toBytes();
      assertThat(OnnxImport.read(bytes, FILE, Naming.NONE).model()).isEqualTo(model);
    }
  }

  @Test
  void ourOwnFilesAreUnderstoodWithoutTheirDescription() throws OrtException {
    for (String a : List.of("relu", "gelu", "silu", "hard-sigmoid", "softmax", "gaussian")) {
      Model model = NetworksTest.model(List.of(dense(5, a), dense(3, "identity")), DType.F32);
      ModelProto m = OnnxExport.of(model, Inputs.PREPARED);
      Imported i =
          agrees(
              new ModelProto(
                  m.irVersion(), m.opsets(), m.producer(), m.version(), Map.of(), m.graph()));
      assertThat(i.model().params().values()).isEqualTo(model.params().values());
    }
  }

  @Test
  void whatIsNotUnderstoodIsNamed() {
    refused(head().node("LSTM", "h", "y"), "m.onnx: node 'y_node' (LSTM) is not understood");
    refused(head().node("MatMul", "h,h", "y"), "node 'y_node' (MatMul): what it multiplies by");
    refused(head().node("Softmax", "h", "y", "axis", 0), "it works along axis 0");
    refused(head().node("Gemm", "h,w", "y"), "the layers do not fit each other");
    refused(new Foreign(DType.F32, 3).output("y"), "no node yields 'y'");
    refused(
        head().weights("v", 3, 4).node("MatMul", "x,v", "z").node("Mul", "h,z", "y"),
        "node 'y_node' (Mul): it joins two branches of the network");
  }

  private static void refused(Foreign f, String message) {
    assertThatThrownBy(() -> OnnxImport.read(f.model(17).toBytes(), FILE, Naming.NONE))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  private static Dense dense(int units, String activation) {
    return new Dense(units, Activations.named(activation));
  }

  private static Array inputs(DType dtype, int width) {
    double[] v = new double[5 * width];
    for (int i = 0; i < v.length; i++) {
      v[i] = 6 * Key.of(3).uniform(i) - 3;
    }
    return Array.of(Shape.of(5, width), v).cast(dtype);
  }

  /// Imports a file and holds the model against ONNX Runtime.
  private static Imported agrees(ModelProto m) throws OrtException {
    Imported i = OnnxImport.read(m.toBytes(), FILE, Naming.NONE);
    Model model = i.model();
    Array x = inputs(model.description().precision(), model.description().inputs());
    Array want = Judge.run(m, List.of(x)).getLast();
    Judge.compare(model.inference().outputs(model.params(), x), want, 1e-5);
    return i;
  }
}
