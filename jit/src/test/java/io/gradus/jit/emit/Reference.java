package io.gradus.jit.emit;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.jit.emit.Loop.Access;
import io.gradus.jit.emit.Loop.Instr;
import io.gradus.jit.emit.Loop.Kind;
import io.gradus.op.Op;
import java.util.Arrays;
import java.util.List;

/// What a loop means, place by place: the slow and plain way to run it.
final class Reference {
  private final Loop loop;
  private final Operands o;
  private final int[] extents;

  private Reference(Loop loop, Operands o, int[] extents) {
    this.loop = loop;
    this.o = o;
    this.extents = extents;
  }

  /// Runs a loop over the whole space.
  ///
  /// @param extents of all axes, the columns last
  static void run(Loop loop, Operands o, int... extents) {
    new Reference(loop, o, extents).run();
  }

  private void run() {
    int outer = extents.length - 1;
    int kept = outer - loop.over().map(Loop.Over::axes).orElse(0);
    int[] at = new int[extents.length];
    for (Loop.Store s : loop.stores()) {
      eachKept(at, 0, kept, s);
    }
  }

  private void eachKept(int[] at, int axis, int kept, Loop.Store s) {
    if (axis < kept) {
      for (at[axis] = 0; at[axis] < extents[axis]; at[axis]++) {
        eachKept(at, axis + 1, kept, s);
      }
      return;
    }
    int last = extents.length - 1;
    boolean uniform = uniform(s.value());
    int columns = uniform ? 1 : extents[last];
    for (at[last] = 0; at[last] < columns; at[last]++) {
      if (loop.over().isEmpty()) {
        write(s.to(), at, value(s.value(), at));
      } else {
        Kind kind = loop.over().get().kind();
        write(s.to(), at, reduced(kind, s.value(), at, axis, none(kind)));
      }
    }
    at[last] = 0;
  }

  private double reduced(Kind kind, int value, int[] at, int axis, double sum) {
    if (axis == extents.length - 1) {
      return combine(kind, sum, value(value, at));
    }
    double result = sum;
    for (at[axis] = 0; at[axis] < extents[axis]; at[axis]++) {
      result = reduced(kind, value, at, axis + 1, result);
    }
    at[axis] = 0;
    return result;
  }

  private boolean uniform(int i) {
    return switch (loop.code().get(i)) {
      case Instr.Load l -> l.from().columnStride() == 0;
      case Instr.Position p -> p.axis() < extents.length - 1;
      case Instr.Apply a -> a.args().stream().allMatch(this::uniform);
      default -> true;
    };
  }

  private double value(int i, int[] at) {
    return switch (loop.code().get(i)) {
      case Instr.Load(Access from) -> {
        int e = element(from, at);
        yield loop.operands().get(from.operand()) == DType.F32
            ? o.f32[from.operand()][e]
            : o.f64[from.operand()][e];
      }
      case Instr.Number(DType type, double v) -> type.round(v);
      case Instr.Position(DType type, int axis) -> type.round(at[axis]);
      case Instr.Apply(Op op, DType _, List<Integer> args) -> {
        List<Array> in =
            args.stream().map(a -> Array.full(type(a), Shape.of(), value(a, at))).toList();
        yield ((Op.Single) op).eval(in).get(0);
      }
      case Instr.Reduce(Kind kind, int arg) -> {
        int[] here = Arrays.copyOf(at, at.length);
        double sum = none(kind);
        for (int c = 0; c < loop.columns(); c++) {
          here[here.length - 1] = c;
          sum = combine(kind, sum, value(arg, here));
        }
        yield type(arg).round(sum);
      }
    };
  }

  private DType type(int i) {
    return switch (loop.code().get(i)) {
      case Instr.Load l -> loop.operands().get(l.from().operand());
      case Instr.Number n -> n.type();
      case Instr.Position p -> p.type();
      case Instr.Apply a -> a.type();
      case Instr.Reduce r -> type(r.arg());
    };
  }

  private static double none(Kind kind) {
    return switch (kind) {
      case SUM -> 0;
      case MAX -> Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
    };
  }

  private static double combine(Kind kind, double x, double y) {
    return switch (kind) {
      case SUM -> x + y;
      case MAX -> Math.max(x, y);
      case MIN -> Math.min(x, y);
    };
  }

  private int element(Access a, int[] at) {
    int e = o.at[a.operand()] + a.offset();
    for (int i = 0; i < at.length; i++) {
      e += at[i] * a.strides().get(i);
    }
    return e;
  }

  private void write(Access to, int[] at, double v) {
    if (loop.operands().get(to.operand()) == DType.F32) {
      o.f32[to.operand()][element(to, at)] = (float) v;
    } else {
      o.f64[to.operand()][element(to, at)] = v;
    }
  }
}
