package io.gradus.jit.emit;

import static java.lang.constant.ConstantDescs.CD_Double;
import static java.lang.constant.ConstantDescs.CD_Float;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import io.gradus.array.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;

/// Code for one number at a time.
final class ScalarLanes extends Lanes {
  private static final ClassDesc MATH = Math.class.describeConstable().orElseThrow();

  private final TypeKind kind;
  private final TypeKind whole;
  private final ClassDesc number;

  ScalarLanes(CodeBuilder code, Slots slots, DType type) {
    super(code, slots, type);
    kind = single() ? TypeKind.FLOAT : TypeKind.DOUBLE;
    whole = single() ? TypeKind.INT : TypeKind.LONG;
    number = single() ? CD_float : CD_double;
  }

  @Override
  Var constant(double value) {
    return Var.number(kind, type.round(value));
  }

  @Override
  Var add(Var x, Var y) {
    push(x, y);
    Object done = single() ? code.fadd() : code.dadd();
    return keep(kind);
  }

  @Override
  Var sub(Var x, Var y) {
    push(x, y);
    Object done = single() ? code.fsub() : code.dsub();
    return keep(kind);
  }

  @Override
  Var mul(Var x, Var y) {
    push(x, y);
    Object done = single() ? code.fmul() : code.dmul();
    return keep(kind);
  }

  @Override
  Var div(Var x, Var y) {
    push(x, y);
    Object done = single() ? code.fdiv() : code.ddiv();
    return keep(kind);
  }

  @Override
  Var neg(Var x) {
    push(x);
    Object done = single() ? code.fneg() : code.dneg();
    return keep(kind);
  }

  @Override
  Var fma(Var x, Var y, Var z) {
    return math("fma", x, y, z);
  }

  @Override
  Var abs(Var x) {
    return math("abs", x);
  }

  @Override
  Var min(Var x, Var y) {
    return math("min", x, y);
  }

  @Override
  Var max(Var x, Var y) {
    return math("max", x, y);
  }

  @Override
  Var sqrt(Var x) {
    return inDouble("sqrt", x);
  }

  @Override
  Var floor(Var x) {
    return inDouble("floor", x);
  }

  /// Calls a method of `Math` that has a version for the format.
  private Var math(String name, Var... args) {
    push(args);
    ClassDesc[] in = new ClassDesc[args.length];
    Arrays.fill(in, number);
    code.invokestatic(MATH, name, MethodTypeDesc.of(number, in));
    return keep(kind);
  }

  /// Calls a method of `Math` in double precision and rounds.
  Var inDouble(String name, Var... args) {
    ClassDesc[] in = new ClassDesc[args.length];
    Arrays.fill(in, CD_double);
    for (Var arg : args) {
      pushDouble(arg);
    }
    code.invokestatic(MATH, name, MethodTypeDesc.of(CD_double, in));
    return keepDouble();
  }

  /// Pushes a value of the format as a double.
  void pushDouble(Var x) {
    push(x);
    if (x.kind() == TypeKind.FLOAT) {
      code.f2d();
    }
  }

  /// Rounds the double on the stack to the format and keeps it.
  Var keepDouble() {
    if (single()) {
      code.d2f();
    }
    return keep(kind);
  }

  @Override
  Var compare(Test test, Var x, Var y) {
    push(x, y);
    if (test == Test.LT) {
      Object done = single() ? code.fcmpg() : code.dcmpg();
    } else {
      Object done = single() ? code.fcmpl() : code.dcmpl();
    }
    Label yes = code.newLabel();
    Label end = code.newLabel();
    switch (test) {
      case GT -> code.ifgt(yes);
      case GE -> code.ifge(yes);
      case LT -> code.iflt(yes);
      case EQ -> code.ifeq(yes);
      case NE -> code.ifne(yes);
    }
    code.iconst_0().goto_(end).labelBinding(yes).iconst_1().labelBinding(end);
    return keep(TypeKind.INT);
  }

  @Override
  Var select(Var mask, Var yes, Var no) {
    Label otherwise = code.newLabel();
    Label end = code.newLabel();
    push(mask);
    code.ifeq(otherwise);
    push(yes);
    code.goto_(end).labelBinding(otherwise);
    push(no);
    code.labelBinding(end);
    return keep(kind);
  }

  @Override
  Var bits(Var x) {
    push(x);
    if (single()) {
      code.invokestatic(CD_Float, "floatToRawIntBits", MethodTypeDesc.of(CD_int, CD_float));
    } else {
      code.invokestatic(CD_Double, "doubleToRawLongBits", MethodTypeDesc.of(CD_long, CD_double));
    }
    return keep(whole);
  }

  @Override
  Var number(Var bits) {
    push(bits);
    if (single()) {
      code.invokestatic(CD_Float, "intBitsToFloat", MethodTypeDesc.of(CD_float, CD_int));
    } else {
      code.invokestatic(CD_Double, "longBitsToDouble", MethodTypeDesc.of(CD_double, CD_long));
    }
    return keep(kind);
  }

  @Override
  Var addBits(Var x, Var y) {
    push(x, y);
    Object done = single() ? code.iadd() : code.ladd();
    return keep(whole);
  }

  @Override
  Var addBits(Var x, long y) {
    pushWhole(x, y);
    Object done = single() ? code.iadd() : code.ladd();
    return keep(whole);
  }

  @Override
  Var subBits(Var x, Var y) {
    push(x, y);
    Object done = single() ? code.isub() : code.lsub();
    return keep(whole);
  }

  @Override
  Var andBits(Var x, long y) {
    pushWhole(x, y);
    Object done = single() ? code.iand() : code.land();
    return keep(whole);
  }

  @Override
  Var xorBits(Var x, Var y) {
    push(x, y);
    Object done = single() ? code.ixor() : code.lxor();
    return keep(whole);
  }

  private void pushWhole(Var x, long y) {
    push(x);
    Object done = single() ? code.loadConstant((int) y) : code.loadConstant(y);
  }

  @Override
  Var shiftLeft(Var x, int places) {
    push(x);
    code.loadConstant(places);
    Object done = single() ? code.ishl() : code.lshl();
    return keep(whole);
  }

  @Override
  Var shiftRight(Var x, int places) {
    push(x);
    code.loadConstant(places);
    Object done = single() ? code.ishr() : code.lshr();
    return keep(whole);
  }

  @Override
  Var slow(String function, Var mask, Var x, Var otherwise) {
    Label fast = code.newLabel();
    Label end = code.newLabel();
    push(mask);
    code.ifeq(fast);
    pushDouble(x);
    code.invokestatic(MATH, function, MethodTypeDesc.of(CD_double, CD_double));
    if (single()) {
      code.d2f();
    }
    code.goto_(end).labelBinding(fast);
    push(otherwise);
    code.labelBinding(end);
    return keep(kind);
  }

  @Override
  Var load(Var array, Runnable index, int stride, Frame.Tail tail) {
    push(array);
    index.run();
    Object done = single() ? code.faload() : code.daload();
    return keep(kind);
  }

  @Override
  void store(Var array, Runnable index, int stride, Frame.Tail tail, Var value) {
    push(array);
    index.run();
    push(value);
    Object done = single() ? code.fastore() : code.dastore();
  }

  @Override
  Var position(Runnable first) {
    first.run();
    Object done = single() ? code.i2f() : code.i2d();
    return keep(kind);
  }
}
