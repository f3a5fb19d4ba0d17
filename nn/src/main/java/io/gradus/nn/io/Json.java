package io.gradus.nn.io;

import io.gradus.nn.UserException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Trees of maps, lists, texts, numbers, truth values and nulls ⇄ JSON text.
///
/// Maps keep their order. Doubles are written such that they read back with the same bits; NaN and
/// infinities, which JSON lacks, are the texts `NaN`, `Infinity` and `-Infinity`. Whole numbers are
/// read as `Long`.
public final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Json() {}

  /// The tree on one line.
  public static String line(Object tree) {
    StringWriter out = new StringWriter();
    try (JsonGenerator g = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      write(tree, g);
    }
    return out.toString();
  }

  /// The tree for people: indented by two spaces, short maps and lists on one line, with a line
  /// end.
  public static String text(Object tree) {
    StringBuilder out = new StringBuilder();
    indent(tree, 0, out);
    return out.append('\n').toString();
  }

  /// The tree of a text.
  ///
  /// @param name what messages call the text, such as a file name
  /// @throws UserException naming line and column of the first mistake
  public static Object parse(String text, String name) {
    try (JsonParser p = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (p.nextToken() == null) {
        throw new UserException(name + " is empty");
      }
      Object tree = read(p);
      if (p.nextToken() != null) {
        throw new UserException(name + ": text after the end of the JSON value");
      }
      return tree;
    } catch (JacksonException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr();
      throw new UserException(name + where + ": not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  /// The map of a text.
  ///
  /// @throws UserException also if the text is JSON but not a map
  @SuppressWarnings("unchecked") // read makes maps with text keys only
  public static Map<String, Object> parseMap(String text, String name) {
    if (parse(text, name) instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new UserException(name + ": expected a JSON object");
  }

  /// A double as a tree holds it: a number, or a text if JSON has no number for it.
  public static Object number(double x) {
    return Double.isFinite(x) ? x : String.valueOf(x);
  }

  /// The double that [#number] put into a tree.
  ///
  /// @throws UserException if it is none
  public static double number(Object node, String name) {
    return switch (node) {
      case Number n -> n.doubleValue();
      case String s when s.equals("NaN") -> Double.NaN;
      case String s when s.equals("Infinity") -> Double.POSITIVE_INFINITY;
      case String s when s.equals("-Infinity") -> Double.NEGATIVE_INFINITY;
      case null, default -> throw new UserException(name + ": expected a number");
    };
  }

  private static Object read(JsonParser p) {
    return switch (p.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        while (p.nextToken() != JsonToken.END_OBJECT) {
          String key = p.currentName();
          p.nextToken();
          map.put(key, read(p));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (p.nextToken() != JsonToken.END_ARRAY) {
          list.add(read(p));
        }
        yield list;
      }
      case VALUE_STRING -> p.getString();
      case VALUE_NUMBER_INT -> {
        Number n = p.getNumberValue();
        yield n instanceof Integer i ? Long.valueOf(i) : n;
      }
      case VALUE_NUMBER_FLOAT -> p.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IllegalStateException("JSON text has no " + p.currentToken());
    };
  }

  private static void write(Object node, JsonGenerator g) {
    switch (node) {
      case null -> g.writeNull();
      case Map<?, ?> map -> {
        g.writeStartObject();
        map.forEach((key, value) -> {
          g.writeName(String.valueOf(key));
          write(value, g);
        });
        g.writeEndObject();
      }
      case Iterable<?> list -> {
        g.writeStartArray();
        list.forEach(e -> write(e, g));
        g.writeEndArray();
      }
      case Boolean b -> g.writeBoolean(b);
      case Long l -> g.writeNumber(l);
      case Integer i -> g.writeNumber(i);
      case Number n -> {
        if (number(n.doubleValue()) instanceof Double d) {
          g.writeNumber(d);
        } else {
          g.writeString(String.valueOf(n));
        }
      }
      default -> g.writeString(String.valueOf(node));
    }
  }

  private static void indent(Object node, int depth, StringBuilder out) {
    String line = line(node);
    String gap = "\n" + "  ".repeat(depth + 1);
    String sep = "";
    if (line.length() + 2 * depth <= 80) {
      out.append(line);
    } else if (node instanceof Map<?, ?> map) {
      out.append('{');
      for (Map.Entry<?, ?> e : map.entrySet()) {
        out.append(sep).append(gap).append(line(String.valueOf(e.getKey()))).append(": ");
        indent(e.getValue(), depth + 1, out);
        sep = ",";
      }
      out.append("\n").append("  ".repeat(depth)).append('}');
    } else if (node instanceof Iterable<?> list) {
      out.append('[');
      for (Object e : list) {
        out.append(sep).append(gap);
        indent(e, depth + 1, out);
        sep = ",";
      }
      out.append("\n").append("  ".repeat(depth)).append(']');
    } else {
      out.append(line);
    }
  }
}
