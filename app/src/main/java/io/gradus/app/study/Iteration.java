package io.gradus.app.study;

import io.gradus.app.plot.Numbers;
import io.gradus.array.Array;
import io.gradus.diff.Batching;
import io.gradus.diff.Forward;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.rewrite.Simplify;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/// A function applied again and again, as layers of a network do: a(0) = s, a(k + 1) = g(a(k)).
///
/// By the chain rule the derivative of the n-th iterate is the product g'(a(0))·…·g'(a(n − 1)); how
/// it grows with n is the Lyapunov exponent λ = lim ln|product|/n.
public final class Iteration {
  private static final int STARTS = 600;
  private static final int STEPS = 500; // of λ; as many come before, to forget the beginning
  private static final double FAR = 1e100; // from here nothing comes back
  private static final double NEUTRAL = 0.01; // |λ| of products that grow or fall like a power of n
  private static final double NOTICED = 0.005; // the least share of starts that is told
  private static final double EXACT = 1e-9;

  private final Expr g;
  private final Expr s;
  private final Expr slope;
  private final double from;
  private final double to;

  /// The study of a function.
  ///
  /// @param g the function
  /// @param s its variable
  /// @param from where the interval of beginnings begins
  /// @param to where it ends
  public Iteration(Expr g, Expr s, double from, double to) {
    this.g = g;
    this.s = s;
    this.slope = Simplify.simplify(Forward.derivative(g, s));
    this.from = from;
    this.to = to;
  }

  /// What becomes of a beginning.
  public enum Kind {
    /// The iterates leave all bounds.
    EXPLODES,
    /// The iterates leave the domain of the function.
    UNDEFINED,
    /// The iterates stay bounded, and the derivative grows exponentially: λ > 0.
    CHAOTIC,
    /// The derivative neither grows nor falls exponentially: λ = 0.
    BOUNDED,
    /// The iterates stay bounded, and the derivative falls exponentially: λ < 0.
    VANISHES
  }

  /// A row of the table.
  ///
  /// @param k the number of the iterate
  /// @param value a(k)
  /// @param slope g'(a(k − 1)); NaN for k = 0
  /// @param product the derivative of a(k) by the start
  public record Step(int k, double value, double slope, double product) {}

  /// Beginnings with the same fate.
  ///
  /// @param share how many of the interval they are, from 0 to 1
  /// @param exponent the median of their λ
  /// @param intervals where they are
  public record Behavior(Kind kind, double share, double exponent, List<double[]> intervals) {}

  /// A point that stays where it is.
  ///
  /// @param multiplier the derivative there: small differences grow by it in a step
  public record FixedPoint(double x, double multiplier) {
    /// Whether neighbors come nearer: `attracts`, `repels` or `neutral`.
    public String kind() {
      double size = Math.abs(multiplier);
      return Math.abs(size - 1) < 1e-6 ? "neutral" : size < 1 ? "attracts" : "repels";
    }
  }

  /// A local minimum of an iterate.
  ///
  /// @param iterate the k of a(k); 1 is the function itself
  /// @param x where it is
  /// @param value how low it is
  /// @param basin where a ball that rolls downhill ends there
  public record Minimum(int iterate, double x, double value, double[] basin) {}

  /// The derivative of the function.
  public Expr slope() {
    return slope;
  }

  /// The iterates of a beginning with their derivatives.
  public List<Step> orbit(double start, int n) {
    List<Step> steps = new ArrayList<>(List.of(new Step(0, start, Double.NaN, 1)));
    for (int k = 1; k <= n; k++) {
      Step last = steps.getLast();
      List<double[]> at = Samples.values(List.of(g, slope), s, new double[] {last.value()});
      double factor = at.get(1)[0];
      steps.add(new Step(k, at.get(0)[0], factor, last.product() * factor));
    }
    return steps;
  }

  /// How large the derivative of an iterate is over the interval.
  ///
  /// @param arithmetic the mean of its absolute value, which few steep places can carry
  /// @param geometric the exponential of the mean of its logarithm: what most places have
  public record Mean(double arithmetic, double geometric) {}

  /// The means of |derivative of a(k)| over the interval, for k = 1, …, n.
  public List<Mean> means(int n) {
    List<Mean> means = new ArrayList<>();
    double[] a = starts();
    double[] product = new double[STARTS];
    double[] logarithm = new double[STARTS];
    Arrays.fill(product, 1);
    for (int k = 0; k < n; k++) {
      List<double[]> next = Samples.values(List.of(g, slope), s, a);
      for (int i = 0; i < STARTS; i++) {
        double size = Math.abs(next.get(1)[i]);
        product[i] *= size;
        logarithm[i] += Math.log(size);
      }
      a = next.get(0);
      means.add(new Mean(mean(product), Math.exp(mean(logarithm))));
    }
    return means;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
  }

  private double[] starts() {
    double[] starts = new double[STARTS];
    for (int i = 0; i < STARTS; i++) {
      starts[i] = from + (to - from) * (i + 0.5) / STARTS; // between special points
    }
    return starts;
  }

  /// What becomes of the beginnings in the interval, the most frequent first.
  public List<Behavior> behavior() {
    double[] a = starts();
    double[] sum = new double[STARTS];
    Graph step = Batching.vmap(new Graph(List.of(s), List.of(g, slope)), List.of(true), STARTS);
    Kind[] kinds = new Kind[STARTS];
    for (int k = 0; k < 2 * STEPS; k++) {
      List<Array> next = Interpreter.run(step, List.of(Array.vector(a)));
      a = next.get(0).toDoubles();
      double[] slopes = next.get(1).toDoubles();
      for (int i = 0; i < STARTS; i++) {
        if (kinds[i] == null && Double.isNaN(a[i])) {
          kinds[i] = Kind.UNDEFINED;
        } else if (kinds[i] == null && Math.abs(a[i]) > FAR) {
          kinds[i] = Kind.EXPLODES;
        } else if (k >= STEPS) {
          sum[i] += Math.log(Math.abs(slopes[i]));
        }
      }
    }
    for (int i = 0; i < STARTS; i++) {
      double exponent = sum[i] / STEPS;
      if (kinds[i] == null) {
        kinds[i] =
            exponent > NEUTRAL ? Kind.CHAOTIC : exponent < -NEUTRAL ? Kind.VANISHES : Kind.BOUNDED;
      }
    }
    return Arrays.stream(Kind.values())
        .map(kind -> behavior(kind, kinds, sum))
        .filter(b -> b.share() >= NOTICED)
        .sorted((b, c) -> Double.compare(c.share(), b.share()))
        .toList();
  }

  private Behavior behavior(Kind kind, Kind[] kinds, double[] sum) {
    List<double[]> intervals = new ArrayList<>();
    List<Double> exponents = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      if (kinds[i] != kind) {
        continue;
      }
      exponents.add(sum[i] / STEPS);
      double low = from + (to - from) * i / STARTS;
      double high = from + (to - from) * (i + 1) / STARTS;
      if (i > 0 && kinds[i - 1] == kind) {
        intervals.getLast()[1] = high;
      } else {
        intervals.add(new double[] {low, high});
      }
    }
    exponents.sort(null);
    boolean stays = kind != Kind.EXPLODES && kind != Kind.UNDEFINED && !exponents.isEmpty();
    return new Behavior(
        kind,
        (double) exponents.size() / STARTS,
        stays ? exponents.get(exponents.size() / 2) : Double.NaN,
        intervals);
  }

  /// The fixed points in the interval at which g(s) − s changes its sign.
  public List<FixedPoint> fixedPoints() {
    List<FixedPoint> points = new ArrayList<>();
    for (Roots.Root root : Roots.of(g.sub(s), s, from, to)) {
      List<double[]> at = Samples.values(List.of(g, slope), s, new double[] {root.x()});
      if (Math.abs(at.get(0)[0] - root.x()) <= EXACT * (1 + Math.abs(root.x()))) { // no pole
        points.add(new FixedPoint(root.x(), at.get(1)[0]));
      }
    }
    return points;
  }

  /// The local minima of a(1), …, a(n) inside the interval: where the derivative rises through
  /// zero.
  public List<Minimum> minima(int n) {
    List<Minimum> minima = new ArrayList<>();
    List<Curve> iterates = Curve.iterates("", g, s, n);
    for (int k = 1; k <= n; k++) {
      minima(k, iterates.get(k - 1).expr(), minima);
    }
    return minima;
  }

  private void minima(int k, Expr f, List<Minimum> minima) {
    List<Roots.Root> stationary = Roots.of(Forward.derivative(f, s), s, from, to);
    double near = (to - from) * 1e-6;
    double[] x =
        stationary.stream()
            .flatMapToDouble(r -> DoubleStream.of(r.x() - near, r.x(), r.x() + near))
            .toArray();
    double[] y = x.length == 0 ? x : Samples.values(List.of(f), s, x).getFirst();
    for (int i = 0; i < stationary.size(); i++) {
      double value = y[3 * i + 1];
      boolean pole = !(value <= y[3 * i] && value <= y[3 * i + 2]);
      if (stationary.get(i).rising() && !pole) {
        double left = i == 0 ? from : stationary.get(i - 1).x();
        double right = i + 1 == stationary.size() ? to : stationary.get(i + 1).x();
        minima.add(new Minimum(k, stationary.get(i).x(), value, new double[] {left, right}));
      }
    }
  }

  /// Where beginnings with the same fate are, in words: `−3 … −1, 1 … 3`.
  public static String places(Behavior behavior) {
    int most = 6;
    String text =
        behavior.intervals().stream()
            .limit(most)
            .map(Iteration::interval)
            .collect(Collectors.joining(", "));
    int more = behavior.intervals().size() - most;
    return more > 0 ? text + " and %d more".formatted(more) : text;
  }

  /// An interval in words.
  public static String interval(double[] ends) {
    return Numbers.text(ends[0]) + " … " + Numbers.text(ends[1]);
  }
}
