package io.gradus.nn.optim;

import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;

/// u = s g, with s multiplied by a factor whenever the watched loss has not become better for some
/// epochs.
///
/// The loss is told through the state: the training writes it over the leaf [#WATCHED] at the end
/// of an epoch, and the step that has seen it writes −∞ there.
///
/// @param factor what s is multiplied by
/// @param patience the number of epochs without a better loss before that
/// @param threshold the share of its magnitude by which a loss must be less to be better
/// @param least the least s
public record ScaleByPlateau(double factor, int patience, double threshold, double least)
    implements GradientTransform {
  /// The name of the leaf over which the training writes the watched loss.
  public static final String WATCHED = "watched";

  /// The name of the leaf that holds s.
  public static final String SCALE = "plateau";

  private static final Expr NOTHING = number(Double.NEGATIVE_INFINITY);

  @Override
  public Tree<Expr> init(Tree<Expr> params) {
    return state(number(1), number(Double.MAX_VALUE), number(0));
  }

  @Override
  public Update update(Tree<Expr> grads, Tree<Expr> state, Step step) {
    Expr loss = state.get(WATCHED);
    Expr seen = loss.gt(NOTHING);
    Expr best = state.get("best");
    Expr better = seen.and(best.sub(best.abs().mul(threshold)).gt(loss));
    Expr wait = better.select(0, state.get("wait").add(seen));
    Expr falls = wait.ge(number(patience));
    Expr scale = state.get(SCALE);
    Expr next = falls.select(scale.mul(factor).max(least), scale);
    return new Update(
        ScaleBy.all(grads, next), state(next, better.select(loss, best), falls.select(0, wait)));
  }

  private static Tree<Expr> state(Expr scale, Expr best, Expr wait) {
    return Tree.leaf(SCALE, scale).with("best", best).with("wait", wait).with(WATCHED, NOTHING);
  }

  private static Expr number(double value) {
    return Expr.fill(value, new Type(DType.F64, Shape.SCALAR));
  }
}
