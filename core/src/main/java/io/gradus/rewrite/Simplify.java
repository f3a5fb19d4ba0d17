package io.gradus.rewrite;

import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Linear;
import io.gradus.op.Op;
import io.gradus.op.Pointwise.Binary;
import io.gradus.op.Pointwise.Unary;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Brings expressions into the form a person would write.
///
/// The value is kept wherever the input is real and smooth; the result may be defined at more
/// points (x/x is 1). The written [#size(Expr)] never grows, and simplifying a result again returns
/// the same nodes. Element-wise rules hold for any shape; other operations keep their place over
/// simplified operands.
///
/// ```java
/// Expr x = Expr.param("x", Type.f64());
/// Simplify.simplify(Reverse.grad(x.square().sin(), List.of(x))); // 2*x*cos(x^2)
/// ```
public final class Simplify {
  /// What a node is a part of.
  private enum Role {
    WHOLE,
    TERM,
    FACTOR
  }

  private static final int PASSES = 4;
  private static final int READABLE = 60;

  private final Algebra algebra;
  private final Map<Expr, Role> roles = new HashMap<>();

  private Simplify(double searched) {
    algebra = new Algebra(searched);
  }

  /// The simplified expression.
  public static Expr simplify(Expr e) {
    return simplify(List.of(e)).getFirst();
  }

  /// The simplified expressions, which share what they have in common.
  public static List<Expr> simplify(List<Expr> roots) {
    return simplify(roots, Double.POSITIVE_INFINITY);
  }

  /// As [#simplify(List)], but parts and results too long to be read term by term get no second
  /// look. Much faster on long formulas, and the same on short ones.
  public static List<Expr> quickly(List<Expr> roots) {
    return simplify(roots, READABLE);
  }

  private static List<Expr> simplify(List<Expr> roots, double searched) {
    List<Expr> before = roots;
    for (int i = 0; i < PASSES; i++) {
      Simplify pass = new Simplify(searched);
      List<Expr> after = pass.run(before);
      if (after.equals(before) || !after.stream().allMatch(pass.algebra::isSearched)) {
        return after;
      }
      before = after;
    }
    return before;
  }

  /// The written size of an expression: 1 for a symbol, a number or an operator, 4 for a function,
  /// with shared parts counted as often as they are written.
  public static double size(Expr e) {
    Algebra algebra = new Algebra(0);
    Graph.nodes(List.of(e)).forEach(algebra::facts);
    return algebra.facts(e).size();
  }

  private List<Expr> run(List<Expr> roots) {
    List<Expr> order = Graph.nodes(roots);
    assign(order, roots);
    for (Expr e : order) {
      if (roles.get(e) == Role.WHOLE) {
        Expr simple = simple(e);
        algebra.facts(simple);
        algebra.learn(e, simple);
      }
    }
    return roots.stream().map(algebra::known).toList();
  }

  /// Finds the terms and factors that stand in one sum or product only: those are collected there,
  /// in one sweep, so that a long chain costs no more than its length.
  private void assign(List<Expr> order, List<Expr> roots) {
    Map<Expr, Expr> users = new HashMap<>();
    for (Expr e : order) {
      for (Expr arg : e.args()) {
        users.merge(arg, e, (a, b) -> arg);
      }
    }
    roots.forEach(r -> users.put(r, r));
    for (Expr e : order.reversed()) {
      Expr user = users.get(e);
      roles.put(e, user == e ? Role.WHOLE : role(e.op(), user.op(), roles.get(user)));
    }
  }

  private static Role role(Op op, Op user, Role above) {
    boolean sum = op instanceof Linear.Add;
    boolean sign = op instanceof Linear.Neg;
    if (user instanceof Linear.Add || user instanceof Linear.Neg && above == Role.TERM) {
      return sum || sign ? Role.TERM : Role.WHOLE;
    }
    boolean factor = isProduct(user) || user instanceof Linear.Neg;
    return factor && (isProduct(op) || sign) ? Role.FACTOR : Role.WHOLE;
  }

  private static boolean isProduct(Op op) {
    return op instanceof Bilinear.Mul || op == Binary.DIV || op == Unary.RECIPROCAL;
  }

  private Expr simple(Expr e) {
    if (e.op() instanceof Linear.Add) {
      return sum(e);
    }
    if (isProduct(e.op()) || e.op() instanceof Linear.Neg) {
      return product(e);
    }
    List<Expr> args = e.args().stream().map(algebra::known).toList();
    return e.op() instanceof Control ? Expr.of(e.op(), args) : algebra.node(e.op(), args);
  }

  /// A part of a sum or product, with its sign or exponent.
  private record Part(Expr e, int sign) {}

  private Expr sum(Expr e) {
    Sum sum = new Sum(algebra, e.type());
    List<Expr> inner = new ArrayList<>();
    Deque<Part> open = new ArrayDeque<>();
    open.push(new Part(e, 1));
    double size = 0;
    while (!open.isEmpty()) {
      Part p = open.pop();
      if (p.e != e && roles.get(p.e) != Role.TERM) {
        Expr x = algebra.known(p.e);
        size += algebra.facts(x).size();
        sum.plus(x, Num.of(p.sign));
      } else {
        inner.add(p.e);
        boolean add = p.e.op() instanceof Linear.Add;
        size += add ? 1 : 0;
        for (Expr arg : p.e.args().reversed()) {
          open.push(new Part(arg, add ? p.sign : -p.sign));
        }
      }
    }
    Expr simple = sum.expr();
    return algebra.facts(simple).size() <= size ? simple : plain(inner);
  }

  private Expr product(Expr e) {
    Product product = new Product(algebra, e.type());
    List<Expr> inner = new ArrayList<>();
    Deque<Part> open = new ArrayDeque<>();
    open.push(new Part(e, 1));
    double size = 0;
    while (!open.isEmpty()) {
      Part p = open.pop();
      if (p.e != e && roles.get(p.e) != Role.FACTOR) {
        Expr x = algebra.known(p.e);
        size += algebra.facts(x).size();
        product.times(x, Num.of(p.sign));
        continue;
      }
      inner.add(p.e);
      List<Expr> args = p.e.args();
      if (p.e.op() == Unary.RECIPROCAL) {
        size += 2;
        open.push(new Part(args.getFirst(), -p.sign));
      } else if (p.e.op() instanceof Linear.Neg) {
        product.times(Num.MINUS_ONE);
        open.push(new Part(args.getFirst(), p.sign));
      } else {
        size += 1;
        open.push(new Part(args.get(1), p.e.op() == Binary.DIV ? -p.sign : p.sign));
        open.push(new Part(args.get(0), p.sign));
      }
    }
    Monomial m = product.normal();
    if (!Double.isFinite(1 / m.coef().value()) && !m.coef().isZero()) {
      return plain(inner); // the numbers overflow if multiplied first
    }
    Expr simple = algebra.expr(m, e.type());
    return algebra.facts(simple).size() <= size ? simple : plain(inner);
  }

  /// The sum or product as it stands, over simplified parts; `inner` lists users before operands.
  private Expr plain(List<Expr> inner) {
    Map<Expr, Expr> done = new HashMap<>();
    for (Expr e : inner.reversed()) {
      List<Expr> args =
          e.args().stream().map(x -> done.containsKey(x) ? done.get(x) : algebra.known(x)).toList();
      done.put(e, Expr.of(e.op(), args));
    }
    return done.get(inner.getFirst());
  }
}
