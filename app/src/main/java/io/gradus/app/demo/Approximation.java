package io.gradus.app.demo;

import io.gradus.Fn;
import io.gradus.Gradus;
import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.nn.Activation;
import io.gradus.nn.optim.Composite;
import io.gradus.nn.optim.LevenbergMarquardt;
import io.gradus.nn.optim.LevenbergMarquardt.Damping;
import io.gradus.nn.optim.Walk;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Sums G(x) = Σᵢ αᵢ φ(wᵢᵀx + βᵢ), which can approximate any continuous function on a cube.
///
/// Source: Cybenko 1989.
public final class Approximation {
  private static final int STEPS = 200;
  private static final int TRIES = 4;
  private static final int SIDE = 100_001; // of the grid that proves, for one variable
  private static final int POINTS = 250_000; // of that grid for more

  private final Target target;
  private final Activation activation;
  private final long seed;

  public Approximation(Target target, Activation activation, long seed) {
    this.target = target;
    this.activation = activation;
    this.seed = seed;
  }

  /// A fitted sum.
  ///
  /// @param neurons the number N of terms
  /// @param w the parameters: α (N), wᵢ (inputs, N), β (N), one after the other
  /// @param error the greatest |f − G| on a grid that the fit has not seen
  public record Sum(int neurons, double[] w, double error) {}

  /// The greatest error of a sum on a fine grid, and between its points.
  ///
  /// Between the points of a grid of width h, |f − G| exceeds its greatest value there by at most
  /// h²/8 Σⱼ (max |∂²f/∂xⱼ²| + Σᵢ |αᵢ| wᵢⱼ² sup |φ″|).
  ///
  /// @param points the points of the grid
  /// @param error the greatest error at the points
  /// @param bound the bound between them, where ∂²f is measured at the points; NaN if φ has kinks
  public record Proof(int points, double error, double bound) {}

  /// The best sum of N terms of a few tries, of which the first that is good enough is the last.
  public Sum fit(int neurons, double epsilon) {
    Array x = target.grid(side(400));
    Array fine = target.grid(side(4001));
    Array truth = target.values(fine);
    Composite f = loss(neurons, x);
    Sum best = null;
    for (int t = 0; t < TRIES && (best == null || best.error > epsilon); t++) {
      Walk walk =
          Walk.of(new LevenbergMarquardt(Damping.MARQUARDT, 1e-2), f, start(neurons, seed + t));
      for (int i = 0; i < STEPS && walk.step(); i++) {}
      double[] w = walk.point().w();
      double error = distance(values(neurons, w, fine), truth);
      if (best == null || error < best.error) {
        best = new Sum(neurons, w, error);
      }
    }
    return best;
  }

  /// Looks at a sum on a finer grid that shares no points with the others but the ends.
  public Proof prove(Sum sum) {
    int side = target.inputs() == 1 ? SIDE : side(POINTS) + 1;
    Array x = target.grid(side);
    double error = distance(values(sum.neurons, sum.w, x), target.values(x));
    double h = (target.high() - target.low()) / (side - 1);
    double second = activation.kinks().isEmpty() ? curvature() : Double.NaN;
    double[] ofTarget = target.curvatures(x);
    double bound = error;
    int n = sum.neurons;
    for (int j = 0; j < target.inputs(); j++) {
      double most = ofTarget[j];
      for (int i = 0; i < n; i++) {
        double slope = sum.w[n + j * n + i];
        most += Math.abs(sum.w[i]) * slope * slope * second;
      }
      bound += h * h / 8 * most;
    }
    return new Proof(x.shape().dim(0), error, bound);
  }

  /// The values of a sum (rows, 1) at points (rows, inputs).
  public Array values(int neurons, double[] w, Array x) {
    Type type = Type.f64(w.length);
    return Fn.of(List.of(type, Type.of(x)), p -> List.of(model(neurons, p.get(0), p.get(1))))
        .run(List.of(Array.vector(w), x))
        .getFirst();
  }

  private Expr model(int n, Expr w, Expr x) {
    int d = target.inputs();
    Expr weights = w.slice(0, n, n + d * n).reshape(d, n);
    Expr hidden = activation.of(x.dot(weights).add(w.slice(0, n + d * n, 2 * n + d * n)));
    return hidden.dot(w.slice(0, 0, n).reshape(n, 1));
  }

  private Composite loss(int neurons, Array x) {
    Array y = target.values(x);
    Expr w = Expr.param("w", Type.f64(neurons * (target.inputs() + 2)));
    Expr at = Expr.param("x", Type.of(x));
    Expr truth = Expr.param("y", Type.of(y));
    Expr z = Expr.param("z", Type.of(y));
    return new Composite(
        new Graph(List.of(w, at, truth), List.of(model(neurons, w, at))),
        new Graph(List.of(z, at, truth), List.of(z.sub(truth).square().mean().mul(0.5))),
        List.of(x, y));
  }

  /// Terms that bend at random places of the cube, about as steep as N of them need to be.
  private double[] start(int n, long number) {
    SplittableRandom random = new SplittableRandom(Key.of(number).fold(n).bits());
    int d = target.inputs();
    double width = target.high() - target.low();
    double[] w = new double[n * (d + 2)];
    for (int i = 0; i < n; i++) {
      w[i] = random.nextDouble(-1, 1);
      for (int j = 0; j < d; j++) {
        double slope = random.nextDouble(1, 2 + 2.0 * n) / width * (random.nextBoolean() ? 1 : -1);
        w[n + j * n + i] = slope;
        w[n + d * n + i] -= slope * random.nextDouble(target.low(), target.high());
      }
    }
    return w;
  }

  /// sup |φ″|, from φ‴ = 0 as far as a fine grid sees it.
  private double curvature() {
    Fn second = Gradus.derivative(Fn.of(Type.f64(), activation::of), 2);
    Array x = Array.vector(new double[40_001]);
    Arrays.setAll(x.doubles(), i -> (i - 20_000) / 1000.0);
    Array values = Gradus.vmap(second, x.size()).run(x);
    return 1.001 * Arrays.stream(values.doubles()).map(Math::abs).max().orElseThrow();
  }

  /// Points on each side of a cube of about so many points.
  private int side(int points) {
    return Math.max(3, (int) Math.round(Math.pow(points, 1.0 / target.inputs())));
  }

  private static double distance(Array a, Array b) {
    double most = 0;
    for (int i = 0; i < a.size(); i++) {
      double d = Math.abs(a.get(i) - b.get(i));
      most = d <= most ? most : d; // a NaN stays
    }
    return most;
  }
}
