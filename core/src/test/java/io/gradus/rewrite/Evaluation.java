package io.gradus.rewrite;

import io.gradus.array.Array;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.op.Op;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Values by the reference semantics of each operation.
final class Evaluation {
  private Evaluation() {}

  static Array value(Expr e, Map<Expr, Array> known) {
    Map<Expr, Array> values = new HashMap<>(known);
    for (Expr node : Graph.nodes(List.of(e))) {
      if (!values.containsKey(node) && node.op() instanceof Op.Single op) {
        values.put(node, op.eval(node.args().stream().map(values::get).toList()));
      }
    }
    return values.get(e);
  }
}
