package io.gradus.jit.step;

import io.gradus.jit.run.Pool;

/// Small steps that do not depend on each other, each done by one thread.
public final class ParallelStep implements Step, Pool.Task {
  private final Step[] steps;
  private final Pool pool;

  /// @param steps the longest last: chunks are handed out from the end
  public ParallelStep(Step[] steps, Pool pool) {
    this.steps = steps;
    this.pool = pool;
  }

  @Override
  public void run() {
    pool.run(this, steps.length);
  }

  @Override
  public void run(int chunk, int worker) {
    steps[chunk].run(worker);
  }
}
