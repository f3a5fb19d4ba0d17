package io.gradus.rewrite;

import io.gradus.graph.Expr;
import io.gradus.graph.Rational;
import io.gradus.graph.Type;
import io.gradus.op.Flat;
import io.gradus.op.Pointwise.Binary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes a product in normal form with the operations that print well: a fraction with one bar,
/// squares and roots for powers, the sign in front.
final class Writer {
  private Writer() {}

  /// The expression of a normal form.
  static Expr write(Algebra algebra, Monomial m, Type type) {
    Num c = m.coef();
    if (m.isNumber()) {
      return algebra.fill(c, type);
    }
    List<Expr> over = new ArrayList<>();
    List<Expr> under = new ArrayList<>();
    Map<Expr, Expr> powers = new LinkedHashMap<>(m.powers());
    Num abs = joinRoots(algebra, powers, c.abs(), type);
    if (abs.isFraction()) {
      Rational r = abs.exact().orElseThrow();
      number(algebra, Num.of(r.num()), over, type);
      number(algebra, Num.of(r.den()), under, type);
    } else {
      number(algebra, abs, over, type);
    }
    powers.forEach((base, k) -> {
      Num n = algebra.number(k);
      if (algebra.isE(base)) {
        over.add(k.isNumber(1) ? base : k.exp());
      } else if (n != null && n.sign() < 0) {
        under.add(base.pow(algebra.fill(n.negate(), type)));
      } else {
        over.add(base.pow(k));
      }
    });
    Expr top = over.isEmpty() ? algebra.fill(Num.ONE, type) : chain(over);
    Expr result = under.isEmpty() ? top : top.div(chain(under));
    return c.sign() < 0 ? result.neg() : result;
  }

  private static Expr chain(List<Expr> factors) {
    Expr product = factors.getFirst();
    for (Expr f : factors.subList(1, factors.size())) {
      product = product.mul(f);
    }
    return product;
  }

  private static void number(Algebra algebra, Num c, List<Expr> factors, Type type) {
    if (!c.isOne()) {
      factors.addFirst(algebra.fill(c, type));
    }
  }

  /// The root of a number joins one of a symbol: √2·√x is √(2x), √2/2/√x is 1/√(2x), and √2/√π is
  /// √(2/π). Returns the number that stays outside.
  private static Num joinRoots(Algebra algebra, Map<Expr, Expr> powers, Num c, Type type) {
    Expr number = null;
    Expr partner = null;
    for (Map.Entry<Expr, Expr> p : powers.entrySet()) {
      if (p.getKey().op() instanceof Flat.Fill && p.getValue().isNumber(0.5)) {
        number = p.getKey();
      } else if (partner == null && Math.abs(p.getValue().number().orElse(0.0)) == 0.5) {
        partner = p.getKey();
      }
    }
    if (number == null || partner == null) {
      return c;
    }
    Num inside = algebra.number(number);
    boolean under = powers.get(partner).isNumber(-0.5);
    boolean cancels =
        under
            && c.exact().isPresent()
            && inside.exact().isPresent()
            && c.exact().get().den() % inside.exact().get().num() == 0;
    Expr joined =
        under && !cancels
            ? algebra.apply(Binary.DIV, number, partner)
            : algebra.product(number, partner);
    if (powers.containsKey(joined)) {
      return c;
    }
    Expr exponent = powers.get(cancels ? partner : number);
    Map<Expr, Expr> rest = new LinkedHashMap<>(powers);
    powers.clear();
    for (Map.Entry<Expr, Expr> p : rest.entrySet()) {
      if (p.getKey() == partner) {
        powers.put(joined, exponent);
      } else if (p.getKey() != number) {
        powers.put(p.getKey(), p.getValue());
      }
    }
    return cancels ? c.mul(inside) : c;
  }
}
