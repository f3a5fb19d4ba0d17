package io.gradus.app.race;

import io.gradus.app.plot.Axis;
import io.gradus.app.plot.Chart;
import io.gradus.app.plot.Drawing;
import io.gradus.app.plot.Figure;
import io.gradus.app.plot.Ink;
import io.gradus.app.plot.Mark;
import io.gradus.app.plot.Range;
import io.gradus.app.race.Lane.Mile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// The ways of optimizers: over the lines of equal height of a function of two variables, on the
/// graph of a function of one; beside it how soon each had what gradient. Those that diverged are
/// left out.
final class RacePicture {
  private static final int GRID = 81;
  private static final int LEVELS = 24;
  private static final double MARGIN = 0.25; // of the extent of the ways

  private RacePicture() {}

  static Drawing of(Course course, List<Lane> all) {
    List<Lane> lanes = all.stream().filter(l -> !l.ending().equals("diverged")).toList();
    Chart cost = Chart.of("", Axis.counts("evaluations"), Axis.log("norm of the gradient"));
    for (int i = 0; i < lanes.size(); i++) {
      cost = cost.with(line(lanes, i, Mile::evaluations, Mile::gradient));
    }
    return switch (course.variables().size()) {
      case 1 -> figure(course, graph(course, lanes), cost);
      case 2 -> figure(course, map(course, lanes), cost);
      default -> figure(course, values(lanes), cost);
    };
  }

  private static Drawing figure(Course course, Chart way, Chart cost) {
    return Figure.of(way, cost).sized(520, 420).titled(course.name()).draw();
  }

  /// A line through the way of a lane; dashed where colors begin anew.
  private static Mark.Line line(
      List<Lane> lanes, int i, ToDoubleFunction<Mile> x, ToDoubleFunction<Mile> y) {
    Lane lane = lanes.get(i);
    Mark.Line line = Mark.line(lane.optimizer(), column(lane, x), column(lane, y));
    return i < Ink.series().size() ? line : line.dash();
  }

  private static double[] column(Lane lane, ToDoubleFunction<Mile> f) {
    return lane.trail().stream().mapToDouble(f).toArray();
  }

  private static Chart values(List<Lane> lanes) {
    Chart chart = Chart.of("", Axis.counts("evaluations"), Axis.log("loss"));
    for (int i = 0; i < lanes.size(); i++) {
      chart = chart.with(line(lanes, i, Mile::evaluations, Mile::value));
    }
    return chart;
  }

  private static Chart graph(Course course, List<Lane> lanes) {
    double[] x = grid(extent(lanes, 0));
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = course.f().value(new double[] {x[i]});
    }
    Chart chart =
        Chart.of("", Axis.linear(course.variables().getFirst()), Axis.linear(""))
            .with(Mark.line("", x, y));
    for (int i = 0; i < lanes.size(); i++) {
      chart = chart.with(line(lanes, i, m -> m.w()[0], Mile::value).dot());
    }
    return chart;
  }

  private static Chart map(Course course, List<Lane> lanes) {
    Range across = extent(lanes, 0);
    Range up = extent(lanes, 1);
    double[] x = grid(across);
    double[] y = grid(up);
    double[][] z = new double[y.length][x.length];
    for (int i = 0; i < y.length; i++) {
      for (int j = 0; j < x.length; j++) {
        z[i][j] = course.f().value(new double[] {x[j], y[i]});
      }
    }
    Chart chart =
        Chart.of(
                "",
                Axis.linear(course.variables().get(0)).from(across.low(), across.high()),
                Axis.linear(course.variables().get(1)).from(up.low(), up.high()))
            .with(Mark.contours(x, y, z, LEVELS));
    for (int i = 0; i < lanes.size(); i++) {
      chart = chart.with(line(lanes, i, m -> m.w()[0], m -> m.w()[1]).dot());
    }
    return chart;
  }

  /// The extent of the ways in one variable, with room around it. What few steps reach does not
  /// stretch it.
  private static Range extent(List<Lane> lanes, int variable) {
    List<Double> all = new ArrayList<>();
    lanes.forEach(lane -> lane.trail().forEach(m -> all.add(m.w()[variable])));
    if (all.isEmpty()) {
      return new Range(-1, 1);
    }
    double[] sorted = all.stream().mapToDouble(v -> v).sorted().toArray();
    double low = sorted[sorted.length / 200];
    double high = sorted[sorted.length - 1 - sorted.length / 200];
    for (Lane lane : lanes) {
      for (Mile m : List.of(lane.trail().getFirst(), lane.end())) {
        low = Math.min(low, m.w()[variable]);
        high = Math.max(high, m.w()[variable]);
      }
    }
    double room = high > low ? MARGIN * (high - low) : 1;
    return new Range(low - room, high + room);
  }

  private static double[] grid(Range r) {
    double[] points = new double[GRID];
    for (int i = 0; i < GRID; i++) {
      points[i] = r.low() + r.length() * i / (GRID - 1);
    }
    return points;
  }
}
