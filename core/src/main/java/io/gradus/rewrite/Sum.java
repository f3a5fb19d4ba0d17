package io.gradus.rewrite;

import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.op.Linear;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A sum being brought into normal form: a number for each product of powers.
///
/// Of the ways to write the result (brackets kept, multiplied out, common factors taken out) the
/// shortest is chosen.
final class Sum {
  /// Sums of more terms than this are not searched for a shorter form.
  private static final int LIMIT = 32;

  private final Algebra algebra;
  private final Type type;
  private final Map<Map<Expr, Expr>, Num> terms = new LinkedHashMap<>();

  Sum(Algebra algebra, Type type) {
    this.algebra = algebra;
    this.type = type;
  }

  /// Adds e.
  Sum plus(Expr e) {
    return plus(e, Num.ONE);
  }

  /// Adds c·e.
  Sum plus(Expr e, Num c) {
    Monomial m = algebra.monomial(e);
    return plus(m.with(c.mul(m.coef())));
  }

  /// Adds a product. A sum in brackets loses them if only a sign stands before it.
  Sum plus(Monomial m) {
    if (Math.abs(m.coef().value()) == 1 && isSum(m)) {
      return plusAll(m);
    }
    Num sum = m.coef();
    Num old = terms.get(m.powers());
    if (old != null) {
      sum = old.add(sum);
    }
    if (sum.isZero()) {
      terms.remove(m.powers());
    } else {
      terms.put(m.powers(), sum);
    }
    return this;
  }

  private Sum plusAll(Monomial m) {
    Expr sum = m.powers().keySet().iterator().next();
    for (Monomial t : algebra.terms(sum)) {
      Num c = terms.getOrDefault(t.powers(), Num.ZERO).add(t.coef().mul(m.coef()));
      if (c.isZero()) {
        terms.remove(t.powers());
      } else {
        terms.put(t.powers(), c);
      }
    }
    return this;
  }

  /// True for c·(a + b + …), small enough to look inside.
  private boolean isSum(Monomial m) {
    if (m.powers().size() != 1) {
      return false;
    }
    Map.Entry<Expr, Expr> p = m.powers().entrySet().iterator().next();
    return p.getKey().op() instanceof Linear.Add
        && p.getValue().isNumber(1)
        && (algebra.facts(p.getKey()).size() <= Algebra.LONG
            || algebra.terms(p.getKey()).size() <= Algebra.FEW);
  }

  /// The sum if it is a number; else null.
  Num number() {
    if (terms.isEmpty()) {
      return Num.ZERO;
    }
    return terms.size() == 1 ? terms.get(Map.<Expr, Expr>of()) : null;
  }

  /// The sum in normal form.
  Expr expr() {
    List<Monomial> given = monomials();
    Expr best = solved();
    if (given.size() > LIMIT || algebra.facts(best).size() > Algebra.HUGE) {
      return best;
    }
    if (given.stream().anyMatch(this::isSum)) {
      Sum scaled = new Sum(algebra, type);
      for (Monomial m : given) {
        if (isSum(m)) {
          scaled.plusAll(m);
        } else {
          scaled.plus(m);
        }
      }
      best = shorter(scaled.solved(), best, true);
    }
    if (!algebra.isSearched(best)) {
      return best;
    }
    List<Monomial> open = Factors.expand(algebra, given, type);
    if (!open.isEmpty()) {
      Sum expanded = new Sum(algebra, type);
      open.forEach(expanded::plus);
      if (expanded.estimate() < algebra.facts(best).size()) {
        best = shorter(expanded.solved(), best, false);
      }
    }
    return best;
  }

  private Expr shorter(Expr x, Expr y, boolean tie) {
    int c = Double.compare(algebra.facts(x).size(), algebra.facts(y).size());
    return c < 0 || c == 0 && tie ? x : y;
  }

  private Expr solved() {
    if (terms.size() > 1) {
      Brackets.align(algebra, terms, type);
      Laws.squares(algebra, terms, type);
      Choices.merge(algebra, terms, type);
    }
    if (terms.size() < 2) {
      return written();
    }
    Expr plain = written();
    boolean large = terms.size() > LIMIT || algebra.facts(plain).size() > Algebra.HUGE;
    return large ? plain : Factors.best(algebra, plain);
  }

  /// The written size without common factors taken out.
  private double estimate() {
    double size = -1;
    for (Map.Entry<Map<Expr, Expr>, Num> t : terms.entrySet()) {
      size += Math.abs(t.getValue().value()) == 1 ? 0 : 2;
      for (Map.Entry<Expr, Expr> p : t.getKey().entrySet()) {
        size += algebra.facts(p.getKey()).size() + (p.getValue().isNumber(1) ? 1 : 3);
      }
    }
    return size;
  }

  List<Monomial> monomials() {
    List<Monomial> list = new ArrayList<>(terms.size());
    terms.forEach((powers, c) -> list.add(new Monomial(c, powers)));
    return list;
  }

  /// The sum term by term, in the order of writing.
  Expr written() {
    List<Monomial> list = monomials();
    if (list.isEmpty()) {
      return algebra.fill(Num.ZERO, type);
    }
    if (list.size() == 1) {
      return algebra.expr(list.getFirst(), type);
    }
    algebra.order().sort(list);
    int lead = 0;
    while (lead < list.size() && list.get(lead).coef().sign() < 0) {
      lead++;
    }
    if (lead < list.size()) {
      list.addFirst(list.remove(lead)); // 1 - x, not -x + 1
    }
    Expr sum = null;
    for (Monomial m : list) {
      Expr abs = algebra.expr(m.with(m.coef().abs()), type);
      Expr term = m.coef().sign() < 0 ? abs.neg() : abs;
      sum = sum == null ? term : sum.add(term);
    }
    algebra.learn(sum, List.copyOf(list));
    return sum;
  }

  /// The terms of a sum as it stands.
  static List<Monomial> read(Algebra algebra, Expr e) {
    Sum sum = new Sum(algebra, e.type());
    Deque<Expr> open = new ArrayDeque<>();
    Deque<Num> signs = new ArrayDeque<>();
    open.push(e);
    signs.push(Num.ONE);
    while (!open.isEmpty()) {
      Expr x = open.pop();
      Num sign = signs.pop();
      if (x.op() instanceof Linear.Add) {
        open.push(x.args().get(1));
        open.push(x.args().get(0));
        signs.push(sign);
        signs.push(sign);
      } else if (x.op() instanceof Linear.Neg) {
        open.push(x.args().getFirst());
        signs.push(sign.negate());
      } else {
        sum.plus(x, sign);
      }
    }
    return sum.monomials();
  }
}
