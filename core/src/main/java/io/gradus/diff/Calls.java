package io.gradus.diff;

import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.op.Control;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Builds operations that contain functions.
final class Calls {
  private Calls() {}

  /// The results of `body` for `args`, kept whole.
  static List<Expr> call(String label, Graph body, List<Expr> args) {
    return items(new Control.Call(label, body, Optional.empty()), args);
  }

  /// The results of an operation, one expression each.
  static List<Expr> items(Control op, List<Expr> args) {
    Expr node = Expr.of(op, args);
    return IntStream.range(0, node.types().size()).mapToObj(node::item).toList();
  }

  /// Two lists joined in two groups: `a₁ b₁ a₂ b₂`, where the first group has `n` elements: the
  /// state of a loop, and the rest.
  static List<Expr> interleave(List<Expr> a, List<Expr> b, int n) {
    List<Expr> out = new ArrayList<>(a.subList(0, n));
    out.addAll(b.subList(0, n));
    out.addAll(a.subList(n, a.size()));
    out.addAll(b.subList(n, b.size()));
    return out;
  }
}
