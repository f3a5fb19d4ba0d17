package io.gradus.nn.landscape;

import io.gradus.nn.landscape.Plane.Place;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/// Ways down a function in one plane, with the function there.
///
/// @param ways for each way its places
/// @param shares the share of the squared distances from the end along each axis of the plane;
///   empty if the function has two unknowns, which are the axes
/// @param grid the function in the plane
public record Route(List<List<Place>> ways, List<Double> shares, Grid grid) {
  private static final double MARGIN = 0.25; // of the extent of the ways
  private static final int FEW = 200; // one place of so many does not stretch the map

  /// Ways down a function of two unknowns.
  ///
  /// @param resolution the places along each side of the grid
  public static Route flat(
      ToDoubleFunction<double[]> f, List<List<double[]>> ways, int resolution) {
    Plane all = new Plane(new double[2], new double[] {1, 0}, new double[] {0, 1});
    return of(f, all, List.of(), ways, resolution);
  }

  /// Ways down a function of any number of unknowns, in the plane nearest to all of them.
  ///
  /// @param f the function
  /// @param end where the plane goes through
  /// @param ways the ways
  /// @param resolution the places along each side of the grid
  /// @return empty if all lie on one line through the end
  public static Optional<Route> of(
      ToDoubleFunction<double[]> f, double[] end, List<List<double[]>> ways, int resolution) {
    return PrincipalPlane.of(end, ways.stream().flatMap(List::stream).toList())
        .map(p -> {
          List<Double> shares = Arrays.stream(p.shares()).boxed().toList();
          return of(f, p.plane(), shares, ways, resolution);
        });
  }

  private static Route of(
      ToDoubleFunction<double[]> f,
      Plane plane,
      List<Double> shares,
      List<List<double[]>> ways,
      int resolution) {
    List<List<Place>> places =
        ways.stream().map(way -> way.stream().map(plane::place).toList()).toList();
    double[] x =
        side(
            places.stream().map(way -> way.stream().mapToDouble(Place::a).toArray()).toList(),
            resolution);
    double[] y =
        side(
            places.stream().map(way -> way.stream().mapToDouble(Place::b).toArray()).toList(),
            resolution);
    return new Route(places, shares, Grid.of(f, plane, x, y));
  }

  /// What holds one coordinate of the ways, with room around it: their starts and ends, and all but
  /// the few places that lie far out.
  private static double[] side(List<double[]> ways, int resolution) {
    double[] sorted = ways.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
    int few = sorted.length / FEW;
    double[] held =
        DoubleStream.concat(
                Arrays.stream(sorted, few, sorted.length - few),
                ways.stream().flatMapToDouble(w -> DoubleStream.of(w[0], w[w.length - 1])))
            .sorted()
            .toArray();
    double low = held[0];
    double high = held[held.length - 1];
    double room = high > low ? MARGIN * (high - low) : 1;
    return Vectors.evenly(low - room, high + room, resolution);
  }
}
