package io.gradus.app.check;

import io.gradus.app.diff.Answer.Mode;
import io.gradus.app.diff.Derivatives;
import io.gradus.app.diff.Problem;
import io.gradus.array.Key;
import io.gradus.check.Modes;
import io.gradus.graph.Expr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Checks the gradients of expressions: formula, forward mode, reverse mode and differences.
public final class Expressions {
  private static final int TRIES = 50;
  private static final String AT = " at ";

  private Expressions() {}

  /// Checks one line: an expression, and a point if it ends in one, as in `x*y at x=1,y=2`. Without
  /// a point random ones are tried until the expression is real at one.
  public static List<Finding> check(String line, Key key) {
    int at = line.lastIndexOf(AT);
    boolean given = at > 0 && line.indexOf('=', at) > 0;
    String text = given ? line.substring(0, at) : line;
    List<String> point = given ? List.of(line.substring(at + AT.length()).split(",")) : List.of();
    List<String> names = point.stream().map(p -> p.split("=", 2)[0].strip()).toList();
    Problem problem = Problem.read(List.of(text), List.of(), names);
    Map<Expr, Double> where = given ? problem.point(point) : point(problem, key);
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < problem.exprs().size(); i++) {
      Modes modes = Modes.of(problem.exprs().get(i), problem.wrt(), where);
      Map<String, List<Double>> values = new LinkedHashMap<>();
      for (Mode mode : Mode.values()) {
        values.put(mode.text(), mode.of(modes).values());
      }
      Map<String, Double> named = new LinkedHashMap<>();
      where.forEach((x, v) -> named.put(Derivatives.name(x), v));
      findings.add(new Finding(problem.texts().get(i), named, values, modes.maxDisagreement()));
    }
    return findings;
  }

  private static Map<Expr, Double> point(Problem problem, Key key) {
    Map<Expr, Double> point = new LinkedHashMap<>();
    for (int i = 0; i < TRIES; i++) {
      Key own = key.fold(i);
      double width = i % 2 == 0 ? 1 : 3; // inverse functions live near 0, roots on the right
      int n = 0;
      for (Expr x : problem.variables().values()) {
        point.put(x, width * (0.1 + 0.9 * own.uniform(n++)));
      }
      if (problem.values(point).stream().allMatch(Double::isFinite)) {
        break;
      }
    }
    return point;
  }
}
