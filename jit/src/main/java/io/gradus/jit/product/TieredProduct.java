package io.gradus.jit.product;

import io.gradus.jit.emit.Operands;
import io.gradus.jit.emit.Target;
import io.gradus.jit.run.Warmup;
import java.util.Optional;

/// A matrix product that begins as scalar loops and goes on with vectors once those are fast. The
/// bits do not change.
public final class TieredProduct {
  private final boolean single; // no epilogue
  private final long work;
  private final Warmup warmup; // null: nothing to wait for
  private volatile Product fast;
  private Product now;
  private boolean warm;

  /// A product of `geometry`.
  ///
  /// @param known the right operand, if its numbers never change
  /// @param tiered false to use the kernels of `target` at once
  public TieredProduct(
      Geometry geometry,
      Target target,
      Optional<Epilogue> epilogue,
      Optional<Known> known,
      boolean tiered) {
    warm = !tiered || target.bits() == 0;
    single = epilogue.isEmpty();
    now = new Product(geometry, warm ? target : Target.SCALAR, epilogue, known);
    work = (long) geometry.work();
    warmup = warm ? null : new Warmup(() -> probe(geometry, target, epilogue, known));
  }

  private Runnable probe(
      Geometry geometry, Target target, Optional<Epilogue> epilogue, Optional<Known> known) {
    Product made = new Product(geometry, target, epilogue, known);
    fast = made;
    return made.probe(target);
  }

  /// Makes room in a scratch, so that runs allocate nothing. The first run does it otherwise.
  ///
  /// @param operands how many operands the epilogue has
  public void prepare(Scratch scratch, int operands) {
    now.prepare(scratch, operands);
  }

  /// Computes C (operand 0 of `o`) from A (1) and B (2) and runs the epilogue.
  ///
  /// @param after the operands of the epilogue; null if there is none
  public void run(Operands o, Operands after, Scratch scratch) {
    if (!warm && warmup.done(work)) {
      now = fast;
      warm = true;
    }
    if (single) {
      now.run(o, scratch);
    } else {
      now.run(o, after, scratch);
    }
  }

  /// True once vectors are used, or if they never will be.
  boolean warm() {
    return warm;
  }
}
