package io.gradus.nn.optim;

import io.gradus.nn.Catalog;
import io.gradus.nn.Setting;
import io.gradus.nn.optim.Objective.Point;
import java.util.List;
import java.util.Optional;

/// The line searches by name.
public final class LineSearches {
  /// The line searches that a spec can name.
  public static final Catalog<LineSearch> CATALOG =
      new Catalog<>("line search", List.of(Exact.class, Armijo.class, StrongWolfe.class));

  private static final double DECREASE = 1e-4;

  private LineSearches() {}

  /// t = −∇F·d/(dᵀ ∇²F d), the least point along d if F is quadratic; for d = −g it is gᵀg/(gᵀAg).
  /// Where F is not, and t does not bring F down, the search goes on as [Armijo] from t.
  ///
  /// Source: Cauchy 1847.
  public record Exact() implements LineSearch {
    @Override
    public Optional<Found> search(Objective f, Point from, double[] direction, double first) {
      double slope = Vec.dot(from.gradient(), direction);
      double curvature = Vec.dot(direction, f.hessianTimes(from.w(), direction));
      double length = curvature > 0 ? -slope / curvature : first;
      Point to = f.point(Vec.plus(from.w(), length, direction));
      double rounding = 4 * Math.ulp(from.value()); // lets the last steps before the minimum pass
      return to.isFinite() && to.value() <= from.value() + DECREASE * length * slope + rounding
          ? Optional.of(new Found(length, to))
          : new Armijo(DECREASE, 0.5).search(f, from, direction, 0.5 * length);
    }
  }

  /// Backtracking: the length shrinks until F(w + t d) ≤ F(w) + c t ∇F·d.
  ///
  /// Source: Armijo 1966; Nocedal and Wright 2006, algorithm 3.1.
  public record Armijo(
      @Setting(value = "1e-4", min = 0, max = 1, doc = "The share c of the slope to be gained.")
          double decrease,
      @Setting(value = "0.5", min = 0.01, max = 0.99, doc = "What a length that fails shrinks by.")
          double shrink)
      implements LineSearch {
    private static final double SHORTEST = 1e-16; // of the first length

    @Override
    public Optional<Found> search(Objective f, Point from, double[] direction, double first) {
      double slope = Vec.dot(from.gradient(), direction);
      for (double t = first; t >= SHORTEST * first; t *= shrink) {
        double[] w = Vec.plus(from.w(), t, direction);
        double value = f.value(w);
        if (value <= from.value() + decrease * t * slope && value < from.value()) {
          return Optional.of(new Found(t, f.point(w))).filter(found -> found.point().isFinite());
        }
      }
      return Optional.empty();
    }
  }

  /// The strong conditions of Wolfe, F(w + t d) ≤ F(w) + c₁ t ∇F(w)·d and |∇F(w + t d)·d| ≤ c₂
  /// |∇F(w)·d|: lengths grow until they bracket such a point, then the bracket shrinks about the
  /// minimum of a cubic.
  ///
  /// Source: Nocedal and Wright 2006, algorithms 3.5 and 3.6.
  public record StrongWolfe(
      @Setting(value = "1e-4", min = 0, max = 1, doc = "The share c₁ of the slope to be gained.")
          double decrease,
      @Setting(value = "0.9", min = 0, max = 1, doc = "The share c₂ of the slope that may remain.")
          double curvature)
      implements LineSearch {
    private static final int TRIALS = 30;
    private static final double GROWTH = 2.5;

    /// A place along the direction.
    private record Trial(double t, double value, double slope, Point point) {}

    @Override
    public Optional<Found> search(Objective f, Point from, double[] direction, double first) {
      Line line = new Line(f, from, direction);
      Trial before = line.start;
      double t = first;
      for (int i = 0; i < TRIALS; i++, t *= GROWTH) {
        Trial now = line.at(t);
        if (!falls(line, now) || i > 0 && now.value >= before.value) {
          return zoom(line, before, now);
        }
        if (flat(line, now)) {
          return found(now);
        }
        if (now.slope >= 0) {
          return zoom(line, now, before);
        }
        before = now;
      }
      return found(before); // F falls without end
    }

    /// Shrinks a bracket. `low` is the least point so far that falls enough; F slopes down from it
    /// to `high`.
    private Optional<Found> zoom(Line line, Trial low, Trial high) {
      for (int i = 0; i < TRIALS && low.t != high.t; i++) {
        Trial now = line.at(between(low, high));
        if (!falls(line, now) || now.value >= low.value) {
          high = now;
        } else {
          if (flat(line, now)) {
            return found(now);
          }
          if (now.slope * (high.t - low.t) >= 0) {
            high = low;
          }
          low = now;
        }
      }
      return low.t > 0 ? found(low) : Optional.empty();
    }

    private boolean falls(Line line, Trial now) {
      return now.value <= line.start.value + decrease * now.t * line.start.slope;
    }

    private boolean flat(Line line, Trial now) {
      return Math.abs(now.slope) <= -curvature * line.start.slope;
    }

    /// The minimum of the cubic through both values and slopes, kept off the ends of the bracket;
    /// the middle if there is none (Nocedal and Wright 2006, 3.59).
    private static double between(Trial a, Trial b) {
      double d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.t - b.t);
      double d2 = Math.signum(b.t - a.t) * Math.sqrt(d1 * d1 - a.slope * b.slope);
      double share = 1 - (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2); // of the way from a
      return a.t + (b.t - a.t) * (Double.isFinite(share) ? Math.clamp(share, 0.1, 0.9) : 0.5);
    }

    private static Optional<Found> found(Trial t) {
      return Optional.of(new Found(t.t, t.point));
    }

    /// The function along the direction.
    private record Line(Objective f, Point from, double[] direction, Trial start) {
      Line(Objective f, Point from, double[] direction) {
        this(f, from, direction, trial(0, from, direction));
      }

      Trial at(double t) {
        return trial(t, f.point(Vec.plus(from.w(), t, direction)), direction);
      }

      private static Trial trial(double t, Point p, double[] direction) {
        double value = p.isFinite() ? p.value() : Double.POSITIVE_INFINITY;
        return new Trial(t, value, Vec.dot(p.gradient(), direction), p);
      }
    }
  }
}
