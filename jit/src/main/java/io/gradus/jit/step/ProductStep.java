package io.gradus.jit.step;

import io.gradus.jit.emit.Operands;
import io.gradus.jit.product.Scratch;
import io.gradus.jit.product.TieredProduct;

/// A matrix product, with what follows it tile by tile.
public final class ProductStep implements Step {
  private final TieredProduct product;
  private final Scratch[] scratches; // for each thread that may run this alone; the first else
  private final Operands operands;
  private final Operands after;

  /// @param operands C, A and B
  /// @param after the operands of the epilogue, or null
  public ProductStep(
      TieredProduct product, Scratch[] scratches, Operands operands, Operands after) {
    this.product = product;
    this.scratches = scratches;
    this.operands = operands;
    this.after = after;
  }

  @Override
  public void run() {
    run(0);
  }

  @Override
  public void run(int worker) {
    Scratch scratch = scratches[worker];
    product.run(operands, after, scratch);
  }
}
