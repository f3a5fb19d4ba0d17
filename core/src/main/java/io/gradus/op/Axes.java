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

  /// Maps positions in `shape`, its `axis` replaced by the list of `indices`, to positions in
  /// `shape`.
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

  /// Maps positions in the shape of `at` to positions in `shape`, the index along `axis` replaced
  /// by the number that `at` holds.
  static IntUnaryOperator along(Shape shape, int axis, Array at, String op) {
    int inner = shape.strides()[axis];
    int extent = shape.dim(axis);
    int count = at.shape().dim(axis);
    return i -> {
      double index = at.get(i);
      if (!(index >= 0 && index < extent)) {
        throw new ShapeException(
            op + ": position " + index + " is outside axis " + axis + " of " + shape);
      }
      return (i / inner / count * extent + (int) index) * inner + i % inner;
    };
  }

  /// The strides that read windows along `axis` out of `whole`.
  static int[] windows(Shape whole, int axis, int stride, int dilation) {
    int[] own = whole.strides();
    int[] out = new int[own.length + 1];
    System.arraycopy(own, 0, out, 0, axis);
    out[axis] = own[axis] * stride;
    out[axis + 1] = own[axis] * dilation;
    System.arraycopy(own, axis + 1, out, axis + 2, own.length - axis - 1);
    return out;
  }

  static void requireAlong(String op, int axis, Shape x, Shape positions) {
    if (x.rank() != positions.rank() || !x.with(axis, 0).equals(positions.with(axis, 0))) {
      throw new ShapeException(
          op + ": positions " + positions + " do not fit " + x + " along axis " + axis);
    }
  }

  static void requireIndices(String op, Type indices) {
    if (indices.shape().rank() != 1) {
      throw new ShapeException(op + ": positions must be a vector, not " + indices.shape());
    }
  }
}
