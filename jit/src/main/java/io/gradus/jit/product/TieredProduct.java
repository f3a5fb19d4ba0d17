package io.gradus.jit.product;

import io.gradus.jit.emit.Cache;
import io.gradus.jit.emit.Operands;
import io.gradus.jit.emit.Target;
import io.gradus.jit.run.Warmup;
import java.util.Optional;

/// A matrix product that begins as scalar loops and goes on with vectors once those are fast. The
/// bits do not change.
///
/// Products of one geometry wait together: the many layers of a deep network are soon through.
public final class TieredProduct {
  private static final Cache<Key, Warmup> WARMUPS = new Cache<>();

  private record Key(Geometry geometry, Target target, boolean known) {}

  private final Geometry geometry;
  private final Target target;
  private final Optional<Epilogue> epilogue;
  private final Optional<Known> known;
  private final Warmup warmup; // null: nothing to wait for
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
    this.geometry = geometry;
    this.target = target;
    this.epilogue = epilogue;
    this.known = known;
    warm = !tiered || target.bits() == 0;
    now = new Product(geometry, warm ? target : Target.SCALAR, epilogue, known);
    warmup =
        warm
            ? null
            : WARMUPS.get(new Key(geometry, target, known.isPresent()), TieredProduct::warmup);
  }

  private static Warmup warmup(Key key) {
    return new Warmup(() -> Product.probe(key.geometry, key.target, key.known));
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
    if (!warm && warmup.done((long) geometry.work())) {
      now = new Product(geometry, target, epilogue, known);
      warm = true;
    }
    if (epilogue.isEmpty()) {
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
