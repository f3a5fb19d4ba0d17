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
  private final Map<Graph, Graph> bodies; // tangent functions of those inside, shared

  private Forward(Map<Graph, Graph> bodies) {
    this.bodies = bodies;
  }

  /// The tangents of `ys`, given those of some nodes; the tangents of all other leaves are zero.
  public static List<Expr> push(List<Expr> ys, Map<Expr, Expr> seeds) {
    return new Forward(new HashMap<>()).run(ys, seeds);
  }

  private List<Expr> run(List<Expr> ys, Map<Expr, Expr> seeds) {
    seeds.forEach((node, tangent) -> tangents.put(node, List.of(tangent)));
    for (Expr y : Graph.nodes(ys)) {
      if (!tangents.containsKey(y)) {
        tangents.put(y, push(y));
      }
    }
    return ys.stream().map(this::tangent).toList();
  }

  /// The derivative of `y` by a scalar node: the tangent for ẋ = 1.
  public static Expr derivative(Expr y, Expr x) {
    return push(List.of(y), Map.of(x, x.like(1))).getFirst();
  }

  /// The function (x…, ẋ…) → ẏ… of a function x… → y….
  public static Graph jvp(Graph f) {
    return jvp(f, new HashMap<>());
  }

  private static Graph jvp(Graph f, Map<Graph, Graph> bodies) {
    Graph known = bodies.get(f);
    if (known != null) {
      return known;
    }
    List<Expr> dx = f.params().stream().map(p -> Expr.param("d", p.type())).toList();
    Map<Expr, Expr> seeds = new HashMap<>();
    for (int i = 0; i < dx.size(); i++) {
      seeds.put(f.params().get(i), dx.get(i));
    }
    List<Expr> params = new ArrayList<>(f.params());
    params.addAll(dx);
    Graph made = new Graph(params, new Forward(bodies).run(f.results(), seeds));
    bodies.put(f, made);
    return made;
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
      case Control.Cond cond -> cond(cond, x);
      case Control.Scan scan -> scan(scan, y, x);
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
      case Bilinear.Mul(boolean gated) -> dl.gate(right).add(gated ? left.gate(dr) : dr.gate(left));
      case Bilinear.Contract c -> Expr.of(c, List.of(dl, right)).add(Expr.of(c, List.of(left, dr)));
    };
  }

  private List<Expr> call(Control.Call call, List<Expr> x) {
    List<Expr> args = new ArrayList<>(x);
    x.forEach(a -> args.add(tangent(a)));
    Graph rule = call.rule().orElseGet(() -> body(call.body()));
    return Calls.call(call.label() + "'", rule, args);
  }

  private List<Expr> cond(Control.Cond cond, List<Expr> x) {
    List<Expr> args = new ArrayList<>(x);
    x.stream().skip(1).forEach(a -> args.add(tangent(a)));
    return Calls.items(new Control.Cond(body(cond.yes()), body(cond.no())), args);
  }

  /// A loop whose state and inputs carry their tangents along.
  private List<Expr> scan(Control.Scan scan, Expr y, List<Expr> x) {
    int states = scan.states();
    Graph f = scan.body();
    Graph df = body(f);
    List<Expr> p = df.params().subList(0, f.params().size());
    List<Expr> dp = df.params().subList(f.params().size(), df.params().size());
    Graph step =
        new Graph(
            Calls.interleave(p, dp, states), Calls.interleave(f.results(), df.results(), states));
    List<Expr> dx = x.stream().map(this::tangent).toList();
    Control.Scan both = new Control.Scan(step, scan.length(), 2 * states, scan.backward());
    List<Expr> results = Calls.items(both, Calls.interleave(x, dx, states));
    int outputs = y.types().size() - states;
    List<Expr> tangents = new ArrayList<>(results.subList(states, 2 * states));
    tangents.addAll(results.subList(2 * states + outputs, results.size()));
    return tangents;
  }

  private Graph body(Graph f) {
    return jvp(f, bodies);
  }
}
