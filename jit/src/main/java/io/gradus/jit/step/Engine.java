package io.gradus.jit.step;

import io.gradus.jit.emit.Kernel;
import io.gradus.jit.emit.Kernels;
import io.gradus.jit.emit.Loop;
import io.gradus.jit.emit.Target;
import io.gradus.jit.emit.Tiered;
import io.gradus.jit.product.Epilogue;
import io.gradus.jit.product.Geometry;
import io.gradus.jit.product.Known;
import io.gradus.jit.product.Scratch;
import io.gradus.jit.product.TieredProduct;
import io.gradus.jit.run.Pool;
import java.util.Arrays;
import java.util.Optional;

/// What compiled functions run on.
///
/// @param target what kernels are made of
/// @param pool the threads
/// @param scratch the working memory of matrix products
/// @param alone the same for products that one thread computes while others do other steps
/// @param tiered whether vector code is warmed up in the background while scalar code runs
public record Engine(Target target, Pool pool, Scratch scratch, Scratch[] alone, boolean tiered) {
  private static final Pool SERIAL = new Pool(1);

  /// An engine of a number of threads.
  public static Engine of(Target target, int threads, boolean tiered) {
    Pool pool = new Pool(threads);
    Scratch[] alone = new Scratch[threads];
    Arrays.setAll(alone, i -> new Scratch(SERIAL));
    return new Engine(target, pool, new Scratch(pool), alone, tiered);
  }

  /// This engine for steps that run on one thread each, several at a time.
  public Engine serial() {
    return new Engine(target, SERIAL, scratch, alone, tiered);
  }

  /// The working memory for the products of this engine.
  public Scratch[] scratches() {
    return pool == SERIAL ? alone : new Scratch[] {scratch};
  }

  /// The kernel of a loop.
  public Kernel kernel(Loop loop) {
    return tiered ? Tiered.of(loop) : Kernels.of(loop, target);
  }

  /// A matrix product.
  ///
  /// @param known the right operand, if its numbers never change
  public TieredProduct product(
      Geometry geometry, Optional<Epilogue> epilogue, Optional<Known> known) {
    return new TieredProduct(geometry, target, epilogue, known, tiered);
  }
}
