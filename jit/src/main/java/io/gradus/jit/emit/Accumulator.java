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
    double none = none(kind);
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

  /// Combines the value, or the product of two, in the lanes of the mask, or in all. In other lanes
  /// it combines what changes nothing.
  ///
  /// The variable is never the receiver of a vector operation: HotSpot does not know the class of
  /// what a loop carries, but the operation checks that of its argument.
  void take(List<Var> terms, Var mask) {
    List<Var> x = mask == null ? terms : terms.stream().map(t -> masked(t, mask)).toList();
    Var next =
        x.size() == 2 ? lanes.fma(x.get(0), x.get(1), v) : combine(kind, lanes, x.getFirst(), v);
    if (mask != null) {
      x.forEach(lanes.slots::free);
    }
    set(next);
    lanes.slots.free(next);
  }

  private Var masked(Var term, Var mask) {
    return lanes.select(mask, term, lanes.constant(none(kind)));
  }

  private static double none(Kind kind) {
    return switch (kind) {
      case SUM -> 0;
      case MAX -> Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
    };
  }

  /// Replaces what has been combined.
  void set(Var value) {
    lanes.push(value);
    lanes.code.storeLocal(v.kind(), v.slot());
  }
}
