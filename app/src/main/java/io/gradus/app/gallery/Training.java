package io.gradus.app.gallery;

import io.gradus.app.spec.SpecFile;
import io.gradus.nn.UserException;
import io.gradus.nn.train.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A spec with its data, in memory. An immutable value.
///
/// @param tree the spec as it would be typed, without defaults
/// @param sheets the tables that the spec names, by file name
public record Training(Map<String, Object> tree, Map<String, Sheet> sheets) {
  /// The name of the spec in a folder.
  static final String SPEC = "spec.yaml";

  /// The file with the examples.
  static final String DATA = "data.csv";

  /// A training.
  ///
  /// @param spec the text of the spec without its file
  /// @param data its table; none for the embedded digits
  static Training of(String spec, Optional<Sheet> data) {
    Training training = new Training(SpecFile.parse(spec, SPEC).tree(), Map.of());
    return data.map(sheet -> training.with("data.file", DATA).with(DATA, sheet)).orElse(training);
  }

  /// This with another value in the spec; null takes it away.
  ///
  /// @param path dotted, such as `optimizer.adam.lr`
  public Training with(String path, Object value) {
    return new Training(with(tree, List.of(path.split("\\.")), value), sheets);
  }

  private static Map<String, Object> with(Map<?, ?> tree, List<String> path, Object value) {
    Map<String, Object> copy = new LinkedHashMap<>();
    tree.forEach((key, v) -> copy.put((String) key, v));
    String key = path.getFirst();
    if (path.size() > 1) {
      Map<?, ?> below = tree.get(key) instanceof Map<?, ?> map ? map : Map.of();
      copy.put(key, with(below, path.subList(1, path.size()), value));
    } else if (value == null) {
      copy.remove(key);
    } else {
      copy.put(key, value);
    }
    return copy;
  }

  /// This with another table.
  Training with(String file, Sheet sheet) {
    Map<String, Sheet> changed = new LinkedHashMap<>(sheets);
    changed.put(file, sheet);
    return new Training(tree, changed);
  }

  /// This with all tables changed.
  Training data(UnaryOperator<Sheet> change) {
    Map<String, Sheet> changed = new LinkedHashMap<>();
    sheets.forEach((file, sheet) -> changed.put(file, change.apply(sheet)));
    return new Training(tree, changed);
  }

  /// The value in the spec, if it is written.
  Optional<Object> at(String path) {
    Object node = tree;
    for (String key : path.split("\\.")) {
      node = node instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return Optional.ofNullable(node);
  }

  /// The spec with all defaults.
  Spec spec() {
    return Spec.fromTree(tree, path -> "");
  }

  /// The spec as a file.
  String yaml() {
    return SpecFile.text(tree);
  }

  /// The hidden layers as they are typed.
  List<String> layers() {
    return at("model.layers")
        .map(list -> ((List<?>) list).stream().map(String::valueOf).toList())
        .orElse(List.of());
  }

  /// The name of the optimizer.
  String optimizer() {
    return ((Map<?, ?>) at("optimizer").orElseThrow()).keySet().iterator().next().toString();
  }

  /// The learning rate.
  double lr() {
    return ((Number) at("optimizer." + optimizer() + ".lr").orElseThrow()).doubleValue();
  }

  /// Whether steps are in proportion to the gradient.
  boolean isPlain() {
    return List.of("sgd", "momentum", "nesterov").contains(optimizer());
  }

  /// Whether a column is to be predicted.
  boolean isTarget(String column) {
    Object target = at("data.target").orElseThrow();
    return target instanceof List<?> several ? several.contains(column) : target.equals(column);
  }

  /// Whether a single column of a table is to be predicted.
  boolean hasOneTarget() {
    return at("data.target").orElse(List.of()) instanceof String;
  }

  /// Whether the examples are rows of a table.
  boolean isTable() {
    return !sheets.isEmpty();
  }

  /// Whether targets become standard numbers.
  boolean scalesTargets() {
    return at("data.target-scaling").isEmpty();
  }

  /// Writes spec and data into a folder.
  public void write(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(SPEC), yaml());
      for (Map.Entry<String, Sheet> e : sheets.entrySet()) {
        Files.writeString(folder.resolve(e.getKey()), e.getValue().csv());
      }
    } catch (IOException e) {
      throw new UserException("cannot write " + folder, e);
    }
  }

  /// The spec as it has to be for a seed, the files found in a folder.
  Spec in(Path folder, long seed) {
    Training placed = with("seed", seed);
    for (String place : List.of("data.file", "data.test.file")) {
      Optional<Object> file = placed.at(place);
      if (file.isPresent()) {
        placed = placed.with(place, folder.resolve(file.get().toString()).toString());
      }
    }
    return placed.spec();
  }
}
