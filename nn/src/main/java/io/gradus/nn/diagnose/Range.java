package io.gradus.nn.diagnose;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.diff.Forward;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.nn.Activation;
import java.util.Arrays;
import java.util.List;

/// What values and slopes an activation has, seen at many points.
///
/// @param least the least value; −∞ if it falls without bound
/// @param greatest the greatest value; ∞ if it grows without bound
/// @param steepest the greatest slope between −10 and 10
/// @param growth the value at 20 in relation to 20: far above 1 for functions that explode
record Range(double least, double greatest, double steepest, double growth) {
  private static final int POINTS = 4001;
  private static final double NEAR = 20;
  private static final double FAR = 1e6;

  static Range of(Activation f) {
    if (!f.pointwise()) {
      return f.name().equals("softmax")
          ? new Range(0, 1, 1, 0)
          : new Range(Double.NEGATIVE_INFINITY, 0, 1, 1);
    }
    double[] x = new double[POINTS];
    Arrays.setAll(x, i -> NEAR * (2.0 * i / (POINTS - 1) - 1));
    double[] y = values(f, x, false);
    double[] slopes = values(f, x, true);
    double[] ends = values(f, new double[] {-FAR, FAR, NEAR}, false);
    double least = Math.min(min(y), Math.min(ends[0], ends[1]));
    double greatest = -Math.min(-max(y), -max(new double[] {ends[0], ends[1]}));
    double steepest = 0;
    for (int i = 0; i < POINTS; i++) {
      steepest = Math.abs(x[i]) <= 10 ? Math.max(steepest, Math.abs(slopes[i])) : steepest;
    }
    return new Range(
        least < -FAR / 1000 ? Double.NEGATIVE_INFINITY : least,
        !(greatest < FAR / 1000) ? Double.POSITIVE_INFINITY : greatest,
        steepest,
        Math.abs(ends[2]) / NEAR);
  }

  /// True if values have a bound on both sides, so that units can saturate.
  boolean bounded() {
    return Double.isFinite(least) && Double.isFinite(greatest);
  }

  private static double[] values(Activation f, double[] x, boolean slope) {
    Expr p = Expr.param("x", new Type(DType.F64, Shape.of(x.length)));
    Expr y = slope ? Forward.derivative(f.of(p), p) : f.of(p);
    return new Interpreter()
        .compile(new Graph(List.of(p), List.of(y)))
        .run(List.of(Array.of(Shape.of(x.length), x)))
        .getFirst()
        .doubles();
  }

  private static double min(double[] a) {
    return Arrays.stream(a).filter(x -> !Double.isNaN(x)).min().orElse(Double.NaN);
  }

  private static double max(double[] a) {
    return Arrays.stream(a)
        .map(x -> Double.isNaN(x) ? Double.POSITIVE_INFINITY : x)
        .max()
        .orElse(0);
  }
}
