package io.gradus.text;

import io.gradus.graph.Expr;
import java.util.List;

/// What a part of a formula stands for while it is read.
///
/// @param expr its expression; for a list the stack of the items
/// @param items the items of a list written with braces; empty otherwise
/// @param chain the last operand of a comparison, so that `0 < x < 1` can go on from it; else null
/// @param from offset of its first character
/// @param to offset behind its last character
record Value(Expr expr, List<Value> items, Expr chain, int from, int to) {
  static Value of(Expr expr, int from, int to) {
    return new Value(expr, List.of(), null, from, to);
  }

  /// A list of the items, which must have one shape.
  static Value list(List<Value> items, int from, int to) {
    if (items.stream().map(v -> v.expr().shape()).distinct().count() > 1) {
      throw new IllegalArgumentException("the items of a list differ in length");
    }
    return new Value(
        Expr.stack(items.stream().map(Value::expr).toList()), List.copyOf(items), null, from, to);
  }

  /// The scalars of a list row by row, or the one expression.
  List<Expr> entries() {
    return items.isEmpty()
        ? List.of(expr)
        : items.stream().flatMap(item -> item.entries().stream()).toList();
  }

  Value spanning(int from, int to) {
    return new Value(expr, items, null, from, to);
  }
}
