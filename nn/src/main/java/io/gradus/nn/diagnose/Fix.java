package io.gradus.nn.diagnose;

import io.gradus.nn.train.Spec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

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

  /// These changes and those.
  public Fix and(Fix other) {
    Map<String, Object> all = new LinkedHashMap<>(values);
    all.putAll(other.values);
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

  /// What it takes out of a spec, in lines with `−`, and what it puts in, in lines with `+`; lists
  /// are given item by item, with a line for those that stay.
  ///
  /// @throws io.gradus.nn.UserException if it does not fit the spec
  public List<String> lines(Spec spec) {
    Map<String, Object> tree = spec.toTree();
    Map<String, Object> repaired = apply(spec).toTree();
    List<String> lines = new ArrayList<>();
    values
        .keySet()
        .forEach(path -> {
          Object before = at(tree, path);
          Object after = at(repaired, path);
          if (before instanceof List<?> b && after instanceof List<?> a) {
            lines.add("  " + path + ":");
            lines.addAll(Differences.of(items(b), items(a)));
          } else if (!Objects.equals(before, after)) {
            lines.addAll(Differences.of(line(path, before), line(path, after)));
          }
        });
    return lines;
  }

  private static Object at(Object tree, String path) {
    Object node = tree;
    for (String key : path.split("\\.")) {
      node =
          switch (node) {
            case Map<?, ?> m -> m.get(key);
            case List<?> l when key.matches("\\d+") && Integer.parseInt(key) < l.size() ->
                l.get(Integer.parseInt(key));
            case null, default -> null;
          };
    }
    return node;
  }

  private static List<String> line(String path, Object value) {
    return value == null ? List.of() : List.of(path + ": " + text(value));
  }

  private static List<String> items(List<?> items) {
    return items.stream().map(item -> "  - " + text(item)).toList();
  }

  /// A value as in a spec file.
  private static String text(Object value) {
    return switch (value) {
      case Map<?, ?> m ->
          m.entrySet().stream()
              .map(e -> e.getKey() + ": " + text(e.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case List<?> l -> l.stream().map(Fix::text).collect(Collectors.joining(", ", "[", "]"));
      case Double d -> Double.toString(d).replaceAll("\\.0(?=$|E)", "").replace("E", "e");
      default -> String.valueOf(value);
    };
  }
}
