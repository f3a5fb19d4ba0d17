package io.gradus.app.cli;

import io.gradus.app.plot.Axis;
import io.gradus.app.plot.Chart;
import io.gradus.app.plot.Figure;
import io.gradus.app.plot.Mark;
import io.gradus.app.plot.Svg;
import io.gradus.nn.train.RateRange;
import io.gradus.nn.train.RateRange.Point;
import java.util.ArrayList;
import java.util.List;

/// A learning-rate range test for people.
final class RateRangeOutput {
  private static final int LINES = 20;

  private RateRangeOutput() {}

  /// A table of some of the steps, and what they suggest.
  static List<String> lines(RateRange range) {
    List<Point> points = range.points();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("rate", "loss", "mean"));
    int lines = Math.min(LINES, points.size());
    for (int i = 0; i < lines; i++) {
      Point p = points.get(lines == 1 ? 0 : i * (points.size() - 1) / (lines - 1));
      rows.add(
          List.of("%.2e".formatted(p.rate()), Tables.number(p.loss()), Tables.number(p.mean())));
    }
    List<String> out = new ArrayList<>(Tables.leftAligned(rows));
    out.add("");
    out.add(
        range
            .suggested()
            .map(rate -> "The loss falls most steeply at --lr %.2g".formatted(rate))
            .orElse("The loss falls at no rate"));
    return out;
  }

  /// The loss against the rate, as the text of an SVG file.
  static String chart(RateRange range) {
    double[] rates = range.points().stream().mapToDouble(Point::rate).toArray();
    double[] losses = range.points().stream().mapToDouble(Point::loss).toArray();
    double[] means = range.points().stream().mapToDouble(Point::mean).toArray();
    Chart chart =
        Chart.of("Learning-rate range test", Axis.log("learning rate"), Axis.linear("loss"))
            .with(Mark.line("loss", rates, losses))
            .with(Mark.line("running mean", rates, means));
    return Svg.file(Figure.of(chart).draw());
  }
}
