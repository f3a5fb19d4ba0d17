package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.train.TrainStep.State;
import java.util.Optional;
import java.util.Set;

/// Steps by the gradients of batches.
final class ByBatch implements Stepping {
  private final TrainStep step;
  private final LearningRate rate;
  private final Dataset data;
  private TrainStep.Runner runner;

  ByBatch(TrainStep step, LearningRate rate, Dataset data) {
    this.step = step;
    this.rate = rate;
    this.data = data;
  }

  @Override
  public State start(Tree<Array> params) {
    return step.start(params);
  }

  @Override
  public void begin(State state) {
    runner = step.runner(state);
  }

  @Override
  public State state() {
    return runner.state();
  }

  @Override
  public Taken step(int[] order, int from, int size, Set<Probe> probes) {
    TrainStep.Batch batch = runner.batch(size, probes);
    data.gather(order, from, size, batch.x(), batch.y());
    double loss = batch.step();
    return new Taken(loss, batch.seen(), Optional.empty());
  }

  @Override
  public Optional<Double> rate(long number) {
    return Optional.of(rate.at(number, runner.state().optimizer()));
  }

  @Override
  public void judged(double loss) {
    runner.watch(loss);
  }
}
