package io.gradus.nn.landscape;

import io.gradus.nn.diagnose.Eigen;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The plane through a point that is nearest to some others, in the sense of least squares: its
/// axes are the first two principal directions of their differences from the point.
///
/// What the plane leaves out of the differences dᵢ is known: Σ distanceᵢ² = (1 − share₁ − share₂)
/// Σ‖dᵢ‖². A large share alone proves little, since random walks have one too (Antognini and
/// Sohl-Dickstein 2018); so each point keeps its distance.
///
/// Source: Li, Xu, Taylor, Studer and Goldstein 2018, "Visualizing the loss landscape of neural
/// nets", section 7.2.
///
/// @param plane the plane, its axes of length 1 and orthogonal
/// @param shares the share of Σ‖dᵢ‖² along each of the two axes
public record PrincipalPlane(Plane plane, double[] shares) {
  private static final double FLAT = 1e-14; // of all squares, below which there is no second axis

  /// The plane of some points, whose first one gets coordinates that are not negative.
  ///
  /// @param origin the point that the plane goes through, such as the end of a training
  /// @param points the others, each of the same length n
  /// @return empty if all lie on one line through the origin
  public static Optional<PrincipalPlane> of(double[] origin, List<double[]> points) {
    double[][] d = points.stream().map(p -> Vectors.minus(p, origin)).toArray(double[][]::new);
    // D Dᵀ and Dᵀ D have the same nonzero eigenvalues; the smaller one is taken apart.
    boolean many = d.length > origin.length;
    Eigen eigen = Eigen.of(gram(many ? transposed(d) : d));
    double all = Arrays.stream(eigen.values()).sum();
    if (eigen.values().length < 2 || !(eigen.values()[1] > FLAT * all)) {
      return Optional.empty();
    }
    double[][] axes = Arrays.copyOf(eigen.vectors(), 2);
    double[] u = toFirst(many ? axes[0] : sum(d, axes[0]), d);
    double[] v = toFirst(many ? axes[1] : sum(d, axes[1]), d);
    v = Vectors.plus(v, -Vectors.dot(u, v), u); // once more, against rounding
    double[] shares = {eigen.values()[0] / all, eigen.values()[1] / all};
    return Optional.of(new PrincipalPlane(new Plane(origin, u, v), shares));
  }

  /// The products of all rows.
  private static double[][] gram(double[][] rows) {
    double[][] gram = new double[rows.length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j <= i; j++) {
        gram[i][j] = Vectors.dot(rows[i], rows[j]);
        gram[j][i] = gram[i][j];
      }
    }
    return gram;
  }

  private static double[][] transposed(double[][] rows) {
    return IntStream.range(0, rows[0].length)
        .mapToObj(j -> Arrays.stream(rows).mapToDouble(row -> row[j]).toArray())
        .toArray(double[][]::new);
  }

  /// Dᵀ e.
  private static double[] sum(double[][] d, double[] e) {
    double[] sum = new double[d[0].length];
    for (int i = 0; i < d.length; i++) {
      sum = Vectors.plus(sum, e[i], d[i]);
    }
    return sum;
  }

  /// The axis of length 1, on the side of the first point.
  private static double[] toFirst(double[] axis, double[][] d) {
    double length = Math.copySign(Vectors.norm(axis), Vectors.dot(axis, d[0]));
    return Arrays.stream(axis).map(a -> a / length).toArray();
  }
}
