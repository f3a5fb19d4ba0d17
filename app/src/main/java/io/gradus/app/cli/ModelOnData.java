package io.gradus.app.cli;

import io.gradus.nn.UserException;
import io.gradus.nn.data.Preprocessor;
import io.gradus.nn.data.Target;
import io.gradus.nn.data.Task;
import io.gradus.nn.io.Model;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Spec;
import io.gradus.onnx.OnnxImport.Naming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A model without its training, and data to see it at work.
///
/// @param model the model
/// @param spec that of a training that would go on with it
/// @param parts the data, all of it to look at
record ModelOnData(Model model, Spec spec, Parts parts) {
  /// True for an ONNX file, what `gradus export` wrote, and a model folder that is no run.
  static boolean is(Path path) {
    return Files.isDirectory(path)
        ? Files.exists(path.resolve("model.json")) && Files.notExists(path.resolve("config.yaml"))
        : path.toString().matches(".*\\.(onnx|safetensors)");
  }

  /// Reads model and data.
  ///
  /// @param options which data, and what of it is predicted
  /// @param scratch an empty folder, for a model that lies in none
  static ModelOnData read(Path path, TrainOptions options, Path scratch) throws IOException {
    Path folder = path;
    if (!Files.isDirectory(path)) {
      if (Files.notExists(path)) {
        throw new UserException("no such file: " + path);
      }
      folder = scratch.resolve("model");
      ImportCommand.read(path, naming(options)).model().save(folder);
    }
    Model model = Model.load(folder);
    Spec spec = spec(folder, model, options);
    return new ModelOnData(model, spec, Parts.load(spec, RunDirectory.home(folder)));
  }

  private static Naming naming(TrainOptions options) {
    if (options.value("--data") == null) {
      throw new UserException("a model alone says little; add --data FILE and --target COLUMN");
    }
    if (options.value("--labels") != null) {
      return Naming.NONE;
    }
    if (options.value("--target") == null) {
      throw new UserException("--data needs --target, the column that is predicted");
    }
    String features = options.value("--features");
    return ImportCommand.naming(
        Optional.ofNullable(options.value("--task")).map(Task::of),
        Path.of(options.value("--data")),
        options.value("--target"),
        features == null ? List.of() : List.of(features.split(",")),
        List.of());
  }

  private static Spec spec(Path folder, Model model, TrainOptions options) {
    Map<String, Object> data = new LinkedHashMap<>();
    String labels = options.value("--labels");
    String file = options.value("--data");
    if (file == null) {
      Map<?, ?> known = (Map<?, ?>) model.spec().get("data");
      for (String key : List.of("file", "images", "labels", "digits")) {
        Optional.ofNullable(known.get(key)).ifPresent(value -> data.put(key, value));
      }
    } else {
      data.put(labels == null ? "file" : "images", file);
      Optional.ofNullable(labels).ifPresent(l -> data.put("labels", l));
    }
    if (data.isEmpty()) {
      throw new UserException("a model alone says little; add --data FILE");
    }
    model
        .preprocessor()
        .map(Preprocessor::targets)
        .ifPresent(t -> data.put("target", t.stream().map(Target::column).toList()));
    data.put("split", Map.of("validation", 0, "test", 0));
    if (data.containsKey("file")) {
      data.put("task", model.description().task().text());
    }
    Map<String, Object> tree =
        Map.of(
            "data", data,
            "model", Map.of("from", folder.toString()),
            "optimizer", Map.of("sgd", 0.01),
            "precision", model.description().precision().text());
    return Spec.fromTree(tree, path -> "");
  }
}
