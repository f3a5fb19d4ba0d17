package io.gradus.app.spec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A training spec in the making: the tree of a file, changed by options of the command line. It
/// knows for each setting where it came from.
public final class Draft {
  private final Map<String, Object> tree = new LinkedHashMap<>();
  private final Map<String, String> places = new HashMap<>();

  /// A draft without any choices.
  public Draft() {}

  /// A draft that begins as a file.
  ///
  /// @throws io.gradus.nn.UserException if the file cannot be read
  public static Draft of(Path file) {
    Draft draft = new Draft();
    SpecFile spec = SpecFile.read(file);
    draft.tree.putAll(copy(spec.tree()));
    spec.lines().forEach((path, line) -> draft.places.put(path, file.getFileName() + ":" + line));
    Path folder = file.toAbsolutePath().getParent();
    if (draft.tree.get("data") instanceof Map<?, ?> data) {
      findFiles(data, folder);
    }
    return draft;
  }

  /// Data files are named as seen from the working folder; those that are only there as seen from
  /// the spec are meant so.
  @SuppressWarnings("unchecked") // trees made here have text keys and mutable maps
  private static void findFiles(Map<?, ?> data, Path folder) {
    for (Map.Entry<String, Object> entry : ((Map<String, Object>) data).entrySet()) {
      if (entry.getValue() instanceof Map<?, ?> part) {
        findFiles(part, folder);
      } else if (List.of("file", "images", "labels").contains(entry.getKey())
          && entry.getValue() instanceof String name
          && Files.notExists(Path.of(name))
          && Files.exists(folder.resolve(name))) {
        entry.setValue(folder.resolve(name).toString());
      }
    }
  }

  /// The tree.
  public Map<String, Object> tree() {
    return tree;
  }

  /// Sets a value that an option gives; no option, no change.
  ///
  /// @param value the value; null if the option was not given
  public void set(String option, String path, Object value) {
    if (value != null) {
      String[] keys = path.split("\\.");
      Map<String, Object> node = tree;
      for (int i = 0; i < keys.length - 1; i++) {
        node = child(node, keys[i]);
      }
      node.put(keys[keys.length - 1], value);
      places.keySet().removeIf(p -> p.equals(path) || p.startsWith(path + "."));
      places.put(path, option);
    }
  }

  /// Takes a setting away that another one replaces.
  public void remove(String path) {
    int dot = path.lastIndexOf('.');
    if (dot < 0) {
      tree.remove(path);
    } else if (get(path.substring(0, dot)) instanceof Map<?, ?> node) {
      node.remove(path.substring(dot + 1));
    }
  }

  /// The value of a setting; null if none is written.
  public Object get(String path) {
    Object node = tree;
    for (String key : path.split("\\.")) {
      node = node instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return node;
  }

  /// Where a setting came from, such as `spec.yaml:12` or `--lr`; empty if it is a default.
  public String place(String path) {
    for (String p = path; ; p = p.substring(0, Math.max(0, p.lastIndexOf('.')))) {
      String place = places.get(p);
      if (place != null || p.isEmpty()) {
        return place == null ? "" : place;
      }
    }
  }

  @SuppressWarnings("unchecked") // trees made here have text keys and mutable maps
  private static Map<String, Object> child(Map<String, Object> node, String key) {
    Object child = node.get(key);
    if (!(child instanceof Map)) {
      child = new LinkedHashMap<String, Object>();
      node.put(key, child);
    }
    return (Map<String, Object>) child;
  }

  private static Map<String, Object> copy(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put((String) key, copy(value)));
    return copy;
  }

  private static Object copy(Object value) {
    return switch (value) {
      case Map<?, ?> map -> copy(map);
      case List<?> list -> {
        List<Object> copies = new ArrayList<>();
        list.forEach(item -> copies.add(copy(item)));
        yield copies;
      }
      case null, default -> value;
    };
  }
}
