package io.gradus.app.plot;

import io.gradus.app.plot.Item.Anchor;
import io.gradus.app.plot.Item.Box;
import io.gradus.app.plot.Item.Pen;
import java.util.ArrayList;
import java.util.List;

/// The bar beside shaded contours, which says what a shade means.
///
/// @param contours what is shaded
/// @param size the height of its letters
record ColorBar(Mark.Contours contours, double size) {
  private static final double GAP = 12;
  private static final double BAR = 12;
  private static final double PAD = 5;

  /// The room that it takes from left to right.
  double width() {
    double longest = labels().stream().mapToDouble(t -> TextWidth.of(t, size)).max().orElse(0);
    return GAP + BAR + PAD + longest + PAD + size;
  }

  private List<String> labels() {
    List<String> labels = new ArrayList<>();
    for (double level : contours.levels()) {
      labels.add(Numbers.text(level));
    }
    return labels;
  }

  /// What there is to draw to the right of a chart.
  List<Item> items(Box chart) {
    List<Item> items = new ArrayList<>();
    double left = chart.right() + GAP;
    int n = contours.levels().length;
    double step = chart.height() / (n + 1);
    for (int i = 1; i <= n; i++) { // as in the chart, one over the other
      Box above = new Box(left, chart.y(), BAR, chart.height() - i * step);
      items.add(new Item.Block(contours.step(), above));
    }
    double[] x = {left, left + BAR, left + BAR, left, left};
    double[] y = {chart.y(), chart.y(), chart.bottom(), chart.bottom(), chart.y()};
    items.add(new Item.Path(Pen.of(Ink.MUTED, 1), x, y));
    int every = (int) Math.ceil((size + 2) / step);
    List<String> labels = labels();
    for (int i = 0; i < n; i += every) {
      double at = chart.bottom() - (i + 1) * step;
      items.add(text(Anchor.START, left + BAR + PAD, at + size / 3, 0, labels.get(i)));
    }
    double end = left + width() - GAP - PAD / 2;
    items.add(text(Anchor.MIDDLE, end, chart.center(), -90, contours.shaded()));
    return items;
  }

  private Item text(Anchor anchor, double x, double y, double angle, String text) {
    return new Item.Text(Ink.MUTED, size, false, anchor, x, y, angle, text);
  }
}
