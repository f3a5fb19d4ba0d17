package io.gradus.nn.optim;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.optim.LineSearch.Found;
import io.gradus.nn.optim.Objective.Point;
import java.util.Optional;

/// A minimizer that chooses a direction and searches along it: w ← w + t d.
///
/// A direction that does not lead down, or along which nothing better is found, gives way to −∇F
/// with an empty memory.
public interface Descent extends Minimizer {
  /// How far to go.
  LineSearch search();

  /// What [#direction] remembers, before the first step.
  Tree<Array> memory(int size);

  /// The direction d.
  double[] direction(Objective f, Point at, Tree<Array> memory);

  /// What to remember of a step.
  Tree<Array> remember(Tree<Array> memory, Point from, Point to, double[] direction);

  /// The length to try first.
  ///
  /// @param gain t ∇F·d of the last step, what its slope promised; 0 before the first
  default double first(Point at, double[] direction, double gain) {
    double slope = Vec.dot(at.gradient(), direction);
    return gain == 0 ? Math.min(1, 1 / Vec.norm(direction)) : gain / slope;
  }

  @Override
  default Tree<Array> start(Objective f, double[] w) {
    return state(f.point(w), 0, memory(w.length));
  }

  private static Tree<Array> state(Point p, double gain, Tree<Array> memory) {
    return Minimizer.state(p).with("gain", Array.of(gain)).with("memory", memory);
  }

  @Override
  default Iteration iterate(Objective f, Tree<Array> state) {
    Point from = Minimizer.point(state);
    Tree<Array> memory = state.at("memory");
    Tree<Array> empty = memory(f.size());
    double gain = state.get("gain").item();
    double[] d = direction(f, from, memory);
    Optional<Found> found =
        Vec.dot(d, from.gradient()) < 0
            ? search().search(f, from, d, first(from, d, gain))
            : Optional.empty();
    if (found.isEmpty()) {
      memory = empty;
      d = Vec.times(-1, from.gradient());
      if (Vec.norm(d) > 0) {
        found = search().search(f, from, d, Math.min(1, 1 / Vec.norm(d)));
      }
    }
    if (found.isEmpty() || !better(found.get().point(), from)) {
      return new Iteration(state, false, 0, Optional.empty());
    }
    double t = found.get().length();
    Point to = found.get().point();
    double promised = t * Vec.dot(from.gradient(), d);
    return new Iteration(
        state(to, promised, remember(memory, from, to, d)), true, t, Optional.empty());
  }

  /// At the end of what rounding allows, a search may find a point that is as good as the last.
  private static boolean better(Point to, Point from) {
    return to.value() < from.value() || Vec.norm(to.gradient()) < Vec.norm(from.gradient());
  }
}
