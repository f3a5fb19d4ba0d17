package io.gradus.jit.step;

import io.gradus.jit.emit.Operands;
import io.gradus.jit.product.Product;
import io.gradus.jit.product.Scratch;

/// A matrix product, with what follows it tile by tile.
public final class ProductStep implements Step {
  private final Product product;
  private final Scratch scratch;
  private final Operands operands;
  private final Operands after;

  /// @param operands C, A and B
  /// @param after the operands of the epilogue, or null
  public ProductStep(Product product, Scratch scratch, Operands operands, Operands after) {
    this.product = product;
    this.scratch = scratch;
    this.operands = operands;
    this.after = after;
  }

  @Override
  public void run() {
    if (after == null) {
      product.run(operands, scratch);
    } else {
      product.run(operands, after, scratch);
    }
  }
}
