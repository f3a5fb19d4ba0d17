package io.gradus.jit.emit;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;

import io.gradus.array.DType;
import io.gradus.op.Bilinear;
import io.gradus.op.Flat;
import io.gradus.op.Linear;
import io.gradus.op.Op;
import io.gradus.op.Pointwise;
import io.gradus.op.Pointwise.Binary;
import io.gradus.op.Pointwise.Unary;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/// The operations of the expression language in terms of [Lanes].
final class Operations {
  private Operations() {}

  /// True if there is vector code for the operation.
  static boolean inVectors(Op op) {
    return switch (op) {
      case Unary u ->
          switch (u) {
            case SQUARE, RECIPROCAL, SQRT, ABS -> true;
            default -> Functions.has(u);
          };
      case Binary b -> b == Binary.DIV || b == Binary.MAX || b == Binary.MIN;
      case Linear.Add _, Linear.Neg _, Linear.Select _, Linear.Cast _, Bilinear.Mul _ -> true;
      case Flat.Compare _, Flat.Step _ -> true;
      default -> false;
    };
  }

  /// Writes the operation on values, for all but comparisons, selections and conversions.
  static Var apply(Op op, Lanes l, List<Var> x) {
    return switch (op) {
      case Linear.Add _ -> l.add(x.get(0), x.get(1));
      case Linear.Neg _ -> l.neg(x.getFirst());
      case Bilinear.Mul(boolean gated) -> gated ? gate(l, x) : l.mul(x.get(0), x.get(1));
      case Flat.Step step -> step == Flat.Step.SIGN ? sign(l, x.getFirst()) : l.floor(x.getFirst());
      case Binary.DIV -> l.div(x.get(0), x.get(1));
      case Binary.MAX -> l.max(x.get(0), x.get(1));
      case Binary.MIN -> l.min(x.get(0), x.get(1));
      case Unary.SQUARE -> l.mul(x.getFirst(), x.getFirst());
      case Unary.RECIPROCAL -> l.div(l.constant(1), x.getFirst());
      case Unary.SQRT -> l.sqrt(x.getFirst());
      case Unary.ABS -> l.abs(x.getFirst());
      case Unary u when Functions.has(u) -> l.scoped(() -> Functions.apply(u, l, x.getFirst()));
      case Pointwise p -> viaDouble(p, (ScalarLanes) l, x);
      default -> throw new IllegalArgumentException(op.symbol() + " works on whole arrays");
    };
  }

  private static Var gate(Lanes l, List<Var> x) {
    return l.scoped(() -> {
      Var zero = l.constant(0);
      Var closed = l.compare(Lanes.Test.EQ, x.get(0), zero);
      return l.select(closed, zero, l.mul(x.get(0), x.get(1)));
    });
  }

  /// ±1, or x itself if it is a zero or NaN.
  private static Var sign(Lanes l, Var x) {
    return l.scoped(() -> {
      Var zero = l.constant(0);
      Var below = l.select(l.compare(Lanes.Test.LT, x, zero), l.constant(-1), x);
      return l.select(l.compare(Lanes.Test.GT, x, zero), l.constant(1), below);
    });
  }

  /// Calls the function that the interpreter calls, and rounds once.
  private static Var viaDouble(Pointwise op, ScalarLanes l, List<Var> x) {
    CodeBuilder code = l.code;
    String math = math(op);
    if (math != null) {
      return l.inDouble(math, x.toArray(Var[]::new));
    }
    if (op instanceof Pointwise.Polygamma(int order)) {
      code.loadConstant(order);
      l.pushDouble(x.getFirst());
      code.invokestatic(
          ClassDesc.of("io.gradus.jit.emit.Operations"),
          "polygamma",
          MethodTypeDesc.of(CD_double, CD_int, CD_double));
      return l.keepDouble();
    }
    ClassDesc owner = op.getClass().describeConstable().orElseThrow();
    code.getstatic(owner, ((Enum<?>) op).name(), owner);
    x.forEach(l::pushDouble);
    ClassDesc[] in = x.stream().map(_ -> CD_double).toArray(ClassDesc[]::new);
    code.invokevirtual(owner, "at", MethodTypeDesc.of(CD_double, in));
    return l.keepDouble();
  }

  /// The method of `Math` behind a function, or null.
  private static String math(Pointwise op) {
    return switch (op) {
      case Binary.POW, Binary.ATAN2, Binary.HYPOT -> op.symbol();
      case Unary u ->
          switch (u) {
            case CBRT, EXP, EXPM1, LOG, LOG1P, SIN, COS, TAN -> u.symbol();
            case ASIN, ACOS, ATAN, SINH, COSH, TANH -> u.symbol();
            default -> null;
          };
      default -> null;
    };
  }

  /// Called by emitted code.
  static double polygamma(int order, double x) {
    return new Pointwise.Polygamma(order).at(new double[] {x});
  }

  /// A value in another format, in scalar code.
  static Var cast(Lanes to, Var x) {
    to.push(x);
    if (x.kind() == TypeKind.FLOAT && to.type == DType.F64) {
      to.code.f2d();
    } else if (x.kind() == TypeKind.DOUBLE && to.type == DType.F32) {
      to.code.d2f();
    }
    return to.keep(to.single() ? TypeKind.FLOAT : TypeKind.DOUBLE);
  }
}
