package io.gradus.rewrite;

import io.gradus.graph.Expr;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Linear;
import io.gradus.op.Op;
import io.gradus.op.Pointwise.Binary;
import io.gradus.op.Pointwise.Unary;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// The order in which a person writes factors and terms. It depends on the structure alone.
///
/// Factors: named constants and roots, symbols by name, powers with symbols in the exponent, sums
/// of symbols, functions, exponentials, sums of functions. Terms: by falling degree, symbols before
/// functions, constants last.
final class Order {
  private static final int DEPTH = 8;

  private final Algebra algebra;

  Order(Algebra algebra) {
    this.algebra = algebra;
  }

  /// The order of the factors baseᵏ of a product.
  int compare(Map.Entry<Expr, Expr> p, Map.Entry<Expr, Expr> q) {
    int rank = Integer.compare(rank(p), rank(q));
    if (rank != 0) {
      return rank;
    }
    int base = compare(p.getKey(), q.getKey(), DEPTH);
    if (base != 0) {
      return base;
    }
    boolean numeric = p.getValue().number().isPresent() && q.getValue().number().isPresent();
    int exponent = compare(p.getValue(), q.getValue(), DEPTH);
    return numeric ? -exponent : exponent; // x² before x, but eˣ before eʸ
  }

  /// A term with what decides its place.
  private record Term(Monomial monomial, double degree, int rank) {}

  /// Sorts the terms of a sum.
  void sort(List<Monomial> terms) {
    List<Term> sorted = new ArrayList<>(terms.size());
    for (Monomial m : terms) {
      sorted.add(new Term(m, degree(m), rank(m)));
    }
    sorted.sort((s, t) -> {
      int degree = Double.compare(t.degree, s.degree);
      int rank = Integer.compare(s.rank, t.rank);
      return degree != 0 ? degree : rank != 0 ? rank : lexicographic(s.monomial, t.monomial);
    });
    for (int i = 0; i < sorted.size(); i++) {
      terms.set(i, sorted.get(i).monomial);
    }
  }

  private int rank(Map.Entry<Expr, Expr> power) {
    Expr base = power.getKey();
    Facts facts = algebra.facts(base);
    boolean numeric = power.getValue().number().isPresent();
    if (algebra.isE(base)) {
      return numeric ? 0 : 5;
    }
    if (facts.symbol()) {
      return numeric ? 1 : 2;
    }
    if (facts.constant()) {
      return numeric ? 0 : 2;
    }
    if (base.op() instanceof Linear.Add) {
      return facts.elementary() ? 3 : 6;
    }
    return 4;
  }

  /// 0 for monomials of symbols, 1 for terms with functions, 2 for constants, 3 for a number.
  private int rank(Monomial t) {
    if (t.powers().isEmpty()) {
      return 3;
    }
    boolean pure = true;
    boolean constant = true;
    for (Map.Entry<Expr, Expr> p : t.powers().entrySet()) {
      Facts facts = algebra.facts(p.getKey());
      constant &= facts.constant() && algebra.facts(p.getValue()).constant();
      double k = p.getValue().number().orElse(-1.0);
      pure &= facts.constant() || facts.elementary() && k > 0;
    }
    return constant ? 2 : pure ? 0 : 1;
  }

  private double degree(Monomial t) {
    double sum = 0;
    for (Map.Entry<Expr, Expr> p : t.powers().entrySet()) {
      sum += Math.max(0, p.getValue().number().orElse(0.0)) * algebra.facts(p.getKey()).degree();
    }
    return sum;
  }

  private int lexicographic(Monomial s, Monomial t) {
    Iterator<Map.Entry<Expr, Expr>> i = s.powers().entrySet().iterator();
    Iterator<Map.Entry<Expr, Expr>> j = t.powers().entrySet().iterator();
    while (i.hasNext() && j.hasNext()) {
      int c = compare(i.next(), j.next());
      if (c != 0) {
        return c;
      }
    }
    return Boolean.compare(i.hasNext(), j.hasNext());
  }

  /// Compares to a fixed depth and by the hash of the structure below, so that neither deep nor
  /// much shared graphs cost more than a constant.
  private int compare(Expr x, Expr y, int depth) {
    if (x == y) {
      return 0;
    }
    int c = Integer.compare(kind(x.op()), kind(y.op()));
    if (c == 0) {
      c = compare(x.op(), y.op());
    }
    if (c == 0 && depth > 0) {
      int n = Math.min(x.args().size(), y.args().size());
      for (int i = 0; i < n && c == 0; i++) {
        c = compare(x.args().get(i), y.args().get(i), depth - 1);
      }
      if (c == 0) {
        c = Integer.compare(x.args().size(), y.args().size());
      }
    }
    return c != 0 ? c : Long.compare(algebra.facts(x).hash(), algebra.facts(y).hash());
  }

  private static int kind(Op op) {
    return switch (op) {
      case Flat.Fill _ -> 0;
      case Flat.Named _ -> 1;
      case Flat.Param _ -> 2;
      case Unary u -> 10 + u.ordinal();
      case Binary b -> 60 + b.ordinal();
      case Op.Single _, Control _ -> 100;
    };
  }

  private static int compare(Op x, Op y) {
    if (x instanceof Flat.Param p && y instanceof Flat.Param q) {
      return natural(p.name(), q.name());
    }
    if (x instanceof Flat.Fill p && y instanceof Flat.Fill q) {
      return Double.compare(p.value(), q.value());
    }
    return x.symbol().compareTo(y.symbol());
  }

  /// Names with numbers in them in the order of the numbers: x2 before x10.
  static int natural(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      int m = digits(a, i);
      int n = digits(b, j);
      int c;
      if (m > i && n > j) {
        String p = a.substring(i, m).replaceFirst("^0+(?!$)", "");
        String q = b.substring(j, n).replaceFirst("^0+(?!$)", "");
        c = p.length() != q.length() ? p.length() - q.length() : p.compareTo(q);
        i = m;
        j = n;
      } else {
        c = Character.compare(a.charAt(i++), b.charAt(j++));
      }
      if (c != 0) {
        return c;
      }
    }
    int rest = (a.length() - i) - (b.length() - j);
    return rest != 0 ? rest : a.compareTo(b);
  }

  private static int digits(String s, int from) {
    int i = from;
    while (i < s.length() && Character.isDigit(s.charAt(i))) {
      i++;
    }
    return i;
  }
}
