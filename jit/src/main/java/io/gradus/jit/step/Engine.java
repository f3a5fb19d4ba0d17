package io.gradus.jit.step;

import io.gradus.jit.emit.Target;
import io.gradus.jit.product.Scratch;
import io.gradus.jit.run.Pool;

/// What compiled functions run on.
///
/// @param target what kernels are made of
/// @param pool the threads
/// @param scratch the working memory of matrix products
public record Engine(Target target, Pool pool, Scratch scratch) {
  /// An engine of a number of threads.
  public static Engine of(Target target, int threads) {
    Pool pool = new Pool(threads);
    return new Engine(target, pool, new Scratch(pool));
  }
}
