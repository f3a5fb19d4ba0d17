package io.gradus.jit.pass;

import io.gradus.graph.Expr;
import io.gradus.jit.product.Geometry;
import io.gradus.op.Pointwise;

/// A rough guess of how long groups take on one thread, good enough to choose between ways to run
/// them.
final class Cost {
  private static final double PRODUCTS = 75_000; // multiplications in a microsecond
  private static final double SIMPLE = 15_000; // simple operations in a microsecond
  private static final double CALL = 0.05; // microseconds

  private Cost() {}

  /// A large number for what cannot be guessed.
  static double microseconds(Group g, Schedule schedule) {
    if (g.whole != null) {
      return 1e6;
    }
    double time = CALL;
    if (g.product != null) {
      Geometry geometry = Multiply.of(g.product, schedule).geometry();
      time += geometry.work() / PRODUCTS;
    }
    double size = g.dims.stream().mapToDouble(d -> d).reduce(1, (a, b) -> a * b);
    double each = 1 + g.outputs.size();
    for (Expr m : g.members) {
      each += m.op() instanceof Pointwise p ? p.arity() > 1 ? 3 : 8 : 1;
    }
    return time + size * each / SIMPLE;
  }
}
