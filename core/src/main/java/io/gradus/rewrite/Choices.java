package io.gradus.rewrite;

import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.op.Flat;
import io.gradus.op.Linear;
import io.gradus.op.Pointwise.Binary;
import io.gradus.op.Pointwise.Unary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Choices, comparisons and steps.
final class Choices {
  private Choices() {}

  /// `where(mask, yes, no)`. Inside a branch the mask is known, and the guards that derivative
  /// rules put at the edge of a domain go.
  static Expr select(Algebra algebra, Expr mask, Expr yes, Expr no) {
    Expr y = branch(mask, yes, 1);
    Expr n = branch(mask, no, 2);
    return guards(algebra, mask, y, n) ? n : Expr.of(new Linear.Select(), List.of(mask, y, n));
  }

  /// A product whose factors have entered a choice that is 0 otherwise: where(c, a, 0)·b is
  /// where(c, a·b, 0).
  static Monomial entered(Algebra algebra, Monomial m, Type type) {
    if (m.powers().size() == 1 && m.coef().isOne()) {
      return m;
    }
    for (Map.Entry<Expr, Expr> power : m.powers().entrySet()) {
      Expr choice = power.getKey();
      if (choice.op() instanceof Linear.Select && power.getValue().isNumber(1)) {
        Expr yes = choice.args().get(1);
        Expr no = choice.args().get(2);
        boolean enters = m.powers().size() > 1 || yes.isConstant() && no.isConstant();
        if (enters && (yes.isZero() || no.isZero())) {
          Map<Expr, Expr> others = new LinkedHashMap<>(m.powers());
          others.remove(choice);
          Expr rest = algebra.expr(new Monomial(m.coef(), others), type);
          Expr mask = choice.args().getFirst();
          return algebra.monomial(
              select(algebra, mask, algebra.product(yes, rest), algebra.product(no, rest)));
        }
      }
    }
    return m;
  }

  private static Expr branch(Expr mask, Expr e, int taken) {
    Expr x = e;
    while (x.op() instanceof Linear.Select && x.args().getFirst() == mask) {
      x = x.args().get(taken);
    }
    return x;
  }

  /// True for where(x = 0 …, 0, …·log x) and where(r = 0, 0, …/r) with r = √(x² + y²): the
  /// derivatives of xʸ by y and of r, guarded at a point where they are not smooth.
  private static boolean guards(Algebra algebra, Expr mask, Expr yes, Expr no) {
    if (!yes.isZero()) {
      return false;
    }
    Map<Expr, Expr> powers = algebra.monomial(no).powers();
    for (Expr condition : algebra.monomial(mask).powers().keySet()) {
      if (condition.op() == Flat.Compare.EQUAL && condition.args().get(1).isZero()) {
        Expr x = condition.args().get(0);
        Expr k = powers.get(x);
        if (powers.containsKey(x.log())
            || x.op() == Binary.HYPOT && k != null && k.number().orElse(0.0) < 0) {
          return true;
        }
      }
    }
    return false;
  }

  /// The larger or smaller of two.
  static Expr extreme(Binary f, Expr x, Expr y) {
    if (y.op() == f && y.args().contains(x)) {
      return y;
    }
    return x.op() == f && x.args().contains(y) ? x : Expr.of(f, List.of(x, y));
  }

  /// A comparison.
  static Expr compare(Flat.Compare f, Expr x, Expr y) {
    if (x == y) {
      return f == Flat.Compare.GREATER ? x.zeros() : x.like(1);
    }
    if (x.number().isPresent() && y.number().isPresent()) {
      double a = x.number().get();
      double b = y.number().get();
      return x.like(
          switch (f) {
                case GREATER -> a > b;
                case GREATER_EQUAL -> a >= b;
                case EQUAL -> a == b;
              }
              ? 1
              : 0);
    }
    return Expr.of(f, List.of(x, y));
  }

  /// A step.
  static Expr step(Algebra algebra, Flat.Step f, Expr x) {
    return switch (f) {
      case SIGN -> sign(algebra, x);
      case FLOOR -> x.number().map(v -> x.like(Math.floor(v))).orElseGet(x::floor);
      case STOP -> x.stop();
    };
  }

  private static Expr sign(Algebra algebra, Expr x) {
    Monomial m = algebra.monomial(x);
    Num s = Num.of(m.coef().sign());
    if (m.isNumber()) {
      return algebra.fill(s, x.type());
    }
    Map<Expr, Expr> rest = new LinkedHashMap<>(m.powers());
    rest.keySet().removeIf(base -> algebra.isE(base) || base.op() == Unary.COSH);
    if (rest.isEmpty()) {
      return algebra.fill(s, x.type());
    }
    Expr y = algebra.expr(new Monomial(Num.ONE, rest), x.type());
    return s.sign() < 0 ? algebra.neg(y.sign()) : y.sign();
  }

  /// Choices by one mask become one, and a tie that would be shared is left to the strict
  /// comparisons beside it: no derivative exists there.
  static void merge(Algebra algebra, Map<Map<Expr, Expr>, Num> terms, Type type) {
    dropTies(terms);
    Map<Expr, Integer> masks = new LinkedHashMap<>();
    for (Map<Expr, Expr> powers : terms.keySet()) {
      Expr choice = choice(powers);
      if (choice != null) {
        masks.merge(choice.args().getFirst(), 1, Integer::sum);
      }
    }
    masks.values().removeIf(n -> n == 1);
    if (masks.isEmpty()) {
      return;
    }
    Map<Expr, Branches> merged = new LinkedHashMap<>();
    for (Map<Expr, Expr> powers : List.copyOf(terms.keySet())) {
      Expr choice = choice(powers);
      if (choice != null && masks.containsKey(choice.args().getFirst())) {
        Num c = terms.remove(powers);
        merged
            .computeIfAbsent(choice.args().getFirst(), m -> new Branches(algebra, type))
            .plus(choice, c);
      }
    }
    Sum sum = new Sum(algebra, type);
    terms.forEach((powers, c) -> sum.plus(new Monomial(c, powers)));
    merged.forEach((mask, b) -> sum.plus(select(algebra, mask, b.yes.expr(), b.no.expr())));
    terms.clear();
    sum.monomials().forEach(m -> terms.put(m.powers(), m.coef()));
  }

  /// The sums of the branches of choices by one mask.
  private record Branches(Sum yes, Sum no) {
    Branches(Algebra algebra, Type type) {
      this(new Sum(algebra, type), new Sum(algebra, type));
    }

    void plus(Expr choice, Num c) {
      yes.plus(choice.args().get(1), c);
      no.plus(choice.args().get(2), c);
    }
  }

  private static Expr choice(Map<Expr, Expr> powers) {
    if (powers.size() != 1) {
      return null;
    }
    Map.Entry<Expr, Expr> p = powers.entrySet().iterator().next();
    boolean one = p.getKey().op() instanceof Linear.Select && p.getValue().isNumber(1);
    return one ? p.getKey() : null;
  }

  private static void dropTies(Map<Map<Expr, Expr>, Num> terms) {
    for (Map<Expr, Expr> powers : List.copyOf(terms.keySet())) {
      for (Expr tie : powers.keySet()) {
        if (tie.op() == Flat.Compare.EQUAL) {
          Expr x = tie.args().get(0);
          Expr y = tie.args().get(1);
          if (replaced(terms, powers, tie, x.gt(y)) || replaced(terms, powers, tie, y.gt(x))) {
            terms.remove(powers);
            break;
          }
        }
      }
    }
  }

  private static boolean replaced(
      Map<Map<Expr, Expr>, Num> terms, Map<Expr, Expr> powers, Expr tie, Expr by) {
    Map<Expr, Expr> strict = new LinkedHashMap<>(powers);
    strict.put(by, strict.remove(tie));
    return terms.containsKey(strict);
  }
}
