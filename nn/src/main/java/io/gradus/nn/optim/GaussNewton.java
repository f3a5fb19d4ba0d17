package io.gradus.nn.optim;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.Setting;
import io.gradus.nn.optim.Objective.Point;
import java.util.Arrays;

/// d = −(G + ε max diag(G) I)⁻¹ ∇F with the generalized Gauss–Newton matrix G; for least squares G
/// is Jᵀ J. The ridge ε makes up for parameters that the data do not determine.
///
/// Sources: Gauss 1809; Schraudolph 2002.
public record GaussNewton(
    @Setting(value = "1e-6", min = 0, doc = "The ridge ε, as a share of the largest curvature.")
        double ridge,
    @Setting(value = "auto", doc = "How far to go; auto: armijo.") LineSearch search)
    implements Descent {
  /// Replaces `auto`.
  public GaussNewton {
    search = search != null ? search : new LineSearches.Armijo(1e-4, 0.5);
  }

  @Override
  public Tree<Array> memory(int size) {
    return Tree.empty();
  }

  @Override
  public double[] direction(Objective f, Point at, Tree<Array> memory) {
    Array matrix = f.gaussNewton(at.w());
    double most = Arrays.stream(Damped.diagonal(matrix)).max().orElse(0);
    double[] added = new double[f.size()];
    Arrays.fill(added, ridge * most);
    return Damped.solve(matrix, added, at.gradient());
  }

  @Override
  public double first(Point at, double[] direction, double gain) {
    return 1;
  }

  @Override
  public Tree<Array> remember(Tree<Array> memory, Point from, Point to, double[] direction) {
    return memory;
  }
}
