package io.gradus.app.report;

import io.gradus.app.plot.Drawing;
import io.gradus.app.plot.Ink;
import io.gradus.app.plot.Item;
import io.gradus.app.plot.Item.Anchor;
import io.gradus.app.plot.Item.Box;
import io.gradus.app.plot.Item.Fill;
import io.gradus.app.plot.Item.Pen;
import io.gradus.app.plot.Numbers;
import io.gradus.app.plot.TextWidth;
import io.gradus.app.report.NetworkGraph.Column;
import io.gradus.app.report.NetworkGraph.Kind;
import io.gradus.app.report.NetworkGraph.Link;
import io.gradus.app.report.NetworkGraph.Unit;
import io.gradus.nn.io.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A network as a drawing: a column of units for the inputs and for each layer that has weights, a
/// bar for each layer without. Lines say the weights: blue is positive, orange is negative, strong
/// is large.
public final class NetworkPicture {
  private static final double TOP = 12;
  private static final double WIDTH = 400; // of the picture of a shallow network
  private static final int SHALLOW = 3; // layers
  private static final double NAMES = 125; // room for names of inputs and of outputs
  private static final double SMALL = 11;
  private static final int LABELED = 24; // lines between two columns that have room for numbers
  private static final double WEAKEST = 0.15;
  private static final Pen FAINT = new Pen(Ink.MUTED, 0.25, 1, false);
  private static final double[] ALONG = {0.5, 0.4, 0.6, 0.3, 0.7, 0.35, 0.65, 0.25, 0.75, 0.2, 0.8};

  /// How large a picture is.
  ///
  /// @param row from a unit to the next
  /// @param step from a column to the next
  /// @param radius of a unit
  /// @param floor where units end and their names begin
  private record Size(double row, double step, double radius, double floor) {}

  private final NetworkGraph graph;
  private final Size size;
  private final Map<Unit, double[]> places = new HashMap<>();
  private final List<Item> lines = new ArrayList<>();
  private final List<Item> over = new ArrayList<>();
  private final List<Box> taken = new ArrayList<>(); // by numbers and units

  private NetworkPicture(NetworkGraph graph, Size size) {
    this.graph = graph;
    this.size = size;
  }

  /// True if the small picture is twice as wide as a chart.
  static boolean isDeep(Model model) {
    return model.description().layers().size() > SHALLOW;
  }

  /// A picture as high as a chart.
  ///
  /// @param inputs names of the inputs, shown if there is room
  static Drawing small(Model model, List<String> inputs) {
    double width = isDeep(model) ? 2 * WIDTH : WIDTH;
    int layers = model.description().layers().size();
    double step = Math.max(48, (width - 2 * NAMES) / Math.max(2, layers));
    Size size = new Size(188.0 / NetworkGraph.MOST, step, 6, 200);
    return new NetworkPicture(NetworkGraph.of(model, inputs, false), size)
        .draw("The network", false);
  }

  /// A picture as large as it needs to be, with bias units, and with numbers at the weights if
  /// these are few.
  ///
  /// @param inputs names of the inputs, shown if there is room
  public static Drawing large(Model model, List<String> inputs) {
    NetworkGraph graph = NetworkGraph.of(model, inputs, true);
    boolean labeled = graph.isSmall(LABELED);
    int rows = graph.columns().stream().mapToInt(c -> c.units().size()).max().orElse(1);
    double row = labeled ? 54 : 38;
    Size size = new Size(row, labeled ? 200 : 130, 11, TOP + rows * row);
    return new NetworkPicture(graph, size).draw("The network: " + graph.words(), labeled);
  }

  private Drawing draw(String title, boolean labeled) {
    double x = NAMES;
    for (Column column : graph.columns()) {
      boolean first = column == graph.columns().getFirst();
      x += first ? 0 : column.passive() ? size.step / 2 : size.step;
      place(column, x);
    }
    graph.links().forEach(this::line);
    for (Column column : graph.columns()) {
      boolean first = column == graph.columns().getFirst();
      boolean last = column == graph.columns().getLast();
      column(column, first ? Ink.MUTED : last ? Ink.ORANGE : Ink.BLUE);
      names(column, first ? Anchor.END : Anchor.START);
    }
    if (labeled) {
      graph.links().stream()
          .filter(l -> !Double.isNaN(l.weight()))
          .sorted(Comparator.comparing(l -> -l.strength()))
          .forEach(this::number);
    }
    lines.addAll(over);
    return new Drawing(title, x + NAMES, size.floor + 50, lines);
  }

  private void place(Column column, double x) {
    int rows = column.units().size();
    for (int i = 0; i < rows; i++) {
      double y = (TOP + size.floor) / 2 + (i - (rows - 1) / 2.0) * size.row;
      places.put(column.units().get(i), new double[] {x, y});
      taken.add(new Box(x - size.radius, y - size.radius, 2 * size.radius, 2 * size.radius));
    }
  }

  private void line(Link l) {
    double[] a = places.get(l.from());
    double[] b = places.get(l.to());
    if (Double.isNaN(l.weight())) {
      lines.add(Item.Path.line(FAINT, a[0], a[1], b[0], b[1]));
      return;
    }
    double strength = WEAKEST + (1 - WEAKEST) * l.strength();
    Pen pen = new Pen(ink(l), strength, 1 + l.strength(), false);
    String hint = "%s → %s: %s".formatted(name(l.from()), name(l.to()), Numbers.text(l.weight()));
    lines.add(Item.Group.hint(hint, Item.Path.line(pen, a[0], a[1], b[0], b[1])));
  }

  private static Ink ink(Link l) {
    return l.weight() < 0 ? Ink.ORANGE : Ink.BLUE;
  }

  private static String name(Unit u) {
    return u.name().isEmpty() ? u.id() : u.name();
  }

  /// Puts the number of a weight on its line, where it covers least.
  private void number(Link l) {
    double[] a = places.get(l.from());
    double[] b = places.get(l.to());
    String text = Numbers.text(l.weight());
    double width = TextWidth.of(text, SMALL) + 2;
    Box box =
        Arrays.stream(ALONG)
            .mapToObj(t -> {
              double x = a[0] + t * (b[0] - a[0]);
              double y = a[1] + t * (b[1] - a[1]);
              return new Box(x - width / 2, y - SMALL / 2 - 1, width, SMALL + 2);
            })
            .min(Comparator.comparing(this::covered))
            .orElseThrow();
    taken.add(box);
    over.add(new Item.Block(new Fill(Ink.SURFACE, 0.85), box));
    text(box.middle(), box.center() + 4, ink(l), Anchor.MIDDLE, text);
  }

  private double covered(Box b) {
    return taken.stream()
        .mapToDouble(t ->
            Math.max(0, Math.min(b.right(), t.right()) - Math.max(b.x(), t.x()))
                * Math.max(0, Math.min(b.bottom(), t.bottom()) - Math.max(b.y(), t.y())))
        .sum();
  }

  private void column(Column column, Ink ink) {
    double x = places.get(column.units().getFirst())[0];
    if (column.passive()) {
      bar(column, x);
    } else {
      dots(column, Kind.VALUE, ink);
      text(x, size.floor + 18, Ink.TEXT, Anchor.MIDDLE, Numbers.count(column.count()));
      String name = TextWidth.fit(column.name(), SMALL, size.step - 8);
      text(x, size.floor + 33, Ink.MUTED, Anchor.MIDDLE, name);
    }
    dots(column, Kind.BIAS, Ink.MUTED);
    for (Unit u : column.units()) {
      switch (u.kind()) {
        case VALUE -> {}
        case BIAS -> text(x, places.get(u)[1] + 4, Ink.SURFACE, Anchor.MIDDLE, u.name());
        case GAP -> text(x, places.get(u)[1] + 4, Ink.MUTED, Anchor.MIDDLE, u.name());
      }
    }
  }

  private void dots(Column column, Kind kind, Ink ink) {
    double[][] at =
        column.units().stream()
            .filter(u -> u.kind() == kind)
            .map(places::get)
            .toArray(double[][]::new);
    double[] x = Arrays.stream(at).mapToDouble(p -> p[0]).toArray();
    double[] y = Arrays.stream(at).mapToDouble(p -> p[1]).toArray();
    over.add(new Item.Dots(new Fill(Ink.SURFACE, 1), size.radius + 2, x, y));
    over.add(new Item.Dots(new Fill(ink, 1), size.radius, x, y));
  }

  private void bar(Column column, double x) {
    Box box = new Box(x - 8, TOP, 16, size.floor - TOP);
    over.add(new Item.Block(new Fill(Ink.SURFACE, 1), box));
    over.add(new Item.Block(new Fill(Ink.BLUE, 0.2), box));
    over.add(
        new Item.Text(
            Ink.TEXT, SMALL, false, Anchor.MIDDLE, x + 4, box.center(), -90, column.name()));
  }

  private void names(Column column, Anchor anchor) {
    double shift = anchor == Anchor.END ? -size.radius - 5 : size.radius + 5;
    for (Unit u : column.units()) {
      if (u.kind() == Kind.VALUE) {
        double[] at = places.get(u);
        String name = TextWidth.fit(u.name(), SMALL, NAMES - size.radius - 15);
        text(at[0] + shift, at[1] + 4, Ink.MUTED, anchor, name);
      }
    }
  }

  private void text(double x, double y, Ink ink, Anchor anchor, String text) {
    over.add(new Item.Text(ink, SMALL, false, anchor, x, y, 0, text));
  }
}
