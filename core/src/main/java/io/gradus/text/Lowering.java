package io.gradus.text;

import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.op.Pointwise.Binary;
import io.gradus.op.Pointwise.Unary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Replaces functions that a notation lacks by formulas in functions that it has.
final class Lowering {
  private Lowering() {}

  static List<Expr> of(Notation notation, List<Expr> roots) {
    return switch (notation) {
      case TEXT, TEX, MATHML -> roots;
      case WOLFRAM, JAVA -> lower(notation, roots);
    };
  }

  private static List<Expr> lower(Notation notation, List<Expr> roots) {
    Map<Expr, Expr> done = new HashMap<>();
    for (Expr e : Graph.nodes(roots)) {
      Expr same = e.over(Graph.images(e.args(), done));
      Optional<Expr> other = notation == Notation.JAVA ? java(same) : wolfram(same);
      done.put(e, other.orElse(same));
    }
    return Graph.images(roots, done);
  }

  private static Optional<Expr> wolfram(Expr e) {
    if (e.op() == Binary.HYPOT) {
      return Optional.of(e.args().get(0).square().add(e.args().get(1).square()).sqrt());
    }
    if (!(e.op() instanceof Unary f)) {
      return Optional.empty();
    }
    Expr x = e.args().getFirst();
    return switch (f) {
      case EXPM1 -> Optional.of(x.exp().sub(1));
      case LOG1P -> Optional.of(x.like(1).add(x).log());
      case SOFTPLUS -> Optional.of(x.like(1).add(x.exp()).log());
      default -> Optional.empty();
    };
  }

  private static Optional<Expr> java(Expr e) {
    if (!(e.op() instanceof Unary f)) {
      return Optional.empty();
    }
    Expr x = e.args().getFirst();
    return switch (f) {
      case ASINH -> Optional.of(x.add(x.square().add(1).sqrt()).log());
      case ACOSH -> Optional.of(x.add(x.square().sub(1).sqrt()).log());
      case ATANH -> Optional.of(x.mul(2).div(x.like(1).sub(x)).apply(Unary.LOG1P).div(2));
      case LOGISTIC -> Optional.of(x.like(1).add(x.neg().exp()).reciprocal());
      case SOFTPLUS -> Optional.of(x.max(0).add(x.abs().neg().exp().apply(Unary.LOG1P)));
      default -> Optional.empty();
    };
  }
}
