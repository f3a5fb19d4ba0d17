package io.gradus.app.cli;

import io.gradus.nn.Codec;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Column;
import io.gradus.nn.data.Csv;
import io.gradus.nn.data.Table;
import io.gradus.nn.data.Task;
import io.gradus.nn.io.Exchange;
import io.gradus.nn.io.Json;
import io.gradus.nn.io.Model;
import io.gradus.onnx.OnnxImport;
import io.gradus.onnx.OnnxImport.Imported;
import io.gradus.onnx.OnnxImport.Naming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradus import`: a network of another program as a model folder.
@CommandLine.Command(
    name = "import",
    description = {
      "Makes a model of an ONNX file, or of what gradus export wrote.",
      "Its columns are numbers as the network takes them; what is scaled must be scaled in the data."
    },
    footer = {
      "%nExamples:",
      "  gradus import mlp.onnx -o mlp",
      "  gradus import mlp.onnx --data iris.csv --target species -o mlp",
      "  gradus import mlp.onnx --features length,width --task classification -o mlp",
      "  gradus evaluate mlp --data iris.csv",
      "  gradus train --from mlp --data iris.csv --target species"
    })
final class ImportCommand extends Command {
  @Parameters(paramLabel = "FILE", description = "An ONNX, safetensors or JSON file.")
  Path file;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "The folder of the model; default: the file's name without its ending.")
  Path output;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description = {
        "classification, multi-label or regression; default: seen from the last activation. Needed"
            + " for a classifier whose outputs are scores."
      })
  String task;

  @Option(
      names = "--features",
      split = ",",
      paramLabel = "NAMES",
      description = "The columns that are the inputs, in their order.")
  List<String> features = List.of();

  @Option(names = "--target", paramLabel = "COL", description = "The column that is predicted.")
  String target;

  @Option(
      names = "--classes",
      split = ",",
      paramLabel = "NAMES",
      description = "The classes in the order of the outputs.")
  List<String> classes = List.of();

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "A table from which to take the names of columns and classes; needs --target.")
  Path data;

  @Override
  public Integer call() throws IOException {
    if (Files.notExists(file)) {
      throw new UserException("no such file: " + file);
    }
    Imported imported = read(file, naming());
    Path folder = output != null ? output : stem();
    if (Files.exists(folder.resolve("config.yaml"))) {
      throw new UserException(folder + " is a run of a training; name another folder with -o");
    }
    imported.model().save(folder);
    if (json) {
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("file", folder.toString());
      answer.put("model", Codec.ofNetworks().write(imported.model().description()));
      answer.put("leftOut", imported.leftOut());
      printJson(answer);
    } else {
      report(imported, folder);
    }
    return 0;
  }

  /// The model, by what the file begins with.
  static Imported read(Path file, Naming naming) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String name = file.toString();
    int first = bytes.length == 0 ? -1 : bytes[0];
    if (first == '{') {
      return new Imported(Exchange.ofJson(bytes, name), List.of());
    }
    if (bytes.length > 8 && bytes[8] == '{') {
      return new Imported(Exchange.ofSafetensors(bytes, name), List.of());
    }
    return OnnxImport.read(bytes, file, naming);
  }

  private Naming naming() {
    Optional<Task> chosen = Optional.ofNullable(task).map(Task::of);
    if (data == null) {
      return new Naming(chosen, features, Optional.ofNullable(target), classes);
    }
    if (target == null) {
      throw new UserException("--data needs --target, the column that is predicted");
    }
    return naming(chosen, data, target, features, classes);
  }

  /// What a table says of a model: the names of columns and classes.
  static Naming naming(
      Optional<Task> task, Path data, String target, List<String> features, List<String> classes) {
    Table table = Csv.read(data);
    Column predicted = table.column(target, "target");
    List<String> columns = new ArrayList<>(features.isEmpty() ? table.names() : features);
    columns.remove(target);
    List<String> levels = classes.isEmpty() ? predicted.asText().levels() : classes;
    return new Naming(task, columns, Optional.of(target), levels);
  }

  private Path stem() {
    String name = file.getFileName().toString();
    return file.resolveSibling(
        name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name + "-model");
  }

  private void report(Imported imported, Path folder) {
    Model.Description d = imported.model().description();
    print("inputs   " + d.inputs());
    d.layers().forEach(l -> print("layer    " + Json.line(Codec.ofNetworks().write(l))));
    print("output   " + d.network().head() + ": " + String.join(", ", d.outputs()));
    print("task     " + d.task().text());
    imported.leftOut().forEach(l -> note("left out " + l));
    print("model    " + folder);
  }
}
