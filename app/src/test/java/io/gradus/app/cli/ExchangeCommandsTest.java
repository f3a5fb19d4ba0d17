package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.app.Flowers;
import io.gradus.app.Shell;
import io.gradus.nn.io.Exchange;
import io.gradus.nn.io.Model;
import io.gradus.onnx.proto.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  void slipsAreAnsweredByASentence() {
    String m = run.toString();
    Shell.run("export", m, "-o", "m.txt").refused("say which format", "--to onnx");
    Shell.run("export", m, "--to", "onyx", "-o", "m").refused("'onyx'", "did you mean 'onnx'?");
    Shell.run("export", m, "--inputs", "colums", "-o", "m.onnx").refused("'colums'", "columns");
    Shell.run("export", folder.resolve("no").toString(), "-o", "m.onnx").refused("no such model");
    Shell.run("export", m, "-o", folder.resolve("no/m.onnx").toString()).refused("cannot write");
  }
}
