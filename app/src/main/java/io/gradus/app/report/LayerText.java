package io.gradus.app.report;

import io.gradus.app.plot.Numbers;
import io.gradus.graph.Tree;
import io.gradus.nn.Codec;
import io.gradus.nn.Layer;
import io.gradus.nn.Layer.Parameter;
import io.gradus.nn.Layers;
import io.gradus.nn.io.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Layers in words, as specs name them.
final class LayerText {
  private static final Codec CODEC = Codec.ofNetworks();

  private LayerText() {}

  /// The name, such as `dense`.
  static String kind(Layer layer) {
    return tree(layer).keySet().iterator().next();
  }

  /// A line for each layer: name, settings, shapes and number of its parameters.
  static List<List<String>> rows(Model model) {
    List<List<String>> rows = new ArrayList<>();
    int width = model.description().inputs();
    for (Layer layer : model.description().layers()) {
      Tree<Parameter> params = layer.parameters(width);
      String settings =
          RunLog.map(tree(layer).values().iterator().next()).entrySet().stream()
              .map(e -> e.getKey() + " " + value(e.getValue()))
              .collect(Collectors.joining(", "));
      String shapes =
          params.names().stream()
              .map(name -> name + " " + params.get(name).shape())
              .collect(Collectors.joining(", "));
      long count = params.values().stream().mapToLong(p -> p.shape().size()).sum();
      rows.add(List.of(rows.size() + " " + kind(layer), settings, shapes, Numbers.count(count)));
      width = layer.outputs(width);
    }
    return rows;
  }

  private static String value(Object node) {
    return switch (node) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(e -> (e.getKey() + " " + value(e.getValue())).strip())
              .collect(Collectors.joining(", "));
      case List<?> list ->
          list.stream().map(e -> "(" + value(e) + ")").collect(Collectors.joining(" "));
      case Double x -> Numbers.text(x);
      case null -> "none";
      default -> node.toString();
    };
  }

  private static Map<String, Object> tree(Layer layer) {
    Object node = Layers.CATALOG.write(layer, CODEC);
    return node instanceof Map<?, ?> ? RunLog.map(node) : Map.of(String.valueOf(node), Map.of());
  }
}
