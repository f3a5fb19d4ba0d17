package io.gradus.app.landscape;

import io.gradus.app.plot.Axis;
import io.gradus.app.plot.Chart;
import io.gradus.app.plot.Figure;
import io.gradus.app.plot.Ink;
import io.gradus.app.plot.Mark;
import io.gradus.nn.landscape.Grid;
import io.gradus.nn.landscape.Landscape;
import io.gradus.nn.landscape.Plane.Place;
import io.gradus.nn.landscape.Route;
import io.gradus.nn.landscape.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A landscape as charts: the way on its map and on the surface, how far off the map the way is,
/// the map of a random plane, and the two slices.
public final class LandscapePicture {
  private static final int LEVELS = 20;

  private LandscapePicture() {}

  /// The charts side by side.
  public static Figure of(Landscape landscape) {
    List<Chart> charts = new ArrayList<>();
    landscape
        .route()
        .ifPresent(route -> {
          charts.add(way(landscape, route));
          charts.add(surface(landscape, route));
          charts.add(distances(landscape, route));
        });
    List<String> axes = List.of("first direction", "second direction");
    charts.add(
        map("A plane of two random directions", landscape.random(), axes, "loss", Ink.BLUE)
            .with(end()));
    charts.add(slice("Straight from the start (0) to the end (1)", landscape.line()));
    charts.add(slice("A random direction through the end", landscape.ray()));
    return Figure.of(charts.toArray(Chart[]::new)).in(2).sized(500, 400);
  }

  private static Chart way(Landscape landscape, Route route) {
    List<Place> way = route.ways().getFirst();
    double[] x = way.stream().mapToDouble(Place::a).toArray();
    double[] y = way.stream().mapToDouble(Place::b).toArray();
    return map("The way of the training, in the plane nearest to it", route, Ink.BLUE)
        .with(Mark.line(landscape.optimizer(), x, y).in(Ink.ORANGE).dot())
        .with(end());
  }

  private static Chart surface(Landscape landscape, Route route) {
    Surface surface = new Surface(route.grid());
    return surface
        .chart("The same as a surface", Ink.BLUE)
        .with(surface.way(landscape.optimizer(), route.ways().getFirst()).in(Ink.ORANGE));
  }

  private static Mark end() {
    return Mark.points("end", new double[1], new double[1]).in(Ink.TEXT);
  }

  /// The map of a plane that ways were laid in, without the ways.
  public static Chart map(String title, Route route, Ink shade) {
    List<String> axes =
        List.of(axis("first", route.shares().get(0)), axis("second", route.shares().get(1)));
    return map(title, route.grid(), axes, "loss", shade);
  }

  private static String axis(String which, double share) {
    return "%s principal direction, %.1f %% of the variance".formatted(which, 100 * share);
  }

  /// The map of a plane.
  ///
  /// @param axes what the two coordinates are called
  /// @param values what the values are called
  /// @param shade the color of what is high
  public static Chart map(String title, Grid grid, List<String> axes, String values, Ink shade) {
    return Chart.of(title, axis(axes.get(0), grid.x()), axis(axes.get(1), grid.y()))
        .with(Mark.contours(grid.x(), grid.y(), grid.loss(), LEVELS).shaded(values, shade));
  }

  private static Axis axis(String label, double[] values) {
    return Axis.linear(label).from(values[0], values[values.length - 1]);
  }

  private static Chart distances(Landscape landscape, Route route) {
    double[] steps = landscape.steps().stream().mapToDouble(s -> s).toArray();
    List<Place> way = route.ways().getFirst();
    double[] off = way.stream().mapToDouble(Place::distance).toArray();
    double[] all =
        way.stream()
            .mapToDouble(
                p -> Math.sqrt(p.a() * p.a() + p.b() * p.b() + p.distance() * p.distance()))
            .toArray();
    return Chart.of(
            "How far from the end, and how far off the plane",
            Axis.counts("step"),
            Axis.linear("distance"))
        .with(Mark.line("from the end", steps, all))
        .with(Mark.line("off the plane", steps, off));
  }

  private static Chart slice(String title, Slice slice) {
    return Chart.of(title, axis("", slice.t()), vertical(slice))
        .with(Mark.line("", slice.t(), slice.loss()));
  }

  /// Losses that span more than a power of ten on a logarithmic axis.
  private static Axis vertical(Slice slice) {
    double least = Arrays.stream(slice.loss()).filter(Double::isFinite).min().orElse(0);
    double most = Arrays.stream(slice.loss()).filter(Double::isFinite).max().orElse(0);
    return least > 0 && most > 10 * least ? Axis.log("loss") : Axis.linear("loss");
  }
}
