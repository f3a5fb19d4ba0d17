package io.gradus.rewrite;

import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.op.Linear;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Sums among the factors of a product.
final class Brackets {
  private Brackets() {}

  /// Numbers that all terms of a sum share leave it: (2x + 4)/2 is x + 2, 1/(x/2 + 1) is 2/(x + 2).
  static void contents(Algebra algebra, Product product) {
    for (Expr base : product.brackets()) {
      Num n = product.exponent(base);
      Num content = Factors.content(algebra.terms(base));
      boolean leaves =
          n.isWhole()
              ? !product.isLone() || !n.isOne() && content.isFraction()
              : content.sign() > 0
                  && Roots.of(content, n).filter(r -> r.inside().isOne()).isPresent();
      if (leaves && !n.isZero() && !content.isOne()) {
        Expr k = product.remove(base);
        product
            .power(Factors.over(algebra, base, content), k)
            .times(algebra.fill(content, base.type()), k);
      }
    }
  }

  /// Sums among other factors give theirs away: (x² + x)·y is x·(x + 1)·y. Of two that differ in
  /// sign only, one is written as the other.
  static void sums(Algebra algebra, Product product) {
    Map<Set<Map<Expr, Expr>>, Expr> seen = new HashMap<>();
    List<Expr> whole = new ArrayList<>();
    for (Expr base : product.brackets()) {
      Num n = product.exponent(base);
      if (n.isZero() || !n.isWhole()) {
        seen.put(parts(algebra, base), base); // a symbol or fraction in the exponent
      } else {
        whole.add(base);
      }
    }
    for (Expr base : whole) {
      Num n = product.exponent(base);
      if (n.isZero() || !n.isWhole()) {
        continue; // met by another since
      }
      Monomial m = cleared(algebra, product, base, n);
      if (!m.is(base)) {
        product.times(m, product.remove(base));
        continue;
      }
      Expr like = seen.putIfAbsent(parts(algebra, base), base);
      if (like != null && algebra.neg(base) == like) {
        product.times(Num.MINUS_ONE.pow(n.whole())).power(like, product.remove(base));
      }
    }
  }

  /// A sum in factors. Fractions in it are cleared where that is shorter or meets another factor:
  /// 1/(1 + 1/x) is x/(x + 1), (x/r + 1)/(x + r) is 1/r.
  private static Monomial cleared(Algebra algebra, Product product, Expr sum, Num n) {
    Monomial m = product.isAlone() ? algebra.base(sum) : algebra.factored(sum);
    Monomial c = m.is(sum) && algebra.isSearched(sum) ? Factors.cleared(algebra, sum) : null;
    if (c == null) {
      return m;
    }
    double size = 0;
    boolean meets = false;
    for (Expr base : c.powers().keySet()) {
      size += algebra.facts(base).size();
      meets |= base.op() instanceof Linear.Add && product.exponent(base).sign() * n.sign() < 0;
    }
    return meets || n.sign() < 0 && size <= algebra.facts(sum).size() ? c : m;
  }

  /// The terms without their numbers.
  static Set<Map<Expr, Expr>> parts(Algebra algebra, Expr sum) {
    Set<Map<Expr, Expr>> parts = new HashSet<>();
    algebra.terms(sum).forEach(t -> parts.add(t.powers()));
    return parts;
  }

  /// Of brackets in several terms that differ in sign only, one is written as the other: a·(x − y)
  /// + b·(y − x) is a·(x − y) − b·(x − y).
  static void align(Algebra algebra, Map<Map<Expr, Expr>, Num> terms, Type type) {
    Map<Set<Map<Expr, Expr>>, Expr> seen = new HashMap<>();
    for (Map<Expr, Expr> powers : List.copyOf(terms.keySet())) {
      for (Map.Entry<Expr, Expr> p : powers.entrySet()) {
        Expr base = p.getKey();
        if (base.op() instanceof Linear.Add && p.getValue().isNumber(1) && powers.size() > 1) {
          Expr like = seen.putIfAbsent(parts(algebra, base), base);
          if (like != null && like != base && algebra.neg(base) == like) {
            Num c = terms.remove(powers);
            Map<Expr, Expr> rest = new LinkedHashMap<>(powers);
            rest.remove(base);
            Monomial m =
                new Product(algebra, type)
                    .times(new Monomial(c.negate(), rest))
                    .power(like)
                    .sorted();
            terms.merge(m.powers(), m.coef(), Num::add);
            terms.values().removeIf(Num::isZero);
            break;
          }
        }
      }
    }
  }

  /// A minus sign goes into a polynomial that begins with one: −(3 − 4x²)·y is (4x² − 3)·y.
  static Monomial flipped(Algebra algebra, Monomial m, Type type) {
    for (Map.Entry<Expr, Expr> p : m.powers().entrySet()) {
      Expr sum = p.getKey();
      Num k = algebra.number(p.getValue());
      if (sum.op() instanceof Linear.Add
          && algebra.facts(sum).elementary()
          && algebra.facts(sum).size() <= Algebra.LONG
          && k != null
          && k.isWhole()
          && !k.isEven()) {
        Expr opposite = algebra.neg(sum);
        if (opposite.op() instanceof Linear.Add && algebra.leads(opposite)) {
          Map<Expr, Expr> rest = new LinkedHashMap<>(m.powers());
          Expr exponent = rest.remove(sum);
          return new Product(algebra, type)
              .times(new Monomial(m.coef().negate(), rest))
              .power(opposite, exponent)
              .sorted();
        }
      }
    }
    return m;
  }
}
