package io.gradus.graph;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;

/// The type of a value: number format and shape.
///
/// @param dtype the number format
/// @param shape the extents
public record Type(DType dtype, Shape shape) {
  /// A float32 value of the given extents.
  public static Type f32(int... dims) {
    return new Type(DType.F32, Shape.of(dims));
  }

  /// A float64 value of the given extents.
  public static Type f64(int... dims) {
    return new Type(DType.F64, Shape.of(dims));
  }

  /// The type of an array.
  public static Type of(Array array) {
    return new Type(array.dtype(), array.shape());
  }

  /// This number format with another shape.
  public Type with(Shape shape) {
    return new Type(dtype, shape);
  }

  /// Format and extents, such as `float32(32, 784)`.
  @Override
  public String toString() {
    return dtype.text() + shape;
  }
}
