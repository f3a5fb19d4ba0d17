package io.gradus.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.onnx.proto.ModelProto;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Runs models by ONNX Runtime, which knows nothing of Gradus.
final class Judge implements AutoCloseable {
  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  private final OrtSession session;

  /// Loads a model: what is no valid ONNX is refused here.
  Judge(ModelProto model) throws OrtException {
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(1);
      session = ENVIRONMENT.createSession(model.toBytes(), options);
    }
  }

  /// The outputs of a model for some inputs, but for texts.
  static List<Array> run(ModelProto model, List<Array> inputs) throws OrtException {
    try (Judge judge = new Judge(model)) {
      return judge.run(inputs);
    }
  }

  List<Array> run(List<Array> inputs) throws OrtException {
    Map<String, OnnxTensorLike> in = new LinkedHashMap<>();
    int i = 0;
    for (String name : session.getInputNames()) {
      in.put(name, tensor(inputs.get(i++)));
    }
    List<Array> out = new ArrayList<>();
    try (OrtSession.Result result = session.run(in)) {
      for (Map.Entry<String, OnnxValue> e : result) {
        if (e.getValue() instanceof OnnxTensor t && t.getInfo().type != OnnxJavaType.STRING) {
          out.add(array(t));
        }
      }
    }
    in.values().forEach(OnnxTensorLike::close);
    return out;
  }

  /// Checks that two arrays agree, relative to their size where that is above 1.
  static void compare(Array got, Array want, double tolerance) {
    assertThat(got.dtype()).isEqualTo(want.dtype());
    assertThat(got.shape()).isEqualTo(want.shape());
    for (int i = 0; i < want.size(); i++) {
      double scale = Math.max(1, Math.abs(want.get(i)));
      assertThat(got.get(i)).as("element " + i).isCloseTo(want.get(i), within(tolerance * scale));
    }
  }

  private static OnnxTensor tensor(Array a) throws OrtException {
    long[] dims = Arrays.stream(a.shape().dims()).asLongStream().toArray();
    return a.dtype() == DType.F32
        ? OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(a.floats()), dims)
        : OnnxTensor.createTensor(ENVIRONMENT, DoubleBuffer.wrap(a.doubles()), dims);
  }

  private static Array array(OnnxTensor t) {
    int[] dims = Arrays.stream(t.getInfo().getShape()).mapToInt(Math::toIntExact).toArray();
    Shape shape = Shape.of(dims);
    return switch (t.getInfo().type) {
      case FLOAT -> {
        float[] v = new float[shape.size()];
        t.getFloatBuffer().get(v);
        yield Array.of(shape, v);
      }
      case DOUBLE -> {
        double[] v = new double[shape.size()];
        t.getDoubleBuffer().get(v);
        yield Array.of(shape, v);
      }
      case INT64 -> {
        long[] v = new long[shape.size()];
        t.getLongBuffer().get(v);
        yield Array.of(shape, Arrays.stream(v).asDoubleStream().toArray());
      }
      default -> throw new IllegalStateException("an output of type " + t.getInfo().type);
    };
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
