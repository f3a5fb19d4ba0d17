package io.gradus.rewrite;

import io.gradus.graph.Expr;
import java.util.Map;

/// A product in normal form: a number times powers of distinct bases, in the order of writing.
///
/// @param coef the number
/// @param powers exponent by base; no exponent is 0
record Monomial(Num coef, Map<Expr, Expr> powers) {
  Monomial with(Num c) {
    return new Monomial(c, powers);
  }

  boolean isNumber() {
    return powers.isEmpty();
  }

  /// The only base, if its exponent is 1.
  boolean is(Expr base) {
    return powers.size() == 1 && powers.containsKey(base) && powers.get(base).isNumber(1);
  }
}
