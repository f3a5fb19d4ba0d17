package io.gradus.op;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/// Reference loops that combine elements along axes, in double precision and in row-major order.
final class Reduction {
  private Reduction() {}

  /// Combines the elements along `axes`, starting from `start`.
  static Array reduce(Array x, List<Integer> axes, double start, DoubleBinaryOperator f) {
    Shape shape = x.shape();
    Shape to = Axes.remove(shape, axes);
    int[] kept = IntStream.range(0, shape.rank()).filter(a -> !axes.contains(a)).toArray();
    int[] outer = to.strides();
    int[] strides = new int[shape.rank()];
    for (int i = 0; i < kept.length; i++) {
      strides[kept[i]] = outer[i];
    }
    double[] sums = new double[to.size()];
    Arrays.fill(sums, start);
    var walk = Axes.walk(shape, strides, 0);
    for (int i = 0; i < x.size(); i++) {
      int at = walk.applyAsInt(i);
      sums[at] = f.applyAsDouble(sums[at], x.get(i));
    }
    return Array.of(to, sums).cast(x.dtype());
  }

  /// Running combination along one axis.
  static Array scan(Array x, int axis, boolean fromBack, DoubleBinaryOperator f) {
    int inner = x.shape().strides()[axis];
    int n = x.shape().dim(axis);
    double[] out = x.toDoubles();
    for (int line = 0; n > 0 && line < x.size() / n; line++) {
      int first = line / inner * n * inner + line % inner;
      for (int k = 1; k < n; k++) {
        int at = first + (fromBack ? n - 1 - k : k) * inner;
        int before = fromBack ? at + inner : at - inner;
        out[at] = f.applyAsDouble(out[before], out[at]);
      }
    }
    return Array.of(x.shape(), out).cast(x.dtype());
  }
}
