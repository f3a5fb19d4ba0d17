package io.gradus.nn.landscape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.graph.Tree;
import io.gradus.nn.landscape.Plane.Place;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaneTest {
  private static final int SIZE = 9;

  private static double[] normal(int label, int size) {
    Key key = Key.of(3).fold(label);
    return IntStream.range(0, size).mapToDouble(key::normal).toArray();
  }

  @Test
  void theNearestPointOfASkewPlaneIsFound() {
    Plane plane = new Plane(normal(0, SIZE), normal(1, SIZE), normal(2, SIZE));
    Place on = plane.place(plane.at(1.5, -0.25));
    assertThat(on.a()).isCloseTo(1.5, within(1e-12));
    assertThat(on.b()).isCloseTo(-0.25, within(1e-12));
    assertThat(on.distance()).isLessThan(1e-12);
    double[] w = normal(3, SIZE);
    Place place = plane.place(w);
    double[] rest = Vectors.minus(w, plane.at(place.a(), place.b()));
    assertThat(Vectors.dot(rest, plane.u())).isCloseTo(0, within(1e-12));
    assertThat(Vectors.dot(rest, plane.v())).isCloseTo(0, within(1e-12));
    assertThat(place.distance()).isCloseTo(Vectors.norm(rest), within(1e-15));
  }

  /// A spiral in a plane that lies askew.
  @ParameterizedTest
  @ValueSource(ints = {3, 8, 40}) // fewer and more than there are parameters
  void aPlanarWayIsInItsPrincipalPlane(int n) {
    Plane skew = new Plane(normal(0, SIZE), normal(1, SIZE), normal(2, SIZE));
    List<double[]> way =
        IntStream.range(0, n)
            .mapToObj(i -> skew.at((n - i) * Math.cos(0.2 * i), (n - i) * Math.sin(0.2 * i)))
            .toList();
    PrincipalPlane principal = PrincipalPlane.of(skew.origin(), way).orElseThrow();
    assertThat(Arrays.stream(principal.shares()).sum()).isCloseTo(1, within(1e-14));
    for (double[] w : way) {
      assertThat(principal.plane().place(w).distance()).isLessThan(1e-11);
    }
    Place start = principal.plane().place(way.getFirst());
    assertThat(start.a()).isPositive();
    assertThat(start.b()).isNotNegative();
  }

  /// Points on three orthogonal axes: what the third one holds is what the distances say.
  @Test
  void sharesAndDistancesSayTheSame() {
    double[] origin = new double[3];
    List<double[]> points =
        List.of(new double[] {3, 0, 0}, new double[] {0, 0, 1}, new double[] {0, 2, 0});
    PrincipalPlane principal = PrincipalPlane.of(origin, points).orElseThrow();
    assertThat(principal.shares())
        .containsExactly(new double[] {9 / 14.0, 4 / 14.0}, within(1e-15));
    assertThat(points.stream().map(principal.plane()::place).map(Place::distance))
        .containsExactly(0.0, 1.0, 0.0);

    List<double[]> cloud = IntStream.range(0, 25).mapToObj(i -> normal(i, SIZE)).toList();
    double[] end = cloud.getLast();
    PrincipalPlane nearest = PrincipalPlane.of(end, cloud).orElseThrow();
    double off = 0;
    double all = 0;
    for (double[] w : cloud) {
      off += Math.pow(nearest.plane().place(w).distance(), 2);
      all += Math.pow(Vectors.distance(w, end), 2);
    }
    assertThat(off / all).isCloseTo(1 - Arrays.stream(nearest.shares()).sum(), within(1e-13));
    assertThat(off).isLessThan(squares(cloud, new Plane(end, normal(50, SIZE), normal(51, SIZE))));
  }

  private static double squares(List<double[]> points, Plane plane) {
    return points.stream().mapToDouble(w -> Math.pow(plane.place(w).distance(), 2)).sum();
  }

  @Test
  void aLineHasNoPlane() {
    double[] u = normal(1, SIZE);
    double[] origin = normal(0, SIZE);
    List<double[]> line =
        IntStream.range(0, 9).mapToObj(i -> Vectors.plus(origin, i - 2.5, u)).toList();
    assertThat(PrincipalPlane.of(origin, line)).isEmpty();
    assertThat(PrincipalPlane.of(origin, List.of(origin, origin, origin))).isEmpty();
    assertThat(PrincipalPlane.of(origin, List.of(u))).isEmpty();
  }

  @Test
  void aRandomDirectionIsAsLongAsEachFilter() {
    double[] weights = normal(7, 15);
    for (int i = 2; i < 15; i += 5) {
      weights[i] = 0; // a unit without weights
    }
    Tree<Array> params =
        Tree.leaf("weight", Array.of(Shape.of(3, 5), weights))
            .with("bias", Array.vector(normal(8, 5)))
            .with("deep", Array.of(Shape.of(2, 2, 3), normal(9, 12)));
    double[] d = FilterDirection.of(params, Key.of(1));
    assertThat(d).hasSize(32);
    for (int unit = 0; unit < 5; unit++) {
      assertThat(column(d, 0, 15, 5, unit))
          .isCloseTo(column(weights, 0, 15, 5, unit), within(1e-14));
    }
    assertThat(Arrays.copyOfRange(d, 15, 20)).containsOnly(0);
    for (int unit = 0; unit < 3; unit++) {
      assertThat(column(d, 20, 32, 3, unit))
          .isCloseTo(column(normal(9, 12), 0, 12, 3, unit), within(1e-14));
    }
    assertThat(FilterDirection.of(params, Key.of(1))).isEqualTo(d);
    assertThat(FilterDirection.of(params, Key.of(2))).isNotEqualTo(d);
  }

  private static double column(double[] a, int from, int to, int width, int unit) {
    double sum = 0;
    for (int i = from + unit; i < to; i += width) {
      sum += a[i] * a[i];
    }
    return Math.sqrt(sum);
  }

  @Test
  void ofAFormulaEachNumberIsAFilter() {
    Tree<Array> params = Tree.leaf("a", Array.of(-2)).with("b", Array.of(0.5));
    double[] d = FilterDirection.of(params, Key.of(1));
    assertThat(Math.abs(d[0])).isCloseTo(2, within(1e-15));
    assertThat(Math.abs(d[1])).isCloseTo(0.5, within(1e-15));
  }
}
