package io.gradus.app.report;

import io.gradus.app.plot.Numbers;
import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.graph.Tree;
import io.gradus.nn.Dense;
import io.gradus.nn.Layer;
import io.gradus.nn.io.Model;
import io.gradus.nn.io.Model.Description;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// A network as a directed weighted graph: a column of units for the inputs and one for each layer,
/// with a link for each weight.
///
/// @param columns from the inputs to the outputs
/// @param links from column to column
/// @param size the number of parameters
public record NetworkGraph(List<Column> columns, List<Link> links, long size) {
  /// How many units of a column are shown; of more, the first and the last ones.
  static final int MOST = 9;

  /// What a unit is.
  enum Kind {
    /// An input or the value of a neuron.
    VALUE,
    /// The constant 1, whose weights are biases.
    BIAS,
    /// Stands for all that are not shown.
    GAP
  }

  /// A unit.
  ///
  /// @param id its name, without spaces and unique
  /// @param name its name for people
  record Unit(Kind kind, String id, String name) {}

  /// Units side by side.
  ///
  /// @param units those shown, from top to bottom
  /// @param count how many values there are
  /// @param name what computes them
  /// @param parameters how many numbers that takes
  /// @param passive whether each value comes from that beside it alone, as in dropout
  record Column(List<Unit> units, int count, String name, long parameters, boolean passive) {
    private Column(
        String id, int count, List<String> names, String name, long parameters, boolean passive) {
      this(new ArrayList<>(), count, name, parameters, passive);
      int half = MOST / 2;
      for (int i = 0; i < count; i++) {
        if (count <= MOST || i < half || i >= count - half) {
          units.add(new Unit(Kind.VALUE, id + (i + 1), names.size() == count ? names.get(i) : ""));
        } else if (i == half) {
          units.add(new Unit(Kind.GAP, id + "more", "⋮"));
        }
      }
    }

    /// The number among all values of the one at a place.
    private int number(int place) {
      return count <= MOST || place < MOST / 2 ? place : count - MOST + place;
    }
  }

  /// A line from unit to unit.
  ///
  /// @param column the number of the column where it ends
  /// @param weight what the value is multiplied by; NaN if that is not one number
  /// @param strength |weight| compared to the greatest of its column
  record Link(Unit from, Unit to, int column, double weight, double strength) {}

  /// The graph of a model.
  ///
  /// @param inputs names of the inputs; other names than inputs are not shown
  /// @param biases whether biases are shown as weights of a unit of their own
  public static NetworkGraph of(Model model, List<String> inputs, boolean biases) {
    Description d = model.description();
    List<Column> columns = new ArrayList<>();
    List<Link> links = new ArrayList<>();
    columns.add(new Column("x", d.inputs(), inputs, "inputs", 0, false));
    for (int i = 0; i < d.layers().size(); i++) {
      Layer layer = d.layers().get(i);
      boolean last = i + 1 == d.layers().size();
      Column before = columns.getLast();
      int own = i;
      Tree<Array> params = model.params().filter(name -> name.startsWith(own + "."));
      Column next =
          new Column(
              last ? "y" : "h" + (i + 1) + "_",
              layer.outputs(before.count),
              last ? d.outputs() : List.of(),
              last ? d.activation().name() : name(layer),
              params.values().stream().mapToLong(Array::size).sum(),
              !last && !hasWeights(layer, before.count));
      columns.add(next);
      if (next.passive) {
        link(before, next, i + 1, links);
      } else {
        double[] weights = numbers(params, before.count, next.count);
        link(before, next, i + 1, weights, biases ? numbers(params, next.count) : null, links);
      }
    }
    long size = d.network().size();
    return new NetworkGraph(List.copyOf(columns), List.copyOf(links), size);
  }

  private static String name(Layer layer) {
    return layer instanceof Dense dense ? dense.activation().name() : LayerText.kind(layer);
  }

  private static boolean hasWeights(Layer layer, int inputs) {
    return layer.outputs(inputs) != inputs
        || layer.parameters(inputs).values().stream().anyMatch(p -> p.shape().rank() > 1);
  }

  /// The only array of a shape; null if there are none or several.
  private static double[] numbers(Tree<Array> params, int... extents) {
    Shape shape = Shape.of(extents);
    List<Array> fit = params.values().stream().filter(a -> a.shape().equals(shape)).toList();
    return fit.size() == 1 ? fit.getFirst().toDoubles() : null;
  }

  private static void link(Column from, Column to, int column, List<Link> links) {
    for (int i = 0; i < to.units.size(); i++) {
      if (to.units.get(i).kind == Kind.VALUE) {
        links.add(new Link(from.units.get(i), to.units.get(i), column, Double.NaN, 0));
      }
    }
  }

  private static void link(
      Column from, Column to, int column, double[] weights, double[] biases, List<Link> links) {
    double most = Math.max(most(weights), most(biases));
    for (int i = 0; i < from.units.size(); i++) {
      for (int j = 0; j < to.units.size(); j++) {
        if (from.units.get(i).kind == Kind.VALUE && to.units.get(j).kind == Kind.VALUE) {
          int place = from.number(i) * to.count + to.number(j);
          double w = weights == null ? Double.NaN : weights[place];
          double strength = most == 0 ? 0 : Math.abs(w) / most;
          links.add(new Link(from.units.get(i), to.units.get(j), column, w, strength));
        }
      }
    }
    if (biases != null) {
      Unit one = new Unit(Kind.BIAS, "bias" + column, "1");
      from.units.add(one);
      for (int j = 0; j < to.units.size(); j++) {
        if (to.units.get(j).kind == Kind.VALUE) {
          double b = biases[to.number(j)];
          links.add(new Link(one, to.units.get(j), column, b, most == 0 ? 0 : Math.abs(b) / most));
        }
      }
    }
  }

  private static double most(double[] numbers) {
    return numbers == null ? 0 : Arrays.stream(numbers).map(Math::abs).max().orElse(0);
  }

  /// Whether no column has more weights that are shown.
  boolean isSmall(int most) {
    return IntStream.range(0, columns.size())
        .allMatch(c ->
            links.stream().filter(l -> l.column == c && !Double.isNaN(l.weight)).count() <= most);
  }

  /// The number of layers with weights and of the units of the largest one, in words.
  String words() {
    List<Column> layers = columns.stream().skip(1).filter(c -> !c.passive).toList();
    int width = layers.stream().mapToInt(Column::count).max().orElse(0);
    return "depth %d, width %s, %s parameters"
        .formatted(layers.size(), Numbers.count(width), Numbers.count(size));
  }

  /// The graph in the language of Graphviz.
  public String dot() {
    StringBuilder dot = new StringBuilder("digraph {\n  rankdir=LR;\n  splines=line;\n");
    dot.append("  label=\"").append(words()).append("\";\n");
    for (Column column : columns) {
      dot.append("  subgraph {\n    rank=same;\n");
      for (Unit u : column.units) {
        String shape =
            u.kind == Kind.GAP
                ? "plaintext"
                : column.passive || u.kind == Kind.BIAS ? "box" : "circle";
        dot.append(
            "    %s [shape=%s, label=%s];\n".formatted(u.id, shape, quoted(label(column, u))));
      }
      dot.append("  }\n");
    }
    for (Link l : links) {
      String weight =
          Double.isNaN(l.weight) ? "" : " [label=%s]".formatted(quoted(Numbers.text(l.weight)));
      dot.append("  %s -> %s%s;\n".formatted(l.from.id, l.to.id, weight));
    }
    return dot.append("}\n").toString();
  }

  private String label(Column column, Unit u) {
    if (u.kind != Kind.VALUE) {
      return u.name;
    }
    String name = u.name.isEmpty() ? u.id : u.name;
    return column == columns.getFirst() ? name : column.name + "\n" + name;
  }

  private static String quoted(String text) {
    String safe = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return "\"" + safe + "\"";
  }
}
