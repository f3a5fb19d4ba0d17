package io.gradus.nn.diagnose;

import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.graph.Tree;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.optim.FirstOrder;
import io.gradus.nn.optim.Objective;
import io.gradus.nn.optim.Optimizers.ExponentialMomentum;
import io.gradus.nn.optim.Optimizers.Momentum;
import io.gradus.nn.optim.Optimizers.Nesterov;
import io.gradus.nn.optim.Optimizers.Sgd;
import io.gradus.nn.train.LossSurface;
import io.gradus.nn.train.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/// The steepest curvature of a loss: the greatest eigenvalue λ of its Hessian H, which bounds the
/// learning rate. Along its eigenvector v gradient descent multiplies the distance to the minimum
/// by 1 − ηλ in each step, so that it moves away from it for η > 2/λ.
///
/// Found from exact products H v by the Rayleigh–Ritz method in the Krylov space of a random
/// vector, restarted with the best Ritz vectors so that memory is bounded: the method of Lanczos,
/// thick restarts by Wu and Simon 2000.
///
/// @param lambdaMax λ; NaN where a product is not finite
/// @param direction v, of length 1
/// @param products the products that it took
/// @param residual ‖H v − λv‖: an eigenvalue is no further than this from λ
public record Curvature(double lambdaMax, Array direction, int products, double residual) {
  private static final double PRECISION = 1e-7;
  private static final int LIMIT = 1000; // products
  private static final int MOST = 24; // vectors of the space
  private static final int KEPT = 6; // of them when it begins again

  /// The curvature of the loss where a training begins, to seven digits.
  ///
  /// @param rows how many of the training rows to look at, spread evenly
  /// @throws io.gradus.nn.UserException if the spec does not fit the data
  public static Curvature of(Spec spec, Dataset train, int rows) {
    LossSurface surface = LossSurface.of(spec, train, rows);
    return of(surface.risk(), surface.start(), PRECISION);
  }

  /// The curvature of the loss at some parameters, to seven digits.
  ///
  /// @param params the parameters with the buffers
  /// @param rows how many of the training rows to look at, spread evenly
  /// @throws io.gradus.nn.UserException if the spec does not fit the data
  public static Curvature of(Spec spec, Dataset train, Tree<Array> params, int rows) {
    LossSurface surface = LossSurface.of(spec, train, params, rows);
    return of(surface.risk(), surface.start(), PRECISION);
  }

  /// The curvature of a function at a place.
  ///
  /// @param precision the residual to stop at, as a share of the greatest eigenvalue in magnitude
  public static Curvature of(Objective f, double[] w, double precision) {
    Space space = new Space();
    double[] next = new double[w.length];
    Arrays.setAll(next, i -> Key.of(0).normal(i));
    for (int products = 1; ; products++) {
      double[] v = space.orthonormal(next);
      space.add(v, f.hessianTimes(w, v));
      if (!space.isFinite()) {
        return new Curvature(Double.NaN, Array.vector(v), products, Double.NaN);
      }
      Ritz top = space.top();
      boolean whole = space.size() == w.length;
      if (top.residual <= precision * top.magnitude || whole || products == LIMIT) {
        return new Curvature(top.value, Array.vector(top.vector), products, top.residual);
      }
      if (space.size() == MOST) {
        space.restart();
      }
      next = top.rest;
    }
  }

  /// The learning rate from which on momentum, v ← βv + g, w ← w − ηv, does not come to rest: 2(1 +
  /// β)/λ. ∞ where the loss is not curved upward.
  ///
  /// @param momentum β, 0 for gradient descent
  public double stableRate(double momentum) {
    return limit(2 * (1 + momentum));
  }

  /// The learning rate from which on an optimizer does not come to rest if it descends the mean
  /// loss; empty if its steps are no linear function of the gradients.
  public OptionalDouble stableRate(FirstOrder optimizer) {
    return switch (optimizer) {
      case Sgd(double _, double beta, boolean ahead) ->
          OptionalDouble.of(ahead ? stableRateAhead(beta) : stableRate(beta));
      case Momentum(double _, double beta) -> OptionalDouble.of(stableRate(beta));
      case Nesterov(double _, double beta) -> OptionalDouble.of(stableRateAhead(beta));
      case ExponentialMomentum(double _, double share) ->
          OptionalDouble.of(stableRate(1 - share) / share);
      default -> OptionalDouble.empty();
    };
  }

  /// The same for momentum that looks ahead, v ← βv + g, w ← w − η(g + βv): 2(1 + β)/((1 + 2β)λ).
  private double stableRateAhead(double beta) {
    return limit(2 * (1 + beta) / (1 + 2 * beta));
  }

  private double limit(double over) {
    return lambdaMax <= 0 ? Double.POSITIVE_INFINITY : over / lambdaMax;
  }

  /// An approximate eigenpair.
  ///
  /// @param rest H v − λv
  /// @param magnitude the greatest |eigenvalue| in sight
  private record Ritz(
      double value, double[] vector, double[] rest, double residual, double magnitude) {}

  /// An orthonormal basis v₁ … vₘ, its images H vᵢ, and the matrix vᵢᵀ H vⱼ.
  private static final class Space {
    private List<double[]> basis = new ArrayList<>();
    private List<double[]> images = new ArrayList<>();
    private double[][] matrix = new double[0][];

    int size() {
      return basis.size();
    }

    boolean isFinite() {
      return Double.isFinite(matrix[size() - 1][size() - 1]);
    }

    /// The direction of `x` outside of the space; twice, since once leaves rounding errors.
    double[] orthonormal(double[] x) {
      double[] v = x.clone();
      for (int pass = 0; pass < 2; pass++) {
        basis.forEach(b -> add(v, -dot(b, v), b));
        scale(v, 1 / Math.sqrt(dot(v, v)));
      }
      return v;
    }

    void add(double[] v, double[] image) {
      basis.add(v);
      images.add(image);
      int m = size();
      double[][] larger = new double[m][];
      for (int i = 0; i < m; i++) {
        larger[i] = i < m - 1 ? Arrays.copyOf(matrix[i], m) : new double[m];
      }
      for (int i = 0; i < m; i++) {
        larger[i][m - 1] = dot(basis.get(i), image);
        larger[m - 1][i] = larger[i][m - 1];
      }
      matrix = larger;
    }

    Ritz top() {
      Eigen eigen = Eigen.of(matrix);
      double[] coordinates = eigen.vectors()[0];
      double value = eigen.values()[0];
      double[] vector = combined(basis, coordinates);
      double[] rest = combined(images, coordinates);
      add(rest, -value, vector);
      double magnitude = Math.max(Math.abs(value), Math.abs(eigen.values()[size() - 1]));
      return new Ritz(value, vector, rest, Math.sqrt(dot(rest, rest)), magnitude);
    }

    /// Keeps the space of the best Ritz vectors.
    void restart() {
      Eigen eigen = Eigen.of(matrix);
      List<double[]> best = Arrays.asList(eigen.vectors()).subList(0, KEPT);
      List<double[]> from = basis;
      List<double[]> to = images;
      basis = new ArrayList<>(best.stream().map(c -> combined(from, c)).toList());
      images = new ArrayList<>(best.stream().map(c -> combined(to, c)).toList());
      matrix = new double[KEPT][KEPT];
      for (int i = 0; i < KEPT; i++) {
        matrix[i][i] = eigen.values()[i];
      }
    }

    private static double[] combined(List<double[]> vectors, double[] coordinates) {
      double[] sum = new double[vectors.getFirst().length];
      for (int i = 0; i < coordinates.length; i++) {
        add(sum, coordinates[i], vectors.get(i));
      }
      return sum;
    }

    private static double dot(double[] a, double[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        sum += a[i] * b[i];
      }
      return sum;
    }

    /// a ← a + t b.
    private static void add(double[] a, double t, double[] b) {
      for (int i = 0; i < a.length; i++) {
        a[i] += t * b[i];
      }
    }

    private static void scale(double[] a, double t) {
      for (int i = 0; i < a.length; i++) {
        a[i] *= t;
      }
    }
  }
}
