package io.gradus.jit.emit;

import io.gradus.op.Pointwise.Unary;

/// Elementary functions, each written once for scalar and vector code.
final class Functions {
  private Functions() {}

  static boolean has(Unary u) {
    return false;
  }

  static Var apply(Unary u, Lanes l, Var x) {
    throw new IllegalArgumentException(u.symbol());
  }
}
