package io.gradus.nn.optim;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.op.Structured.Cholesky;
import io.gradus.op.Structured.Part;
import io.gradus.op.Structured.Solve;
import java.util.List;

/// The systems (G + D) δ = −g of the Gauss–Newton methods, solved by Cholesky's factors.
///
/// The normal equations square the condition of the Jacobian. Networks are trained that way (Hagan
/// and Menhaj 1994): D bounds the condition, and G needs no more memory for more rows of data. The
/// factors are the operations of `core`, which are backward stable; a library of linear algebra
/// would be a dependency for two calls.
final class Damped {
  private Damped() {}

  /// δ; not finite if G + D is not positive definite.
  ///
  /// @param matrix G
  /// @param added the diagonal of D
  static double[] solve(Array matrix, double[] added, double[] gradient) {
    int n = added.length;
    double[] sum = matrix.toDoubles();
    for (int i = 0; i < n; i++) {
      sum[i * n + i] += added[i];
    }
    Array l = new Cholesky().eval(List.of(Array.of(matrix.shape(), sum)));
    Array right = Array.of(Shape.of(n, 1), Vec.times(-1, gradient));
    Array forward = new Solve(Part.LOWER, false).eval(List.of(l, right));
    return new Solve(Part.LOWER, true).eval(List.of(l, forward)).doubles();
  }

  static double[] diagonal(Array matrix) {
    double[] d = new double[matrix.shape().dim(0)];
    for (int i = 0; i < d.length; i++) {
      d[i] = matrix.get(i * d.length + i);
    }
    return d;
  }
}
