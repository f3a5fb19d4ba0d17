package io.gradus.jit.step;

import io.gradus.jit.emit.Operands;

/// One of two functions, chosen by operand 0.
public final class CondStep implements Step {
  private final Operands condition;
  private final Block yes;
  private final Block no;

  /// @param condition a scalar, as operand 0
  public CondStep(Operands condition, Block yes, Block no) {
    this.condition = condition;
    this.yes = yes;
    this.no = no;
  }

  @Override
  public void run() {
    int at = condition.at[0];
    double c = condition.f32[0] != null ? condition.f32[0][at] : condition.f64[0][at];
    (c != 0 ? yes : no).run();
  }
}
