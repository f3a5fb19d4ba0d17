package io.gradus.jit.step;

import io.gradus.jit.emit.Operands;
import java.util.ArrayList;
import java.util.List;

/// An operand or result of a compiled function: the places in its steps that have to know the
/// array. Binding the array that is bound already costs nothing.
public final class Slot {
  private record Reader(Operands operands, int index, int offset) {}

  private record Inner(Slot slot, int offset) {}

  private final List<Reader> readers = new ArrayList<>();
  private final List<Inner> inner = new ArrayList<>();
  private float[] floats;
  private double[] doubles;
  private int at = -1;

  /// A step reads the array from `offset` on, as its operand `index`.
  public void add(Operands o, int index, int offset) {
    readers.add(new Reader(o, index, offset));
  }

  /// The operand of a nested function begins at `offset` of this one.
  public void add(Slot slot, int offset) {
    inner.add(new Inner(slot, offset));
  }

  /// Sets the array; the one that is not of the number format is null.
  public void bind(float[] f, double[] d, int offset) {
    if (f == floats && d == doubles && offset == at) {
      return;
    }
    floats = f;
    doubles = d;
    at = offset;
    for (int i = 0; i < readers.size(); i++) {
      Reader r = readers.get(i);
      r.operands.f32[r.index] = f;
      r.operands.f64[r.index] = d;
      r.operands.at[r.index] = offset + r.offset;
    }
    for (int i = 0; i < inner.size(); i++) {
      inner.get(i).slot.bind(f, d, offset + inner.get(i).offset);
    }
  }
}
