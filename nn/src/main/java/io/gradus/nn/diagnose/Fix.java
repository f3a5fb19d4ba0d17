package io.gradus.nn.diagnose;

import io.gradus.nn.train.Spec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A change of the spec of a training.
///
/// @param values the new values by dotted path, such as `optimizer.adam.lr`; a value is a tree as
///   in a spec file, null for the default
public record Fix(Map<String, Object> values) {
  /// No change: nothing in the spec can help.
  public static final Fix NONE = new Fix(Map.of());

  /// Copies the values.
  public Fix {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /// One value.
  public static Fix of(String path, Object value) {
    return NONE.and(path, value);
  }

  /// This and one value more.
  public Fix and(String path, Object value) {
    Map<String, Object> all = new LinkedHashMap<>(values);
    all.put(path, value);
    return new Fix(all);
  }

  /// True if nothing is changed.
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /// The repaired spec.
  public Spec apply(Spec spec) {
    Spec repaired = spec;
    for (Map.Entry<String, Object> e : values.entrySet()) {
      repaired = repaired.with(e.getKey(), e.getValue());
    }
    return repaired;
  }

  /// A line for each change, such as `optimizer.adam.lr: 5.0 → 0.001`.
  public List<String> lines(Spec spec) {
    List<String> lines = new ArrayList<>();
    values.forEach((path, value) ->
        lines.add(path + ": " + text(at(spec.toTree(), path)) + " → " + text(value)));
    return lines;
  }

  private static Object at(Object tree, String path) {
    Object node = tree;
    for (String key : path.split("\\.")) {
      node = node instanceof Map<?, ?> m ? m.get(key) : null;
    }
    return node;
  }

  private static String text(Object value) {
    return value == null ? "default" : String.valueOf(value);
  }
}
