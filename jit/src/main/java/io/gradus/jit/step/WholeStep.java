package io.gradus.jit.step;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.graph.Type;
import io.gradus.jit.emit.Operands;
import io.gradus.op.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// An operation without code of its own here, computed by its own definition. Operand 0 is the
/// result. It is the one kind of step that allocates.
public final class WholeStep implements Step {
  private final Op.Single op;
  private final List<Type> types; // of the operands
  private final Operands operands;

  /// @param types of the operands, which follow the result
  public WholeStep(Op.Single op, List<Type> types, Operands operands) {
    this.op = op;
    this.types = types;
    this.operands = operands;
  }

  @Override
  public void run() {
    List<Array> in = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      Type t = types.get(i);
      int at = operands.at[i + 1];
      int end = at + t.shape().size();
      in.add(
          t.dtype() == DType.F32
              ? Array.of(t.shape(), Arrays.copyOfRange(operands.f32[i + 1], at, end))
              : Array.of(t.shape(), Arrays.copyOfRange(operands.f64[i + 1], at, end)));
    }
    Array out = op.eval(in);
    if (out.dtype() == DType.F32) {
      System.arraycopy(out.floats(), 0, operands.f32[0], operands.at[0], out.size());
    } else {
      System.arraycopy(out.doubles(), 0, operands.f64[0], operands.at[0], out.size());
    }
  }
}
