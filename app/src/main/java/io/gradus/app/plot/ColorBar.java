package io.gradus.app.plot;

import io.gradus.app.plot.Item.Anchor;
import io.gradus.app.plot.Item.Box;
import io.gradus.app.plot.Item.Fill;
import io.gradus.app.plot.Item.Pen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The bar beside a chart, which says what a shade means.
///
/// @param name what the values are called
/// @param blocks what it is painted with, one over the other
/// @param labels the values beside it, from below
/// @param size the height of its letters
record ColorBar(String name, List<Block> blocks, List<Label> labels, double size) {
  private static final double GAP = 12;
  private static final double BAR = 12;
  private static final double PAD = 5;
  private static final int PARTS = 60; // of a scale without steps
  private static final int TICKS = 5;

  /// A part of the bar between two shares of its height.
  private record Block(double from, double to, Fill fill) {}

  /// A value at a share of its height.
  private record Label(double at, String text) {}

  /// The bar of a mark that has one.
  ///
  /// @param size the height of letters
  static Optional<ColorBar> of(Mark mark, double size) {
    return switch (mark) {
      case Mark.Contours c when !c.shaded().isEmpty() -> Optional.of(steps(c, size));
      case Mark.Heat heat -> Optional.of(smooth(heat.shades(), size));
      case Mark.Contours c -> Optional.empty();
      case Mark.Line line -> Optional.empty();
      case Mark.Points points -> Optional.empty();
      case Mark.Bars bars -> Optional.empty();
      case Mark.Cells cells -> Optional.empty();
      case Mark.Patches patches -> Optional.empty();
    };
  }

  private static ColorBar steps(Mark.Contours contours, double size) {
    List<Block> blocks = new ArrayList<>();
    List<Label> labels = new ArrayList<>();
    int n = contours.levels().length;
    for (int i = 1; i <= n; i++) { // as in the chart, one over the other
      double from = (double) i / (n + 1);
      blocks.add(new Block(from, 1, contours.step()));
      labels.add(new Label(from, Numbers.text(contours.levels()[i - 1])));
    }
    return new ColorBar(contours.shaded(), blocks, labels, size);
  }

  private static ColorBar smooth(Shades shades, double size) {
    Scale scale = shades.scale();
    double low = scale.forward(shades.range().low());
    double length = scale.forward(shades.range().high()) - low;
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < PARTS; i++) {
      double middle = scale.backward(low + (i + 0.5) / PARTS * length);
      blocks.add(new Block((double) i / PARTS, (double) (i + 1) / PARTS, shades.fill(middle)));
    }
    Axis axis = scale == Scale.LOG ? Axis.log("") : Axis.linear("");
    Ticks ticks = Ticks.of(axis, shades.range(), TICKS);
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < ticks.values().size(); i++) {
      double at = (scale.forward(ticks.values().get(i)) - low) / length;
      labels.add(new Label(at, ticks.labels().get(i)));
    }
    return new ColorBar(shades.label(), blocks, labels, size);
  }

  /// The room that it takes from left to right.
  double width() {
    double longest = labels.stream().mapToDouble(m -> TextWidth.of(m.text, size)).max().orElse(0);
    return GAP + BAR + PAD + longest + PAD + (name.isEmpty() ? 0 : size);
  }

  /// What there is to draw to the right of a chart.
  List<Item> items(Box chart) {
    List<Item> items = new ArrayList<>();
    double left = chart.right() + GAP;
    for (Block block : blocks) {
      double top = chart.bottom() - block.to * chart.height();
      Box box = new Box(left, top, BAR, (block.to - block.from) * chart.height());
      items.add(new Item.Block(block.fill, box));
    }
    double[] x = {left, left + BAR, left + BAR, left, left};
    double[] y = {chart.y(), chart.y(), chart.bottom(), chart.bottom(), chart.y()};
    items.add(new Item.Path(Pen.of(Ink.MUTED, 1), x, y));
    double step = labels.size() > 1 ? (labels.get(1).at - labels.get(0).at) * chart.height() : size;
    int every = (int) Math.ceil((size + 2) / step);
    for (int i = 0; i < labels.size(); i += every) {
      double at = chart.bottom() - labels.get(i).at * chart.height();
      items.add(text(Anchor.START, left + BAR + PAD, at + size / 3, 0, labels.get(i).text));
    }
    double end = left + width() - GAP - PAD / 2;
    items.add(text(Anchor.MIDDLE, end, chart.center(), -90, name));
    return items;
  }

  private Item text(Anchor anchor, double x, double y, double angle, String text) {
    return new Item.Text(Ink.MUTED, size, false, anchor, x, y, angle, text);
  }
}
