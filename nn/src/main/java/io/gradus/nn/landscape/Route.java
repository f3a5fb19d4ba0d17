package io.gradus.nn.landscape;

import io.gradus.nn.landscape.Plane.Place;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/// Ways down a function, seen in the plane nearest to them, with the function there.
///
/// @param ways for each way its places
/// @param shares the share of the squared distances from the end along each axis of the plane
/// @param grid the function in the plane
public record Route(List<List<Place>> ways, List<Double> shares, Grid grid) {
  private static final double MARGIN = 0.25; // of the extent of the ways

  /// Looks at ways together.
  ///
  /// @param f the function
  /// @param end where the plane goes through
  /// @param ways the ways
  /// @param resolution the places along each side of the plane
  /// @return empty if all lie on one line through the end
  public static Optional<Route> of(
      ToDoubleFunction<double[]> f, double[] end, List<List<double[]>> ways, int resolution) {
    return PrincipalPlane.of(end, ways.stream().flatMap(List::stream).toList())
        .map(principal -> {
          Plane plane = principal.plane();
          List<List<Place>> places =
              ways.stream().map(way -> way.stream().map(plane::place).toList()).toList();
          List<Place> all = places.stream().flatMap(List::stream).toList();
          double[] x = side(all.stream().mapToDouble(Place::a), resolution);
          double[] y = side(all.stream().mapToDouble(Place::b), resolution);
          List<Double> shares = Arrays.stream(principal.shares()).boxed().toList();
          return new Route(places, shares, Grid.of(f, plane, x, y));
        });
  }

  /// What holds some coordinates and the end, with room around it.
  private static double[] side(DoubleStream coordinates, int resolution) {
    double[] sorted = DoubleStream.concat(coordinates, DoubleStream.of(0)).sorted().toArray();
    double room = MARGIN * (sorted[sorted.length - 1] - sorted[0]);
    return Vectors.evenly(sorted[0] - room, sorted[sorted.length - 1] + room, resolution);
  }
}
