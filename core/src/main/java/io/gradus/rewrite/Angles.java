package io.gradus.rewrite;

import io.gradus.graph.Expr;
import io.gradus.graph.Rational;
import io.gradus.graph.Type;
import io.gradus.op.Flat;
import io.gradus.op.Pointwise.Unary;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Values that are known in closed form: sin(π/6) = 1/2, atan(1) = π/4, cosh(0) = 1.
final class Angles {
  /// Sines between 0 and π/2: the angle over π, and the square of the sine.
  private static final Map<Rational, Rational> SINES =
      Map.of(
          Rational.ZERO,
          Rational.ZERO,
          new Rational(1, 6),
          new Rational(1, 4),
          new Rational(1, 4),
          new Rational(1, 2),
          new Rational(1, 3),
          new Rational(3, 4),
          new Rational(1, 2),
          Rational.ONE);

  private static final Rational HALF = new Rational(1, 2);

  private Angles() {}

  /// f(x) for a constant x, if it is simple; else null.
  static Expr value(Algebra algebra, Unary f, Expr x) {
    if (x.isZero()) {
      double y = f.at(0);
      return y == 0 || y == 1 || y == 0.5 ? x.like(y) : f == Unary.ACOS ? pi(x, HALF) : null;
    }
    return switch (f) {
      case SIN -> angle(algebra, x).map(r -> sine(algebra, x.type(), r)).orElse(null);
      case COS -> angle(algebra, x).map(r -> sine(algebra, x.type(), add(r, HALF))).orElse(null);
      case TAN -> angle(algebra, x).map(r -> tangent(algebra, x.type(), r)).orElse(null);
      case ASIN -> inverse(algebra, x, false);
      case ACOS -> {
        Rational angle = arcSine(algebra, x);
        yield angle == null ? null : pi(algebra, x.type(), add(HALF, angle.negate()));
      }
      case ATAN -> inverse(algebra, x, true);
      case ACOSH -> x.isNumber(1) ? x.zeros() : null;
      default -> null;
    };
  }

  /// The multiple of π that x is.
  private static Optional<Rational> angle(Algebra algebra, Expr x) {
    Monomial m = algebra.monomial(x);
    boolean pi =
        m.powers().size() == 1
            && m.powers().keySet().iterator().next().op() instanceof Flat.Named n
            && n.value() == Math.PI
            && m.powers().values().iterator().next().isNumber(1);
    return pi ? m.coef().exact() : Optional.empty();
  }

  /// sin(π·r).
  private static Expr sine(Algebra algebra, Type type, Rational r) {
    long half = Math.floorMod(Math.floorDiv(r.num(), r.den()), 2L);
    Rational within = new Rational(Math.floorMod(r.num(), r.den()), r.den());
    Rational acute = within.compareTo(HALF) > 0 ? add(Rational.ONE, within.negate()) : within;
    Rational square = SINES.get(acute);
    if (square == null) {
      return null;
    }
    Expr root = algebra.power(algebra.fill(Num.of(square), type), Num.HALF);
    return half == 1 ? algebra.neg(root) : root;
  }

  private static Expr tangent(Algebra algebra, Type type, Rational r) {
    Expr sine = sine(algebra, type, r);
    Expr cosine = sine(algebra, type, add(r, HALF));
    if (sine == null || cosine == null || cosine.isZero()) {
      return null;
    }
    return algebra.product(sine, algebra.power(cosine, Num.MINUS_ONE));
  }

  private static Expr inverse(Algebra algebra, Expr x, boolean tangent) {
    Rational angle = tangent ? arcTangent(algebra, x) : arcSine(algebra, x);
    return angle == null ? null : pi(algebra, x.type(), angle);
  }

  private static Rational arcSine(Algebra algebra, Expr x) {
    for (Rational r : SINES.keySet()) {
      for (Rational angle : List.of(r, r.negate())) {
        if (sine(algebra, x.type(), angle) == x) {
          return angle;
        }
      }
    }
    return null;
  }

  private static Rational arcTangent(Algebra algebra, Expr x) {
    for (Rational r : SINES.keySet()) {
      for (Rational angle : List.of(r, r.negate())) {
        if (tangent(algebra, x.type(), angle) == x) {
          return angle;
        }
      }
    }
    return null;
  }

  private static Expr pi(Algebra algebra, Type type, Rational r) {
    return algebra.expr(
        new Product(algebra, type).times(Num.of(r)).times(Expr.pi(type)).normal(), type);
  }

  private static Expr pi(Expr like, Rational r) {
    return Expr.pi(like.type()).div(r.den());
  }

  private static Rational add(Rational a, Rational b) {
    return a.add(b).orElseThrow();
  }
}
