package io.gradus.nn.optim;

import io.gradus.Maths;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.Noise;
import java.util.ArrayList;
import java.util.List;

/// Now and then adds uniform noise to the updates of all parameters: every `every` steps, or when
/// the running mean of the loss has had no new least value for that long.
///
/// @param every the number of steps
/// @param size the greatest magnitude of the noise
/// @param stagnating whether to wait for the loss
/// @param course the training, in whose last `every` steps nothing is added
public record Kick(int every, double size, boolean stagnating, Course course)
    implements GradientTransform {
  private static final double SHARE = 0.99; // of the running mean that stays
  private static final double GAIN = 1e-3; // the share by which a better mean must be less

  @Override
  public Tree<Expr> init(Tree<Expr> params) {
    return stagnating ? state(number(0), number(Double.MAX_VALUE), number(0)) : Tree.empty();
  }

  @Override
  public Update update(Tree<Expr> grads, Tree<Expr> state, Step step) {
    Expr t = step.count();
    Expr early = number(course.steps() - every).ge(t);
    if (!stagnating) {
      Expr due = t.div(every).floor().mul(every).eq(t);
      return new Update(kicked(grads, due.and(early), t), state);
    }
    Expr loss = step.loss().cast(DType.F64);
    Expr sum = state.get("mean").mul(SHARE).add(loss.mul(1 - SHARE));
    Expr mean = Means.unbiased(SHARE, sum, step);
    Expr best = state.get("best");
    Expr better = best.sub(best.abs().mul(GAIN)).gt(mean);
    Expr wait = better.select(0, state.get("wait").add(1));
    Expr due = wait.ge(number(every)).and(early);
    Expr least = due.select(Double.MAX_VALUE, better.select(mean, best));
    return new Update(kicked(grads, due, t), state(sum, least, due.select(0, wait)));
  }

  /// The updates, with noise where `due` is not 0. The noise is a function of the step inside of
  /// the condition, so that it is computed only then.
  private Tree<Expr> kicked(Tree<Expr> updates, Expr due, Expr t) {
    List<Expr> kicked = new ArrayList<>();
    for (Expr update : updates.values()) {
      Key key = course.key().fold(kicked.size());
      kicked.add(
          Maths.cond(
              due, t, now -> update.add(random(new Noise(key, now), update)), now -> update));
    }
    return Tree.of(updates.names(), kicked);
  }

  private Expr random(Noise noise, Expr like) {
    return noise.uniform(like.shape()).mul(2 * size).add(-size).cast(like.dtype());
  }

  private static Tree<Expr> state(Expr mean, Expr best, Expr wait) {
    return Tree.leaf("mean", mean).with("best", best).with("wait", wait);
  }

  private static Expr number(double value) {
    return Expr.fill(value, new Type(DType.F64, Shape.SCALAR));
  }
}
