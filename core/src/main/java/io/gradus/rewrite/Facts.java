package io.gradus.rewrite;

import io.gradus.graph.Expr;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Linear;
import io.gradus.op.Move;
import io.gradus.op.Op;
import io.gradus.op.Pointwise;
import io.gradus.op.Pointwise.Binary;
import io.gradus.op.Pointwise.Unary;
import io.gradus.op.Structured;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What the simplifier knows of one node, computed from what it knows of the arguments.
///
/// @param size the written size: 1 for a symbol, a number or an operator, 4 for a function, as if
///   shared parts were written out
/// @param hash a hash of the structure alone, the same in every run
/// @param degree the degree as a polynomial in the symbols; 0 for anything else
/// @param symbol true for a parameter and for one element of it
/// @param constant true without symbols, such as √2
/// @param elementary true if only arithmetic on symbols and numbers
/// @param nonNegative true if known to be ≥ 0 wherever it is real
record Facts(
    double size,
    long hash,
    double degree,
    boolean symbol,
    boolean constant,
    boolean elementary,
    boolean nonNegative) {
  // Of functions that are in neither set nothing is known, which is always safe.
  private static final Set<Unary> NON_NEGATIVE =
      EnumSet.of(
          Unary.SQUARE,
          Unary.SQRT,
          Unary.EXP,
          Unary.ACOS,
          Unary.COSH,
          Unary.ACOSH,
          Unary.LOGISTIC,
          Unary.SOFTPLUS,
          Unary.ERFC,
          Unary.ABS);
  private static final Set<Unary> SIGN_KEEPING =
      EnumSet.of(
          Unary.RECIPROCAL,
          Unary.CBRT,
          Unary.EXPM1,
          Unary.LOG1P,
          Unary.ATAN,
          Unary.ASIN,
          Unary.SINH,
          Unary.TANH,
          Unary.ASINH,
          Unary.ATANH,
          Unary.ERF);

  private static final int FUNCTION = 4;

  static Facts of(Expr e, List<Facts> x) {
    Op op = e.op();
    return new Facts(
        size(e, x),
        hash(op, x),
        degree(e, x),
        isSymbol(e, x),
        isConstant(op, x),
        isElementary(op, x),
        isNonNegative(e, x));
  }

  private static double size(Expr e, List<Facts> x) {
    if (isSymbol(e, x)) {
      return 1;
    }
    double all = 0;
    for (Facts f : x) {
      all += f.size;
    }
    return switch (e.op()) {
      case Flat.Fill f -> Num.of(f.value(), f.type().dtype()).isFraction() ? 3 : 1;
      case Flat.Param _, Flat.Named _, Flat.Constant _, Flat.Iota _ -> 1;
      case Flat _ -> FUNCTION + all;
      case Linear.Neg _ -> all; // a sum writes it as its minus sign
      case Linear.Add _, Bilinear.Mul _ -> 1 + all;
      case Unary u ->
          switch (u) {
            case SQUARE, RECIPROCAL -> 2 + all;
            case SQRT -> FUNCTION + all + (Roots.reducible(e.args().getFirst()) ? 3 : 0);
            default -> FUNCTION + all;
          };
      case Binary b ->
          switch (b) {
            case DIV -> 1 + all;
            case POW -> power(e.args().get(1), x);
            case MAX, MIN, ATAN2, HYPOT -> FUNCTION + all;
          };
      case Pointwise _, Linear _, Bilinear _, Structured _, Control _ -> FUNCTION + all;
    };
  }

  /// A power counts as it is written: x^3, 1/x^3, 1/sqrt(x).
  private static double power(Expr exponent, List<Facts> x) {
    double base = x.get(0).size;
    if (exponent.number().isEmpty()) {
      return 1 + base + x.get(1).size;
    }
    double k = exponent.number().get();
    return base + (k < 0 ? 2 : 0) + (Math.abs(k) == 0.5 ? FUNCTION : 2);
  }

  private static long hash(Op op, List<Facts> x) {
    long h =
        switch (op) {
          case Flat.Param p -> p.name().hashCode() * 31L + p.type().shape().hashCode();
          case Flat.Fill f -> Double.hashCode(f.value()) * 37L;
          case Flat.Named n -> n.name().hashCode() * 41L;
          case Flat.Constant c -> c.array().hashCode() * 43L;
          case Flat.Iota i -> i.axis() + 47L;
          case Flat.Compare c -> c.symbol().hashCode();
          case Flat.Step s -> s.symbol().hashCode();
          case Flat.ArgMax a -> a.axis() + 53L;
          case Flat.ArgSort a -> a.axis() + 59L;
          case Pointwise p -> p.toString().hashCode();
          case Bilinear.Mul m -> m.symbol().hashCode();
          case Bilinear.Contract c -> c.toString().hashCode();
          case Linear.Add a -> a.symbol().hashCode();
          case Linear.Neg n -> n.symbol().hashCode();
          case Linear l -> l.toString().hashCode();
          case Structured s -> s.toString().hashCode();
          case Control.Item i -> i.index() + 61L;
          case Control c -> c.symbol().hashCode() * 67L;
        };
    for (Facts f : x) {
      h = (h ^ h >>> 29) * 0x9E3779B97F4A7C15L + f.hash;
    }
    return h;
  }

  private static double degree(Expr e, List<Facts> x) {
    if (!isElementary(e.op(), x)) {
      return 0;
    }
    return switch (e.op()) {
      case Flat.Param _, Move.Slice _, Move.Reshape _ -> 1;
      case Linear.Neg _ -> x.get(0).degree;
      case Linear.Add _ -> Math.max(x.get(0).degree, x.get(1).degree);
      case Bilinear.Mul _ -> x.get(0).degree + x.get(1).degree;
      case Unary u ->
          switch (u) {
            case SQUARE -> 2 * x.get(0).degree;
            default -> 0;
          };
      case Binary b ->
          switch (b) {
            case DIV -> Math.max(0, x.get(0).degree - x.get(1).degree);
            case POW -> Math.max(0, x.get(0).degree * e.args().get(1).number().orElse(0.0));
            case MAX, MIN, ATAN2, HYPOT -> 0;
          };
      case Pointwise _, Linear _, Bilinear _, Flat _, Structured _, Control _ -> 0;
    };
  }

  private static boolean isSymbol(Expr e, List<Facts> x) {
    return switch (e.op()) {
      case Flat.Param _ -> true;
      case Move.Slice _, Move.Reshape _ -> x.get(0).symbol;
      case Op.Single _, Control _ -> false;
    };
  }

  private static boolean isConstant(Op op, List<Facts> x) {
    return switch (op) {
      case Flat.Fill _, Flat.Named _ -> true;
      case Flat _, Structured _, Control _ -> false;
      case Pointwise _, Linear.Add _, Linear.Neg _, Bilinear.Mul _ -> all(x, Facts::constant);
      case Linear _, Bilinear _ -> false;
    };
  }

  private static boolean isElementary(Op op, List<Facts> x) {
    return switch (op) {
      case Flat.Fill _, Flat.Named _, Flat.Param _ -> true;
      case Flat _, Structured _, Control _ -> false;
      case Unary u -> (u == Unary.SQUARE || u == Unary.RECIPROCAL) && all(x, Facts::elementary);
      case Binary b -> (b == Binary.DIV || b == Binary.POW) && all(x, Facts::elementary);
      case Linear.Add _, Linear.Neg _, Bilinear.Mul _ -> all(x, Facts::elementary);
      case Move.Slice _, Move.Reshape _ -> x.get(0).symbol;
      case Pointwise _, Linear _, Bilinear _ -> false;
    };
  }

  private static boolean isNonNegative(Expr e, List<Facts> x) {
    return switch (e.op()) {
      case Flat.Fill f -> f.value() >= 0;
      case Flat.Named n -> n.value() >= 0;
      case Flat.Compare _, Flat.Iota _, Flat.ArgMax _ -> true;
      case Flat _, Control _ -> false;
      case Linear.Add _ -> all(x, Facts::nonNegative);
      case Linear.Select _ -> x.get(1).nonNegative && x.get(2).nonNegative;
      case Linear _, Structured _, Bilinear.Contract _ -> false;
      case Bilinear.Mul _ -> all(x, Facts::nonNegative);
      case Unary u -> NON_NEGATIVE.contains(u) || SIGN_KEEPING.contains(u) && x.get(0).nonNegative;
      case Binary b ->
          switch (b) {
            case DIV, MIN -> all(x, Facts::nonNegative);
            case MAX -> Stream.of(x.get(0), x.get(1)).anyMatch(Facts::nonNegative);
            case HYPOT -> true;
            case POW -> x.get(0).nonNegative || isRootOrEven(e.args().get(1));
            case ATAN2 -> false;
          };
      case Pointwise.Polygamma _ -> false;
    };
  }

  /// An even power is a square, and a power that is not whole is real for x ≥ 0 only.
  private static boolean isRootOrEven(Expr exponent) {
    return exponent.number().filter(k -> k != Math.rint(k) || k % 2 == 0).isPresent();
  }

  private static boolean all(List<Facts> x, Predicate<Facts> p) {
    for (Facts f : x) {
      if (!p.test(f)) {
        return false;
      }
    }
    return true;
  }
}
