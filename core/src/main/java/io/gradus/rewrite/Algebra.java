package io.gradus.rewrite;

import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Linear;
import io.gradus.op.Op;
import io.gradus.op.Pointwise;
import io.gradus.op.Pointwise.Binary;
import io.gradus.op.Pointwise.Unary;
import io.gradus.op.Structured;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Constructors that keep expressions in normal form, and what is known of the nodes they made.
///
/// Arguments are in normal form already; so are the results. One object serves one run, so that
/// nothing outlives it.
final class Algebra {
  /// Sums and products written longer than this, and of more than a few parts, stay whole inside
  /// others: taken apart they would be written anew at every use.
  static final int LONG = 200;

  static final int FEW = 8;

  /// Sums written longer than this are not searched for a shorter form: sizes near overflow tell
  /// nothing.
  static final double HUGE = 1e300;

  private final double searched;
  private final Order order = new Order(this);
  private final Map<Expr, Facts> facts = new HashMap<>();
  private final Map<Expr, Monomial> monomials = new HashMap<>();
  private final Map<Expr, List<Monomial>> sums = new HashMap<>();
  private final Map<Expr, Monomial> factored = new HashMap<>();
  private final Map<Expr, Expr> normal = new HashMap<>();
  private final Map<Type, Expr> euler = new HashMap<>();

  /// @param searched the written size up to which dear searches for a shorter form (multiplying
  ///   out, clearing fractions) are worth their time
  Algebra(double searched) {
    this.searched = searched;
  }

  /// True if dear searches for a shorter form of a part are worth their time.
  boolean isSearched(Expr e) {
    return facts(e).size() <= searched;
  }

  // Normal forms by node

  /// The normal form of a node seen before.
  Expr known(Expr e) {
    return normal.get(e);
  }

  /// Records the normal form of a node.
  Expr learn(Expr e, Expr simple) {
    normal.put(simple, simple);
    normal.put(e, simple);
    return simple;
  }

  /// The normal form of a small expression over nodes in normal form.
  Expr reduce(Expr e) {
    Expr known = normal.get(e);
    if (known != null) {
      return known;
    }
    return learn(e, node(e.op(), e.args().stream().map(this::reduce).toList()));
  }

  /// The node op(args) in normal form, or as it stands where that is written shorter.
  Expr node(Op op, List<Expr> args) {
    Expr plain = Expr.of(op, args);
    if (normal.containsKey(plain)) {
      return normal.get(plain);
    }
    Expr simple =
        switch (op) {
          case Linear.Add _ -> add(args.get(0), args.get(1));
          case Linear.Neg _ -> neg(args.getFirst());
          case Linear.Select _ -> select(args.get(0), args.get(1), args.get(2));
          case Bilinear.Mul _ -> product(args.get(0), args.get(1));
          case Unary f -> apply(f, args.getFirst());
          case Binary f -> apply(f, args.get(0), args.get(1));
          case Flat.Step f -> apply(f, args.getFirst());
          case Flat.Compare f -> Choices.compare(f, args.get(0), args.get(1));
          case Op.Single _, Control _ -> plain;
        };
    return shorter(simple, plain);
  }

  /// The normal form, unless it is written longer than the plain one.
  Expr shorter(Expr simple, Expr plain) {
    return simple == plain || facts(simple).size() <= facts(plain).size() ? simple : plain;
  }

  // Knowledge

  Order order() {
    return order;
  }

  /// What is known of a node.
  Facts facts(Expr e) {
    Facts known = facts.get(e);
    if (known != null) {
      return known;
    }
    Deque<Expr> open = new ArrayDeque<>(List.of(e)); // depth costs no stack
    while (!open.isEmpty()) {
      Expr x = open.peek();
      List<Facts> args = new ArrayList<>(x.args().size());
      for (Expr arg : x.args()) {
        Facts f = facts.get(arg);
        if (f == null) {
          open.push(arg);
        } else {
          args.add(f);
        }
      }
      if (args.size() == x.args().size()) {
        facts.put(open.pop(), Facts.of(x, args));
      }
    }
    return facts.get(e);
  }

  /// The number that a constant stands for; null for any other node.
  Num number(Expr e) {
    return e.op() instanceof Flat.Fill f ? Num.of(f.value(), f.type().dtype()) : null;
  }

  Expr fill(Num c, Type type) {
    return Expr.fill(c.value(), type);
  }

  Expr e(Type type) {
    return euler.computeIfAbsent(type, t -> Expr.of(new Flat.Named("e", Math.E, t), List.of()));
  }

  boolean isE(Expr e) {
    return e.op() instanceof Flat.Named n && n.value() == Math.E;
  }

  // Products

  /// The normal form of a node as a product.
  Monomial monomial(Expr e) {
    Monomial known = monomials.get(e);
    if (known == null) {
      known = product(e).normal();
      monomials.put(e, known);
    }
    return known;
  }

  /// A base as a product of its own.
  Monomial base(Expr e) {
    return new Monomial(Num.ONE, Map.of(e, fill(Num.ONE, e.type())));
  }

  private Product product(Expr e) {
    Product p = new Product(this, e.type());
    return switch (e.op()) {
      case Flat.Fill _ -> p.times(number(e));
      case Linear.Neg _ -> p.times(Num.MINUS_ONE).times(e.args().getFirst());
      case Bilinear.Mul _ -> p.times(e.args().get(0)).times(e.args().get(1));
      case Unary f ->
          switch (f) {
            case SQUARE -> p.times(e.args().getFirst(), Num.TWO);
            case RECIPROCAL -> p.times(e.args().getFirst(), Num.MINUS_ONE);
            case SQRT -> p.times(e.args().getFirst(), Num.HALF);
            case EXP -> p.power(e(e.type()), e.args().getFirst());
            default -> p.power(e);
          };
      case Binary f ->
          switch (f) {
            case DIV -> p.times(e.args().get(0)).times(e.args().get(1), Num.MINUS_ONE);
            case POW -> p.times(e.args().get(0), e.args().get(1));
            case MAX, MIN, ATAN2, HYPOT -> p.power(e);
          };
      case Pointwise _, Linear _, Bilinear _, Flat _, Structured _, Control _ -> p.power(e);
    };
  }

  /// The expression of a product in normal form.
  Expr expr(Monomial m, Type type) {
    Expr known = single(m);
    if (known != null) {
      return known;
    }
    Expr e = Writer.write(this, m, type);
    monomials.putIfAbsent(e, m);
    normal.putIfAbsent(e, e);
    return e;
  }

  private Expr single(Monomial m) {
    if (m.powers().size() != 1) {
      return null;
    }
    Map.Entry<Expr, Expr> p = m.powers().entrySet().iterator().next();
    if (!p.getValue().isNumber(1)) {
      return null;
    }
    boolean sum = p.getKey().op() instanceof Linear.Add;
    if (m.coef().isOne()) {
      return p.getKey();
    }
    return sum && m.coef().is(-1) ? negated(p.getKey()) : null;
  }

  Expr expr(Product p, Type type) {
    return expr(p.normal(), type);
  }

  Expr product(Expr x, Expr y) {
    return expr(new Product(this, x.type()).times(x).times(y), x.type());
  }

  /// x·y for exponents, which are mostly numbers.
  Expr mul(Expr x, Expr y) {
    if (x.isNumber(1)) {
      return y;
    }
    if (y.isNumber(1)) {
      return x;
    }
    Num a = number(x);
    Num b = number(y);
    return a != null && b != null ? fill(a.mul(b), x.type()) : product(x, y);
  }

  Expr neg(Expr x) {
    return expr(new Product(this, x.type()).times(Num.MINUS_ONE).times(x), x.type());
  }

  Expr power(Expr x, Num k) {
    return expr(new Product(this, x.type()).times(x, k), x.type());
  }

  // Sums

  /// x + y.
  Expr add(Expr x, Expr y) {
    Num a = number(x);
    Num b = number(y);
    if (a != null && b != null) {
      return fill(a.add(b), x.type());
    }
    return new Sum(this, x.type()).plus(x).plus(y).expr();
  }

  /// The terms of a node as a sum.
  List<Monomial> terms(Expr e) {
    if (!(e.op() instanceof Linear.Add)) {
      return List.of(monomial(e));
    }
    List<Monomial> known = sums.get(e);
    return known != null ? known : learn(e, Sum.read(this, e));
  }

  /// True if the term of highest degree of a sum carries no minus sign, but another one does.
  boolean leads(Expr sum) {
    List<Monomial> sorted = new ArrayList<>(terms(sum));
    order.sort(sorted);
    return sorted.getFirst().coef().sign() > 0
        && sorted.stream().anyMatch(t -> t.coef().sign() < 0);
  }

  /// Records the terms of a sum.
  List<Monomial> learn(Expr sum, List<Monomial> terms) {
    sums.put(sum, terms);
    normal.putIfAbsent(sum, sum);
    return terms;
  }

  /// A sum as a product: common factors times the rest.
  Monomial factored(Expr sum) {
    Monomial known = factored.get(sum);
    if (known == null) {
      boolean huge = facts(sum).size() > HUGE;
      known = huge ? base(sum) : Factors.all(this, sum);
      factored.put(sum, known);
    }
    return known;
  }

  private Expr negated(Expr sum) {
    Sum s = new Sum(this, sum.type());
    terms(sum).forEach(t -> s.plus(t.with(t.coef().negate())));
    return s.written();
  }

  // Functions

  Expr apply(Unary f, Expr x) {
    Type type = x.type();
    return switch (f) {
      case SQUARE -> power(x, Num.TWO);
      case RECIPROCAL -> power(x, Num.MINUS_ONE);
      case SQRT -> power(x, Num.HALF);
      case EXP -> {
        Expr known = Laws.composed(this, f, x);
        yield known != null ? known : expr(new Product(this, type).power(e(type), x), type);
      }
      default -> Laws.apply(this, f, x);
    };
  }

  Expr apply(Binary f, Expr x, Expr y) {
    Type type = x.type();
    return switch (f) {
      case DIV -> expr(new Product(this, type).times(x).times(y, Num.MINUS_ONE), type);
      case POW -> expr(new Product(this, type).times(x, y), type);
      case MAX, MIN -> Choices.extreme(f, x, y);
      case ATAN2, HYPOT -> Expr.of(f, List.of(x, y));
    };
  }

  Expr apply(Flat.Step f, Expr x) {
    return Choices.step(this, f, x);
  }

  Expr select(Expr mask, Expr yes, Expr no) {
    return Choices.select(this, mask, yes, no);
  }
}
