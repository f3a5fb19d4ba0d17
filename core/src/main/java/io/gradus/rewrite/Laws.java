package io.gradus.rewrite;

import static io.gradus.op.Pointwise.Unary.*;

import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.op.Pointwise.Unary;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The identities of elementary functions, as data: each table is walked by its tests.
final class Laws {
  /// f(g(x)) = h(x), wherever the left side is real.
  ///
  /// @param name a short name
  /// @param left the left side, one function of another
  /// @param right the right side
  record Composition(String name, UnaryOperator<Expr> left, UnaryOperator<Expr> right) {}

  /// f = g·h for functions of one argument.
  record Ratio(Unary f, Unary g, Unary h) {}

  /// f² + σ·g² = τ with σ, τ = ±1.
  record Squares(Unary f, Unary g, Num sigma, Num tau) {}

  static final List<Composition> COMPOSITIONS =
      List.of(
          new Composition("sin asin", x -> x.apply(ASIN).sin(), x -> x),
          new Composition("cos acos", x -> x.apply(ACOS).cos(), x -> x),
          new Composition("tan atan", x -> x.apply(ATAN).apply(TAN), x -> x),
          new Composition("cos asin", x -> x.apply(ASIN).cos(), Laws::leg),
          new Composition("sin acos", x -> x.apply(ACOS).sin(), Laws::leg),
          new Composition("sinh asinh", x -> x.apply(ASINH).sinh(), x -> x),
          new Composition("cosh acosh", x -> x.apply(ACOSH).cosh(), x -> x),
          new Composition("tanh atanh", x -> x.apply(ATANH).tanh(), x -> x),
          new Composition("cosh asinh", x -> x.apply(ASINH).cosh(), x -> x.square().add(1).sqrt()),
          new Composition("asinh sinh", x -> x.sinh().apply(ASINH), x -> x),
          new Composition("acosh cosh", x -> x.cosh().apply(ACOSH), Expr::abs),
          new Composition("atanh tanh", x -> x.tanh().apply(ATANH), x -> x),
          new Composition("expm1 log1p", x -> x.apply(LOG1P).apply(EXPM1), x -> x),
          new Composition("log1p expm1", x -> x.apply(EXPM1).apply(LOG1P), x -> x),
          new Composition("exp log1p", x -> x.apply(LOG1P).exp(), x -> x.add(1)),
          new Composition("expm1 log", x -> x.log().apply(EXPM1), x -> x.sub(1)),
          new Composition("exp softplus", x -> x.softplus().exp(), x -> x.exp().add(1)));

  static final List<Ratio> RATIOS = List.of(new Ratio(SIN, TAN, COS), new Ratio(SINH, TANH, COSH));

  static final List<Squares> SQUARES =
      List.of(
          new Squares(SIN, COS, Num.ONE, Num.ONE),
          new Squares(COS, SIN, Num.ONE, Num.ONE),
          new Squares(COSH, SINH, Num.MINUS_ONE, Num.ONE),
          new Squares(SINH, COSH, Num.MINUS_ONE, Num.MINUS_ONE));

  /// f(−x) = −f(x).
  static final Set<Unary> ODD =
      EnumSet.of(SIN, TAN, ASIN, ATAN, SINH, TANH, ASINH, ATANH, ERF, CBRT);

  /// f(−x) = f(x).
  static final Set<Unary> EVEN = EnumSet.of(COS, COSH, ABS);

  private static final Map<Unary, Map<Unary, Composition>> BY_FUNCTIONS =
      new EnumMap<>(Unary.class);

  static {
    Expr x = Expr.param("x", Type.f64());
    for (Composition c : COMPOSITIONS) {
      Expr e = c.left().apply(x);
      if (e.op() instanceof Unary f && e.args().getFirst().op() instanceof Unary g) {
        BY_FUNCTIONS.computeIfAbsent(f, k -> new EnumMap<>(Unary.class)).put(g, c);
      }
    }
  }

  private Laws() {}

  /// √(1 − x²).
  private static Expr leg(Expr x) {
    return x.square().neg().add(1).sqrt();
  }

  /// f(x) in normal form, for functions that are no powers.
  static Expr apply(Algebra algebra, Unary f, Expr x) {
    Expr composed = composed(algebra, f, x);
    if (composed != null) {
      return composed;
    }
    if (ODD.contains(f) && isNegative(algebra, x)) {
      return algebra.neg(algebra.apply(f, algebra.neg(x)));
    }
    if (EVEN.contains(f) && isNegative(algebra, x)) {
      return algebra.apply(f, algebra.neg(x));
    }
    if (algebra.facts(x).constant()) {
      Expr value = Angles.value(algebra, f, x);
      if (value != null) {
        return value;
      }
    }
    return switch (f) {
      case LOG -> log(algebra, x);
      case ABS -> abs(algebra, x);
      case CBRT -> cbrt(algebra, x);
      default -> Expr.of(f, List.of(x));
    };
  }

  /// f(g(x)) by the table; null if it has no such law.
  static Expr composed(Algebra algebra, Unary f, Expr x) {
    if (!(x.op() instanceof Unary g)) {
      return null;
    }
    Composition law = BY_FUNCTIONS.getOrDefault(f, Map.of()).get(g);
    return law == null ? null : algebra.reduce(law.right().apply(x.args().getFirst()));
  }

  /// True if every term of x carries a minus sign.
  private static boolean isNegative(Algebra algebra, Expr x) {
    for (Monomial t : algebra.terms(x)) {
      if (t.coef().sign() >= 0) {
        return false;
      }
    }
    return true;
  }

  /// log(eᵘ·v) = u + log v, log(1/x) = −log x.
  private static Expr log(Algebra algebra, Expr x) {
    Type type = x.type();
    Monomial m = algebra.monomial(x);
    Expr e = algebra.e(type);
    Expr u = m.powers().get(e);
    if (u != null && m.coef().sign() > 0) {
      Map<Expr, Expr> rest = new LinkedHashMap<>(m.powers());
      rest.remove(e);
      Expr v = algebra.expr(new Monomial(m.coef(), rest), type);
      return v.isNumber(1) ? u : algebra.add(u, algebra.apply(LOG, v));
    }
    boolean inverse =
        m.isNumber()
            ? m.coef().exact().filter(r -> r.num() == 1 && r.den() > 1).isPresent()
            : m.coef().isOne()
                && m.powers().size() == 1
                && m.powers().values().iterator().next().isNumber(-1);
    if (inverse) {
      return algebra.neg(algebra.apply(LOG, algebra.power(x, Num.MINUS_ONE)));
    }
    return x.isNumber(1) ? x.zeros() : x.log();
  }

  /// Factors of known sign leave the bars.
  private static Expr abs(Algebra algebra, Expr x) {
    if (algebra.facts(x).nonNegative()) {
      return x;
    }
    Type type = x.type();
    Monomial m = algebra.monomial(x);
    Map<Expr, Expr> outside = new LinkedHashMap<>();
    Map<Expr, Expr> inside = new LinkedHashMap<>();
    m.powers()
        .forEach((base, k) -> {
          boolean positive =
              algebra.facts(base).nonNegative()
                  || k.number().filter(n -> n % 2 == 0 || n != Math.rint(n)).isPresent();
          (positive ? outside : inside).put(base, k);
        });
    if (outside.isEmpty() && Math.abs(m.coef().value()) == 1) {
      return m.coef().sign() < 0 ? algebra.expr(m.with(Num.ONE), type).abs() : x.abs();
    }
    Expr rest = algebra.expr(new Monomial(Num.ONE, inside), type);
    Monomial known = new Monomial(m.coef().abs(), outside);
    Expr bars = inside.isEmpty() ? rest : rest.abs();
    return algebra.expr(new Product(algebra, type).times(known).times(bars), type);
  }

  /// ∛(x³) = x, ∛8 = 2.
  private static Expr cbrt(Algebra algebra, Expr x) {
    Monomial m = algebra.monomial(x);
    double root = Math.rint(Math.cbrt(m.coef().value()));
    if (root * root * root != m.coef().value()) {
      return x.apply(CBRT);
    }
    Map<Expr, Expr> powers = new LinkedHashMap<>();
    for (Map.Entry<Expr, Expr> p : m.powers().entrySet()) {
      Num k = algebra.number(p.getValue());
      if (k == null || !k.isWhole() || k.whole() % 3 != 0) {
        return x.apply(CBRT);
      }
      powers.put(p.getKey(), algebra.fill(Num.of(k.whole() / 3), x.type()));
    }
    return algebra.expr(new Monomial(Num.of((long) root), powers), x.type());
  }

  /// sin/cos = tan, tan·cos = sin and their hyperbolic sisters: of the products fᵖ⁻ᵏ gʳ⁺ᵏ hᑫ⁺ᵏ,
  /// which are all equal, the one with the fewest factors.
  static void ratios(Algebra algebra, Map<Expr, Expr> powers) {
    for (Expr base : List.copyOf(powers.keySet())) {
      for (Ratio law : RATIOS) {
        boolean member = base.op() == law.f() || base.op() == law.g() || base.op() == law.h();
        if (member && powers.containsKey(base)) {
          ratio(algebra, powers, law, base.args().getFirst());
        }
      }
    }
  }

  private static void ratio(Algebra algebra, Map<Expr, Expr> powers, Ratio law, Expr x) {
    Expr[] bases = {x.apply(law.f()), x.apply(law.g()), x.apply(law.h())};
    long[] k = new long[3];
    for (int i = 0; i < 3; i++) {
      Expr p = powers.get(bases[i]);
      Num n = p == null ? Num.ZERO : algebra.number(p);
      if (n == null || !n.isWhole()) {
        return;
      }
      k[i] = n.whole();
    }
    long best = 0;
    for (long shift : new long[] {k[0], -k[1], -k[2]}) {
      best = length(k, shift) < length(k, best) ? shift : best;
    }
    if (best == 0) {
      return;
    }
    k[0] -= best;
    k[1] += best;
    k[2] += best;
    for (int i = 0; i < 3; i++) {
      if (k[i] == 0) {
        powers.remove(bases[i]);
      } else {
        powers.put(bases[i], algebra.fill(Num.of(k[i]), x.type()));
      }
    }
  }

  private static long length(long[] k, long shift) {
    return length(k[0] - shift) + length(k[1] + shift) + length(k[2] + shift);
  }

  /// A function with its operator, and its exponent if there is one.
  private static long length(long k) {
    return k == 0 ? 0 : Math.abs(k) == 1 ? 5 : 7;
  }

  /// sin² + cos² = 1 and the like, with common factors: a·f²·R + σ·a·g²·R = τ·a·R, and a·f²·R −
  /// τ·a·R = −σ·a·g²·R.
  static void squares(Algebra algebra, Map<Map<Expr, Expr>, Num> terms, Type type) {
    for (Map<Expr, Expr> powers : List.copyOf(terms.keySet())) {
      for (Map.Entry<Expr, Expr> p : powers.entrySet()) {
        for (Squares law : SQUARES) {
          Num k = p.getKey().op() == law.f() ? algebra.number(p.getValue()) : null;
          if (k != null && k.value() >= 2 && terms.containsKey(powers)) {
            squares(algebra, terms, type, powers, p.getKey(), law);
          }
        }
      }
    }
  }

  private static void squares(
      Algebra algebra,
      Map<Map<Expr, Expr>, Num> terms,
      Type type,
      Map<Expr, Expr> powers,
      Expr f,
      Squares law) {
    Num a = terms.get(powers);
    Monomial own = new Monomial(Num.ONE, powers);
    Expr g = f.args().getFirst().apply(law.g());
    Monomial rest = new Product(algebra, type).times(own).times(f, Num.of(-2)).normal();
    Monomial other = new Product(algebra, type).times(rest).times(g, Num.TWO).normal();
    Num b = terms.get(other.powers());
    Num c = terms.get(rest.powers());
    if (b != null && other.coef().isOne() && b.value() == a.mul(law.sigma()).value()) {
      terms.remove(powers);
      terms.remove(other.powers());
      add(terms, rest.with(a.mul(law.tau())));
    } else if (c != null && rest.coef().isOne() && c.value() == a.mul(law.tau()).negate().value()) {
      terms.remove(powers);
      terms.remove(rest.powers());
      add(terms, other.with(a.mul(law.sigma()).negate()));
    }
  }

  private static void add(Map<Map<Expr, Expr>, Num> terms, Monomial m) {
    Num sum = terms.getOrDefault(m.powers(), Num.ZERO).add(m.coef());
    if (sum.isZero()) {
      terms.remove(m.powers());
    } else {
      terms.put(m.powers(), sum);
    }
  }
}
