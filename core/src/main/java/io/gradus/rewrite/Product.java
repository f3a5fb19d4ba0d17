package io.gradus.rewrite;

import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Linear;
import io.gradus.op.Pointwise;
import io.gradus.op.Pointwise.Binary;
import io.gradus.op.Pointwise.Unary;
import io.gradus.op.Structured;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A product being brought into normal form.
///
/// Powers obey the laws of the reals, not of formal algebra: (xᵃ)ᵇ becomes xᵃᵇ only where that
/// holds for every x at which the left side is real, so √(x²) is |x|, while (√x)² is x (the result
/// may be defined at more points than the input). √(xy) is split only at factors known to be ≥ 0.
final class Product {
  /// Numbers beyond this stay where they are, lest a chain of products overflow.
  private static final double LARGEST = 1e30;

  private final Algebra algebra;
  private final Type type;
  private final Map<Expr, Expr> powers = new LinkedHashMap<>();
  private Num coef = Num.ONE;

  Product(Algebra algebra, Type type) {
    this.algebra = algebra;
    this.type = type;
  }

  /// Multiplies by a number.
  Product times(Num c) {
    coef = coef.mul(c);
    return this;
  }

  /// Multiplies by e.
  Product times(Expr e) {
    return times(e, Num.ONE);
  }

  /// Multiplies by eᵏ.
  Product times(Expr e, Num k) {
    return times(e, algebra.fill(k, type));
  }

  /// Multiplies by eᵏ.
  Product times(Expr e, Expr k) {
    Monomial m = algebra.monomial(e);
    return isWhole(e, m) ? power(e, k) : times(m, k);
  }

  /// Large shared products are not taken apart: their factors would be written anew at every use.
  private boolean isWhole(Expr e, Monomial m) {
    double c = Math.abs(m.coef().value());
    return m.powers().size() > Algebra.FEW && algebra.facts(e).size() > Algebra.LONG
        || !m.isNumber() && (c > LARGEST || c < 1 / LARGEST);
  }

  /// Multiplies by a normal form.
  Product times(Monomial m) {
    coef = coef.mul(m.coef());
    m.powers().forEach(this::power);
    return this;
  }

  /// Multiplies by a power of a normal form.
  Product times(Monomial m, Expr k) {
    Num n = algebra.number(k);
    if (n != null && n.isWhole() && (n.sign() > 0 || !m.coef().isZero())) {
      coef = coef.mul(m.coef().pow(n.whole()));
      m.powers().forEach((base, p) -> power(base, algebra.mul(p, k)));
    } else if (m.isNumber()) {
      root(m.coef(), n, k);
    } else if (m.powers().size() == 1 && m.coef().isOne()) {
      m.powers().forEach((base, p) -> raise(base, p, k));
    } else if (n == null) {
      power(algebra.expr(m, type), k);
    } else {
      split(m, n, k);
    }
    return this;
  }

  /// Multiplies by a base that is no product.
  Product power(Expr base) {
    return power(base, algebra.fill(Num.ONE, type));
  }

  /// Multiplies by a power of a base that is no product.
  Product power(Expr base, Expr k) {
    Expr old = powers.get(base);
    Expr sum = old == null ? k : algebra.add(old, k);
    if (sum.isZero()) {
      powers.remove(base);
    } else {
      powers.put(base, sum);
    }
    return this;
  }

  /// The sums among the bases as they are now.
  List<Expr> brackets() {
    List<Expr> sums = new ArrayList<>();
    for (Expr base : powers.keySet()) {
      if (base.op() instanceof Linear.Add) {
        sums.add(base);
      }
    }
    return sums;
  }

  /// Takes a base out and returns its exponent; null if the base is missing.
  Expr remove(Expr base) {
    return powers.remove(base);
  }

  /// The exponent of a base if it is a number; 0 if the base is missing.
  Num exponent(Expr base) {
    Expr k = powers.get(base);
    Num n = k == null ? null : algebra.number(k);
    return n == null ? Num.ZERO : n;
  }

  /// True for a single power without a number before it.
  boolean isLone() {
    return isAlone() && coef.isOne();
  }

  /// True for a single power.
  boolean isAlone() {
    return powers.size() == 1;
  }

  /// (baseᵖ)ᵏ for a k that is not whole.
  private void raise(Expr base, Expr p, Expr k) {
    Num n = algebra.number(p);
    if (algebra.isE(base) || algebra.facts(base).nonNegative() || n != null && !n.isEven()) {
      power(base, algebra.mul(p, k));
    } else if (n != null && algebra.number(k) != null) {
      power(algebra.apply(Unary.ABS, base), algebra.mul(p, k));
    } else {
      power(algebra.expr(new Monomial(Num.ONE, Map.of(base, p)), type), k);
    }
  }

  /// A power of a product with a fractional exponent: factors known to be ≥ 0 leave it.
  private void split(Monomial m, Num n, Expr k) {
    Map<Expr, Expr> rest = new LinkedHashMap<>();
    m.powers()
        .forEach((base, p) -> {
          Num q = algebra.number(p);
          if (algebra.isE(base)
              || algebra.facts(base).nonNegative()
              || q != null && (!q.isWhole() || q.isEven())) {
            raise(base, p, k);
          } else {
            rest.put(base, p);
          }
        });
    boolean negative = m.coef().sign() < 0;
    if (rest.isEmpty() && negative) {
      power(algebra.fill(m.coef(), type), k);
      return;
    }
    root(m.coef().abs(), n, k);
    if (rest.size() == 1 && !negative) {
      rest.forEach((base, p) -> raise(base, p, k));
    } else if (!rest.isEmpty()) {
      Num sign = negative ? Num.MINUS_ONE : Num.ONE;
      power(algebra.expr(new Monomial(sign, rest), type), k);
    }
  }

  /// A power of a number.
  private void root(Num c, Num n, Expr k) {
    if (c.isOne()) {
      return;
    }
    if (n == null || c.sign() <= 0) {
      power(algebra.fill(c, type), k);
    } else if (c.exact().isEmpty() || n.exact().isEmpty()) {
      coef = coef.mul(Num.of(Math.pow(c.value(), n.value()), type.dtype()));
    } else {
      Roots.of(c, n)
          .ifPresentOrElse(
              r -> {
                coef = coef.mul(r.outside());
                if (!r.inside().isOne()) {
                  Num whole = Num.of((long) Math.floor(n.value()));
                  power(algebra.fill(r.inside(), type), algebra.fill(n.add(whole.negate()), type));
                }
              },
              () -> power(algebra.fill(c, type), k));
    }
  }

  // Normal form

  /// The product in normal form.
  Monomial normal() {
    if (coef.isZero()) {
      return new Monomial(coef, Map.of());
    }
    if (powers.size() > 1 || !coef.isOne() || !isPlain()) {
      powers();
      roots();
      Brackets.contents(algebra, this);
      if (powers.size() > 1) {
        Laws.ratios(algebra, powers);
      }
      Brackets.sums(algebra, this);
      exponents();
    }
    Monomial m = Choices.entered(algebra, sorted(), type);
    return m.coef().sign() < 0 && m.powers().size() > 1 ? Brackets.flipped(algebra, m, type) : m;
  }

  private boolean isPlain() {
    for (Map.Entry<Expr, Expr> p : powers.entrySet()) {
      if (!(p.getKey().op() instanceof Flat.Param) || p.getValue().number().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /// The powers in the order of writing, with nothing else done.
  Monomial sorted() {
    if (powers.size() < 2) {
      return new Monomial(coef, Map.copyOf(powers));
    }
    List<Map.Entry<Expr, Expr>> entries = new ArrayList<>(powers.entrySet());
    entries.sort(algebra.order()::compare);
    Map<Expr, Expr> sorted = new LinkedHashMap<>();
    entries.forEach(p -> sorted.put(p.getKey(), p.getValue()));
    return new Monomial(coef, Collections.unmodifiableMap(sorted));
  }

  /// Powers that another base says better: |x|² is x², (∛x)³ is x, (xy)^(3/2)·√(xy) is x²y².
  private void powers() {
    for (Expr base : List.copyOf(powers.keySet())) {
      Num n = exponent(base);
      if (n.isZero() || !n.isWhole()) {
        absorb(base, n);
        continue;
      }
      Expr x = base.args().isEmpty() ? base : base.args().getFirst();
      if (base.op() == Unary.ABS && n.isEven()) {
        replace(base, x, n);
      } else if (base.op() == Unary.CBRT && n.whole() % 3 == 0) {
        replace(base, x, Num.of(n.whole() / 3));
      } else if (base.op() instanceof Flat.Compare && n.sign() > 0) {
        powers.put(base, algebra.fill(Num.ONE, type));
      } else if (isComposite(base) && !isWhole(base, algebra.monomial(base))) {
        replace(base, base, n);
      } else if (base.op() == Unary.ABS || base.op() == Flat.Step.SIGN) {
        sign(base, x);
      }
    }
  }

  /// A root of a product takes in its factors where it gets simpler: xy/√(xy) is √(xy).
  private void absorb(Expr base, Num k) {
    if (k.isZero() || !isComposite(base) || base.op() instanceof Flat.Fill) {
      return;
    }
    Num step = Num.of(-k.sign());
    for (Map.Entry<Expr, Expr> p : algebra.monomial(base).powers().entrySet()) {
      Num inside = algebra.number(p.getValue());
      if (inside == null || exponent(p.getKey()).value() * step.value() / inside.value() < 1) {
        return;
      }
    }
    power(base, algebra.fill(step, type));
    times(base, step.negate());
  }

  private void replace(Expr base, Expr by, Num n) {
    powers.remove(base);
    times(by, n);
  }

  private static boolean isComposite(Expr base) {
    return switch (base.op()) {
      case Bilinear.Mul _, Linear.Neg _, Flat.Fill _ -> true;
      case Unary u ->
          u == Unary.SQUARE || u == Unary.RECIPROCAL || u == Unary.SQRT || u == Unary.EXP;
      case Binary b -> b == Binary.DIV || b == Binary.POW;
      case Pointwise _, Linear _, Bilinear _, Flat _, Structured _, Control _ -> false;
    };
  }

  /// sign(x)·|x| is x, and x/|x| is sign(x).
  private void sign(Expr base, Expr x) {
    Expr abs = algebra.apply(Unary.ABS, x);
    Expr sign = algebra.apply(Flat.Step.SIGN, x);
    if (exponent(sign).is(1) && exponent(abs).sign() > 0) {
      powers.remove(sign);
      times(abs, Num.MINUS_ONE).times(x);
    } else if (base == abs && exponent(abs).is(-1) && exponent(x).sign() > 0) {
      powers.remove(abs);
      times(x, Num.MINUS_ONE).times(sign);
    }
  }

  /// Roots of numbers with one exponent become one: √2·√3 is √6, √6·√2 is 2√3.
  private void roots() {
    Map<Expr, Num> inside = new LinkedHashMap<>();
    for (Map.Entry<Expr, Expr> power : List.copyOf(powers.entrySet())) {
      if (power.getKey().op() instanceof Flat.Fill f && algebra.number(power.getValue()) != null) {
        powers.remove(power.getKey());
        inside.merge(power.getValue(), Num.of(f.value(), type.dtype()), Num::mul);
      }
    }
    inside.forEach((k, c) -> root(c, algebra.number(k), k));
  }

  /// Logarithms leave the exponent of e: exp(y·log x) is x^y.
  private void exponents() {
    Expr e = algebra.e(type);
    Expr k = powers.get(e);
    if (k == null || k.number().isPresent()) {
      return;
    }
    for (Monomial term : algebra.terms(k)) {
      for (Map.Entry<Expr, Expr> p : term.powers().entrySet()) {
        if (p.getKey().op() == Unary.LOG && p.getValue().isNumber(1)) {
          Map<Expr, Expr> rest = new LinkedHashMap<>(term.powers());
          rest.remove(p.getKey());
          power(e, algebra.neg(algebra.expr(term, type)));
          times(p.getKey().args().getFirst(), algebra.expr(new Monomial(term.coef(), rest), type));
          break;
        }
      }
    }
  }
}
