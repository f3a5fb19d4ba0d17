package io.gradus.array;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Plain data: a shape and its elements in row-major order. Arrays have no operators; numbers come
/// from running a function.
///
/// The elements are a `float[]` or a `double[]`, shared and not copied by the factories: who hands
/// an array over does not write to it any more.
public final class Array {
  private final Shape shape;
  private final float[] floats;
  private final double[] doubles;

  private Array(Shape shape, float[] floats, double[] doubles) {
    int length = floats != null ? floats.length : doubles.length;
    if (length != shape.size()) {
      throw new ShapeException(
          "shape " + shape + " has " + shape.size() + " elements, but " + length + " were given");
    }
    this.shape = shape;
    this.floats = floats;
    this.doubles = doubles;
  }

  /// A float64 scalar.
  public static Array of(double x) {
    return new Array(Shape.SCALAR, null, new double[] {x});
  }

  /// A float64 array over `data`.
  public static Array of(Shape shape, double... data) {
    return new Array(shape, null, data);
  }

  /// A float32 array over `data`.
  public static Array of(Shape shape, float... data) {
    return new Array(shape, data, null);
  }

  /// A float64 vector over `data`.
  public static Array vector(double... data) {
    return of(Shape.of(data.length), data);
  }

  /// A float64 matrix from its rows.
  public static Array matrix(double[]... rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    double[] data = new double[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != columns) {
        throw new ShapeException(
            "row " + i + " has " + rows[i].length + " entries, row 0 has " + columns);
      }
      System.arraycopy(rows[i], 0, data, i * columns, columns);
    }
    return of(Shape.of(rows.length, columns), data);
  }

  /// An array of zeros.
  public static Array zeros(DType dtype, Shape shape) {
    return dtype == DType.F32
        ? of(shape, new float[shape.size()])
        : of(shape, new double[shape.size()]);
  }

  /// An array with the same value everywhere.
  public static Array full(DType dtype, Shape shape, double value) {
    Array a = zeros(dtype, shape);
    if (dtype == DType.F32) {
      Arrays.fill(a.floats, (float) value);
    } else {
      Arrays.fill(a.doubles, value);
    }
    return a;
  }

  /// The number format.
  public DType dtype() {
    return floats != null ? DType.F32 : DType.F64;
  }

  /// The extents.
  public Shape shape() {
    return shape;
  }

  /// The number of elements.
  public int size() {
    return shape.size();
  }

  /// The element at a row-major position.
  public double get(int i) {
    return floats != null ? floats[i] : doubles[i];
  }

  /// The only element.
  ///
  /// @throws ShapeException if there is not exactly one
  public double item() {
    if (size() != 1) {
      throw new ShapeException("expected a single number, but the array has shape " + shape);
    }
    return get(0);
  }

  /// The elements themselves, not a copy; the dtype must be float32.
  public float[] floats() {
    return Objects.requireNonNull(floats, "a float64 array has no float[]");
  }

  /// The elements themselves, not a copy; the dtype must be float64.
  public double[] doubles() {
    return Objects.requireNonNull(doubles, "a float32 array has no double[]");
  }

  /// The elements as a fresh `double[]`, whatever the dtype.
  public double[] toDoubles() {
    if (doubles != null) {
      return Arrays.copyOf(doubles, doubles.length);
    }
    double[] d = new double[floats.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = floats[i];
    }
    return d;
  }

  /// The sub-array at position `i` of the first axis, copied.
  public Array at(int i) {
    Shape rest = shape.remove(0);
    int n = rest.size();
    return floats != null
        ? of(rest, Arrays.copyOfRange(floats, i * n, (i + 1) * n))
        : of(rest, Arrays.copyOfRange(doubles, i * n, (i + 1) * n));
  }

  /// The same values in memory of their own.
  public Array copy() {
    return floats != null
        ? of(shape, Arrays.copyOf(floats, floats.length))
        : of(shape, Arrays.copyOf(doubles, doubles.length));
  }

  /// Writes the values of this array over those of another one of the same format and size.
  ///
  /// @throws ShapeException if format or size differ
  public void copyTo(Array target) {
    if (dtype() != target.dtype() || size() != target.size()) {
      throw new ShapeException(
          "copy: the target must be %s%s, but is %s%s"
              .formatted(dtype().text(), shape, target.dtype().text(), target.shape));
    }
    if (floats != null) {
      System.arraycopy(floats, 0, target.floats, 0, floats.length);
    } else {
      System.arraycopy(doubles, 0, target.doubles, 0, doubles.length);
    }
  }

  /// True if both have the same memory, so that a change of one is a change of the other.
  public boolean shares(Array other) {
    return floats != null ? floats == other.floats : doubles == other.doubles;
  }

  /// Arrays of one type, stacked along a new first axis.
  public static Array stack(DType dtype, Shape each, List<Array> parts) {
    Array out = zeros(dtype, each.insert(0, parts.size()));
    int n = each.size();
    for (int i = 0; i < parts.size(); i++) {
      if (out.floats != null) {
        System.arraycopy(parts.get(i).floats, 0, out.floats, i * n, n);
      } else {
        System.arraycopy(parts.get(i).doubles, 0, out.doubles, i * n, n);
      }
    }
    return out;
  }

  /// The same elements, shared, under another shape of the same size.
  public Array reshape(Shape to) {
    return new Array(to, floats, doubles);
  }

  /// The same values in another number format; itself if the format is the same.
  public Array cast(DType to) {
    if (to == dtype()) {
      return this;
    }
    if (to == DType.F64) {
      return of(shape, toDoubles());
    }
    float[] f = new float[doubles.length];
    for (int i = 0; i < f.length; i++) {
      f[i] = (float) doubles[i];
    }
    return of(shape, f);
  }

  /// Equal format, shape and bits (`NaN` equals `NaN`, 0.0 differs from -0.0).
  @Override
  public boolean equals(Object o) {
    return o instanceof Array a
        && shape.equals(a.shape)
        && Arrays.equals(floats, a.floats)
        && Arrays.equals(doubles, a.doubles);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode()
        + (floats != null ? Arrays.hashCode(floats) : Arrays.hashCode(doubles));
  }

  /// Numbers in brackets, rows on lines of their own, long arrays cut in the middle.
  @Override
  public String toString() {
    if (shape.isScalar()) {
      return String.valueOf(get(0));
    }
    StringBuilder out = new StringBuilder();
    print(out, 0, 0);
    return out.toString();
  }

  private void print(StringBuilder out, int axis, int offset) {
    if (axis == shape.rank()) {
      out.append(floats != null ? String.valueOf(floats[offset]) : String.valueOf(doubles[offset]));
      return;
    }
    int n = shape.dim(axis);
    int step = shape.strides()[axis];
    out.append('[');
    for (int i = 0; i < n; i++) {
      if (i > 0) {
        out.append(axis < shape.rank() - 1 ? ",\n" + " ".repeat(axis + 1) : ", ");
      }
      if (n > 12 && i == 6) {
        out.append("… ");
        i = n - 4;
        continue;
      }
      print(out, axis + 1, offset + i * step);
    }
    out.append(']');
  }
}
