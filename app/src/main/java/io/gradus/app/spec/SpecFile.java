package io.gradus.app.spec;

import io.gradus.nn.UserException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// A YAML or JSON file as a tree of maps, lists and plain values that knows its line numbers.
///
/// @param tree the content
/// @param lines the line of each dotted path, such as `model.layers.0.dense`
public record SpecFile(Map<String, Object> tree, Map<String, Integer> lines) {
  private static final int MOST_NODES = 100_000; // aliases can make a small file a huge tree

  /// Reads a file.
  ///
  /// @throws UserException naming file and line if there is no such file, or it is empty, no valid
  ///   YAML or no map
  public static SpecFile read(Path file) {
    if (Files.isDirectory(file)) {
      throw new UserException(
          file + " is a folder; name a spec file, or go on with a run by --resume " + file);
    }
    try {
      return parse(Files.readString(file), String.valueOf(file.getFileName()));
    } catch (NoSuchFileException e) {
      throw new UserException("no such file: " + file, e);
    } catch (CharacterCodingException e) {
      throw new UserException(file.getFileName() + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw new UserException(file + " cannot be read", e);
    }
  }

  /// Reads a text.
  ///
  /// @param name what messages call the text
  public static SpecFile parse(String text, String name) {
    try {
      LoadSettings settings =
          LoadSettings.builder().setLabel(name).setAllowNonScalarKeys(true).build();
      Node root =
          new Composer(settings, new ParserImpl(settings, new StreamReader(settings, text)))
              .getSingleNode()
              .orElseThrow(() -> new UserException(name + " is empty; expected a training spec"));
      Reader reader = new Reader(name);
      if (!(reader.value(root, "", 0) instanceof Map<?, ?> map)) {
        throw new UserException(
            name + ":1: expected keys with values, such as 'data: {file: data.csv, target: y}'");
      }
      Map<String, Object> tree = new LinkedHashMap<>();
      map.forEach((key, value) -> tree.put((String) key, value));
      return new SpecFile(tree, reader.lines);
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(m -> ":" + (m.getLine() + 1)).orElse("");
      throw new UserException(name + line + ": no valid YAML: " + e.getProblem(), e);
    } catch (YamlEngineException e) {
      throw new UserException(name + ": no valid YAML: " + e.getMessage(), e);
    }
  }

  /// A tree as YAML, which reads back as the same.
  public static String text(Map<String, Object> tree) {
    DumpSettings settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
    return new Dump(settings).dumpToString(tree);
  }

  private static final class Reader {
    private final String name;
    private final Map<String, Integer> lines = new HashMap<>();
    private int nodes;

    Reader(String name) {
      this.name = name;
    }

    Object value(Node node, String path, int depth) {
      if (++nodes > MOST_NODES || depth > 50) {
        throw error(node, "too large or too deeply nested for a training spec");
      }
      return switch (node) {
        case MappingNode map -> map(map, path, depth);
        case SequenceNode list -> {
          List<Object> values = new ArrayList<>();
          for (Node item : list.getValue()) {
            values.add(at(item, child(path, String.valueOf(values.size())), depth));
          }
          yield values;
        }
        case ScalarNode scalar -> scalar(scalar);
        default -> throw error(node, "cannot be read");
      };
    }

    private Map<String, Object> map(MappingNode map, String path, int depth) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (NodeTuple entry : map.getValue()) {
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
          throw error(entry.getKeyNode(), "a key must be a name");
        }
        if (values.containsKey(key.getValue())) {
          throw error(key, "key '" + key.getValue() + "' is there twice");
        }
        String below = child(path, key.getValue());
        lines.put(below, line(key));
        values.put(key.getValue(), value(entry.getValueNode(), below, depth + 1));
      }
      return values;
    }

    private Object at(Node item, String path, int depth) {
      lines.put(path, line(item));
      return value(item, path, depth + 1);
    }

    private static Object scalar(ScalarNode scalar) {
      String text = scalar.getValue();
      Tag tag = scalar.getTag();
      if (tag.equals(Tag.NULL)) {
        return null;
      }
      if (tag.equals(Tag.BOOL)) {
        return Boolean.valueOf(text);
      }
      // Seeds use all 64 bits, more than a double keeps.
      if (tag.equals(Tag.INT) && text.length() < 19) {
        return Long.valueOf(text);
      }
      return tag.equals(Tag.FLOAT) ? number(text) : text;
    }

    private static Object number(String text) {
      try {
        return Double.valueOf(text);
      } catch (NumberFormatException e) {
        return text; // YAML's own spellings, such as .inf; the setting will say what it needs
      }
    }

    private UserException error(Node node, String message) {
      return new UserException(name + ":" + line(node) + ": " + message);
    }

    private static int line(Node node) {
      return node.getStartMark().map(m -> m.getLine() + 1).orElse(1);
    }

    private static String child(String path, String key) {
      return path.isEmpty() ? key : path + "." + key;
    }
  }
}
