package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.train.Result.Ending;
import io.gradus.nn.train.TrainStep.State;
import java.util.Optional;
import java.util.Set;

/// Takes the steps of a training, over a state of its own. For one thread at a time.
interface Stepping {
  /// The state before the first step.
  State start(Tree<Array> params);

  /// Begins with a state, which is copied.
  void begin(State state);

  /// The state after the last step, as a copy that later steps do not change.
  State state();

  /// A step with some rows. If its loss is not finite, nothing changes.
  ///
  /// @param order the rows of the epoch
  /// @param from where the rows of this step begin
  /// @param size how many they are
  /// @param probes what is to be seen of the step
  Taken step(int[] order, int from, int size, Set<Probe> probes);

  /// The learning rate of a step that was just taken, if there is one.
  ///
  /// @param number the number of the step from 1
  default Optional<Double> rate(long number) {
    return Optional.empty();
  }

  /// At the end of an epoch, the loss by which it is judged.
  default void judged(double loss) {}

  /// What a step did.
  ///
  /// @param loss the loss of its rows
  /// @param seen what was seen of it
  /// @param ending why no further step makes sense, if so
  record Taken(double loss, Tree<Array> seen, Optional<Ending> ending) {}
}
