package io.gradus.app.plot;

import io.gradus.app.plot.Item.Anchor;
import io.gradus.app.plot.Item.Box;
import io.gradus.app.plot.Item.Fill;
import io.gradus.app.plot.Item.Pen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A chart in a box: title, legend, axes with ticks, and inside of them the [Plot] of the marks.
final class Panel {
  private static final double SMALL = 12; // the height of labels
  private static final double LARGE = 14; // and of titles
  private static final double BOLD = 1.1; // times the width of plain letters
  private static final double LINE = 19; // from one line of text to the next
  private static final double PAD = 7;
  private static final double KEY = 16; // the length of the sample of a line in the legend
  private static final double STEEP = -35; // degrees of names that do not fit side by side

  private final Chart chart;
  private final Box box;
  private final List<Item> items = new ArrayList<>();

  Panel(Chart chart, Box box) {
    this.chart = chart;
    this.box = box;
  }

  /// What there is to draw.
  List<Item> items() {
    Range rangeX = Ranges.x(chart);
    Range rangeY = Ranges.y(chart);
    double top = heading();
    double below = chart.x().label().isEmpty() ? 0 : LINE;
    double aside = chart.y().label().isEmpty() ? 0 : LINE + PAD;
    // The height decides the ticks of y, their widths the left edge, and that the ticks of x.
    double high = box.bottom() - top - below - LINE;
    Ticks y = Ticks.of(chart.y(), rangeY, (int) Math.max(2, high / 32));
    double longest = y.labels().stream().mapToDouble(t -> TextWidth.of(t, SMALL)).max().orElse(0);
    double left = box.x() + aside + Math.min(longest, box.width() / 3) + PAD;
    Optional<ColorBar> bar = bar();
    double right = box.right() - PAD - bar.map(ColorBar::width).orElse(0.0);
    double wide = Math.max(1, right - left);
    Ticks x = Ticks.of(chart.x(), rangeX, (int) Math.max(2, wide / 50));
    double names = x.labels().stream().mapToDouble(t -> TextWidth.of(t, SMALL)).max().orElse(0);
    boolean steep = !chart.x().categories().isEmpty() && names + 4 > wide / x.values().size();
    double slope = Math.sin(Math.toRadians(-STEEP));
    double room = steep ? Math.min(names, longestName()) * slope + SMALL : LINE;
    Box inner = new Box(left, top, wide, Math.max(1, box.bottom() - below - room - top));
    Frame frame = new Frame(inner, chart.x().scale(), chart.y().scale(), rangeX, rangeY, flipped());

    boolean bare = chart.marks().stream().anyMatch(Mark.Patches.class::isInstance);
    boolean cells =
        bare
            || chart.marks().stream()
                .anyMatch(m -> m instanceof Mark.Cells || m instanceof Mark.Heat);
    if (!cells) {
      grid(frame, x, y);
    }
    Plot plot = new Plot(chart, frame);
    items.add(new Item.Group(Optional.of(inner), Optional.empty(), plot.marks()));
    if (!cells) {
      items.add(
          Item.Path.line(
              Pen.of(Ink.MUTED, 1), inner.x(), inner.bottom(), inner.right(), inner.bottom()));
    }
    bar.ifPresent(b -> items.addAll(b.items(inner)));
    if (!bare) { // places on the page are no values
      labels(frame, x, y, steep);
      items.addAll(plot.hints());
    }
    return items;
  }

  private Optional<ColorBar> bar() {
    return chart.marks().stream().flatMap(m -> ColorBar.of(m, SMALL).stream()).findFirst();
  }

  private double longestName() {
    return 0.45 * box.height();
  }

  private boolean flipped() {
    return !chart.y().categories().isEmpty(); // names are read from the top
  }

  /// Title and legend; the ordinate below them.
  private double heading() {
    double top = box.y();
    if (!chart.title().isEmpty()) {
      String title = TextWidth.fit(chart.title(), BOLD * LARGE, box.width());
      text(title, Ink.TEXT, LARGE, true, Anchor.START, box.x(), top + LARGE - 1);
      top += LINE + 3;
    }
    double x = box.x();
    List<Ink> inks = Plot.inks(chart.marks());
    boolean any = false;
    for (int i = 0; i < inks.size(); i++) {
      Mark mark = chart.marks().get(i);
      if (mark.label().isEmpty()) {
        continue;
      }
      String label = TextWidth.fit(mark.label(), SMALL, box.width() - KEY - PAD);
      double length = KEY + PAD + TextWidth.of(label, SMALL) + 2 * PAD;
      if (any && x + length > box.right()) {
        x = box.x();
        top += LINE;
      }
      key(mark, inks.get(i), x, top + LINE / 2);
      text(label, Ink.TEXT, SMALL, false, Anchor.START, x + KEY + PAD, top + LINE / 2 + 4);
      x += length;
      any = true;
    }
    return top + (any ? LINE + PAD : PAD);
  }

  private void key(Mark mark, Ink ink, double x, double y) {
    double middle = x + KEY / 2;
    switch (mark) {
      case Mark.Line line -> {
        items.add(Item.Path.line(new Pen(ink, 1, 2, line.dashed()), x, y, x + KEY, y));
        if (line.dotted()) {
          items.add(dot(ink, middle, y));
        }
      }
      case Mark.Points points -> items.add(dot(ink, middle, y));
      case Mark.Bars bars ->
          items.add(new Item.Block(new Fill(ink, 1), new Box(x + 3, y - 5, 10, 10)));
      case Mark.Cells cells -> {}
      case Mark.Heat heat -> {}
      case Mark.Contours contours -> {}
      case Mark.Patches patches -> {}
    }
  }

  private static Item dot(Ink ink, double x, double y) {
    return new Item.Dots(new Fill(ink, 1), 3, new double[] {x}, new double[] {y});
  }

  private void grid(Frame frame, Ticks x, Ticks y) {
    Box b = frame.box();
    Pen thin = Pen.of(Ink.GRID, 1);
    if (chart.x().categories().isEmpty()) {
      x.values()
          .forEach(v -> items.add(Item.Path.line(thin, frame.x(v), b.y(), frame.x(v), b.bottom())));
    }
    y.values()
        .forEach(v -> items.add(Item.Path.line(thin, b.x(), frame.y(v), b.right(), frame.y(v))));
    Pen mark = Pen.of(Ink.MUTED, 1);
    x.minor()
        .forEach(v ->
            items.add(Item.Path.line(mark, frame.x(v), b.bottom(), frame.x(v), b.bottom() - 3)));
    y.minor()
        .forEach(v -> items.add(Item.Path.line(mark, b.x(), frame.y(v), b.x() + 3, frame.y(v))));
  }

  private void labels(Frame frame, Ticks x, Ticks y, boolean steep) {
    Box b = frame.box();
    double last = Double.NEGATIVE_INFINITY; // where the name before ends
    for (int i = 0; i < x.values().size(); i++) {
      double at = frame.x(x.values().get(i));
      String name = x.labels().get(i);
      if (steep) {
        String fitted = TextWidth.fit(name, SMALL, longestName());
        items.add(
            new Item.Text(
                Ink.MUTED, SMALL, false, Anchor.END, at + 4, b.bottom() + SMALL, STEEP, fitted));
        continue;
      }
      double half = TextWidth.of(name, SMALL) / 2;
      double middle = Math.clamp(at, box.x() + half, Math.max(box.x() + half, box.right() - half));
      if (middle - half > last) {
        last = middle + half + 2;
        text(name, Ink.MUTED, SMALL, false, Anchor.MIDDLE, middle, b.bottom() + SMALL + 4);
      }
    }
    for (int i = 0; i < y.values().size(); i++) {
      String name = TextWidth.fit(y.labels().get(i), SMALL, box.width() / 3);
      double at = frame.y(y.values().get(i)) + 4;
      text(name, Ink.MUTED, SMALL, false, Anchor.END, b.x() - PAD, at);
    }
    if (!chart.x().label().isEmpty()) {
      String label = TextWidth.fit(chart.x().label(), SMALL, box.width());
      text(label, Ink.MUTED, SMALL, false, Anchor.MIDDLE, b.middle(), box.bottom() - 3);
    }
    if (!chart.y().label().isEmpty()) {
      String label = TextWidth.fit(chart.y().label(), SMALL, b.height());
      items.add(
          new Item.Text(
              Ink.MUTED, SMALL, false, Anchor.MIDDLE, box.x() + SMALL, b.center(), -90, label));
    }
  }

  private void text(
      String text, Ink ink, double size, boolean bold, Anchor anchor, double x, double y) {
    items.add(new Item.Text(ink, size, bold, anchor, x, y, 0, text));
  }

  /// The area between the axes, and where values lie in it.
  ///
  /// @param flipped whether y grows downwards
  record Frame(Box box, Scale scaleX, Scale scaleY, Range rangeX, Range rangeY, boolean flipped) {
    double x(double value) {
      return box.x() + share(scaleX, rangeX, value) * box.width();
    }

    double y(double value) {
      double share = share(scaleY, rangeY, value);
      return flipped ? box.y() + share * box.height() : box.bottom() - share * box.height();
    }

    double[] x(double[] values) {
      return Arrays.stream(values).map(this::x).toArray();
    }

    double[] y(double[] values) {
      return Arrays.stream(values).map(this::y).toArray();
    }

    private static double share(Scale scale, Range range, double value) {
      double low = scale.forward(range.low());
      return (scale.forward(value) - low) / (scale.forward(range.high()) - low);
    }
  }
}
