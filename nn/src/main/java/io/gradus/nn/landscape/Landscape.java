package io.gradus.nn.landscape;

import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.graph.Tree;
import io.gradus.nn.diagnose.Curvature;
import io.gradus.nn.io.Json;
import io.gradus.nn.landscape.Plane.Place;
import io.gradus.nn.optim.EmpiricalRisk;
import io.gradus.nn.train.LossSurface;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Spec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The surface of the mean training loss around what a training found, and its way there.
///
/// The loss is that of the network as it is used, without noise and with the final buffers, over
/// some of the training rows; penalties are not in it.
///
/// @param optimizer the name of the optimizer
/// @param parameters the number of learned parameters
/// @param rows the number of rows of the loss
/// @param steps the steps at which the way was looked at
/// @param losses the loss at each of them
/// @param route the way in the plane through its end that is nearest to it; empty if the way lies
///   on a line
/// @param random the loss in a plane of two [random directions][FilterDirection] through the end
/// @param line the loss on the line from the start (t = 0) to the end (t = 1)
/// @param ray the loss on the line through the end in the first random direction
/// @param curvature the curvature at the end
public record Landscape(
    String optimizer,
    int parameters,
    int rows,
    List<Long> steps,
    List<Double> losses,
    Optional<Route> route,
    Grid random,
    Slice line,
    Slice ray,
    Curvature curvature) {
  private static final double PRECISION = 1e-4; // of the curvature

  /// What to look at.
  ///
  /// @param rows the most rows of the loss, spread evenly over the training rows
  /// @param resolution the places along each side of a plane
  /// @param seed the seed of the random directions
  public record View(int rows, int resolution, long seed) {}

  /// Looks at a training.
  ///
  /// @throws io.gradus.nn.UserException if the spec does not fit the data
  public static Landscape of(Spec spec, Parts parts, Trajectory trajectory, View view) {
    Tree<Array> params = trajectory.model().params();
    LossSurface surface = LossSurface.of(spec, parts.train(), params, view.rows);
    EmpiricalRisk risk = surface.risk();
    double[] end = surface.start();
    List<double[]> way = trajectory.stops().stream().map(s -> risk.vector(s.params())).toList();

    Tree<Array> learned = trajectory.model().description().network().learned(params);
    Key key = Key.of(view.seed);
    double[] u = FilterDirection.of(learned, key.fold(0));
    double[] v = FilterDirection.of(learned, key.fold(1));
    double[] side = Vectors.evenly(-1, 1, view.resolution);
    double[] start = way.getFirst();
    int fine = 2 * view.resolution + 1;
    return new Landscape(
        optimizer(spec),
        risk.size(),
        Math.min(view.rows, parts.train().size()),
        trajectory.stops().stream().map(Trajectory.Stop::step).toList(),
        way.stream().map(risk::value).toList(),
        Route.of(risk::value, end, List.of(way), view.resolution),
        Grid.of(risk::value, new Plane(end, u, v), side, side),
        Slice.of(risk::value, start, Vectors.minus(end, start), -0.5, 1.5, fine),
        Slice.of(risk::value, end, u, -1, 1, fine),
        Curvature.of(risk, end, PRECISION));
  }

  private static String optimizer(Spec spec) {
    return ((Map<?, ?>) spec.toTree().get("optimizer")).keySet().iterator().next().toString();
  }

  /// The landscape as a tree that JSON can hold.
  public Map<String, Object> toTree() {
    Map<String, Object> path = new LinkedHashMap<>();
    path.put("optimizer", optimizer);
    path.put("steps", steps);
    path.put("values", losses.stream().map(Json::number).toList());
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("parameters", parameters);
    tree.put("rows", rows);
    tree.put("grid", route.map(Route::grid).orElse(random).toTree());
    tree.put("paths", List.of(path));
    List<Place> places = route.map(r -> r.ways().getFirst()).orElse(List.of());
    path.put("points", places.stream().map(p -> List.of(p.a(), p.b())).toList());
    tree.put("variance", route.map(Route::shares).orElse(List.of()));
    tree.put("distance", places.stream().map(Place::distance).toList());
    tree.put("random", random.toTree());
    tree.put("line", line.toTree());
    tree.put("ray", ray.toTree());
    Map<String, Object> curved = new LinkedHashMap<>();
    curved.put("largestEigenvalue", Json.number(curvature.lambdaMax()));
    curved.put("residual", Json.number(curvature.residual()));
    curved.put("stableRate", Json.number(curvature.stableRate(0)));
    tree.put("curvature", curved);
    return tree;
  }
}
