package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.train.Result.Ending;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Looks whether a training is over before its last step.
///
/// Norms of a step are computed inside of it, by [Probe]s. Only a change over a whole epoch of
/// several steps needs the weights that the epoch began with.
final class Stopping {
  private static final double SOON = 0.3; // of the steps: before, nothing is lost
  private static final double LESS = 0.01; // of the loss of the first epoch
  private static final String FIRST = "first-loss";

  private final Spec.Stop stop;
  private final long steps;
  private final boolean eachStep;
  private Tree<Array> start = Tree.empty(); // the weights at the beginning of the epoch, if needed
  private double first = Double.NaN; // the mean loss of the first epoch

  /// @param steps the steps of the whole training
  Stopping(Spec.Stop stop, int stepsPerEpoch, long steps) {
    this.stop = stop;
    this.steps = steps;
    this.eachStep = stop.after() == Spec.Interval.STEP || stepsPerEpoch == 1;
  }

  /// Adds what must be seen in a step.
  ///
  /// @param last whether it is the last one of an epoch
  void watch(boolean last, Set<Probe> probes) {
    if (eachStep && stop.weightsChange().isPresent()) {
      probes.add(Probe.UPDATE_NORM);
    }
    if ((eachStep || last) && stop.gradientNorm().isPresent()) {
      probes.add(Probe.GRADIENT_NORM);
    }
  }

  /// Before the first step of an epoch.
  void begin(Supplier<Tree<Array>> params) {
    if (!eachStep && stop.weightsChange().isPresent()) {
      start = params.get();
    }
  }

  /// The position after a step, at its end if a rule says so.
  ///
  /// @param seen what the probes saw in the step
  /// @param seconds the time taken so far
  Position step(Position now, Position before, Tree<Array> seen, double seconds) {
    if (stop.seconds().isPresent() && seconds >= stop.seconds().get()) {
      return now.ended(Ending.SECONDS);
    }
    double last = before.step() == 0 ? Double.POSITIVE_INFINITY : before.risk().exponential();
    return eachStep ? look(now, last, seen, () -> seen.get(Probe.UPDATE).item()) : now;
  }

  /// The position after an epoch, at its end if a rule says so.
  ///
  /// @param seen what the probes saw in its last step
  /// @param params the weights after it
  /// @param works whether the model is better than a constant answer
  Position epoch(
      Position now, Position before, Tree<Array> seen, Tree<Array> params, BooleanSupplier works) {
    first = before.epoch() == 0 ? before.meanLoss() : first;
    boolean late = before.epoch() > 0 && now.step() >= SOON * steps;
    if (stop.lost()
        && late
        && !(before.meanLoss() < first - LESS * Math.abs(first))
        && !works.getAsBoolean()) {
      return now.ended(Ending.LOST);
    }
    if (stop.patience().isPresent() && now.epoch() - now.bestEpoch() >= stop.patience().get()) {
      return now.ended(Ending.PATIENCE);
    }
    return eachStep ? now : look(now, before.epochRisk(), seen, () -> distance(start, params));
  }

  private Position look(Position now, double lastRisk, Tree<Array> seen, Supplier<Double> change) {
    if (atMost(stop.weightsChange(), change)) {
      return now.ended(Ending.WEIGHTS_CHANGE);
    }
    if (atMost(stop.gradientNorm(), () -> seen.get(Probe.GRADIENT).item())) {
      return now.ended(Ending.GRADIENT_NORM);
    }
    return atMost(stop.riskChange(), () -> Math.abs(now.risk().exponential() - lastRisk))
        ? now.ended(Ending.RISK_CHANGE)
        : now;
  }

  private static boolean atMost(Optional<Double> limit, Supplier<Double> value) {
    return limit.isPresent() && value.get() <= limit.get();
  }

  /// ‖a − b‖ over all weights.
  private static double distance(Tree<Array> a, Tree<Array> b) {
    double squares = 0;
    for (String name : b.names()) {
      Array x = a.get(name);
      Array y = b.get(name);
      for (int i = 0; i < x.size(); i++) {
        double d = x.get(i) - y.get(i);
        squares += d * d;
      }
    }
    return Math.sqrt(squares);
  }

  /// What a checkpoint needs of it.
  Tree<Array> state() {
    return stop.lost() ? start.with(FIRST, Array.of(first)) : start;
  }

  /// Goes on from what [#state] said.
  void restore(Tree<Array> state) {
    start = state.filter(name -> !name.equals(FIRST));
    first = state.names().contains(FIRST) ? state.get(FIRST).item() : Double.NaN;
  }
}
