package io.gradus.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The layers by name, and their short form `relu(64)`.
public final class Layers {
  private static final Pattern SHORT = Pattern.compile("\\s*([a-z-]+)\\s*\\(\\s*(\\d+)\\s*\\)\\s*");
  private static final Catalog<Layer> LONG = new Catalog<>("layer", List.of(Dense.class));

  /// Reads `relu(64)` and `{dense: {units: 64, activation: relu}}`; writes the long form.
  public static final Codec.Converter<Layer> CATALOG =
      new Codec.Converter<>() {
        @Override
        public Layer read(Object node, Codec.Reading in) {
          Matcher m = node instanceof String s ? SHORT.matcher(s) : null;
          if (m == null || !m.matches()) {
            if (node instanceof Map || LONG.names().contains(node)) {
              return LONG.read(node, in);
            }
            throw in.wrong("a layer such as relu(64) or {dense: {units: 64}}", node);
          }
          return LONG.read(
              Map.of("dense", Map.of("units", m.group(2), "activation", m.group(1))), in);
        }

        @Override
        public Object write(Layer layer, Codec codec) {
          return LONG.write(layer, codec);
        }
      };

  private Layers() {}

  /// The parts of `relu(64),relu(32)`, separated by commas or spaces outside brackets.
  public static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    for (String part : text.split("[,\\s]+(?![^(]*\\))")) {
      if (!part.isBlank()) {
        parts.add(part.strip());
      }
    }
    return parts;
  }
}
