package io.gradus.nn.optim;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.graph.Tree;
import io.gradus.nn.Setting;
import io.gradus.nn.optim.LineSearches.StrongWolfe;
import io.gradus.nn.optim.Objective.Point;

/// The limited-memory method of Broyden, Fletcher, Goldfarb and Shanno: d = −H g, where H is the
/// inverse Hessian as the last m steps s = w₊ − w and changes y = g₊ − g suggest it.
///
/// Source: Nocedal 1980; Nocedal and Wright 2006, algorithms 7.4 and 7.5.
public record Lbfgs(
    @Setting(value = "10", min = 1, max = 1000, doc = "The number m of steps remembered.")
        int memory,
    @Setting(value = "auto", doc = "How far to go; auto: strong-wolfe with curvature 0.9.")
        LineSearch search)
    implements Descent {
  /// Replaces `auto`.
  public Lbfgs {
    search = search != null ? search : new StrongWolfe(1e-4, 0.9);
  }

  @Override
  public Tree<Array> memory(int size) {
    Array zeros = Array.zeros(DType.F64, Shape.of(memory, size)); // newest first
    return Tree.leaf("steps", zeros).with("changes", zeros);
  }

  /// The recursion of two loops. A row of zeros is no pair yet.
  @Override
  public double[] direction(Objective f, Point at, Tree<Array> memory) {
    double[][] s = rows(memory.get("steps"));
    double[][] y = rows(memory.get("changes"));
    double[] alpha = new double[s.length];
    double[] q = at.gradient();
    int pairs = 0;
    for (; pairs < s.length && Vec.dot(y[pairs], s[pairs]) > 0; pairs++) {
      alpha[pairs] = Vec.dot(s[pairs], q) / Vec.dot(y[pairs], s[pairs]);
      q = Vec.plus(q, -alpha[pairs], y[pairs]);
    }
    double[] d = Vec.times(pairs == 0 ? 1 : Vec.dot(s[0], y[0]) / Vec.dot(y[0], y[0]), q);
    for (int i = pairs - 1; i >= 0; i--) {
      double b = Vec.dot(y[i], d) / Vec.dot(y[i], s[i]);
      d = Vec.plus(d, alpha[i] - b, s[i]);
    }
    return Vec.times(-1, d);
  }

  /// Keeps a pair only if sᵀy > 0, without which H would not be positive definite.
  @Override
  public Tree<Array> remember(Tree<Array> memory, Point from, Point to, double[] direction) {
    double[] s = Vec.plus(to.w(), -1, from.w());
    double[] y = Vec.plus(to.gradient(), -1, from.gradient());
    if (Vec.dot(s, y) <= Math.ulp(1.0) * Vec.dot(y, y)) {
      return memory;
    }
    return Tree.leaf("steps", pushed(s, memory.get("steps")))
        .with("changes", pushed(y, memory.get("changes")));
  }

  @Override
  public double first(Point at, double[] direction, double gain) {
    return gain == 0 ? Descent.super.first(at, direction, gain) : 1;
  }

  private static Array pushed(double[] row, Array rows) {
    double[] all = new double[rows.size()];
    System.arraycopy(row, 0, all, 0, row.length);
    System.arraycopy(rows.doubles(), 0, all, row.length, all.length - row.length);
    return Array.of(rows.shape(), all);
  }

  private static double[][] rows(Array a) {
    double[][] rows = new double[a.shape().dim(0)][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = a.at(i).doubles();
    }
    return rows;
  }
}
