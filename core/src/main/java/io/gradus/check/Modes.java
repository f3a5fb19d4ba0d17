package io.gradus.check;

import io.gradus.array.Array;
import io.gradus.diff.Forward;
import io.gradus.diff.Reverse;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.op.Flat;
import io.gradus.rewrite.Simplify;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One gradient computed in four ways: by the simplified formula, by forward mode, by reverse mode
/// and by differences of values. The first three share the derivative table but not the way through
/// it; the fourth shares nothing.
///
/// @param symbolic the formulas of the partial derivatives, evaluated
/// @param forward one pass of value and tangent for each input
/// @param reverse one pass of value and one of adjoints for all inputs
/// @param numeric extrapolated central differences
public record Modes(Answer symbolic, Answer forward, Answer reverse, Answer numeric) {
  /// The gradient by one way.
  ///
  /// @param values ∂y/∂x for each input x
  /// @param operations the arithmetic operations executed for the whole gradient
  public record Answer(List<Double> values, long operations) {}

  /// All four gradients of a scalar expression of scalar inputs.
  ///
  /// @param y the expression
  /// @param wrt the inputs to differentiate by
  /// @param at the value of every parameter of `y`
  public static Modes of(Expr y, List<Expr> wrt, Map<Expr, Double> at) {
    List<Expr> params = new ArrayList<>(at.keySet());
    List<Expr> formulas = Simplify.simplify(Reverse.grad(y, wrt));
    List<Answer> forwards =
        wrt.stream().map(x -> evaluate(params, List.of(y, Forward.derivative(y, x)), at)).toList();
    List<Expr> pass = new ArrayList<>(List.of(y));
    pass.addAll(Reverse.grad(y, wrt));
    Answer reverse = evaluate(params, pass, at);
    return new Modes(
        evaluate(params, formulas, at),
        new Answer(
            forwards.stream().map(a -> a.values.get(1)).toList(),
            forwards.stream().mapToLong(Answer::operations).sum()),
        new Answer(reverse.values.subList(1, reverse.values.size()), reverse.operations),
        numeric(y, params, wrt, at));
  }

  /// The largest difference between any two of the four, relative to max(1, |value|).
  public double maxDisagreement() {
    double worst = disagreement(List.of(symbolic, forward, reverse));
    for (Answer exact : List.of(symbolic, forward, reverse)) {
      worst = Math.max(worst, disagreement(List.of(exact, numeric)));
    }
    return worst;
  }

  /// The number of arithmetic operations that evaluate the expressions, shared ones counted once.
  public static long operations(List<Expr> roots) {
    return Graph.nodes(roots).stream().filter(e -> !(e.op() instanceof Flat)).count()
        + Graph.nodes(roots).stream()
            .filter(e -> e.op() instanceof Flat.Compare || e.op() instanceof Flat.Step)
            .count();
  }

  private static double disagreement(List<Answer> answers) {
    double worst = 0;
    for (int i = 0; i < answers.getFirst().values.size(); i++) {
      double a = answers.getFirst().values.get(i);
      for (Answer other : answers) {
        double b = other.values.get(i);
        double difference = Double.compare(a, b) == 0 ? 0 : Math.abs(a - b);
        worst = Math.max(worst, difference / Math.max(1, Math.abs(a))); // NaN stays NaN
      }
    }
    return worst;
  }

  private static Answer evaluate(List<Expr> params, List<Expr> results, Map<Expr, Double> at) {
    List<Array> args = params.stream().map(p -> Array.of(at.get(p)).cast(p.dtype())).toList();
    List<Double> values =
        Interpreter.run(new Graph(params, results), args).stream().map(Array::item).toList();
    return new Answer(values, operations(results));
  }

  private static Answer numeric(Expr y, List<Expr> params, List<Expr> wrt, Map<Expr, Double> at) {
    var f = new Interpreter().compile(new Graph(params, List.of(y)));
    List<Double> values = new ArrayList<>();
    long evaluations = 0;
    for (Expr x : wrt) {
      Numeric.Estimate e =
          Numeric.derivative(
              v ->
                  f.run(
                          params.stream()
                              .map(p -> Array.of(p == x ? v : at.get(p)).cast(p.dtype()))
                              .toList())
                      .getFirst()
                      .item(),
              at.get(x));
      values.add(e.value());
      evaluations += e.evaluations();
    }
    return new Answer(values, evaluations * operations(List.of(y)));
  }
}
