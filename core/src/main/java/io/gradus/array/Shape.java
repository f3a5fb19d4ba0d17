package io.gradus.array;

import java.util.Arrays;
import java.util.stream.Collectors;

/// The extents of an array, outermost first. The empty shape is a scalar's. Layout is row-major.
public final class Shape {
  /// The shape of a scalar.
  public static final Shape SCALAR = new Shape(new int[0]);

  private final int[] dims;
  private final int size;

  private Shape(int[] dims) {
    this.dims = dims;
    long size = 1;
    for (int d : dims) {
      if (d < 0) {
        throw new ShapeException("shape " + Arrays.toString(dims) + " has a negative extent");
      }
      size *= d;
      if (size > Integer.MAX_VALUE) {
        throw new ShapeException(
            "shape " + Arrays.toString(dims) + " has more than 2^31 - 1 elements");
      }
    }
    this.size = (int) size;
  }

  /// A shape from its extents.
  public static Shape of(int... dims) {
    return dims.length == 0 ? SCALAR : new Shape(dims.clone());
  }

  /// The number of axes.
  public int rank() {
    return dims.length;
  }

  /// The number of elements.
  public int size() {
    return size;
  }

  /// The extent of one axis; a negative axis counts from the end.
  public int dim(int axis) {
    return dims[axis(axis)];
  }

  /// The extents, as a fresh array.
  public int[] dims() {
    return dims.clone();
  }

  /// True if this is a scalar's shape.
  public boolean isScalar() {
    return dims.length == 0;
  }

  /// The axis as a number from 0; negative axes count from the end.
  ///
  /// @throws ShapeException if there is no such axis
  public int axis(int axis) {
    int a = axis < 0 ? axis + dims.length : axis;
    if (a < 0 || a >= dims.length) {
      throw new ShapeException("shape " + this + " has no axis " + axis);
    }
    return a;
  }

  /// The distance in elements between neighbours along each axis.
  public int[] strides() {
    int[] strides = new int[dims.length];
    int step = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= dims[i];
    }
    return strides;
  }

  /// This shape with the axis replaced by the given extent.
  public Shape with(int axis, int extent) {
    int[] d = dims.clone();
    d[axis(axis)] = extent;
    return new Shape(d);
  }

  /// This shape with a new axis of the given extent put before `axis`.
  public Shape insert(int axis, int extent) {
    int[] d = new int[dims.length + 1];
    System.arraycopy(dims, 0, d, 0, axis);
    d[axis] = extent;
    System.arraycopy(dims, axis, d, axis + 1, dims.length - axis);
    return new Shape(d);
  }

  /// This shape without the axis.
  public Shape remove(int axis) {
    int a = axis(axis);
    int[] d = new int[dims.length - 1];
    System.arraycopy(dims, 0, d, 0, a);
    System.arraycopy(dims, a + 1, d, a, d.length - a);
    return of(d);
  }

  /// The shape both arguments broadcast to: axes are matched from the last, extent 1 stretches.
  ///
  /// @throws ShapeException naming both shapes if they do not fit
  public static Shape broadcast(Shape a, Shape b) {
    if (a.equals(b)) {
      return a;
    }
    int rank = Math.max(a.rank(), b.rank());
    int[] d = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int x = i <= a.rank() ? a.dim(-i) : 1;
      int y = i <= b.rank() ? b.dim(-i) : 1;
      if (x != y && x != 1 && y != 1) {
        throw new ShapeException("shapes " + a + " and " + b + " do not broadcast");
      }
      d[rank - i] = x == 1 ? y : x;
    }
    return of(d);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Shape s && Arrays.equals(dims, s.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /// Extents in round brackets, such as `(32, 784)`; `()` for a scalar.
  @Override
  public String toString() {
    return Arrays.stream(dims)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
