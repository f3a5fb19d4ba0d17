package io.gradus.app.study;

import io.gradus.app.plot.Numbers;
import io.gradus.diff.Forward;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.nn.Activation;
import io.gradus.rewrite.Expand;
import io.gradus.rewrite.Simplify;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// The properties of an activation, computed from its formula.
///
/// @param name its name
/// @param formula σ(x); of a row-wise one the first output for the row (x, 0)
/// @param derivative σ'(x)
/// @param infimum the greatest lower bound of its values
/// @param supremum their least upper bound
/// @param attainsInfimum whether the lower bound is a value
/// @param attainsSupremum whether the upper bound is a value
/// @param supDerivative the least upper bound of |σ'|
/// @param continuous whether it has no jump
/// @param smooth whether neither it nor its derivative has a jump
/// @param zeroGradientShare how often σ' is 0 for standard normal inputs
/// @param mean the mean of its values for standard normal inputs
/// @param variance their variance
/// @param verdicts what follows for training
public record ActivationStudy(
    String name,
    Expr formula,
    Expr derivative,
    double infimum,
    double supremum,
    boolean attainsInfimum,
    boolean attainsSupremum,
    double supDerivative,
    boolean continuous,
    boolean smooth,
    double zeroGradientShare,
    double mean,
    double variance,
    List<String> verdicts) {
  /// The variable of the formulas.
  public static final Expr X = Expr.param("x", Type.f64());

  private static final double NEAR = 10; // up to here tanh and its like are not rounded to limits
  private static final int CELLS = 4000; // of [−10, 10], with edges at 0, ±1, ±2.5
  private static final int STRIPS = 20_000; // of the same interval, for means
  private static final double[] FAR = {1e2, 1e3, 1e6, 1e9, 1e12, 1e18};
  private static final double EXACT = 1e-6;
  private static final int HALVINGS = 45;

  /// Studies an activation.
  public static ActivationStudy of(Activation a) {
    Expr f = a.pointwise() ? a.of(X) : a.of(Expr.stack(List.of(X, X.zeros()))).at(0);
    Expr slope = Simplify.simplify(Forward.derivative(f, X));
    Bounds values = Bounds.of(f);
    Bounds slopes = Bounds.of(slope);
    double sup = Math.max(Math.abs(slopes.infimum), Math.abs(slopes.supremum));
    boolean continuous = !jumps(f);
    boolean smooth = continuous && !jumps(slope);

    double[] x =
        IntStream.range(0, STRIPS).mapToDouble(i -> NEAR * ((2 * i + 1.0) / STRIPS - 1)).toArray();
    double[] weight = Arrays.stream(x).map(v -> Math.exp(-v * v / 2)).toArray();
    double total = Arrays.stream(weight).sum();
    List<double[]> y = Samples.values(List.of(f, slope), X, x);
    double zero = 0;
    double mean = 0;
    double square = 0;
    for (int i = 0; i < STRIPS; i++) {
      double w = weight[i] / total;
      double v = y.get(0)[i];
      zero += y.get(1)[i] == 0 ? w : 0;
      mean += w * v;
      square += w * v * v;
    }
    ActivationStudy plain =
        new ActivationStudy(
            a.name(),
            shown(f),
            shown(slope),
            values.infimum,
            values.supremum,
            values.attainsInfimum,
            values.attainsSupremum,
            sup,
            continuous,
            smooth,
            Math.min(1, zero),
            mean,
            square - mean * mean,
            List.of());
    return plain.judged(slopes, slope);
  }

  /// Whether standard normal inputs give values of mean 0.
  public boolean zeroCentred() {
    return Math.abs(mean) < EXACT;
  }

  /// The range with a square bracket at an end that is a value: `(−1, 1)`, `[0, ∞)`.
  public String range() {
    return (attainsInfimum ? "[" : "(")
        + Numbers.text(infimum)
        + ", "
        + Numbers.text(supremum)
        + (attainsSupremum ? "]" : ")");
  }

  /// The greatest factor by which so many layers can multiply a gradient where weights have norm 1:
  /// (sup|σ'|)ᵏ.
  public double bound(int layers) {
    return Math.pow(supDerivative, layers);
  }

  /// The formula without lists; that of the computation is safe at large inputs, this one is short.
  private static Expr shown(Expr e) {
    return Simplify.simplify(Expand.entries(e).getFirst());
  }

  private ActivationStudy judged(Bounds slopes, Expr gradient) {
    double[] ends = {-FAR[FAR.length - 1], -NEAR, NEAR, FAR[FAR.length - 1]};
    double[] slope = Samples.values(List.of(gradient), X, ends).getFirst();
    boolean deadLeft = slope[0] == 0 && slope[1] == 0;
    boolean deadRight = slope[2] == 0 && slope[3] == 0;
    boolean flat = Math.abs(slope[0]) < EXACT && Math.abs(slope[3]) < EXACT;
    boolean straight = slopes.supremum == slopes.infimum;
    List<String> said = new ArrayList<>();
    if (zeroGradientShare > 1 - EXACT) {
      said.add("vanishes: the gradient is 0 everywhere, nothing before it can learn");
    } else if (straight) {
      said.add("adds no power: a line, so many layers are worth one");
    } else if (deadLeft != deadRight) {
      said.add(
          "may die: the gradient is 0 for all large %s inputs, %s of standard normal ones"
              .formatted(deadLeft ? "negative" : "positive", percent(zeroGradientShare)));
    } else if (flat && Double.isFinite(supremum - infimum)) {
      said.add("saturates: the gradient goes to 0 where inputs are large");
    }
    if (!straight && supDerivative > 0 && supDerivative < 1) {
      said.add(
          "shrinks gradients with depth: at most %s through 10 layers whose weights have norm 1"
              .formatted(Numbers.text(bound(10))));
    }
    if (supDerivative == Double.POSITIVE_INFINITY) {
      said.add("may explode: the gradient has no bound");
    }
    if (!continuous) {
      said.add("jumps: small changes of weights can change the output at once");
    }
    if (Double.isNaN(mean)) {
      said.add("has no real value for some inputs");
    }
    if (infimum >= 0 || supremum <= 0) {
      said.add("one-sided: all outputs have the same sign");
    }
    if (!straight && zeroCentred() && Math.abs(variance - 1) < 1e-4 && zeroGradientShare < EXACT) {
      said.add("normalizes itself: keeps mean 0 and variance 1");
    }
    return new ActivationStudy(
        name,
        formula,
        derivative,
        infimum,
        supremum,
        attainsInfimum,
        attainsSupremum,
        supDerivative,
        continuous,
        smooth,
        zeroGradientShare,
        mean,
        variance,
        List.copyOf(said));
  }

  private static String percent(double share) {
    return Numbers.text(100 * share) + " %";
  }

  private static double[] near() {
    return IntStream.rangeClosed(0, CELLS).mapToDouble(i -> NEAR * (2.0 * i / CELLS - 1)).toArray();
  }

  /// Least and greatest values of a function. What it comes near to only far away, it does not
  /// attain; what still grows there has no bound.
  private record Bounds(
      double infimum, double supremum, boolean attainsInfimum, boolean attainsSupremum) {
    static Bounds of(Expr f) {
      double[] near = values(f, withNeighborsOfPoles(f));
      double[] stationary =
          values(
              f,
              Roots.of(Forward.derivative(f, X), X, -NEAR, NEAR).stream()
                  .mapToDouble(Roots.Root::x)
                  .toArray());
      double low = Math.min(least(near), least(stationary));
      double high = -Math.min(least(negative(near)), least(negative(stationary)));
      double[] left = values(f, Arrays.stream(FAR).map(v -> -v).toArray());
      double[] right = values(f, FAR);
      double infimum = Math.min(low, Math.min(limit(left), limit(right)));
      double supremum = -Math.min(-high, Math.min(limit(negative(left)), limit(negative(right))));
      return new Bounds(
          infimum,
          supremum,
          Double.isFinite(infimum) && infimum >= low,
          Double.isFinite(supremum) && supremum <= high);
    }

    private static double[] withNeighborsOfPoles(Expr f) {
      double[] x = near();
      double[] y = values(f, x);
      return IntStream.range(0, x.length)
          .boxed()
          .flatMapToDouble(i ->
              Double.isInfinite(y[i])
                  ? DoubleStream.of(Math.nextDown(x[i]), x[i], Math.nextUp(x[i]))
                  : DoubleStream.of(x[i]))
          .toArray();
    }

    private static double[] values(Expr f, double[] x) {
      return x.length == 0 ? x : Samples.values(List.of(f), X, x).getFirst();
    }

    private static double[] negative(double[] y) {
      return Arrays.stream(y).map(v -> -v).toArray();
    }

    private static double least(double[] y) {
      return Arrays.stream(y).filter(v -> !Double.isNaN(v)).min().orElse(Double.POSITIVE_INFINITY);
    }

    /// The least value on the way outwards; −∞ if it still falls at the end.
    private static double limit(double[] y) {
      double fall = y[y.length - 3] - y[y.length - 1];
      double before = y[y.length - 4] - y[y.length - 3];
      return fall > 1 && before > 1 ? Double.NEGATIVE_INFINITY : least(y);
    }
  }

  /// Whether a function jumps between −10 and 10: cells in which it changes are halved towards the
  /// greater difference, which goes to 0 where the function is continuous.
  private static boolean jumps(Expr f) {
    double[] x = near();
    double[] y = Bounds.values(f, x);
    double[] a = Arrays.copyOf(x, CELLS);
    double[] b = Arrays.copyOfRange(x, 1, CELLS + 1);
    double[] fa = Arrays.copyOf(y, CELLS);
    double[] fb = Arrays.copyOfRange(y, 1, CELLS + 1);
    for (int k = 0; k < HALVINGS; k++) {
      double[] left = fa;
      double[] right = fb;
      int[] open =
          IntStream.range(0, fa.length).filter(i -> Math.abs(right[i] - left[i]) > EXACT).toArray();
      if (open.length == 0) {
        return false;
      }
      a = pick(a, open);
      b = pick(b, open);
      fa = pick(fa, open);
      fb = pick(fb, open);
      double[] middle = new double[open.length];
      for (int i = 0; i < middle.length; i++) {
        middle[i] = a[i] + (b[i] - a[i]) / 2;
      }
      double[] fm = Bounds.values(f, middle);
      for (int i = 0; i < middle.length; i++) {
        if (Math.abs(fm[i] - fa[i]) >= Math.abs(fb[i] - fm[i])) {
          b[i] = middle[i];
          fb[i] = fm[i];
        } else {
          a[i] = middle[i];
          fa[i] = fm[i];
        }
      }
    }
    return true;
  }

  private static double[] pick(double[] values, int[] places) {
    return Arrays.stream(places).mapToDouble(i -> values[i]).toArray();
  }
}
