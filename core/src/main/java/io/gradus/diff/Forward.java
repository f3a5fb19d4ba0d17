package io.gradus.diff;

import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Linear;
import io.gradus.op.Pointwise;
import io.gradus.op.Structured;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Forward mode: pushes tangents from operands to results, ẏ = J ẋ.
///
/// One pass over the graph, operands before users, one rule for each family of operations. The
/// result is again a graph, so it can be simplified, printed, differentiated and compiled.
public final class Forward {
  private final Map<Expr, List<Expr>> tangents = new HashMap<>(); // by node, one for each result
  private final Map<Graph, Graph> bodies = new HashMap<>();

  private Forward() {}

  /// The tangents of `ys`, given those of some nodes; the tangents of all other leaves are zero.
  public static List<Expr> push(List<Expr> ys, Map<Expr, Expr> seeds) {
    Forward pass = new Forward();
    seeds.forEach((node, tangent) -> pass.tangents.put(node, List.of(tangent)));
    for (Expr y : Graph.nodes(ys)) {
      if (!pass.tangents.containsKey(y)) {
        pass.tangents.put(y, pass.push(y));
      }
    }
    return ys.stream().map(pass::tangent).toList();
  }

  /// The derivative of `y` by a scalar node: the tangent for ẋ = 1.
  public static Expr derivative(Expr y, Expr x) {
    return push(List.of(y), Map.of(x, x.like(1))).getFirst();
  }

  /// The function (x…, ẋ…) → ẏ… of a function x… → y….
  public static Graph jvp(Graph f) {
    List<Expr> dx = f.params().stream().map(p -> Expr.param("d", p.type())).toList();
    Map<Expr, Expr> seeds = new HashMap<>();
    for (int i = 0; i < dx.size(); i++) {
      seeds.put(f.params().get(i), dx.get(i));
    }
    List<Expr> params = new ArrayList<>(f.params());
    params.addAll(dx);
    return new Graph(params, push(f.results(), seeds));
  }

  private Expr tangent(Expr e) {
    return tangents.get(e).getFirst();
  }

  private List<Expr> push(Expr y) {
    List<Expr> x = y.args();
    if (x.stream().allMatch(a -> tangents.get(a).stream().allMatch(Expr::isZero))) {
      return y.types().stream().map(t -> Expr.fill(0, t)).toList();
    }
    return switch (y.op()) {
      case Pointwise p -> List.of(pointwise(p, y, x));
      case Linear l -> {
        List<Expr> args = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
          args.add(l.linearIn(i) ? tangent(x.get(i)) : x.get(i));
        }
        yield List.of(Expr.of(l, args));
      }
      case Bilinear b -> List.of(bilinear(b, x.get(0), x.get(1)));
      case Structured s -> List.of(s.jvp(y, x, x.stream().map(this::tangent).toList()));
      case Flat _ -> List.of(y.zeros());
      case Control.Item item -> List.of(tangents.get(x.getFirst()).get(item.index()));
      case Control.Call call -> call(call, x);
    };
  }

  /// ẏ = Σᵢ ∂y/∂xᵢ ẋᵢ.
  private Expr pointwise(Pointwise p, Expr y, List<Expr> x) {
    Expr sum = y.zeros();
    for (int i = 0; i < x.size(); i++) {
      if (!tangent(x.get(i)).isZero()) {
        sum = sum.add(tangent(x.get(i)).gate(p.partial(i, y, x)));
      }
    }
    return sum;
  }

  /// ẏ = ẋ₁∘x₂ + x₁∘ẋ₂. An element-wise product gates, so that a zero tangent stays zero.
  private Expr bilinear(Bilinear b, Expr left, Expr right) {
    Expr dl = tangent(left);
    Expr dr = tangent(right);
    return switch (b) {
      case Bilinear.Mul(boolean gated) ->
          dl.gate(right).add(gated ? left.gate(dr) : dr.gate(left));
      case Bilinear.Contract c ->
          Expr.of(c, List.of(dl, right)).add(Expr.of(c, List.of(left, dr)));
    };
  }

  private List<Expr> call(Control.Call call, List<Expr> x) {
    List<Expr> args = new ArrayList<>(x);
    x.forEach(a -> args.add(tangent(a)));
    Graph rule = call.rule().orElseGet(() -> bodies.computeIfAbsent(call.body(), Forward::jvp));
    return Calls.call(call.label() + "'", rule, args);
  }
}
