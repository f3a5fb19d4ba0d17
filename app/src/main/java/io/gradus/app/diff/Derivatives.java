package io.gradus.app.diff;

import io.gradus.check.Modes;
import io.gradus.diff.Forward;
import io.gradus.diff.Reverse;
import io.gradus.graph.Expr;
import io.gradus.op.Flat;
import io.gradus.rewrite.Simplify;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The derivatives of scalar expressions as rows: one expression and the variables to differentiate
/// it by.
///
/// A gradient is a row, a Jacobian a row for each expression, a Hessian a row for each entry of the
/// gradient, and derivatives of higher order are rows of one entry.
public final class Derivatives {
  /// An expression and its partial derivatives.
  ///
  /// @param of the number of the user's expression
  /// @param base the expression that is differentiated once more
  /// @param done the variables that led to `base`
  /// @param wrt the variables to differentiate by
  public record Row(int of, Expr base, List<Expr> done, List<Expr> wrt) {
    /// The partial derivatives as differentiation leaves them.
    public List<Expr> raw() {
      return Reverse.grad(base, wrt);
    }

    /// The simplified partial derivatives.
    public List<Expr> formulas() {
      return Simplify.simplify(raw());
    }

    /// The names of the variables of entry `i`, in the order of differentiation.
    public List<String> names(int i) {
      return Stream.concat(done.stream(), Stream.of(wrt.get(i))).map(Derivatives::name).toList();
    }

    /// The partial derivatives at a point, computed in four ways.
    public Modes modes(Map<Expr, Double> at) {
      return Modes.of(base, wrt, at);
    }
  }

  /// The highest order; beyond it factorials leave the range of double precision.
  public static final int HIGHEST = 170;

  private Derivatives() {}

  /// First derivatives: a row for each expression.
  public static List<Row> gradients(List<Expr> ys, List<Expr> wrt) {
    List<Row> rows = new ArrayList<>();
    for (Expr y : ys) {
      rows.add(new Row(rows.size(), y, List.of(), wrt));
    }
    return rows;
  }

  /// Pure derivatives of an order from 1: ∂ⁿy/∂xⁿ for each expression and variable.
  public static List<Row> pure(List<Expr> ys, List<Expr> wrt, int order) {
    if (order == 1) {
      return gradients(ys, wrt);
    }
    List<Row> rows = new ArrayList<>();
    for (int of = 0; of < ys.size(); of++) {
      for (Expr x : wrt) {
        Expr base = ys.get(of);
        List<Expr> done = new ArrayList<>();
        while (done.size() < order - 1) {
          // Simplified in between: formulas of high order grow fast otherwise.
          base = Simplify.simplify(Forward.derivative(base, x));
          done.add(x);
        }
        rows.add(new Row(of, base, done, List.of(x)));
      }
    }
    return rows;
  }

  /// Second derivatives: for each expression a row for each variable.
  public static List<Row> hessians(List<Expr> ys, List<Expr> wrt) {
    List<Row> rows = new ArrayList<>();
    for (int of = 0; of < ys.size(); of++) {
      List<Expr> gradient = Simplify.simplify(Reverse.grad(ys.get(of), wrt));
      for (int i = 0; i < wrt.size(); i++) {
        rows.add(new Row(of, gradient.get(i), List.of(wrt.get(i)), wrt));
      }
    }
    return rows;
  }

  /// The name of a variable.
  public static String name(Expr variable) {
    return ((Flat.Param) variable.op()).name();
  }
}
