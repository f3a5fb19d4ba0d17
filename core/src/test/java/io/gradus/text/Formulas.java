package io.gradus.text;

import io.gradus.array.Array;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.op.Flat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Values of formulas for tests.
final class Formulas {
  private Formulas() {}

  /// The value of a formula, its variables given by name.
  static double value(String text, Map<String, Double> at) {
    return value(Reader.read(text).expr(), at);
  }

  static double value(Expr e, Map<String, Double> at) {
    return array(e, at).item();
  }

  static Array array(Expr e, Map<String, Double> at) {
    Map<Expr, Expr> numbers = new HashMap<>();
    for (Expr node : Graph.nodes(List.of(e))) {
      if (node.op() instanceof Flat.Param p) {
        numbers.put(node, Expr.fill(at.get(p.name()), node.type()));
      }
    }
    return Interpreter.value(Graph.substitute(List.of(e), numbers).getFirst());
  }
}
