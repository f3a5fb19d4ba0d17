package io.gradus.jit.step;

import io.gradus.jit.emit.Operands;
import java.util.Arrays;

/// Copies operand 1 to operand 0, or clears operand 0 if it is the only one.
public final class MoveStep implements Step {
  private final Operands operands;
  private final int size;

  /// @param size the number of elements
  public MoveStep(Operands operands, int size) {
    this.operands = operands;
    this.size = size;
  }

  @Override
  public void run() {
    Operands o = operands;
    int to = o.at[0];
    if (o.at.length == 1) {
      if (o.f32[0] != null) {
        Arrays.fill(o.f32[0], to, to + size, 0);
      } else {
        Arrays.fill(o.f64[0], to, to + size, 0);
      }
    } else if (o.f32[0] != null) {
      System.arraycopy(o.f32[1], o.at[1], o.f32[0], to, size);
    } else {
      System.arraycopy(o.f64[1], o.at[1], o.f64[0], to, size);
    }
  }
}
