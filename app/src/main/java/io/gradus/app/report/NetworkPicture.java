package io.gradus.app.report;

import io.gradus.app.plot.Drawing;
import io.gradus.app.plot.Ink;
import io.gradus.app.plot.Item;
import io.gradus.app.plot.Item.Anchor;
import io.gradus.app.plot.Item.Fill;
import io.gradus.app.plot.Item.Pen;
import io.gradus.app.plot.Numbers;
import io.gradus.app.plot.TextWidth;
import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.Layer;
import io.gradus.nn.io.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// A network, drawn small: a column of units for inputs and for each layer that has weights, a bar
/// for each layer without. Where all units are shown, lines say the weights: blue is positive,
/// orange is negative, strong is large.
final class NetworkPicture {
  private static final int MOST = 9; // units of a column that are drawn
  private static final double HEIGHT = 250;
  private static final double TOP = 12;
  private static final double FLOOR = 200; // where the units end and their names begin
  private static final double WIDTH = 400; // of the picture of a shallow network
  private static final int SHALLOW = 3; // layers
  private static final double NAMES = 125; // room for names of inputs and of outputs
  private static final double RADIUS = 6;
  private static final double SMALL = 11;
  private static final Pen FAINT = new Pen(Ink.MUTED, 0.25, 1, false);

  private final List<Item> edges = new ArrayList<>();
  private final List<Item> units = new ArrayList<>();
  private final Model model;
  private final double step; // from a column to the next

  private NetworkPicture(Model model) {
    this.model = model;
    double width = isDeep(model) ? 2 * WIDTH : WIDTH;
    int layers = model.description().layers().size();
    this.step = Math.max(48, (width - 2 * NAMES) / Math.max(2, layers));
  }

  /// True if the picture is twice as wide as a chart.
  static boolean isDeep(Model model) {
    return model.description().layers().size() > SHALLOW;
  }

  /// Values in a column.
  ///
  /// @param x where it is
  /// @param count how many
  private record Column(double x, int count) {
    /// The numbers of the values that are drawn; −1 is a gap.
    int[] shown() {
      if (count <= MOST) {
        return IntStream.range(0, count).toArray();
      }
      int half = MOST / 2;
      int[] shown = new int[MOST];
      Arrays.setAll(shown, i -> i < half ? i : i == half ? -1 : count - MOST + i);
      return shown;
    }

    double y(int place) {
      int places = Math.min(count, MOST);
      return (TOP + FLOOR) / 2 + (place - (places - 1) / 2.0) * (FLOOR - TOP) / MOST;
    }
  }

  /// The picture of a model.
  ///
  /// @param inputs names of the inputs, shown if there is room
  static Drawing of(Model model, List<String> inputs) {
    return new NetworkPicture(model).draw(inputs);
  }

  private Drawing draw(List<String> inputs) {
    List<Layer> layers = model.description().layers();
    Column before = new Column(NAMES, model.description().inputs());
    column(before, Ink.MUTED, "inputs");
    names(before, inputs, Anchor.END, -RADIUS - 5);
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      double x = before.x() + step;
      boolean last = i + 1 == layers.size();
      if (!hasWeights(layer, before.count()) && !last) {
        Column same = new Column(x - step / 2, before.count());
        pass(before, same);
        bar(same, layer);
        before = same;
        continue;
      }
      Column next = new Column(x, layer.outputs(before.count()));
      connect(before, next, weights(model.params(), i, before.count(), next.count()));
      column(next, last ? Ink.ORANGE : Ink.BLUE, last ? "outputs" : LayerText.kind(layer));
      before = next;
    }
    names(before, model.description().outputs(), Anchor.START, RADIUS + 5);
    edges.addAll(units);
    return new Drawing("The network", before.x() + NAMES, HEIGHT, edges);
  }

  private static boolean hasWeights(Layer layer, int inputs) {
    return layer.outputs(inputs) != inputs
        || layer.parameters(inputs).values().stream().anyMatch(p -> p.shape().rank() > 1);
  }

  /// The weights of a layer if it has one matrix of them between inputs and outputs.
  private static Array weights(Tree<Array> params, int layer, int in, int out) {
    List<Array> matrices =
        params.names().stream()
            .filter(name -> name.startsWith(layer + "."))
            .map(params::get)
            .filter(a -> a.shape().rank() == 2)
            .toList();
    boolean one =
        matrices.size() == 1
            && matrices.getFirst().shape().dim(0) == in
            && matrices.getFirst().shape().dim(1) == out;
    return one && in <= MOST && out <= MOST ? matrices.getFirst() : null;
  }

  private void column(Column column, Ink ink, String name) {
    int[] shown = column.shown();
    double[] y =
        IntStream.range(0, shown.length)
            .filter(i -> shown[i] >= 0)
            .mapToDouble(column::y)
            .toArray();
    double[] x = new double[y.length];
    Arrays.fill(x, column.x());
    units.add(new Item.Dots(new Fill(Ink.SURFACE, 1), RADIUS + 2, x, y));
    units.add(new Item.Dots(new Fill(ink, 1), RADIUS, x, y));
    if (y.length < shown.length) {
      text(column.x(), column.y(MOST / 2) + 4, Ink.MUTED, Anchor.MIDDLE, "⋮");
    }
    text(column.x(), FLOOR + 18, Ink.TEXT, Anchor.MIDDLE, Numbers.count(column.count()));
    text(column.x(), FLOOR + 33, Ink.MUTED, Anchor.MIDDLE, name);
  }

  private void bar(Column column, Layer layer) {
    Item.Box box = new Item.Box(column.x() - 8, TOP, 16, FLOOR - TOP);
    units.add(new Item.Block(new Fill(Ink.SURFACE, 1), box));
    units.add(new Item.Block(new Fill(Ink.BLUE, 0.2), box));
    units.add(
        new Item.Text(
            Ink.TEXT,
            SMALL,
            false,
            Anchor.MIDDLE,
            column.x() + 4,
            box.center(),
            -90,
            LayerText.kind(layer)));
  }

  /// Lines from each value to itself.
  private void pass(Column from, Column to) {
    int[] shown = from.shown();
    for (int i = 0; i < shown.length; i++) {
      if (shown[i] >= 0) {
        edges.add(Item.Path.line(FAINT, from.x(), from.y(i), to.x(), to.y(i)));
      }
    }
  }

  /// Lines from all values to all.
  ///
  /// @param weights what they are multiplied by, or null if that is not shown
  private void connect(Column from, Column to, Array weights) {
    double most =
        weights == null ? 1 : Arrays.stream(weights.toDoubles()).map(Math::abs).max().orElse(1);
    int[] left = from.shown();
    int[] right = to.shown();
    for (int i = 0; i < left.length; i++) {
      for (int j = 0; j < right.length; j++) {
        if (left[i] >= 0 && right[j] >= 0) {
          Pen pen =
              weights == null ? FAINT : pen(weights.get(left[i] * to.count() + right[j]) / most);
          edges.add(Item.Path.line(pen, from.x(), from.y(i), to.x(), to.y(j)));
        }
      }
    }
  }

  private static Pen pen(double weight) {
    double size = Math.abs(weight);
    return new Pen(weight > 0 ? Ink.BLUE : Ink.ORANGE, size, 1 + size, false);
  }

  private void names(Column column, List<String> names, Anchor anchor, double shift) {
    int[] shown = column.shown();
    if (names.size() != column.count()) {
      return;
    }
    for (int i = 0; i < shown.length; i++) {
      if (shown[i] >= 0) {
        String name = names.get(shown[i]);
        text(
            column.x() + shift,
            column.y(i) + 4,
            Ink.MUTED,
            anchor,
            TextWidth.fit(name, SMALL, NAMES - RADIUS - 15));
      }
    }
  }

  private void text(double x, double y, Ink ink, Anchor anchor, String text) {
    units.add(new Item.Text(ink, SMALL, false, anchor, x, y, 0, text));
  }
}
