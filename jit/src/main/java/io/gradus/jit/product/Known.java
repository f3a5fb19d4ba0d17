package io.gradus.jit.product;

import io.gradus.array.Array;
import io.gradus.array.DType;
import java.util.function.Supplier;

/// A right operand whose numbers never change, such as the weights of a model in use: its blocks
/// are packed once, and all instances of a function share them.
public final class Known {
  final Object array; // float[] or double[]
  final int offset;
  private Blocking cut;
  private Object packed;

  /// @param array the stored numbers
  /// @param offset where the operand begins in them
  public Known(Array array, int offset) {
    this(array.dtype() == DType.F32 ? array.floats() : array.doubles(), offset);
  }

  Known(Object array, int offset) {
    this.array = array;
    this.offset = offset;
  }

  /// The packed blocks, made by the first product that is cut up like this.
  synchronized Object packed(Blocking cut, Supplier<Object> pack) {
    if (!cut.equals(this.cut)) {
      packed = pack.get();
      this.cut = cut;
    }
    return packed;
  }
}
