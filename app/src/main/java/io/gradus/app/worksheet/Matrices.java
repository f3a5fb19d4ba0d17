package io.gradus.app.worksheet;

import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.nn.UserException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Matrices of formulas.
final class Matrices {
  private static final int LARGEST = 8; // rows; the formula of a determinant has n! products

  private final List<Expr> entries;
  private final int n;
  private final Map<Integer, Expr> minors = new HashMap<>(); // by their columns

  private Matrices(List<Expr> entries, int n) {
    this.entries = entries;
    this.n = n;
  }

  /// The determinant, by Laplace's expansion along rows.
  static Expr det(Expr a) {
    return of(a).minor(0);
  }

  /// The inverse, by Cramer's rule.
  static Expr inverse(Expr a) {
    Matrices m = of(a);
    Expr det = m.minor(0);
    if (det.number().filter(d -> d == 0).isPresent()) {
      throw new UserException("Inverse of a singular matrix: its determinant is 0");
    }
    List<Expr> inverse = new ArrayList<>();
    for (int i = 0; i < m.n; i++) {
      for (int j = 0; j < m.n; j++) {
        Expr cofactor = m.n == 1 ? det.like(1) : m.without(j, i).minor(0);
        inverse.add(((i + j) % 2 == 0 ? cofactor : cofactor.neg()).div(det));
      }
    }
    return Values.of(inverse, Shape.of(m.n, m.n));
  }

  /// The unit matrix.
  static Expr identity(Expr size) {
    double n = size.number().orElse(0.0);
    if (!(n >= 1 && n <= 100 && n == Math.rint(n))) {
      throw new UserException("IdentityMatrix needs a whole number from 1 to 100");
    }
    List<Expr> entries = new ArrayList<>();
    for (int i = 0; i < n * n; i++) {
      entries.add(Expr.fill(i % (n + 1) == 0 ? 1 : 0, Type.f64()));
    }
    return Values.of(entries, Shape.of((int) n, (int) n));
  }

  /// The sum of the diagonal.
  static Expr trace(Expr a) {
    Matrices m = of(a);
    Expr sum = m.at(0, 0);
    for (int i = 1; i < m.n; i++) {
      sum = sum.add(m.at(i, i));
    }
    return sum;
  }

  private static Matrices of(Expr a) {
    Shape shape = a.shape();
    if (shape.rank() != 2 || shape.dim(0) != shape.dim(1) || shape.dim(0) > LARGEST) {
      throw new UserException(
          "this needs a square matrix of at most %d rows, but has %s".formatted(LARGEST, shape));
    }
    return new Matrices(Values.entries(a), shape.dim(0));
  }

  private Expr at(int i, int j) {
    return entries.get(i * n + j);
  }

  private Matrices without(int row, int column) {
    List<Expr> rest = new ArrayList<>();
    for (int k = 0; k < n * n; k++) {
      if (k / n != row && k % n != column) {
        rest.add(entries.get(k));
      }
    }
    return new Matrices(rest, n - 1);
  }

  /// The determinant of the last rows in the columns that are not in a set of bits.
  private Expr minor(int used) {
    int row = Integer.bitCount(used);
    Expr known = minors.get(used);
    if (known != null) {
      return known;
    }
    Expr sum = null;
    boolean plus = true;
    for (int j = 0; j < n; j++) {
      if ((used >> j & 1) == 0) {
        Expr term = row == n - 1 ? at(row, j) : at(row, j).mul(minor(used | 1 << j));
        sum = sum == null ? term : plus ? sum.add(term) : sum.sub(term);
        plus = !plus;
      }
    }
    minors.put(used, sum);
    return sum;
  }
}
