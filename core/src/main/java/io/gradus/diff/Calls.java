package io.gradus.diff;

import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.op.Control;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Builds calls of functions that are kept whole.
final class Calls {
  private Calls() {}

  /// The results of `body` for `args`, one expression each.
  static List<Expr> call(String label, Graph body, List<Expr> args) {
    Expr call = Expr.of(new Control.Call(label, body, Optional.empty()), args);
    return IntStream.range(0, body.results().size()).mapToObj(call::item).toList();
  }
}
