package io.gradus.jit.step;

import io.gradus.jit.emit.Kernel;
import io.gradus.jit.emit.Kernels;
import io.gradus.jit.emit.Loop;
import io.gradus.jit.emit.Target;
import io.gradus.jit.emit.Tiered;
import io.gradus.jit.product.Scratch;
import io.gradus.jit.run.Pool;

/// What compiled functions run on.
///
/// @param target what kernels are made of
/// @param pool the threads
/// @param scratch the working memory of matrix products
/// @param tiered whether vector code is warmed up in the background while scalar code runs
public record Engine(Target target, Pool pool, Scratch scratch, boolean tiered) {
  /// An engine of a number of threads.
  public static Engine of(Target target, int threads, boolean tiered) {
    Pool pool = new Pool(threads);
    return new Engine(target, pool, new Scratch(pool), tiered);
  }

  /// The kernel of a loop.
  public Kernel kernel(Loop loop) {
    return tiered ? Tiered.of(loop) : Kernels.of(loop, target);
  }
}
