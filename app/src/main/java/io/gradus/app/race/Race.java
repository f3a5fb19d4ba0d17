package io.gradus.app.race;

import io.gradus.app.plot.Drawing;
import io.gradus.app.plot.Range;
import io.gradus.app.race.Lane.Mile;
import io.gradus.nn.landscape.Plane.Place;
import io.gradus.nn.landscape.Route;
import io.gradus.nn.landscape.Slice;
import io.gradus.nn.optim.Optimizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Optimizers on their ways down one function, each from the same start.
///
/// @param course the function
/// @param lanes the way of each
/// @param graph the function around the ways, if it has one unknown
/// @param route the ways of those that did not diverge, in one plane, if it has more; empty if all
///   lie on a line
public record Race(Course course, List<Lane> lanes, Optional<Slice> graph, Optional<Route> route) {
  private static final double MARGIN = 0.25; // of the extent of the ways
  private static final int GRAPH = 201;
  private static final int RESOLUTION = 121;
  private static final int COARSE = 41; // for networks, whose loss takes time

  /// Lets them go, one after the other.
  ///
  /// @param field for each entry the optimizers of which the best one counts, by name
  /// @param steps the most steps of each
  /// @param tolerance the norm of the gradient that is the goal
  public static Race of(
      Course course, List<Map<String, Optimizer>> field, int steps, double tolerance) {
    List<Lane> lanes = new ArrayList<>();
    for (Map<String, Optimizer> entry : field) {
      List<Lane> tries = new ArrayList<>();
      entry.forEach(
          (name, o) -> tries.add(Lane.run(name, o, course, steps, tolerance, field.size())));
      lanes.add(Lane.best(tries));
    }
    int unknowns = course.start().length;
    return new Race(
        course,
        List.copyOf(lanes),
        unknowns == 1 ? Optional.of(graph(course, lanes)) : Optional.empty(),
        unknowns == 1 ? Optional.empty() : route(course, lanes));
  }

  private static Slice graph(Course course, List<Lane> lanes) {
    double[] reached =
        lanes.stream()
            .filter(Lane::arrived)
            .flatMap(lane -> lane.way().stream())
            .mapToDouble(w -> w[0])
            .toArray();
    Range range = reached.length == 0 ? new Range(-1, 1) : Range.of(reached);
    double room = range.length() > 0 ? MARGIN * range.length() : 1;
    double[] unit = {1};
    return Slice.of(
        course.f()::value, new double[1], unit, range.low() - room, range.high() + room, GRAPH);
  }

  private static Optional<Route> route(Course course, List<Lane> lanes) {
    List<List<double[]>> ways = lanes.stream().filter(Lane::arrived).map(Lane::way).toList();
    if (ways.isEmpty()) {
      return Optional.empty();
    }
    if (course.start().length == 2) {
      return Optional.of(Route.flat(course.f()::value, ways, RESOLUTION));
    }
    double[] end =
        lanes.stream()
            .filter(Lane::arrived)
            .map(Lane::end)
            .min(Comparator.comparingDouble(Mile::value))
            .map(Mile::w)
            .orElseThrow();
    int resolution = course.variables().isEmpty() ? COARSE : RESOLUTION;
    return Route.of(course.f()::value, end, ways, resolution);
  }

  /// The picture of all ways.
  public Drawing picture() {
    return RacePicture.of(this);
  }

  /// The race as a tree that JSON can hold.
  public Map<String, Object> toTree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("of", course.name());
    tree.put("variables", course.variables());
    List<Map<String, Object>> paths = lanes.stream().map(Lane::toTree).toList();
    tree.put("paths", paths);
    graph.ifPresent(g -> tree.put("grid", g.toTree()));
    route.ifPresent(r -> {
      tree.put("grid", r.grid().toTree());
      if (!r.shares().isEmpty()) {
        tree.put("variance", r.shares());
        Iterator<List<Place>> ways = r.ways().iterator();
        for (int i = 0; i < lanes.size(); i++) {
          if (lanes.get(i).arrived()) {
            project(paths.get(i), ways.next());
          }
        }
      }
    });
    return tree;
  }

  private static void project(Map<String, Object> path, List<Place> way) {
    path.put("inPlane", way.stream().map(p -> List.of(p.a(), p.b())).toList());
    path.put("distance", way.stream().map(Place::distance).toList());
  }
}
