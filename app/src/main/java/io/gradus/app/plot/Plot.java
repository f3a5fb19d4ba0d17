package io.gradus.app.plot;

import io.gradus.app.plot.Item.Anchor;
import io.gradus.app.plot.Item.Box;
import io.gradus.app.plot.Item.Fill;
import io.gradus.app.plot.Item.Pen;
import io.gradus.app.plot.Panel.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// The marks of a chart between its axes.
final class Plot {
  private static final int MOST_HINTS = 400; // more would make the file heavy
  private static final double CELL_TEXT = 12;
  private static final double FAINT = 0.06; // the opacity of an empty cell
  private static final double STRONG = 0.75; // a shade on which the background color is readable
  private static final int FEW = 60; // points that are drawn large

  private final Chart chart;
  private final Frame frame;
  private final List<Item> items = new ArrayList<>();

  Plot(Chart chart, Frame frame) {
    this.chart = chart;
    this.frame = frame;
  }

  /// The colors of marks: their own, or the next one of the series.
  static List<Ink> inks(List<Mark> marks) {
    List<Ink> inks = new ArrayList<>();
    int next = 0;
    for (Mark mark : marks) {
      inks.add(mark.ink().isPresent() ? mark.ink().get() : Ink.series(next++));
    }
    return inks;
  }

  /// The distance of neighbors at equal distances.
  static double spacing(double[] x) {
    return x.length > 1 ? x[1] - x[0] : 1;
  }

  List<Item> marks() {
    List<Ink> inks = inks(chart.marks());
    long all = chart.marks().stream().filter(Mark.Bars.class::isInstance).count();
    int bars = 0;
    for (int i = 0; i < inks.size(); i++) {
      Ink ink = inks.get(i);
      switch (chart.marks().get(i)) {
        case Mark.Line line -> line(line, ink);
        case Mark.Points points -> points(points, ink);
        case Mark.Bars b -> bars(b, ink, bars++, (int) all);
        case Mark.Cells cells -> cells(cells, ink);
        case Mark.Heat heat -> heat(heat);
        case Mark.Contours contours -> contours(contours, ink);
        case Mark.Patches patches -> patches(patches, ink);
      }
    }
    return items;
  }

  private void line(Mark.Line line, Ink ink) {
    double[] x = frame.x(line.x());
    double[] y = frame.y(chart.y().robust() ? interrupted(line.y()) : line.y());
    int[] kept = Thinning.of(x, y);
    double[] px = new double[kept.length];
    double[] py = new double[kept.length];
    for (int i = 0; i < kept.length; i++) {
      px[i] = x[kept[i]];
      py[i] = y[kept[i]];
    }
    items.add(new Item.Path(new Pen(ink, 1, 2, line.dashed()), px, py));
    if (line.dotted()) {
      items.add(new Item.Dots(new Fill(ink, 1), 3, px, py));
    }
  }

  /// The values with a gap where the line leaves the chart on one side and comes back on the other.
  private double[] interrupted(double[] y) {
    double[] cut = y.clone();
    for (int i = 1; i < y.length; i++) {
      if (side(y[i - 1]) * side(y[i]) < 0) {
        cut[i] = Double.NaN;
      }
    }
    return cut;
  }

  private int side(double y) {
    return y > frame.rangeY().high() ? 1 : y < frame.rangeY().low() ? -1 : 0;
  }

  private void points(Mark.Points points, Ink ink) {
    boolean few = points.x().length <= FEW;
    items.add(
        new Item.Dots(
            new Fill(ink, few ? 0.9 : 0.5), few ? 3 : 2, frame.x(points.x()), frame.y(points.y())));
  }

  /// @param number which of the groups of bars this is
  /// @param all how many there are
  private void bars(Mark.Bars bars, Ink ink, int number, int all) {
    double place = spacing(bars.x());
    boolean histogram = chart.x().categories().isEmpty();
    double width = place * (histogram ? 1 : 0.78) / all;
    for (int i = 0; i < bars.x().length; i++) {
      double height = bars.heights()[i];
      if (!Double.isFinite(height)) {
        continue;
      }
      double left = frame.x(bars.x()[i] + (number - all / 2.0) * width) + 0.5;
      double right = frame.x(bars.x()[i] + (number + 1 - all / 2.0) * width) - 0.5;
      double top = Math.min(frame.y(height), frame.y(0));
      double tall = Math.abs(frame.y(height) - frame.y(0));
      Box box = new Box(left, top, Math.max(0.5, right - left), tall);
      String where = histogram ? Numbers.text(bars.x()[i]) : chart.x().categories().get(i);
      String hint = bars.label().isEmpty() ? where : where + ", " + bars.label();
      items.add(
          Item.Group.hint(
              hint + ": " + Numbers.text(height), new Item.Block(new Fill(ink, 1), box)));
    }
  }

  private void cells(Mark.Cells cells, Ink ink) {
    for (int r = 0; r < cells.shades().length; r++) {
      for (int c = 0; c < cells.shades()[r].length; c++) {
        double shade = cells.shades()[r][c];
        double x = frame.x(c - 0.5);
        double y = Math.min(frame.y(r - 0.5), frame.y(r + 0.5));
        double width = frame.x(c + 0.5) - x;
        double height = Math.abs(frame.y(r + 0.5) - frame.y(r - 0.5));
        double gap = Math.min(width, height) > 14 ? 1 : 0;
        Box box = new Box(x, y, width - gap, height - gap);
        if (Double.isNaN(shade)) {
          continue;
        }
        Fill fill = new Fill(ink, FAINT + (1 - FAINT) * Math.clamp(shade, 0, 1));
        Item block = new Item.Block(fill, box);
        if (cells.texts().length == 0) {
          items.add(block);
          continue;
        }
        String text = cells.texts()[r][c];
        Item written =
            new Item.Text(
                shade > STRONG ? Ink.SURFACE : shade > 0 ? Ink.TEXT : Ink.MUTED,
                CELL_TEXT,
                false,
                Anchor.MIDDLE,
                box.middle(),
                box.center() + 4,
                0,
                text);
        boolean room = TextWidth.of(text, CELL_TEXT) <= width - 2 && height >= CELL_TEXT + 2;
        String hint = name(chart.y(), r) + " → " + name(chart.x(), c) + ": " + text;
        items.add(room ? Item.Group.hint(hint, block, written) : Item.Group.hint(hint, block));
      }
    }
  }

  private void heat(Mark.Heat heat) {
    boolean said = heat.values().length * (heat.edges().length - 1) <= MOST_HINTS;
    for (int r = 0; r < heat.values().length; r++) {
      double y = Math.min(frame.y(r - 0.5), frame.y(r + 0.5));
      double height = Math.abs(frame.y(r + 0.5) - frame.y(r - 0.5));
      double gap = height > 6 ? 1 : 0;
      for (int c = 0; c < heat.values()[r].length; c++) {
        double value = heat.values()[r][c];
        if (Double.isNaN(value)) {
          continue;
        }
        double x = frame.x(heat.edges()[c]);
        Box box = new Box(x, y, frame.x(heat.edges()[c + 1]) - x, height - gap);
        Item block = new Item.Block(heat.shades().fill(value), box);
        String text = Double.isInfinite(value) ? "not finite" : Numbers.text(value);
        items.add(
            said
                ? Item.Group.hint(name(chart.y(), r) + ", " + heat.names()[c] + ": " + text, block)
                : block);
      }
    }
  }

  private static String name(Axis axis, int i) {
    return axis.categories().isEmpty() ? Integer.toString(i) : axis.categories().get(i);
  }

  private void contours(Mark.Contours contours, Ink ink) {
    Mark.Contours c = contours.straightened();
    int n = c.levels().length;
    for (int i = 0; i < n && !c.shaded().isEmpty(); i++) {
      List<MarchingSquares.Line> rims = MarchingSquares.around(c.x(), c.y(), c.z(), c.levels()[i]);
      items.add(
          new Item.Area(
              c.step(),
              rims.stream().map(rim -> frame.x(rim.x())).toList(),
              rims.stream().map(rim -> frame.y(rim.y())).toList()));
    }
    for (int i = 0; i < n; i++) {
      Pen pen = new Pen(ink, 0.9 - 0.6 * i / n, 1, false); // the lowest are the clearest
      List<Item> lines = new ArrayList<>();
      MarchingSquares.lines(c.x(), c.y(), c.z(), c.levels()[i])
          .forEach(line -> lines.add(new Item.Path(pen, frame.x(line.x()), frame.y(line.y()))));
      items.add(Item.Group.hint(Numbers.text(contours.levels()[i]), lines.toArray(Item[]::new)));
    }
  }

  private void patches(Mark.Patches patches, Ink ink) {
    Pen rim = new Pen(ink, 0.6, 0.6, false);
    for (int i = 0; i < patches.shades().size(); i++) {
      double[] x = frame.x(patches.x().get(i));
      double[] y = frame.y(patches.y().get(i));
      Fill shade = new Fill(patches.shade(), Mark.DARKEST * patches.shades().get(i));
      items.add(new Item.Area(new Fill(Ink.SURFACE, 1), List.of(x), List.of(y)));
      items.add(new Item.Area(shade, List.of(x), List.of(y)));
      items.add(new Item.Path(rim, closed(x), closed(y)));
    }
  }

  private static double[] closed(double[] x) {
    double[] closed = Arrays.copyOf(x, x.length + 1);
    closed[x.length] = x[0];
    return closed;
  }

  /// Narrow strips over lines that ascend, which say the values at their place.
  List<Item> hints() {
    TreeMap<Double, List<String>> said = new TreeMap<>();
    for (Mark mark : chart.marks()) {
      if (mark instanceof Mark.Line line && ascends(line.x())) {
        for (int i = 0; i < line.x().length; i++) {
          if (Double.isFinite(frame.x(line.x()[i]) + frame.y(line.y()[i]))) {
            said.computeIfAbsent(line.x()[i], x -> new ArrayList<>())
                .add((line.label() + " " + Numbers.text(line.y()[i])).strip());
          }
        }
      }
    }
    return said.size() > MOST_HINTS ? List.of() : strips(said);
  }

  private static boolean ascends(double[] x) {
    return IntStream.range(1, x.length).allMatch(i -> x[i] > x[i - 1]);
  }

  private List<Item> strips(TreeMap<Double, List<String>> said) {
    Box b = frame.box();
    List<Item> strips = new ArrayList<>();
    for (Map.Entry<Double, List<String>> e : said.entrySet()) {
      double x = frame.x(e.getKey());
      Double before = said.lowerKey(e.getKey());
      Double after = said.higherKey(e.getKey());
      double left = before == null ? x - 4 : (frame.x(before) + x) / 2;
      double right = after == null ? x + 4 : (frame.x(after) + x) / 2;
      double from = Math.clamp(left, b.x(), b.right());
      Box strip =
          new Box(from, b.y(), Math.max(0, Math.clamp(right, b.x(), b.right()) - from), b.height());
      String hint =
          (chart.x().label() + " " + Numbers.text(e.getKey())).strip()
              + "\n"
              + String.join("\n", e.getValue());
      strips.add(Item.Group.hint(hint, new Item.Block(new Fill(Ink.TEXT, 0), strip)));
    }
    return strips;
  }
}
