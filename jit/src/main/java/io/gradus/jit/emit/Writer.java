package io.gradus.jit.emit;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.util.BitSet;
import java.util.Map;
import java.util.function.Consumer;

/// What all parts of a kernel's code need to write loops: variables live as long as the loop body
/// that computes them.
class Writer {
  final CodeBuilder code;
  final Slots slots;
  final VectorLanes vectors;

  Writer(CodeBuilder code, Slots slots, VectorLanes vectors) {
    this.code = code;
    this.slots = slots;
    this.vectors = vectors;
  }

  /// Writes code that control may jump over or repeat.
  final void region(Frame around, Consumer<Frame> body) {
    BitSet taken = slots.snapshot();
    Map<Object, Var> shared = vectors == null ? Map.of() : vectors.sharedNow();
    body.accept(Frame.in(around));
    slots.restore(taken);
    if (vectors != null) {
      vectors.restore(shared);
    }
  }

  /// A new variable with the whole number that `push` pushes.
  final Var whole(Runnable push) {
    push.run();
    int slot = slots.take(1);
    code.istore(slot);
    return Var.local(TypeKind.INT, slot);
  }

  /// Writes `while (counter + ahead < limit) { body; counter += step }`.
  final void loop(
      Frame around, Var counter, int ahead, Runnable limit, int step, Consumer<Frame> body) {
    Label top = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(top).iload(counter.slot());
    if (ahead != 0) {
      code.loadConstant(ahead).iadd();
    }
    limit.run();
    code.if_icmpge(end);
    region(around, body);
    code.iinc(counter.slot(), step).goto_(top).labelBinding(end);
  }

  /// Writes `if (value != 0) { body }`.
  final void unlessZero(Frame around, Runnable value, Consumer<Frame> body) {
    Label end = code.newLabel();
    value.run();
    code.ifeq(end);
    region(around, body);
    code.labelBinding(end);
  }
}
