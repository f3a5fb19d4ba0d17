package io.gradus.nn.optim;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.Setting;
import io.gradus.nn.optim.Objective.Point;
import java.util.Arrays;
import java.util.Optional;

/// w ← w + δ with (G + λ D) δ = −∇F, where G is the generalized Gauss–Newton matrix; for least
/// squares G is Jᵀ J. A step that does not bring F down is tried again with a greater λ.
///
/// Sources: Levenberg 1944; Marquardt 1963; Nielsen 1999.
public record LevenbergMarquardt(
    @Setting(value = "marquardt", doc = "How λ changes: marquardt, nielsen or constant.")
        Damping damping,
    @Setting(
            value = "1e-2",
            min = 0,
            doc = "λ at first; under nielsen as a share of the largest curvature.")
        double lambda)
    implements Minimizer {
  private static final int TRIALS = 60;

  /// How λ changes.
  public enum Damping {
    /// D = I. With ρ, the gain as a share of what the quadratic model promised: λ ← λ max(⅓, 1 −
    /// (2ρ − 1)³) after a step; λ ← νλ, ν ← 2ν after a failure.
    NIELSEN,
    /// D = diag(G). λ ← λ/10 after a step, λ ← 10λ after a failure.
    MARQUARDT,
    /// D = I, and λ stays; every step is taken, also one that leads up.
    CONSTANT
  }

  @Override
  public Tree<Array> start(Objective f, double[] w) {
    return state(f.point(w), -1, 2);
  }

  /// @param lambda λ, negative if not chosen yet
  /// @param growth ν
  private static Tree<Array> state(Point p, double lambda, double growth) {
    return Minimizer.state(p).with("lambda", Array.of(lambda)).with("growth", Array.of(growth));
  }

  @Override
  public Iteration iterate(Objective f, Tree<Array> state) {
    Point from = Minimizer.point(state);
    Array matrix = f.gaussNewton(from.w());
    double[] diagonal = Damped.diagonal(matrix);
    double l = state.get("lambda").item();
    double growth = state.get("growth").item();
    if (l < 0) {
      l =
          damping == Damping.NIELSEN
              ? lambda * Arrays.stream(diagonal).map(Math::abs).max().orElse(1)
              : lambda;
    }
    for (int i = 0; i < TRIALS; i++) {
      double[] added = added(l, diagonal);
      double[] step = Damped.solve(matrix, added, from.gradient());
      if (damping != Damping.CONSTANT && !Double.isFinite(Vec.norm(step))) {
        l = higher(l, growth); // G + λD is not positive definite
        growth *= 2;
        continue;
      }
      Point to = f.point(Vec.plus(from.w(), 1, step));
      if (damping == Damping.CONSTANT) {
        return to.isFinite()
            ? new Iteration(state(to, l, growth), true, 1, Optional.of(l))
            : new Iteration(state, false, 0, Optional.of(l));
      }
      double promised = promised(step, added, from.gradient());
      if (promised <= Math.ulp(from.value()) || Arrays.equals(to.w(), from.w())) {
        break; // less than rounding
      }
      double gain = (from.value() - to.value()) / promised;
      if (to.isFinite() && gain > 0) {
        return new Iteration(state(to, lower(l, gain), 2), true, 1, Optional.of(l));
      }
      l = higher(l, growth);
      growth *= 2;
    }
    return new Iteration(state, false, 0, Optional.of(l));
  }

  private double[] added(double l, double[] diagonal) {
    double[] added = new double[diagonal.length];
    for (int i = 0; i < added.length; i++) {
      added[i] = damping == Damping.MARQUARDT ? l * Math.max(diagonal[i], 1e-12) : l;
    }
    return added;
  }

  private double higher(double l, double growth) {
    return (damping == Damping.NIELSEN ? growth : 10) * Math.max(l, Math.ulp(1.0));
  }

  private double lower(double l, double gain) {
    return damping == Damping.NIELSEN
        ? l * Math.max(1.0 / 3, 1 - Math.pow(2 * gain - 1, 3))
        : l / 10;
  }

  /// What the quadratic model loses by δ: −gᵀδ − ½ δᵀGδ = ½ δᵀ(λDδ − g).
  private static double promised(double[] step, double[] added, double[] gradient) {
    double sum = 0;
    for (int i = 0; i < step.length; i++) {
      sum += 0.5 * step[i] * (added[i] * step[i] - gradient[i]);
    }
    return sum;
  }
}
