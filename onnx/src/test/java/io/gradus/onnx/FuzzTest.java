package io.gradus.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.nn.Activations;
import io.gradus.nn.Dense;
import io.gradus.nn.UserException;
import io.gradus.onnx.OnnxExport.Inputs;
import io.gradus.onnx.OnnxImport.Naming;
import io.gradus.onnx.proto.ModelProto;
import io.gradus.onnx.proto.TensorProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever the bytes are, reading them ends with a model or with one sentence.
class FuzzTest {
  private static final Path FILE = Path.of("m.onnx");

  @TempDir Path folder;

  /// Small files of both kinds: with our description, and as others write them.
  private static List<byte[]> files() {
    ModelProto own =
        OnnxExport.of(
            NetworksTest.model(
                List.of(new Dense(2, Activations.GELU), new Dense(2, Activations.SOFTMAX)),
                DType.F32),
            Inputs.PREPARED);
    ModelProto foreign = new ModelProto(8, Map.of("", 18L), "", "", Map.of(), own.graph());
    ModelProto varied =
        new Foreign(DType.F64, 3)
            .weights("w", 2, 3)
            .numbers("b", 1, 2)
            .integers("s", -1, 2)
            .node("Constant", "", "c", "value_float", 0.5)
            .node("Gemm", "x,w,b", "h", "transB", 1, "alpha", 2.0)
            .node("Reshape", "h,s", "r")
            .node("Mul", "r,c", "m")
            .node("Clip", "m,,c", "p")
            .node("ArgMax", "p", "a", "axis", 1)
            .output("p")
            .output("a")
            .model(17);
    return List.of(own.toBytes(), foreign.toBytes(), varied.toBytes());
  }

  private static void read(byte[] bytes) {
    try {
      OnnxImport.read(bytes, FILE, Naming.NONE);
    } catch (UserException e) {
      assertThat(e.getMessage()).startsWith("m.onnx");
    }
  }

  @Test
  void damagedFilesAreReadOrRefusedButNothingElse() {
    Key key = Key.of(17);
    for (byte[] bytes : files()) {
      for (int i = 0; i < 250; i++) {
        byte[] damaged = bytes.clone();
        for (int j = 0; j <= i % 3; j++) {
          damaged[key.below(damaged.length, 8L * i + 2 * j)] = (byte) key.at(8L * i + 2 * j + 1);
        }
        read(damaged);
      }
    }
  }

  @Test
  void filesThatAreCutShortAreReadOrRefused() {
    for (byte[] bytes : files()) {
      for (int n = 0; n < bytes.length; n += 1 + n / 40) {
        read(Arrays.copyOf(bytes, n));
      }
    }
  }

  @Test
  void randomBytesAreRefused() {
    Key key = Key.of(23);
    for (int i = 0; i < 1000; i++) {
      byte[] bytes = new byte[i % 97];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = (byte) key.at(100L * i + j);
      }
      read(bytes);
    }
  }

  @Test
  void lengthsBeyondTheFileTakeNoMemory() {
    byte[] long64 = {0x3A, -1, -1, -1, -1, -1, -1, -1, -1, 0x7F};
    byte[] almost2GiB = {0x3A, -1, -1, -1, -1, 0x07};
    byte[] tooLong = {0x3A, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
    for (byte[] bytes : List.of(long64, almost2GiB, tooLong)) {
      assertThatThrownBy(() -> ModelProto.read(bytes, FILE))
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith("m.onnx is damaged or no ONNX file: ");
    }
  }

  @Test
  void messagesThatNestDeeplyAreRefused() {
    // A graph with a node with an attribute that is a graph with a node with …
    byte[] inner = {};
    int[] fields = {6, 5, 1};
    for (int depth = 0; depth < 3000; depth++) {
      inner = wrap(fields[depth % 3], inner);
    }
    byte[] bytes = wrap(7, inner);
    assertThatThrownBy(() -> ModelProto.read(bytes, FILE))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("nest deeper than 64");
  }

  private static byte[] wrap(int field, byte[] inner) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(field << 3 | 2);
    int rest = inner.length;
    while (rest > 0x7F) {
      out.write(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    out.writeBytes(inner);
    return out.toByteArray();
  }

  @Test
  void constantsThatWouldFillMemoryAreNotComputed() {
    byte[] bytes =
        new Foreign(DType.F32, 2)
            .weights("column", 20_000, 1)
            .weights("row", 1, 20_000)
            .weights("w", 2, 2)
            .node("Add", "column,row", "square")
            .node("MatMul", "x,w", "h")
            .node("Add", "h,square", "y")
            .output("y")
            .model(17)
            .toBytes();
    assertThatThrownBy(() -> OnnxImport.read(bytes, FILE, Naming.NONE))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("node 'square_node' (Add): it would make 400000000 numbers");
  }

  @Test
  void tensorsBesideTheFileAreReadOnlyFromItsFolder() throws IOException {
    Array w = Array.of(Shape.of(2, 1), 1.5f, -2f);
    Files.write(folder.resolve("w.bin"), TensorProto.of("w", w).raw().array());
    Path file = folder.resolve("m.onnx");
    byte[] sound = external("w.bin", "8");
    assertThat(OnnxImport.read(sound, file, Naming.NONE).model().params().values()).contains(w);
    for (byte[] bytes :
        List.of(
            external("../w.bin", "8"),
            external("/etc/hosts", "8"),
            external("none.bin", "8"),
            external("w.bin", "9"),
            external("w.bin", "-1"),
            external("w.bin", "eight"),
            external("", "8"))) {
      assertThatThrownBy(() -> OnnxImport.read(bytes, file, Naming.NONE))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("tensor 'w'");
    }
  }

  /// x·w with w in another file: the fields as the format numbers them.
  private static byte[] external(String location, String length) {
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    tensor.writeBytes(new byte[] {8, 2, 8, 1, 16, 1, 8 << 3 | 2, 1, 'w'});
    tensor.writeBytes(wrap(13, entry("location", location)));
    tensor.writeBytes(wrap(13, entry("length", length)));
    tensor.writeBytes(new byte[] {14 << 3, 1});
    ByteArrayOutputStream node = new ByteArrayOutputStream();
    for (int i = 0; i < 3; i++) {
      node.writeBytes(wrap(i < 2 ? 1 : 2, text(List.of("x", "w", "y").get(i))));
    }
    node.writeBytes(wrap(4, text("MatMul")));
    ByteArrayOutputStream graph = new ByteArrayOutputStream();
    graph.writeBytes(wrap(1, node.toByteArray()));
    graph.writeBytes(wrap(5, tensor.toByteArray()));
    graph.writeBytes(wrap(11, wrap(1, text("x"))));
    graph.writeBytes(wrap(12, wrap(1, text("y"))));
    return wrap(7, graph.toByteArray());
  }

  private static byte[] entry(String key, String value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(wrap(1, text(key)));
    out.writeBytes(wrap(2, text(value)));
    return out.toByteArray();
  }

  private static byte[] text(String s) {
    return s.getBytes(StandardCharsets.UTF_8);
  }
}
