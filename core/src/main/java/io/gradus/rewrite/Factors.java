package io.gradus.rewrite;

import io.gradus.graph.Expr;
import io.gradus.graph.Rational;
import io.gradus.graph.Type;
import io.gradus.op.Linear;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Taking common factors out of sums, and multiplying brackets out.
final class Factors {
  private static final int LARGEST_EXPANSION = 48;
  private static final int LARGEST_BRACKET = 150;
  private static final int LARGEST_GROUPING = 32;
  private static final int LARGEST_DENOMINATOR = 1_000_000;

  private Factors() {}

  /// The shortest of a sum and its factored forms. A polynomial in one symbol stays as it is.
  static Expr best(Algebra algebra, Expr sum) {
    List<Monomial> terms = algebra.terms(sum);
    if (isUnivariate(algebra, terms)) {
      return sum;
    }
    Monomial m = algebra.factored(sum);
    if (!m.is(sum)) {
      Expr factored = algebra.expr(m, sum.type());
      if (algebra.facts(factored).size() < algebra.facts(sum).size()) {
        return factored;
      }
    }
    if (terms.size() < 3 || terms.size() > LARGEST_GROUPING) {
      return sum;
    }
    Expr gathered = gathered(algebra, sum);
    return gathered != null ? gathered : grouped(algebra, sum);
  }

  /// Terms that make up a bracket of another term join it: a + b − (a + b)·c is (a + b)·(1 − c).
  private static Expr gathered(Algebra algebra, Expr sum) {
    List<Monomial> terms = algebra.terms(sum);
    Map<Map<Expr, Expr>, Num> coefs = new LinkedHashMap<>();
    terms.forEach(t -> coefs.put(t.powers(), t.coef()));
    for (Monomial t : terms) {
      for (Map.Entry<Expr, Expr> p : t.powers().entrySet()) {
        Num ratio = p.getValue().isNumber(1) ? multiple(algebra, coefs, p.getKey()) : null;
        if (ratio != null) {
          Sum rest = new Sum(algebra, sum.type());
          terms.forEach(rest::plus);
          algebra.terms(p.getKey()).forEach(u -> rest.plus(u.with(u.coef().mul(ratio).negate())));
          rest.plus(t.with(t.coef().negate()));
          Map<Expr, Expr> others = new LinkedHashMap<>(t.powers());
          others.remove(p.getKey());
          Expr factor =
              new Sum(algebra, sum.type())
                  .plus(new Monomial(ratio, Map.of()))
                  .plus(new Monomial(t.coef(), others))
                  .expr();
          rest.plus(new Product(algebra, sum.type()).times(p.getKey()).times(factor).normal());
          Expr e = rest.expr();
          return algebra.facts(e).size() < algebra.facts(sum).size() ? e : null;
        }
      }
    }
    return null;
  }

  /// The number c if c·(all terms of a bracket) are among the terms; else null.
  private static Num multiple(Algebra algebra, Map<Map<Expr, Expr>, Num> coefs, Expr bracket) {
    if (!(bracket.op() instanceof Linear.Add)) {
      return null;
    }
    Num ratio = null;
    for (Monomial u : algebra.terms(bracket)) {
      Num c = coefs.get(u.powers());
      Num r = c == null ? null : c.mul(u.coef().invert());
      if (r == null || ratio != null && r.value() != ratio.value()) {
        return null;
      }
      ratio = r;
    }
    return ratio;
  }

  /// A sum as number · common factors · rest; the sum itself if nothing is common.
  static Monomial all(Algebra algebra, Expr sum) {
    List<Monomial> terms = algebra.terms(sum);
    Type type = sum.type();
    Num content = content(terms);
    Map<Expr, Expr> common = common(algebra, terms);
    return content.isOne() && common.isEmpty()
        ? algebra.base(sum)
        : taken(algebra, terms, content, common, type);
  }

  /// The function that many terms share, taken out of those: x·log x·eˣ + eˣ + x is (x·log x +
  /// 1)·eˣ + x. Of several the one that saves most.
  private static Expr grouped(Algebra algebra, Expr sum) {
    List<Monomial> terms = algebra.terms(sum);
    Type type = sum.type();
    Expr shared = shared(algebra, terms);
    if (shared == null) {
      return sum;
    }
    List<Monomial> group = new ArrayList<>();
    Sum result = new Sum(algebra, type);
    for (Monomial t : terms) {
      if (t.powers().containsKey(shared)) {
        group.add(t);
      } else {
        result.plus(t);
      }
    }
    Map<Expr, Expr> common = common(algebra, group);
    if (common.isEmpty()) {
      return sum;
    }
    result.plus(taken(algebra, group, content(group), common, type));
    Expr e = result.written();
    return algebra.facts(e).size() < algebra.facts(sum).size()
        ? e.op() instanceof Linear.Add ? grouped(algebra, e) : e
        : sum;
  }

  /// The base in several terms of which most could be saved; null if there is none.
  private static Expr shared(Algebra algebra, List<Monomial> terms) {
    Map<Expr, Integer> uses = new LinkedHashMap<>();
    for (Monomial t : terms) {
      for (Map.Entry<Expr, Expr> p : t.powers().entrySet()) {
        Facts facts = algebra.facts(p.getKey());
        boolean function = !facts.symbol() && !facts.constant();
        if (function || p.getValue().number().isEmpty()) {
          uses.merge(p.getKey(), 1, Integer::sum);
        }
      }
    }
    Expr best = null;
    double most = 0;
    for (Map.Entry<Expr, Integer> u : uses.entrySet()) {
      double saved = (u.getValue() - 1) * algebra.facts(u.getKey()).size();
      if (saved > most) {
        most = saved;
        best = u.getKey();
      }
    }
    return best;
  }

  /// content · common · the rest of the terms.
  private static Monomial taken(
      Algebra algebra, List<Monomial> terms, Num content, Map<Expr, Expr> common, Type type) {
    Sum rest = new Sum(algebra, type);
    terms.forEach(t -> rest.plus(over(algebra, t, content, common, type)));
    return new Product(algebra, type)
        .times(new Monomial(content, common))
        .times(rest.expr())
        .normal();
  }

  /// t / (content·common).
  private static Monomial over(
      Algebra algebra, Monomial t, Num content, Map<Expr, Expr> common, Type type) {
    Map<Expr, Expr> rest = new LinkedHashMap<>(t.powers());
    Product more = new Product(algebra, type).times(t.coef().mul(content.invert()));
    common.forEach((base, k) -> {
      if (!rest.remove(base, k)) { // x³/x² is left to the laws of powers
        Expr minus = algebra.mul(algebra.fill(Num.MINUS_ONE, type), k);
        Expr old = rest.remove(base);
        more.power(base, old == null ? minus : algebra.add(old, minus));
      }
    });
    return more.times(new Monomial(Num.ONE, rest)).normal();
  }

  /// The powers that all terms share.
  private static Map<Expr, Expr> common(Algebra algebra, List<Monomial> terms) {
    Map<Expr, Expr> common = new LinkedHashMap<>();
    terms
        .getFirst()
        .powers()
        .forEach((base, k) -> {
          Expr least = k;
          for (Monomial t : terms) {
            Expr other = t.powers().get(base);
            if (other == null || least == null) {
              least = null;
            } else {
              least =
                  algebra.isE(base) ? shared(algebra, least, other) : lesser(algebra, least, other);
            }
          }
          if (least != null) {
            common.put(base, least);
          }
        });
    return common;
  }

  /// The terms that two exponents share; null if there are none.
  private static Expr shared(Algebra algebra, Expr k, Expr n) {
    if (k == n) {
      return k;
    }
    List<Monomial> others = algebra.terms(n);
    Sum both = new Sum(algebra, k.type());
    algebra.terms(k).stream().filter(others::contains).forEach(both::plus);
    Expr e = both.written();
    return e.isZero() ? null : e;
  }

  /// The lesser of two exponents that differ by a number; null for others.
  private static Expr lesser(Algebra algebra, Expr k, Expr n) {
    if (k == n) {
      return k;
    }
    Num a = algebra.number(k);
    Num b = algebra.number(n);
    if (a != null && b != null) {
      return a.value() < b.value() ? k : n;
    }
    if (a != null || b != null) {
      return null;
    }
    Num difference = new Sum(algebra, k.type()).plus(k).plus(n, Num.MINUS_ONE).number();
    return difference == null ? null : difference.sign() < 0 ? k : n;
  }

  /// The largest fraction of which all coefficients are whole multiples, negative if they all are.
  static Num content(List<Monomial> terms) {
    boolean negative = terms.stream().allMatch(t -> t.coef().sign() < 0);
    Num sign = negative ? Num.MINUS_ONE : Num.ONE;
    long num = 0;
    long den = 1;
    for (Monomial t : terms) {
      Num c = t.coef();
      if (c.exact().isEmpty() || !c.isFraction() && !c.isWhole()) {
        return sign;
      }
      Rational r = c.exact().get();
      num = gcd(num, Math.abs(r.num()));
      den = den / gcd(den, r.den()) * r.den();
      if (den > LARGEST_DENOMINATOR) {
        return sign;
      }
    }
    return sign.mul(Num.of(new Rational(num, den)));
  }

  /// sum/c, term by term.
  static Expr over(Algebra algebra, Expr sum, Num c) {
    Sum result = new Sum(algebra, sum.type());
    algebra.terms(sum).forEach(t -> result.plus(t.with(t.coef().mul(c.invert()))));
    return result.written();
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private static boolean isUnivariate(Algebra algebra, List<Monomial> terms) {
    Expr symbol = null;
    for (Monomial t : terms) {
      for (Map.Entry<Expr, Expr> p : t.powers().entrySet()) {
        Num k = algebra.number(p.getValue());
        boolean power = algebra.facts(p.getKey()).symbol() && k != null && k.sign() > 0;
        if (!power || symbol != null && symbol != p.getKey()) {
          return false;
        }
        symbol = p.getKey();
      }
    }
    return true;
  }

  // Brackets

  /// The terms of a sum with all brackets multiplied out; empty if there are none or the result
  /// would be long.
  static List<Monomial> expand(Algebra algebra, List<Monomial> terms, Type type) {
    List<Monomial> done = new ArrayList<>();
    Deque<Monomial> open = new ArrayDeque<>(terms);
    boolean expanded = false;
    while (!open.isEmpty()) {
      Monomial m = open.pop();
      Expr bracket = bracket(algebra, m);
      if (bracket == null) {
        done.add(m);
      } else {
        expanded = true;
        Map<Expr, Expr> rest = new LinkedHashMap<>(m.powers());
        long k = algebra.number(rest.remove(bracket)).whole();
        if (k > 1) {
          rest.put(bracket, algebra.fill(Num.of(k - 1), type));
        }
        Monomial other = new Monomial(m.coef(), rest);
        for (Monomial t : algebra.terms(bracket)) {
          open.push(new Product(algebra, type).times(other).times(t).normal());
        }
      }
      if (done.size() + open.size() > LARGEST_EXPANSION) {
        return List.of();
      }
    }
    return expanded ? done : List.of();
  }

  /// A small sum among the factors of a product; null if there is none. Exponentials are not
  /// multiplied out with others: they would only add up in the exponent.
  private static Expr bracket(Algebra algebra, Monomial m) {
    for (Map.Entry<Expr, Expr> p : m.powers().entrySet()) {
      Num k = algebra.number(p.getValue());
      if (p.getKey().op() instanceof Linear.Add
          && k != null
          && k.isWhole()
          && k.sign() > 0
          && algebra.facts(p.getKey()).size() <= LARGEST_BRACKET
          && !(hasExponential(algebra, m) && hasExponential(algebra, p.getKey()))) {
        return p.getKey();
      }
    }
    return null;
  }

  private static boolean hasExponential(Algebra algebra, Expr sum) {
    return algebra.terms(sum).stream().anyMatch(t -> hasExponential(algebra, t));
  }

  private static boolean hasExponential(Algebra algebra, Monomial m) {
    return m.powers().keySet().stream().anyMatch(algebra::isE);
  }

  /// A sum with fractions as numerator over denominator; null if it has none.
  static Monomial cleared(Algebra algebra, Expr sum) {
    Type type = sum.type();
    Map<Expr, Expr> under = new LinkedHashMap<>();
    for (Monomial t : algebra.terms(sum)) {
      t.powers()
          .forEach((base, k) -> {
            if (k.number().orElse(0.0) < 0) {
              under.merge(base, k, (a, b) -> lesser(algebra, a, b));
            }
          });
    }
    if (under.isEmpty()) {
      return null;
    }
    Sum over = new Sum(algebra, type);
    algebra.terms(sum).forEach(t -> over.plus(over(algebra, t, Num.ONE, under, type)));
    Map<Expr, Expr> powers = new LinkedHashMap<>(under);
    powers.merge(over.written(), algebra.fill(Num.ONE, type), algebra::add);
    return new Monomial(Num.ONE, powers);
  }
}
