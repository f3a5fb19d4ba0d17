package io.gradus.op;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import java.util.stream.IntStream;

/// The reference loops of [Bilinear.Contract]: operands are brought into the order (batch, free,
/// summed)·(batch, summed, free), multiplied as matrices, and the result into the order asked for.
final class Contraction {
  private Contraction() {}

  static Shape shape(Bilinear.Contract c, Shape x, Shape y) {
    return Shape.of(
        c.out()
            .chars()
            .map(axis ->
                c.left().indexOf(axis) >= 0
                    ? x.dim(c.left().indexOf(axis))
                    : y.dim(c.right().indexOf(axis)))
            .toArray());
  }

  static Array eval(Bilinear.Contract c, Array x, Array y) {
    String batch = letters(c.out(), c.left(), c.right(), true);
    String free = letters(c.out(), c.left(), c.right(), false);
    String across = letters(c.out(), c.right(), c.left(), false);
    StringBuilder summed = new StringBuilder();
    c.left().chars().filter(a -> c.out().indexOf(a) < 0).forEach(a -> summed.append((char) a));

    Array a = ordered(x, c.left(), batch + free + summed);
    Array b = ordered(y, c.right(), batch + summed + across);
    int n = extent(a.shape(), 0, batch.length());
    int rows = extent(a.shape(), batch.length(), batch.length() + free.length());
    int inner = extent(b.shape(), batch.length(), batch.length() + summed.length());
    int columns = extent(b.shape(), batch.length() + summed.length(), b.shape().rank());

    String order = batch + free + across;
    Shape out = shape(new Bilinear.Contract(c.left(), c.right(), order), x.shape(), y.shape());
    Array product = Array.zeros(x.dtype(), out);
    for (int i = 0; i < n; i++) {
      if (x.dtype() == DType.F32) {
        multiply(a.floats(), b.floats(), product.floats(), i, rows, inner, columns);
      } else {
        multiply(a.doubles(), b.doubles(), product.doubles(), i, rows, inner, columns);
      }
    }
    return ordered(product, order, c.out());
  }

  /// The letters of `out` that stand in `in`, and also in `other` or not.
  private static String letters(String out, String in, String other, boolean both) {
    StringBuilder s = new StringBuilder();
    out.chars()
        .filter(a -> in.indexOf(a) >= 0 && (other.indexOf(a) >= 0) == both)
        .forEach(a -> s.append((char) a));
    return s.toString();
  }

  private static Array ordered(Array x, String from, String to) {
    if (from.equals(to)) {
      return x;
    }
    int[] strides = x.shape().strides();
    int[] axes = to.chars().map(from::indexOf).toArray();
    Shape shape = Shape.of(IntStream.of(axes).map(x.shape()::dim).toArray());
    int[] walk = IntStream.of(axes).map(a -> strides[a]).toArray();
    return Elementwise.pick(x, shape, Axes.walk(shape, walk, 0));
  }

  private static int extent(Shape s, int from, int to) {
    return IntStream.range(from, to).map(s::dim).reduce(1, (a, b) -> a * b);
  }

  // The innermost loop runs along rows of y and of the result, which the JIT vectorizes.
  private static void multiply(
      float[] x, float[] y, float[] z, int batch, int rows, int inner, int columns) {
    for (int i = 0; i < rows; i++) {
      int zi = (batch * rows + i) * columns;
      for (int k = 0; k < inner; k++) {
        float a = x[(batch * rows + i) * inner + k];
        int yk = (batch * inner + k) * columns;
        for (int j = 0; j < columns; j++) {
          z[zi + j] += a * y[yk + j];
        }
      }
    }
  }

  private static void multiply(
      double[] x, double[] y, double[] z, int batch, int rows, int inner, int columns) {
    for (int i = 0; i < rows; i++) {
      int zi = (batch * rows + i) * columns;
      for (int k = 0; k < inner; k++) {
        double a = x[(batch * rows + i) * inner + k];
        int yk = (batch * inner + k) * columns;
        for (int j = 0; j < columns; j++) {
          z[zi + j] += a * y[yk + j];
        }
      }
    }
  }
}
