package io.gradus.app.study;

import io.gradus.app.diff.Derivatives;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A function to be drawn.
///
/// @param label what it is called
/// @param expr its formula
/// @param origin the function whose derivative it is, or itself: it is real only where that is,
///   even if its formula says more, such as 1/x for the derivative of log(x)
public record Curve(String label, Expr expr, Expr origin) {
  private static final List<String> PRIMES = List.of("", "′", "″", "‴");

  /// A function.
  public Curve(String label, Expr expr) {
    this(label, expr, expr);
  }

  /// A derivative of a function.
  ///
  /// @param order from 0, the function itself
  public static Curve derivative(String label, Expr f, Expr x, int order) {
    if (order == 0) {
      return new Curve(label, f);
    }
    Expr formula = Derivatives.pure(List.of(f), List.of(x), order).getFirst().formulas().getFirst();
    String mark = order < PRIMES.size() ? PRIMES.get(order) : "^(" + order + ")";
    return new Curve("(" + label + ")" + mark, formula, f);
  }

  /// The iterates a(1) = g(s), a(k + 1) = g(a(k)) up to a(n).
  public static List<Curve> iterates(String label, Expr g, Expr s, int n) {
    List<Curve> iterates = new ArrayList<>();
    Expr last = s;
    for (int k = 1; k <= n; k++) {
      last = Graph.substitute(List.of(g), Map.of(s, last)).getFirst();
      iterates.add(new Curve("a(" + k + ")" + (label.isEmpty() ? "" : " of " + label), last));
    }
    return iterates;
  }
}
