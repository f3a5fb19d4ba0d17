package io.gradus.app.report;

import io.gradus.nn.UserException;
import io.gradus.nn.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a training has written into `metrics.jsonl`.
///
/// @param lines the lines that say how it went, those of epochs if there are any, in order
/// @param by what counts them, `epoch` or `step`
/// @param result how it ended, if it has
record RunLog(List<Map<String, Object>> lines, String by, Optional<Map<String, Object>> result) {
  private static final String EPOCH = "epoch";
  private static final String STEP = "step";
  private static final String RESULT = "result";

  /// A number that changed in the course of the training.
  ///
  /// @param x epochs or steps
  /// @param y its values there; NaN where there is none
  record Series(double[] x, double[] y) {}

  /// Reads the file; without one there are no lines. What is left of a line that was being written
  /// when its process ended is passed over.
  ///
  /// @throws UserException if the file cannot be read
  static RunLog read(Path file) {
    List<Map<String, Object>> epochs = new ArrayList<>();
    List<Map<String, Object>> steps = new ArrayList<>();
    Map<String, Object> result = null;
    for (String text : text(file)) {
      Map<String, Object> line;
      try {
        line = Json.parseMap(text, file.toString());
      } catch (UserException e) {
        continue;
      }
      if (line.containsKey(RESULT)) {
        result = map(line.get(RESULT));
      } else {
        (line.containsKey(EPOCH) ? epochs : steps).add(line);
      }
    }
    boolean byEpoch = epochs.size() > 1 || steps.isEmpty();
    return new RunLog(
        byEpoch ? epochs : steps, byEpoch ? EPOCH : STEP, Optional.ofNullable(result));
  }

  private static List<String> text(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UserException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /// The numbers at a path of names, of the lines that have it, if there are any.
  Optional<Series> series(String... path) {
    double[] x = new double[lines.size()];
    double[] y = new double[lines.size()];
    int count = 0;
    boolean any = false;
    for (Map<String, Object> line : lines) {
      Object node = line;
      for (String name : path) {
        node = map(node).get(name);
      }
      if (node != null) {
        x[count] = number(line.get(by));
        y[count] = number(node);
        any |= !Double.isNaN(y[count++]);
      }
    }
    return any
        ? Optional.of(new Series(Arrays.copyOf(x, count), Arrays.copyOf(y, count)))
        : Optional.empty();
  }

  /// The names at a path, in the order of their first appearance.
  Set<String> names(String... path) {
    Set<String> names = new LinkedHashSet<>();
    for (Map<String, Object> line : lines) {
      Object node = line;
      for (String name : path) {
        node = map(node).get(name);
      }
      names.addAll(map(node).keySet());
    }
    return names;
  }

  /// A number of a tree; NaN if it is none.
  static double number(Object node) {
    try {
      return node instanceof Number || node instanceof String ? Json.number(node, "") : Double.NaN;
    } catch (UserException e) {
      return Double.NaN;
    }
  }

  /// A map of a tree; empty if it is none.
  static Map<String, Object> map(Object node) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (node instanceof Map<?, ?> m) {
      m.forEach((key, value) -> map.put(String.valueOf(key), value));
    }
    return map;
  }
}
