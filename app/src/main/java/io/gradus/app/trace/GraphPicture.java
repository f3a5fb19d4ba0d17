package io.gradus.app.trace;

import io.gradus.app.diff.Derivatives;
import io.gradus.app.diff.Problem;
import io.gradus.app.plot.Drawing;
import io.gradus.app.plot.Ink;
import io.gradus.app.plot.Item;
import io.gradus.app.plot.Item.Anchor;
import io.gradus.app.plot.Item.Box;
import io.gradus.app.plot.Item.Fill;
import io.gradus.app.plot.Item.Pen;
import io.gradus.app.plot.Numbers;
import io.gradus.app.plot.TextWidth;
import io.gradus.app.trace.Trace.Edge;
import io.gradus.app.trace.Trace.Row;
import io.gradus.app.trace.Trace.Step;
import io.gradus.graph.Expr;
import io.gradus.text.Notation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The computational graph of expressions: a box for each step with its value, tangent and adjoint,
/// and a line with the partial derivative for each direct dependency.
///
/// The steps stand in columns by their level. A line that crosses columns has a place of its own in
/// each, and places are ordered by the mean of those they come from (Sugiyama, Tagawa and Toda,
/// *Methods for visual understanding of hierarchical system structures*, 1981).
public final class GraphPicture {
  private static final double SIZE = 12; // of the font
  private static final double LINE = 17;
  private static final double PAD = 8;
  private static final double GAP = 90; // between columns
  private static final double SPACE = 22; // between places of a column
  private static final double WIDER = 1.18; // letters with accents and bold ones need more room
  private static final double BETWEEN = 0.45; // where on a line its label stands

  /// A place in a column: a step, or null where a line passes.
  private static final class Place {
    final Step step;
    final List<Place> from = new ArrayList<>();

    Place(Step step) {
      this.step = step;
    }
  }

  private final String title;
  private final List<Edge> edges;
  private final Map<Step, List<Label>> labels = new LinkedHashMap<>();
  private final List<List<Place>> columns = new ArrayList<>();
  private final Map<Edge, List<Place>> ways = new LinkedHashMap<>(); // places from end to end
  private final Map<Place, Box> boxes = new HashMap<>();

  private record Label(Ink ink, String text) {}

  /// The graph of a problem's expressions.
  ///
  /// @param x the variable of the tangents
  /// @param at the value of each variable; empty for formulas alone
  public GraphPicture(Problem problem, Expr x, Map<Expr, Double> at) {
    Trace trace = new Trace(problem);
    title = "Computational graph of " + String.join(", ", problem.texts());
    edges = trace.edges(at);
    for (Row row : trace.forward(x, at)) {
      List<Label> lines = new ArrayList<>();
      String operation = row.step().name() + " = " + Notation.TEXT.print(row.step().body());
      lines.add(new Label(Ink.TEXT, operation));
      if (row.value() != null) {
        lines.add(new Label(Ink.TEXT, "= " + Numbers.text(row.value())));
      }
      lines.add(new Label(Ink.BLUE, derivative(row)));
      labels.put(row.step(), lines);
    }
    if (problem.exprs().size() == 1) {
      trace
          .reverse(at)
          .forEach(r -> labels.get(r.step()).add(new Label(Ink.ORANGE, derivative(r))));
    }
  }

  private static String derivative(Row row) {
    return Derivatives.name(row.mark()) + " = " + text(row.formula(), row.derivative());
  }

  private static String text(Expr formula, Double value) {
    return value == null ? Notation.TEXT.print(formula) : Numbers.text(value);
  }

  /// The graph in the language of Graphviz.
  public String dot() {
    StringBuilder dot = new StringBuilder("digraph {\n  rankdir=LR;\n  node [shape=box];\n");
    labels.forEach(
        (step, lines) -> dot.append("  %s [label=%s];\n".formatted(step.name(), quoted(lines))));
    for (Edge e : edges) {
      List<Label> label = List.of(new Label(Ink.MUTED, text(e.partial(), e.value())));
      dot.append(
          "  %s -> %s [label=%s];\n".formatted(e.from().name(), e.to().name(), quoted(label)));
    }
    return dot.append("}\n").toString();
  }

  private static String quoted(List<Label> lines) {
    return lines.stream()
        .map(l -> l.text.replace("\\", "\\\\").replace("\"", "\\\""))
        .collect(Collectors.joining("\\n", "\"", "\""));
  }

  /// The graph as a drawing.
  public Drawing drawing() {
    place();
    double right = layOut();
    double bottom = boxes.values().stream().mapToDouble(Box::bottom).max().orElse(0);
    List<Item> items = new ArrayList<>();
    ways.forEach((edge, way) -> line(way, items));
    ways.forEach((edge, way) -> label(edge, way, items));
    for (List<Place> column : columns) {
      column.stream().filter(p -> p.step != null).forEach(p -> box(p, items));
    }
    return new Drawing(title, right + SPACE, bottom + SPACE, items);
  }

  private void place() {
    Map<Step, Place> places = new HashMap<>();
    for (Step step : labels.keySet()) {
      while (columns.size() <= step.level()) {
        columns.add(new ArrayList<>());
      }
      places.put(step, new Place(step));
      columns.get(step.level()).add(places.get(step));
    }
    for (Edge e : edges) {
      List<Place> way = new ArrayList<>(List.of(places.get(e.from())));
      for (int i = e.from().level() + 1; i < e.to().level(); i++) {
        Place passing = new Place(null);
        passing.from.add(way.getLast());
        columns.get(i).add(passing);
        way.add(passing);
      }
      places.get(e.to()).from.add(way.getLast());
      way.add(places.get(e.to()));
      ways.put(e, way);
    }
  }

  /// Gives each place its box, column by column.
  ///
  /// @return the right edge of the last column
  private double layOut() {
    double tallest = columns.stream().mapToDouble(this::height).max().orElse(0);
    double x = SPACE;
    for (List<Place> column : columns) {
      Map<Place, Double> means = new HashMap<>();
      for (Place p : column) {
        means.put(p, p.from.stream().mapToDouble(f -> boxes.get(f).center()).average().orElse(0));
      }
      column.sort(Comparator.comparing(means::get));
      double width = column.stream().mapToDouble(this::width).max().orElse(0);
      double y = SPACE + (tallest - height(column)) / 2;
      for (Place p : column) {
        boxes.put(p, new Box(x, y, width, height(p)));
        y += height(p) + SPACE;
      }
      x += width + GAP;
    }
    return x - GAP;
  }

  private double width(Place p) {
    return p.step == null
        ? 0
        : labels.get(p.step).stream()
                .mapToDouble(l -> WIDER * TextWidth.of(l.text, SIZE))
                .max()
                .orElse(0)
            + 2 * PAD;
  }

  private double height(Place p) {
    return p.step == null ? LINE : labels.get(p.step).size() * LINE + 2 * PAD;
  }

  private double height(List<Place> column) {
    return column.stream().mapToDouble(p -> height(p) + SPACE).sum() - SPACE;
  }

  private void box(Place p, List<Item> items) {
    Box b = boxes.get(p);
    items.add(new Item.Block(new Fill(Ink.SURFACE, 1), b));
    items.add(new Item.Block(new Fill(Ink.GRID, 0.5), b));
    double y = b.y() + PAD + SIZE;
    for (Label l : labels.get(p.step)) {
      items.add(
          new Item.Text(
              l.ink, SIZE, y < b.y() + LINE + PAD, Anchor.START, b.x() + PAD, y, 0, l.text));
      y += LINE;
    }
  }

  private void line(List<Place> way, List<Item> items) {
    int last = way.size() - 1;
    double[] x = new double[2 * last];
    double[] y = new double[2 * last];
    for (int i = 0; i < last; i++) {
      Box from = boxes.get(way.get(i));
      Box to = boxes.get(way.get(i + 1));
      x[2 * i] = from.right();
      y[2 * i] = from.center();
      x[2 * i + 1] = to.x();
      y[2 * i + 1] = to.center();
    }
    items.add(new Item.Path(Pen.of(Ink.MUTED, 1.2), x, y));
    double tip = x[2 * last - 1];
    double end = y[2 * last - 1];
    double angle = Math.atan2(end - y[2 * last - 2], tip - x[2 * last - 2]);
    double[] ax = {tip - 7 * Math.cos(angle - 0.4), tip, tip - 7 * Math.cos(angle + 0.4)};
    double[] ay = {end - 7 * Math.sin(angle - 0.4), end, end - 7 * Math.sin(angle + 0.4)};
    items.add(new Item.Path(Pen.of(Ink.MUTED, 1.2), ax, ay));
  }

  private void label(Edge edge, List<Place> way, List<Item> items) {
    Box from = boxes.get(way.get(0));
    Box to = boxes.get(way.get(1));
    double x = from.right() + BETWEEN * (to.x() - from.right());
    double y = from.center() + BETWEEN * (to.center() - from.center());
    String text = TextWidth.fit(text(edge.partial(), edge.value()), SIZE - 1, GAP - 24);
    double width = TextWidth.of(text, SIZE - 1) + 4;
    items.add(
        new Item.Block(
            new Fill(Ink.SURFACE, 1), new Box(x - width / 2, y - SIZE / 2, width, SIZE + 2)));
    items.add(new Item.Text(Ink.MUTED, SIZE - 1, false, Anchor.MIDDLE, x, y + 4, 0, text));
  }
}
