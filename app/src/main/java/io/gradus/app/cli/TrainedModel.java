package io.gradus.app.cli;

import io.gradus.app.spec.Draft;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Csv;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Idx;
import io.gradus.nn.data.Table;
import io.gradus.nn.io.Model;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Spec;
import io.gradus.nn.train.Untrained;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A trained model and the ways to give it data.
///
/// @param folder where it lies
/// @param model the model
record TrainedModel(Path folder, Model model) {
  /// Reads a model.
  ///
  /// @param path its folder, or one of the files in it
  /// @throws UserException if there is no sound model
  static TrainedModel load(Path path) {
    if (Files.notExists(path)) {
      throw new UserException("no such model: " + path);
    }
    Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().normalize().getParent();
    return new TrainedModel(folder, Model.load(folder));
  }

  /// A trained model, or that with which the training of a spec would begin.
  ///
  /// @param path the folder of a model or a file in it, or a spec
  /// @throws UserException if there is neither
  static Model read(Path path) {
    String name = String.valueOf(path.getFileName());
    if (!Files.isRegularFile(path) || name.startsWith("model.")) {
      return load(path).model();
    }
    Draft draft = Draft.of(path);
    Spec spec = Spec.fromTree(draft.tree(), draft::place);
    return Untrained.of(spec, Parts.load(spec));
  }

  /// The folder from which the training was begun, if that is known.
  Optional<Path> home() {
    return RunDirectory.home(folder);
  }

  /// The spec of the training.
  Spec spec() {
    return Spec.fromTree(model.spec(), path -> folder.resolve("model.json").toString());
  }

  /// The spec of the training with its data in another place.
  ///
  /// @param labels the labels if the data are images, else null
  Spec spec(String file, String labels) {
    Map<String, Object> tree = new LinkedHashMap<>(model.spec());
    Map<String, Object> data = new LinkedHashMap<>();
    ((Map<?, ?>) tree.get("data")).forEach((key, value) -> data.put((String) key, value));
    data.keySet().removeAll(List.of("file", "images", "labels", "digits"));
    if (labels == null) {
      data.put("file", file);
    } else {
      data.putAll(Map.of("images", file, "labels", labels));
    }
    tree.put("data", data);
    return Spec.fromTree(tree, path -> "");
  }

  /// A table; `-` is standard input.
  static Table table(String file, InputStream in) {
    return file.equals("-") ? Csv.read(in, "standard input") : Csv.read(Path.of(file));
  }

  /// Images without labels.
  ///
  /// @throws UserException if they have another size than those of the training
  Dataset images(String images) {
    return fit(
        images,
        Idx.read(Path.of(images), model.description().outputs(), model.description().precision()));
  }

  /// Images with labels.
  ///
  /// @throws UserException if they have another size than those of the training
  Dataset images(String images, String labels) {
    return fit(
        images,
        Idx.read(
            Path.of(images),
            Path.of(labels),
            model.description().outputs(),
            model.description().precision()));
  }

  private Dataset fit(String file, Dataset data) {
    int inputs = model.description().inputs();
    if (data.width() != inputs) {
      throw new UserException(
          Path.of(file).getFileName()
              + " has "
              + data.width()
              + " pixels in an image, but the model "
              + folder
              + " takes "
              + inputs);
    }
    return data;
  }
}
