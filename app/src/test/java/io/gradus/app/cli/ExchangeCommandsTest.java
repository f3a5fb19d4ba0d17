package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.app.Flowers;
import io.gradus.app.Shell;
import io.gradus.app.Shell.Result;
import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.nn.io.Exchange;
import io.gradus.nn.io.Model;
import io.gradus.onnx.proto.DataType;
import io.gradus.onnx.proto.GraphProto;
import io.gradus.onnx.proto.ModelProto;
import io.gradus.onnx.proto.NodeProto;
import io.gradus.onnx.proto.TensorProto;
import io.gradus.onnx.proto.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExchangeCommandsTest {
  @TempDir static Path folder;
  private static Path run;
  private static Model model;

  @BeforeAll
  static void train() {
    run = folder.resolve("run");
    String data = Flowers.write(folder).toString();
    Shell.run(
            "train",
            "--data",
            data,
            "--target",
            "species",
            "--features",
            "length,width,color",
            "--epochs",
            "20",
            "--lr",
            "0.01",
            "--json",
            "--out",
            run.toString())
        .json();
    model = Model.load(run);
  }

  @Test
  void anExportIsOneFile() throws IOException {
    Path onnx = folder.resolve("m.onnx");
    assertThat(Shell.run("export", run.toString(), "-o", onnx.toString(), "--json").json())
        .containsEntry("file", onnx.toString())
        .containsEntry("format", "onnx")
        .containsEntry("bytes", Files.size(onnx));
    ModelProto proto = ModelProto.read(Files.readAllBytes(onnx), onnx);
    assertThat(proto.metadata())
        .containsEntry("features", "[\"length\",\"width\",\"color=blue\",\"color=red\"]")
        .containsEntry("outputs", "[\"aster\",\"bell\",\"clover\"]");

    Path st = folder.resolve("m.st");
    Shell.run("export", run.toString(), "--to", "safetensors", "-o", st.toString());
    assertThat(Exchange.ofSafetensors(Files.readAllBytes(st), "m")).isEqualTo(model);

    Path text = folder.resolve("m.json");
    Shell.run("export", run.toString(), "-o", text.toString());
    assertThat(Exchange.ofJson(Files.readAllBytes(text), "m")).isEqualTo(model);
  }

  @Test
  void whatWasExportedIsImported() {
    for (String format : List.of("onnx", "safetensors", "json")) {
      Path file = folder.resolve("back." + format);
      Path back = folder.resolve("back-" + format);
      Shell.run("export", run.toString(), "-o", file.toString());
      assertThat(Shell.run("import", file.toString(), "-o", back.toString(), "--json").json())
          .containsEntry("file", back.toString());
      assertThat(Model.load(back)).isEqualTo(model);
    }
  }

  @Test
  void aForeignNetworkIsEvaluatedOnATable() throws IOException {
    Path file = foreign();
    String table = folder.resolve("flowers.csv").toString();
    String mlp = folder.resolve("mlp").toString();
    Result imported =
        Shell.run(
            "import",
            file.toString(),
            "-o",
            mlp,
            "--data",
            table,
            "--features",
            "length,width",
            "--target",
            "species",
            "--task",
            "classification");
    assertThat(imported.out())
        .contains(
            "inputs   2",
            "{\"dense\":{\"units\":3,\"activation\":\"identity\"",
            "softmax: aster, bell, clover");
    Map<String, Object> metrics =
        Shell.at(Shell.run("evaluate", mlp, "--data", table, "--json").json(), "metrics");
    assertThat((Double) metrics.get("accuracy")).isGreaterThan(0.95);

    Map<String, Object> tuned =
        Shell.run(
                "train",
                "--from",
                mlp,
                "--data",
                table,
                "--target",
                "species",
                "--epochs",
                "1",
                "--lr",
                "1e-9",
                "--out",
                folder.resolve("tuned").toString(),
                "--json")
            .json();
    assertThat((Double) Shell.at(tuned, "test").get("accuracy")).isGreaterThan(0.95);
    Shell.run("train", "--from", mlp, "--data", table, "--target", "weight")
        .refused("mlp predicts species, but the target is weight");
  }

  /// Scores that grow with length for clover, and fall for aster.
  private static Path foreign() throws IOException {
    TensorProto w = TensorProto.of("w", Array.of(Shape.of(2, 3), -9f, 0f, 9f, 0f, 0f, 0f));
    TensorProto b = TensorProto.of("b", Array.of(Shape.of(3), 27f, 13.5f, -9f));
    GraphProto graph =
        new GraphProto(
            "g",
            List.of(new NodeProto("Gemm", List.of("x", "w", "b"), List.of("y"), Map.of())),
            List.of(w, b),
            List.of(new ValueInfoProto("x", Optional.of(DataType.FLOAT), Optional.empty())),
            List.of(new ValueInfoProto("y", Optional.of(DataType.FLOAT), Optional.empty())));
    ModelProto proto = new ModelProto(8, Map.of("", 13L), "t", "1", Map.of(), graph);
    return Files.write(folder.resolve("mlp.onnx"), proto.toBytes());
  }

  @Test
  void operationsTellTheirOperators() {
    assertThat(Shell.run("ops", "softplus").out()).contains("Softplus");
    assertThat(Shell.run("ops", "lgamma", "--json").out())
        .contains("ONNX has no operators for gamma functions");
  }

  @Test
  void slipsAreAnsweredByASentence() {
    String m = run.toString();
    Shell.run("export", m, "-o", "m.txt").refused("say which format", "--to onnx");
    Shell.run("export", m, "--to", "onyx", "-o", "m").refused("'onyx'", "did you mean 'onnx'?");
    Shell.run("export", m, "--inputs", "colums", "-o", "m.onnx").refused("'colums'", "columns");
    Shell.run("export", folder.resolve("no").toString(), "-o", "m.onnx").refused("no such model");
    Shell.run("export", m, "-o", folder.resolve("no/m.onnx").toString()).refused("cannot write");
    String csv = folder.resolve("flowers.csv").toString();
    Shell.run("import", csv).refused("flowers.csv is damaged or no ONNX file");
    Shell.run("import", "no.onnx").refused("no such file: no.onnx");
  }
}
