package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.diff.Reverse;
import io.gradus.eval.Backend;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;

/// Gradient descent as textbooks write it, in three forms: each stops when ‖w(t) − w(t−1)‖ ≤ ε.
///
/// They work on any loss ℒ(x, w) of an example x and weights w, in double precision, an example
/// after the other. The practical loop, which takes the rows of a step at once, is [Trainer]; with
/// `reduction: sum` it takes the same steps.
public final class GradientDescent {
  private final double[][] data;
  private final Backend.Executable gradient;
  private final double rate;
  private final double precision;

  /// A descent.
  ///
  /// @param data the examples x₁ … xₙ, (n, width)
  /// @param loss ℒ(x, w), a scalar
  /// @param weights the number of weights
  /// @param rate the learning rate η
  /// @param precision the change ε of the weights at which to stop
  public GradientDescent(
      double[][] data, BinaryOperator<Expr> loss, int weights, double rate, double precision) {
    this.data = Arrays.stream(data).map(double[]::clone).toArray(double[][]::new);
    this.rate = rate;
    this.precision = precision;
    Expr x = Expr.param("x", Type.f64(data[0].length));
    Expr w = Expr.param("w", Type.f64(weights));
    List<Expr> grad = Reverse.grad(loss.apply(x, w), List.of(w));
    this.gradient = Backend.current().compile(new Graph(List.of(x, w), grad));
  }

  /// Where a descent ended.
  ///
  /// @param w the weights
  /// @param t the value of the counter t
  public record End(double[] w, long t) {}

  /// Algorithm 1, batch gradient descent: each step follows the sum of the gradients of all
  /// examples.
  ///
  /// @param start the weights to begin with
  public End batch(double[] start) {
    long t = 0;
    double[] before;
    double[] w = start;
    do {
      double[] gradient = new double[w.length];
      for (double[] x : data) {
        add(gradient, 1, gradient(x, w));
      }
      before = w;
      w = add(w.clone(), -rate, gradient);
      t = t + 1;
    } while (distance(w, before) > precision);
    return new End(w, t);
  }

  /// Algorithm 2, stochastic gradient descent: a step for each example in random order; t counts
  /// the passes, and the change is that of a pass.
  ///
  /// @param start the weights to begin with
  /// @param key the randomness; pass t, from 0, takes the examples in the order
  ///   `key.fold(t).permutation(n)`
  public End stochastic(double[] start, Key key) {
    long t = 0;
    double[] before;
    double[] w = start;
    do {
      before = w;
      w = w.clone();
      for (int i : key.fold(t).permutation(data.length)) {
        add(w, -rate, gradient(data[i], w));
      }
      t = t + 1;
    } while (distance(w, before) > precision);
    return new End(w, t);
  }

  /// Algorithm 3, mini-batch gradient descent: each step draws m examples and follows the sum of
  /// their gradients.
  ///
  /// @param start the weights to begin with
  /// @param m the examples of a step
  /// @param key the randomness; step t, from 0, takes the first m of `key.fold(t).permutation(n)`
  public End miniBatch(double[] start, int m, Key key) {
    long t = 0;
    double[] before;
    double[] w = start;
    do {
      double[] gradient = new double[w.length];
      for (int i : Arrays.copyOf(key.fold(t).permutation(data.length), m)) {
        add(gradient, 1, gradient(data[i], w));
      }
      before = w;
      w = add(w.clone(), -rate, gradient);
      t = t + 1;
    } while (distance(w, before) > precision);
    return new End(w, t);
  }

  /// ∇ℒ(x, w) by w.
  private double[] gradient(double[] x, double[] w) {
    Array at = Array.of(Shape.of(x.length), x);
    return gradient.run(List.of(at, Array.of(Shape.of(w.length), w))).getFirst().doubles();
  }

  /// a ← a + c b.
  private static double[] add(double[] a, double c, double[] b) {
    for (int j = 0; j < a.length; j++) {
      a[j] += c * b[j];
    }
    return a;
  }

  private static double distance(double[] a, double[] b) {
    return Math.sqrt(
        IntStream.range(0, a.length).mapToDouble(j -> (a[j] - b[j]) * (a[j] - b[j])).sum());
  }
}
