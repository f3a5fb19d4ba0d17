package io.gradus.jit.emit;

import io.gradus.jit.emit.Loop.Kind;
import java.util.List;

/// A variable in which values are combined, in order.
///
/// @param kind how
/// @param lanes what it consists of
/// @param v the variable
record Accumulator(Kind kind, Lanes lanes, Var v) {
  /// A new one that has combined nothing.
  static Accumulator start(Kind kind, Lanes lanes) {
    double none =
        switch (kind) {
          case SUM -> 0;
          case MAX -> Double.NEGATIVE_INFINITY;
          case MIN -> Double.POSITIVE_INFINITY;
        };
    if (lanes instanceof VectorLanes vectors) {
      return new Accumulator(kind, lanes, vectors.fresh(none));
    }
    Var number = lanes.constant(none);
    lanes.push(number);
    return new Accumulator(kind, lanes, lanes.keep(number.kind()));
  }

  /// Writes the combination of two values.
  static Var combine(Kind kind, Lanes lanes, Var x, Var y) {
    return switch (kind) {
      case SUM -> lanes.add(x, y);
      case MAX -> lanes.max(x, y);
      case MIN -> lanes.min(x, y);
    };
  }

  /// Combines the value, or the product of two, in the lanes of the mask, or in all.
  void take(List<Var> terms, Var mask) {
    Var next =
        terms.size() == 2
            ? lanes.fma(terms.get(0), terms.get(1), v)
            : combine(kind, lanes, v, terms.getFirst());
    if (mask != null) {
      Var all = next;
      next = lanes.select(mask, all, v);
      lanes.slots.free(all);
    }
    set(next);
    lanes.slots.free(next);
  }

  /// Replaces what has been combined.
  void set(Var value) {
    lanes.push(value);
    lanes.code.storeLocal(v.kind(), v.slot());
  }
}
