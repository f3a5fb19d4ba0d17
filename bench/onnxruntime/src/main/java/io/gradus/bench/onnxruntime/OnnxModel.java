package io.gradus.bench.onnxruntime;

import io.gradus.bench.child.Workload;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// A workload's net as an ONNX file: `Gemm`, `Relu` or `Tanh`, `Softmax`, in the wire format of
/// Protocol Buffers. Field numbers are those of onnx.proto.
final class OnnxModel {
  private static final int FLOAT = 1;
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private OnnxModel() {}

  /// The file for batches of a fixed number of rows, from `x` to `y`.
  static byte[] of(Workload w, int rows) {
    return message(model -> {
      model.number(1, IR_VERSION);
      model.inside(8, opset -> opset.number(2, OPSET));
      model.inside(7, graph -> graph.net(w, rows));
    });
  }

  private void net(Workload w, int rows) {
    String last = "x";
    for (int i = 0; i < w.layers(); i++) {
      node("Gemm", "h" + i, last, "w" + i, "b" + i);
      last = "h" + i;
      String op =
          switch (w.activation(i)) {
            case NONE -> null;
            case RELU -> "Relu";
            case TANH -> "Tanh";
          };
      if (op != null) {
        node(op, "a" + i, last);
        last = "a" + i;
      }
    }
    node("Softmax", "y", last); // of the last axis
    text(2, w.name());
    for (int i = 0; i < w.layers(); i++) {
      tensor("w" + i, w.weights(i), w.sizes()[i], w.sizes()[i + 1]);
      tensor("b" + i, new float[w.sizes()[i + 1]], w.sizes()[i + 1]);
    }
    inside(11, in -> in.value("x", rows, w.sizes()[0]));
    inside(12, result -> result.value("y", rows, w.outputs()));
  }

  private void node(String op, String output, String... inputs) {
    inside(
        1,
        node -> {
          for (String input : inputs) {
            node.text(1, input);
          }
          node.text(2, output);
          node.text(4, op);
        });
  }

  private void tensor(String name, float[] data, int... dims) {
    ByteBuffer raw = ByteBuffer.allocate(4 * data.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(data);
    inside(
        5,
        tensor -> {
          for (int dim : dims) {
            tensor.number(1, dim);
          }
          tensor.number(2, FLOAT);
          tensor.text(8, name);
          tensor.bytes(9, raw.array());
        });
  }

  private void value(String name, int... dims) {
    text(1, name);
    inside(
        2,
        type ->
            type.inside(
                1,
                tensor -> {
                  tensor.number(1, FLOAT);
                  tensor.inside(
                      2,
                      shape -> {
                        for (int dim : dims) {
                          shape.inside(1, d -> d.number(1, dim));
                        }
                      });
                }));
  }

  private static byte[] message(Consumer<OnnxModel> content) {
    OnnxModel m = new OnnxModel();
    content.accept(m);
    return m.out.toByteArray();
  }

  private void inside(int field, Consumer<OnnxModel> content) {
    bytes(field, message(content));
  }

  private void text(int field, String s) {
    bytes(field, s.getBytes(StandardCharsets.UTF_8));
  }

  private void bytes(int field, byte[] content) {
    varint((long) field << 3 | 2);
    varint(content.length);
    out.writeBytes(content);
  }

  private void number(int field, long value) {
    varint((long) field << 3);
    varint(value);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
