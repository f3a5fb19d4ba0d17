package io.gradus.app.race;

import io.gradus.app.landscape.LandscapePicture;
import io.gradus.app.plot.Axis;
import io.gradus.app.plot.Chart;
import io.gradus.app.plot.Drawing;
import io.gradus.app.plot.Figure;
import io.gradus.app.plot.Ink;
import io.gradus.app.plot.Mark;
import io.gradus.app.race.Lane.Mile;
import io.gradus.nn.landscape.Plane.Place;
import io.gradus.nn.landscape.Route;
import io.gradus.nn.landscape.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// The ways of optimizers: over the lines of equal height of a function of two variables, in the
/// plane nearest to them if the variables are more, on the graph of a function of one; beside it
/// how soon each had what value and gradient. Those that diverged are left out.
final class RacePicture {
  private final Course course;
  private final List<Lane> lanes;

  private RacePicture(Race race) {
    this.course = race.course();
    this.lanes = race.lanes().stream().filter(Lane::arrived).toList();
  }

  static Drawing of(Race race) {
    RacePicture picture = new RacePicture(race);
    List<Chart> charts = new ArrayList<>();
    race.graph().ifPresent(graph -> charts.add(picture.graph(graph)));
    race.route().ifPresent(route -> charts.add(picture.map(route)));
    if (race.course().start().length > 2) {
      charts.add(picture.progress("loss", Mile::value));
    }
    charts.add(picture.progress("norm of the gradient", Mile::gradient));
    return Figure.of(charts.toArray(Chart[]::new))
        .sized(520, 420)
        .titled(race.course().name())
        .draw();
  }

  /// What the unknowns are called; those of a network have no short names.
  private List<String> names() {
    return course.variables().isEmpty() ? List.of("w1", "w2") : course.variables();
  }

  /// How a quantity falls with the evaluations of the function.
  private Chart progress(String label, ToDoubleFunction<Mile> quantity) {
    Chart chart = Chart.of("", Axis.counts("evaluations"), Axis.log(label));
    for (int i = 0; i < lanes.size(); i++) {
      chart = chart.with(line(i, column(i, Mile::evaluations), column(i, quantity)));
    }
    return chart;
  }

  /// A line in the color of a lane; dashed where colors begin anew.
  private Mark.Line line(int lane, double[] x, double[] y) {
    Mark.Line line = Mark.line(lanes.get(lane).optimizer(), x, y);
    return lane < Ink.series().size() ? line : line.dash();
  }

  private double[] column(int lane, ToDoubleFunction<Mile> f) {
    return lanes.get(lane).trail().stream().mapToDouble(f).toArray();
  }

  private Chart graph(Slice graph) {
    Chart chart =
        Chart.of("", Axis.linear(names().getFirst()), Axis.linear(""))
            .with(Mark.line("", graph.t(), graph.loss()).in(Ink.MUTED));
    for (int i = 0; i < lanes.size(); i++) {
      chart = chart.with(line(i, column(i, m -> m.w()[0]), column(i, Mile::value)).dot());
    }
    return chart;
  }

  private Chart map(Route route) {
    Chart chart =
        route.shares().isEmpty()
            ? LandscapePicture.map("", route.grid(), names(), "value", Ink.MUTED)
            : LandscapePicture.map("", route, Ink.MUTED);
    for (int i = 0; i < lanes.size(); i++) {
      List<Place> way = route.ways().get(i);
      double[] x = way.stream().mapToDouble(Place::a).toArray();
      double[] y = way.stream().mapToDouble(Place::b).toArray();
      chart = chart.with(line(i, x, y).dot());
    }
    return chart;
  }
}
