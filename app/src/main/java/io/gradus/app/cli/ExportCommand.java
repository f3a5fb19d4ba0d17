package io.gradus.app.cli;

import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import io.gradus.nn.io.Durable;
import io.gradus.nn.io.Exchange;
import io.gradus.nn.io.Model;
import io.gradus.onnx.OnnxExport;
import io.gradus.onnx.OnnxExport.Inputs;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradus export`: a trained model as one file for other programs.
@CommandLine.Command(
    name = "export",
    description = "Writes a trained model as one file.",
    footer = {
      "%nFormats:",
      "  onnx         the network with its weights, for any runtime; any number of rows",
      "  safetensors  the weights by name, and all the rest as metadata",
      "  json         everything as text",
      "",
      "gradus import reads all three back.",
      "%nExamples:",
      "  gradus export runs/20261121-093000-penguins -o penguins.onnx",
      "  gradus export RUN --to onnx --inputs columns -o raw.onnx"
    })
final class ExportCommand extends Command {
  /// The formats by the endings of their files.
  private enum Format {
    ONNX,
    SAFETENSORS,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(paramLabel = "MODEL", description = "The folder of a model or run.")
  Path path;

  @Option(
      names = "--to",
      paramLabel = "FORMAT",
      description = "onnx, safetensors or json; default: as the file's name ends.")
  String to;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "The file to write.")
  Path output;

  @Option(
      names = "--inputs",
      paramLabel = "KIND",
      description = {
        "What an ONNX file takes: prepared, the numbers that the network takes (default), or"
            + " columns, the columns of the table in the user's units."
      })
  String inputs = "prepared";

  @Override
  public Integer call() {
    Format format = format();
    Model model = TrainedModel.load(path).model();
    byte[] bytes =
        switch (format) {
          case ONNX -> OnnxExport.of(model, inputs()).toBytes();
          case SAFETENSORS -> Exchange.toSafetensors(model);
          case JSON -> Exchange.toJson(model);
        };
    Durable.write(output, bytes);
    if (json) {
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("file", output.toString());
      answer.put("format", format.toString());
      answer.put("bytes", bytes.length);
      printJson(answer);
    } else {
      print("%s, %,d bytes".formatted(output, bytes.length));
    }
    return 0;
  }

  private Inputs inputs() {
    return Nearest.pick(
        "kind of inputs", inputs, Inputs.values(), i -> i.name().toLowerCase(Locale.ROOT));
  }

  private Format format() {
    String name = output.getFileName().toString().toLowerCase(Locale.ROOT);
    return to != null
        ? Nearest.pick("format", to, Format.values(), Format::toString)
        : Arrays.stream(Format.values())
            .filter(f -> name.endsWith("." + f))
            .findFirst()
            .orElseThrow(() ->
                new UserException(
                    "say which format to write to " + output + ": --to onnx, safetensors or json"));
  }
}
