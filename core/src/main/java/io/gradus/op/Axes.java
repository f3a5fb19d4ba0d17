package io.gradus.op;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.array.ShapeException;
import io.gradus.graph.Type;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// Index arithmetic shared by the operations that move data.
final class Axes {
  private Axes() {}

  /// The shape without the given axes.
  static Shape remove(Shape shape, List<Integer> axes) {
    axes.forEach(shape::axis);
    return Shape.of(
        IntStream.range(0, shape.rank()).filter(a -> !axes.contains(a)).map(shape::dim).toArray());
  }

  /// Maps row-major positions in `shape` to `offset + Σ indexᵢ·stridesᵢ`.
  static IntUnaryOperator walk(Shape shape, int[] strides, int offset) {
    int[] own = shape.strides();
    int rank = own.length;
    return i -> {
      int at = offset;
      int rest = i;
      for (int a = 0; a < rank; a++) {
        int index = rest / own[a];
        rest -= index * own[a];
        at += index * strides[a];
      }
      return at;
    };
  }

  /// Maps positions in `shape`, its `axis` replaced by the list of `indices`, to positions in `shape`.
  static IntUnaryOperator indexed(Shape shape, int axis, Array indices, String op) {
    int inner = shape.strides()[axis];
    int extent = shape.dim(axis);
    int count = indices.size();
    return i -> {
      int outer = i / (count * inner);
      double index = indices.get(i / inner % count);
      if (!(index >= 0 && index < extent)) {
        throw new ShapeException(
            op + ": position " + index + " is outside axis " + axis + " of " + shape);
      }
      return (outer * extent + (int) index) * inner + i % inner;
    };
  }

  static void requireIndices(String op, Type indices) {
    if (indices.shape().rank() != 1) {
      throw new ShapeException(op + ": positions must be a vector, not " + indices.shape());
    }
  }
}
