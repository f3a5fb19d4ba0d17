package io.gradus.app.explain;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.diff.Reverse;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.nn.Activation;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// Whether loss and last activation belong together, so that δ = c (a − t): softmax with
/// cross-entropy, sigmoid with binary cross-entropy, no activation with squares. Found by computing
/// δ and a − t at several scores, not from names.
final class Residual {
  private static final int POINTS = 8;

  private Residual() {}

  /// The factor c; empty if there is none for these targets.
  static OptionalDouble factor(DenseNet net, double[][] targets) {
    Expr t = Expr.constant(Array.matrix(targets));
    Shape shape = t.shape();
    int n = targets.length * targets[0].length;
    Expr z = Expr.param("z", t.type());
    Activation f = net.activation(net.layers().size() - 1);
    Expr delta = Reverse.grad(net.lossByScores(z, t), List.of(z)).getFirst();
    Fn both = Fn.of(new Graph(List.of(z), List.of(delta, f.of(z).sub(t))));
    double most = 0;
    double c = 0;
    double[][] deltas = new double[POINTS][];
    double[][] residuals = new double[POINTS][];
    for (int p = 0; p < POINTS; p++) {
      Key key = Key.of(p);
      double[] at = IntStream.range(0, n).mapToDouble(key::normal).toArray();
      List<Array> got = both.run(List.of(Array.of(shape, at)));
      deltas[p] = got.get(0).toDoubles();
      residuals[p] = got.get(1).toDoubles();
      for (int i = 0; i < n; i++) {
        if (Math.abs(residuals[p][i]) > most) {
          most = Math.abs(residuals[p][i]);
          c = deltas[p][i] / residuals[p][i];
        }
      }
    }
    double factor = Math.rint(c * n * 1e9) / 1e9 / n; // a loss is a sum or a mean over n numbers
    boolean holds =
        IntStream.range(0, POINTS * n)
            .allMatch(
                k -> Math.abs(deltas[k / n][k % n] - factor * residuals[k / n][k % n]) <= 1e-8);
    return holds && factor != 0 ? OptionalDouble.of(factor) : OptionalDouble.empty();
  }
}
