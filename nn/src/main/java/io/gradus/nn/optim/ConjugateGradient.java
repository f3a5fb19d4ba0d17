package io.gradus.nn.optim;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.graph.Tree;
import io.gradus.nn.Setting;
import io.gradus.nn.optim.LineSearches.StrongWolfe;
import io.gradus.nn.optim.Objective.Point;

/// Nonlinear conjugate gradients: d = −g + β d₋, where d₋ is the last direction, g₋ the last
/// gradient and y = g − g₋. It starts anew with d = −g where d does not lead down.
///
/// Sources: Fletcher and Reeves 1964; Hestenes and Stiefel 1952; Polak and Ribière 1969 with the
/// restart of Powell 1984.
public record ConjugateGradient(
    @Setting(value = "polak-ribiere", doc = "The formula of β.") Beta beta,
    @Setting(value = "auto", doc = "How far to go; auto: strong-wolfe with curvature 0.1.")
        LineSearch search)
    implements Descent {
  /// Replaces `auto`.
  public ConjugateGradient {
    search = search != null ? search : new StrongWolfe(1e-4, 0.1);
  }

  /// The formula of β.
  public enum Beta {
    /// gᵀg / g₋ᵀg₋.
    FLETCHER_REEVES,
    /// max(0, gᵀy / g₋ᵀg₋).
    POLAK_RIBIERE,
    /// gᵀy / d₋ᵀy.
    HESTENES_STIEFEL;

    double of(double[] g, double[] last, double[] direction) {
      double[] y = Vec.plus(g, -1, last);
      return switch (this) {
        case FLETCHER_REEVES -> Vec.dot(g, g) / Vec.dot(last, last);
        case POLAK_RIBIERE -> Math.max(0, Vec.dot(g, y) / Vec.dot(last, last));
        case HESTENES_STIEFEL -> Vec.dot(g, y) / Vec.dot(direction, y);
      };
    }
  }

  @Override
  public Tree<Array> memory(int size) {
    Array zeros = Array.zeros(DType.F64, Shape.of(size));
    return Tree.leaf("gradient", zeros).with("direction", zeros);
  }

  @Override
  public double[] direction(Objective f, Point at, Tree<Array> memory) {
    double[] down = Vec.times(-1, at.gradient());
    double[] last = memory.get("direction").doubles();
    double b = beta.of(at.gradient(), memory.get("gradient").doubles(), last);
    return Double.isFinite(b) ? Vec.plus(down, b, last) : down; // 0/0 before the first step
  }

  @Override
  public Tree<Array> remember(Tree<Array> memory, Point from, Point to, double[] direction) {
    return Tree.leaf("gradient", Array.vector(from.gradient()))
        .with("direction", Array.vector(direction));
  }
}
