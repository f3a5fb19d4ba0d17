package io.gradus.onnx;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.op.Indexed;
import io.gradus.op.Pointwise.Unary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Operations that ONNX lacks, written in those that it has.
final class Definitions {
  private Definitions() {}

  /// The real cube root.
  static Expr cbrt(Expr x) {
    return x.sign().mul(x.abs().pow(1.0 / 3));
  }

  /// tanh(x/2)·(eˣ + 1), which is eˣ − 1 without cancellation near 0.
  static Expr expm1(Expr x) {
    return x.mul(0.5).tanh().mul(x.exp().add(1));
  }

  /// ln u · x/(u − 1) with u = 1 + x as it is rounded: the errors of both factors cancel. Source:
  /// Kahan 1981.
  static Expr log1p(Expr x) {
    Expr u = x.add(1);
    return u.eq(1).select(x, u.log().mul(x.div(u.sub(1))));
  }

  /// 1/(1 + e⁻ˣ).
  static Expr logistic(Expr x) {
    return x.neg().exp().add(1).reciprocal();
  }

  /// 1 − erf x; where that is small, its error is that of erf.
  static Expr erfc(Expr x) {
    return x.erf().neg().add(1);
  }

  /// √(x² + y²).
  static Expr hypot(Expr x, Expr y) {
    return x.square().add(y.square()).sqrt();
  }

  /// The angle of the point (x, y), from that in the right half plane.
  static Expr atan2(Expr y, Expr x) {
    Expr half = y.zeros().gt(y).select(-Math.PI, y.like(Math.PI)); // half a turn, with y's sign
    Expr turned = y.div(x).apply(Unary.ATAN).add(x.zeros().gt(x).select(half, 0));
    return x.eq(0).select(y.sign().mul(Math.PI / 2), turned);
  }

  /// x·y, 0 where x is.
  static Expr gate(Expr x, Expr y) {
    return x.eq(0).select(0, x.mul(y));
  }

  /// Each element put at the position of its slice.
  static Expr scatterAdd(Indexed.ScatterAdd op, Expr x, Expr positions) {
    List<Integer> others = new ArrayList<>(IntStream.range(0, x.shape().rank()).boxed().toList());
    others.remove(op.axis());
    Expr all = positions.broadcast(x.shape(), others);
    return Expr.of(new Indexed.PutAlong(op.axis(), op.extent()), List.of(x, all));
  }

  /// The places of all windows in one axis, added at their positions.
  static Expr fold(Indexed.Fold op, Expr x) {
    Shape windows = Shape.of(x.shape().dim(op.axis()), x.shape().dim(op.axis() + 1));
    Shape merged = x.shape().remove(op.axis() + 1).with(op.axis(), windows.size());
    double[] places =
        Arrays.stream(places(windows, op.stride(), op.dilation())).asDoubleStream().toArray();
    Expr positions = Expr.constant(Array.vector(places).cast(x.dtype()));
    return x.reshape(merged).scatterAdd(op.axis(), op.extent(), positions);
  }

  /// The position of each place in each window.
  ///
  /// @param windows the number of windows and of places in each
  static long[] places(Shape windows, int stride, int dilation) {
    int size = windows.dim(1);
    return IntStream.range(0, windows.size())
        .mapToLong(i -> (long) i / size * stride + (long) i % size * dilation)
        .toArray();
  }
}
