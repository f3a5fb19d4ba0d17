package io.gradus.jit.emit;

import io.gradus.array.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.util.BitSet;
import java.util.function.Supplier;

/// Writes code that computes with one number or with a vector of them, operation by operation.
///
/// The same calls on a [ScalarLanes] and on a [VectorLanes] write code with the same results, bit
/// by bit: each operation here is exact or rounded once. What is built on it, such as [Functions],
/// is written once for both and inherits this.
abstract class Lanes {
  /// Comparisons. With NaN all are false but `NE`.
  enum Test {
    GT,
    GE,
    LT,
    EQ,
    NE
  }

  final CodeBuilder code;
  final Slots slots;
  final DType type;

  Lanes(CodeBuilder code, Slots slots, DType type) {
    this.code = code;
    this.slots = slots;
    this.type = type;
  }

  /// True for float32.
  final boolean single() {
    return type == DType.F32;
  }

  /// `f` for float32, `d` for float64: where an algorithm differs by a number.
  final double pick(double f, double d) {
    return single() ? f : d;
  }

  /// The same for whole numbers.
  final long pick(long f, long d) {
    return single() ? f : d;
  }

  /// A number in every lane, rounded to the format.
  abstract Var constant(double value);

  abstract Var add(Var x, Var y);

  abstract Var sub(Var x, Var y);

  abstract Var mul(Var x, Var y);

  abstract Var div(Var x, Var y);

  /// x·y + z, rounded once.
  abstract Var fma(Var x, Var y, Var z);

  abstract Var sqrt(Var x);

  abstract Var abs(Var x);

  abstract Var neg(Var x);

  /// As `Math.min`: NaN wins, and −0 is below +0.
  abstract Var min(Var x, Var y);

  /// As `Math.max`.
  abstract Var max(Var x, Var y);

  abstract Var floor(Var x);

  /// A mask: where the comparison holds.
  abstract Var compare(Test test, Var x, Var y);

  /// `yes` where the mask holds, else `no`.
  abstract Var select(Var mask, Var yes, Var no);

  /// The bits of x as whole numbers of the same width.
  abstract Var bits(Var x);

  /// The number with these bits.
  abstract Var number(Var bits);

  abstract Var addBits(Var x, Var y);

  abstract Var addBits(Var x, long y);

  abstract Var subBits(Var x, Var y);

  abstract Var andBits(Var x, long y);

  abstract Var xorBits(Var x, Var y);

  abstract Var shiftLeft(Var x, int places);

  /// Arithmetic shift: the sign fills in.
  abstract Var shiftRight(Var x, int places);

  /// Where the mask holds, `Math.sin(x)` (or another function of that class, by name) computed in
  /// double precision; `otherwise` elsewhere. For rare cases: slow, but fast where no lane asks.
  abstract Var slow(String function, Var mask, Var x, Var otherwise);

  /// Reads elements `stride` apart from an array; only some if there is a tail.
  ///
  /// @param index pushes the first index
  abstract Var load(Var array, Runnable index, int stride, Frame.Tail tail);

  /// Writes elements `stride` apart.
  abstract void store(Var array, Runnable index, int stride, Frame.Tail tail, Var value);

  /// The positions `first`, `first` + 1, …
  ///
  /// @param first pushes the first position
  abstract Var position(Runnable first);

  final Var add(Var x, double y) {
    return add(x, constant(y));
  }

  final Var mul(Var x, double y) {
    return mul(x, constant(y));
  }

  final Var fma(Var x, Var y, double z) {
    return fma(x, y, constant(z));
  }

  /// Pushes values on the stack.
  final void push(Var... all) {
    for (Var v : all) {
      if (v.slot() >= 0) {
        code.loadLocal(v.kind(), v.slot());
      } else if (v.kind() == TypeKind.FLOAT) {
        code.loadConstant((float) v.number());
      } else if (v.kind() == TypeKind.INT) {
        code.loadConstant((int) v.number());
      } else {
        code.loadConstant(v.number());
      }
    }
  }

  /// Pops the stack into a new variable.
  final Var keep(TypeKind kind) {
    int slot = slots.take(kind.slotSize());
    code.storeLocal(kind, slot);
    return Var.local(kind, slot);
  }

  /// Runs `body` and frees all variables that it took but its result.
  final Var scoped(Supplier<Var> body) {
    BitSet before = slots.snapshot();
    Var result = body.get();
    slots.restore(before);
    pinShared();
    slots.pin(result);
    return result;
  }

  /// Pins the variables that outlive scopes.
  void pinShared() {}
}
