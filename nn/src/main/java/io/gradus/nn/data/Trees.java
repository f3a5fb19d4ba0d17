package io.gradus.nn.data;

import io.gradus.nn.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A [Preprocessor] as a tree that JSON can hold, and back.
///
/// Doubles stay doubles: a writer that prints the shortest text which reads back the same, as Java
/// does, keeps every bit.
final class Trees {
  private Trees() {}

  static Map<String, Object> write(Preprocessor p) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("task", p.task().text());
    tree.put("missing", p.missing().text());
    tree.put("features", p.features().stream().map(Trees::write).toList());
    tree.put("targets", p.targets().stream().map(Trees::write).toList());
    return tree;
  }

  private static Map<String, Object> write(Feature feature) {
    return switch (feature) {
      case Feature.Number f -> number("number", f);
      case Feature.OneHot f -> {
        Map<String, Object> node = node("one-hot", f.column());
        node.put("levels", f.levels());
        node.put("missing", f.missing());
        yield node;
      }
      case Feature.Index f -> {
        Map<String, Object> node = node("index", f.column());
        node.put("levels", f.levels());
        yield node;
      }
      case Feature.Ordinal f -> {
        Map<String, Object> node = number("ordinal", f.number());
        node.put("levels", f.levels());
        yield node;
      }
    };
  }

  private static Map<String, Object> number(String kind, Feature.Number f) {
    Map<String, Object> node = node(kind, f.column());
    node.put("fill", f.fill());
    node.put("shift", f.shift());
    node.put("scale", f.scale());
    node.put("indicator", f.indicator());
    if (f.bound() < Feature.Number.UNBOUNDED) {
      node.put("bound", f.bound());
    }
    return node;
  }

  private static Map<String, Object> write(Target target) {
    return switch (target) {
      case Target.Classes t -> {
        Map<String, Object> node = node("classes", t.column());
        node.put("classes", t.classes());
        yield node;
      }
      case Target.Label t -> {
        Map<String, Object> node = node("label", t.column());
        node.put("levels", t.levels());
        yield node;
      }
      case Target.Value t -> {
        Map<String, Object> node = node("value", t.column());
        node.put("shift", t.shift());
        node.put("scale", t.scale());
        yield node;
      }
    };
  }

  private static Map<String, Object> node(String kind, String column) {
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("kind", kind);
    node.put("column", column);
    return node;
  }

  static Preprocessor read(Map<?, ?> tree) {
    Node root = new Node("preprocessing", tree);
    Task task = Task.of(root.text("task"));
    Options.Missing missing = Options.Missing.of(root.text("missing"));
    List<Feature> features = root.nodes("features").stream().map(Trees::feature).toList();
    List<Target> targets = root.nodes("targets").stream().map(Trees::target).toList();
    return new Preprocessor(task, features, targets, missing, List.of());
  }

  private static Feature feature(Node node) {
    String kind = node.text("kind");
    return switch (kind) {
      case "number" -> number(node);
      case "one-hot" ->
          new Feature.OneHot(node.text("column"), node.texts("levels"), node.truth("missing"));
      case "index" -> new Feature.Index(node.text("column"), node.texts("levels"));
      case "ordinal" -> new Feature.Ordinal(node.texts("levels"), number(node));
      default -> throw node.wrong("kind", "number, one-hot, index or ordinal");
    };
  }

  private static Feature.Number number(Node node) {
    return new Feature.Number(
        node.text("column"),
        node.number("fill"),
        node.number("shift"),
        node.scale(),
        node.truth("indicator"),
        node.has("bound") ? node.number("bound") : Feature.Number.UNBOUNDED);
  }

  private static Target target(Node node) {
    String kind = node.text("kind");
    String column = node.text("column");
    return switch (kind) {
      case "classes" -> new Target.Classes(column, node.texts("classes"));
      case "label" -> new Target.Label(column, node.texts("levels"));
      case "value" -> new Target.Value(column, node.number("shift"), node.scale());
      default -> throw node.wrong("kind", "classes, label or value");
    };
  }

  /// A map in the tree with its path, for messages.
  private record Node(String path, Map<?, ?> map) {
    UserException wrong(String key, String expected) {
      Object found = map.get(key);
      return new UserException(
          "the model's "
              + path
              + "."
              + key
              + " is "
              + (found == null ? "missing" : "'" + found + "'")
              + "; expected "
              + expected);
    }

    boolean has(String key) {
      return map.containsKey(key);
    }

    String text(String key) {
      if (map.get(key) instanceof String s) {
        return s;
      }
      throw wrong(key, "text");
    }

    double number(String key) {
      if (map.get(key) instanceof Number n && Double.isFinite(n.doubleValue())) {
        return n.doubleValue();
      }
      throw wrong(key, "a number");
    }

    double scale() {
      double scale = number("scale");
      if (scale > 0) {
        return scale;
      }
      throw wrong("scale", "a positive number");
    }

    boolean truth(String key) {
      if (map.get(key) instanceof Boolean b) {
        return b;
      }
      throw wrong(key, "true or false");
    }

    private List<?> list(String key) {
      if (map.get(key) instanceof List<?> l) {
        return l;
      }
      throw wrong(key, "a list");
    }

    List<String> texts(String key) {
      List<String> texts = new ArrayList<>();
      for (Object o : list(key)) {
        if (!(o instanceof String s)) {
          throw wrong(key, "a list of texts");
        }
        texts.add(s);
      }
      return texts;
    }

    List<Node> nodes(String key) {
      List<Node> nodes = new ArrayList<>();
      for (Object o : list(key)) {
        if (!(o instanceof Map<?, ?> m)) {
          throw wrong(key, "a list of maps");
        }
        nodes.add(new Node(path + "." + key + "[" + nodes.size() + "]", m));
      }
      return nodes;
    }
  }
}
