package io.gradus.bench.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.gradus.bench.child.Case;
import io.gradus.bench.child.Child;
import io.gradus.bench.child.Workload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/// The peer ONNX Runtime: calls per second, operands and results in memory that stays.
final class OnnxRuntimeChild {
  private OnnxRuntimeChild() {}

  static void main(String[] args) throws IOException {
    Child.serve(args, name -> new Inference(Integer.parseInt(name.split("/")[1])));
  }

  private static final class Inference implements Case {
    private final int rows;
    private OrtSession session;
    private Map<String, OnnxTensor> inputs;
    private Map<String, OnnxTensor> outputs;
    private int chunk;

    Inference(int rows) {
      this.rows = rows;
    }

    @Override
    public double prepare() throws Exception {
      Workload w = Workload.W2;
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      OrtSession.SessionOptions options = new OrtSession.SessionOptions();
      options.setIntraOpNumThreads(Child.threads());
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      session = environment.createSession(OnnxModel.of(w, rows), options);
      FloatBuffer x = floats(rows * w.sizes()[0]).put(w.inputs(rows)).rewind();
      FloatBuffer y = floats(rows * w.outputs());
      long[] in = {rows, w.sizes()[0]};
      long[] out = {rows, w.outputs()};
      inputs = Map.of("x", OnnxTensor.createTensor(environment, x, in));
      outputs = Map.of("y", OnnxTensor.createTensor(environment, y, out));
      chunk = Case.warm(2, this::one);
      return y.get(rows * w.outputs() / 2);
    }

    @Override
    public double measure(double seconds) throws Exception {
      return Case.rate(seconds, chunk, this::one);
    }

    private void one() throws Exception {
      session.run(inputs, outputs).close();
    }

    private static FloatBuffer floats(int count) {
      return ByteBuffer.allocateDirect(4 * count).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
  }
}
