package io.gradus.rewrite;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Linear;
import io.gradus.op.Op;
import io.gradus.op.Pointwise;
import io.gradus.op.Structured;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Constant folding for evaluation: what does not depend on parameters is computed once, with the
/// reference semantics, so that √2 or a mask over positions costs nothing at run time.
///
/// Results are the same bits as without folding, but for the sign of zeros. A constant is not
/// folded where the result would take much more memory than its operands.
public final class Fold {
  private static final int SMALL = 1 << 12;

  private Fold() {}

  /// The expression with its constant parts computed.
  public static Expr fold(Expr e) {
    return fold(List.of(e)).getFirst();
  }

  /// The expressions with their constant parts computed.
  public static List<Expr> fold(List<Expr> roots) {
    Map<Expr, Expr> done = new HashMap<>();
    for (Expr e : Graph.nodes(roots)) {
      List<Expr> args = Graph.images(e.args(), done);
      boolean known = !args.isEmpty() && args.stream().allMatch(Fold::isKnown);
      if (known && e.op() instanceof Op.Single op && isSmall(e, args)) {
        done.put(e, value(op, args, e.type()));
      } else {
        done.put(e, e.over(args));
      }
    }
    return Graph.images(roots, done);
  }

  /// The value of an operation: one number if all operands are one number, else an array.
  private static Expr value(Op.Single op, List<Expr> args, Type type) {
    if (isUniform(op, args)) {
      Array value = op.eval(args.stream().map(x -> value(x, Shape.SCALAR)).toList());
      return Expr.fill(value.item(), type);
    }
    return Expr.constant(op.eval(args.stream().map(x -> value(x, x.shape())).toList()));
  }

  private static boolean isSmall(Expr e, List<Expr> args) {
    int given = args.stream().mapToInt(x -> isUniform(x) ? 1 : x.shape().size()).sum();
    return e.op() instanceof Op.Single op && isUniform(op, args)
        || e.shape().size() <= Math.max(SMALL, given);
  }

  private static boolean isUniform(Op.Single op, List<Expr> args) {
    return isElementwise(op) && args.stream().allMatch(Fold::isUniform);
  }

  private static boolean isKnown(Expr e) {
    return e.isConstant() || e.op() instanceof Flat.Iota;
  }

  private static boolean isUniform(Expr e) {
    return e.op() instanceof Flat.Fill || e.op() instanceof Flat.Named;
  }

  private static Array value(Expr e, Shape shape) {
    return switch (e.op()) {
      case Flat.Fill f -> Array.full(e.dtype(), shape, f.value());
      case Flat.Named n -> Array.full(e.dtype(), shape, n.value());
      case Op.Single op -> op.eval(List.of());
      case Control c -> throw new IllegalStateException(c.symbol() + " is no constant");
    };
  }

  private static boolean isElementwise(Op.Single op) {
    return switch (op) {
      case Pointwise _, Bilinear.Mul _, Flat.Compare _, Flat.Step _ -> true;
      case Linear.Add _, Linear.Neg _, Linear.Select _ -> true;
      case Linear _, Bilinear _, Flat _, Structured _ -> false;
    };
  }
}
