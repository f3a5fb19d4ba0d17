package io.gradus.diff;

import io.gradus.array.ShapeException;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Reverse mode: pulls cotangents from results to operands, x̄ = Jᵀ ȳ.
///
/// One pass over the graph, users before operands, one rule for each family of operations. Only
/// nodes between `wrt` and the results are visited. Cotangents are summed in the order of the
/// users, which the structure of the graph fixes, so that equal graphs give equal bits.
public final class Reverse {
  private final Set<Expr> active = new HashSet<>(); // nodes that depend on wrt
  private final Map<Expr, Expr[]> cotangents = new HashMap<>(); // by node, one for each result
  private final Map<Graph, Graph> pullbacks; // of functions inside, shared by nested passes

  private Reverse(Map<Graph, Graph> pullbacks) {
    this.pullbacks = pullbacks;
  }

  /// The gradient of a scalar expression by each of `wrt`.
  ///
  /// @throws ShapeException if `y` is not a scalar
  public static List<Expr> grad(Expr y, List<Expr> wrt) {
    if (!y.shape().isScalar()) {
      throw new ShapeException(
          "grad: needs a scalar, but the function has shape " + y.shape() + "; use a Jacobian");
    }
    return LoopReversal.shared(pull(List.of(y), List.of(y.like(1)), wrt));
  }

  /// The results and the cotangents of the parameters together, (x…, ȳ…) → (y…, x̄…): what both
  /// need is computed once.
  public static Graph valueAndVjp(Graph f) {
    Graph vjp = vjp(f);
    List<Expr> all = new ArrayList<>(f.results());
    all.addAll(vjp.results());
    return new Graph(vjp.params(), LoopReversal.shared(all));
  }

  /// A scalar result and its gradient by `wrt`: what both need is computed once.
  ///
  /// @throws ShapeException if `y` is not a scalar
  public static List<Expr> valueAndGrad(Expr y, List<Expr> wrt) {
    List<Expr> all = new ArrayList<>(List.of(y));
    all.addAll(grad(y, wrt));
    return LoopReversal.shared(all);
  }

  /// The cotangents of `wrt`, given those of `ys`.
  public static List<Expr> pull(List<Expr> ys, List<Expr> cts, List<Expr> wrt) {
    return new Reverse(new HashMap<>()).run(ys, cts, wrt);
  }

  /// The function (x…, ȳ…) → x̄… of a function x… → y….
  public static Graph vjp(Graph f) {
    return vjp(f, new HashMap<>());
  }

  /// The same, made once for each function.
  static Graph vjp(Graph f, Map<Graph, Graph> pullbacks) {
    Graph known = pullbacks.get(f);
    if (known != null) {
      return known;
    }
    List<Expr> cts = f.results().stream().map(r -> Expr.param("ct", r.type())).toList();
    List<Expr> params = new ArrayList<>(f.params());
    params.addAll(cts);
    Graph made = new Graph(params, new Reverse(pullbacks).run(f.results(), cts, f.params()));
    pullbacks.put(f, made);
    return made;
  }

  private List<Expr> run(List<Expr> ys, List<Expr> cts, List<Expr> wrt) {
    List<Expr> order = Graph.nodes(ys);
    active.addAll(wrt);
    for (Expr e : order) {
      if (e.args().stream().anyMatch(active::contains)) {
        active.add(e);
      }
    }
    for (int i = 0; i < ys.size(); i++) {
      receive(ys.get(i), 0, cts.get(i));
    }
    Set<Expr> stops = new HashSet<>(wrt);
    for (Expr y : order.reversed()) {
      if (active.contains(y) && cotangents.containsKey(y) && !stops.contains(y)) {
        pull(y);
        cotangents.remove(y);
      }
    }
    return wrt.stream().map(x -> cotangent(x, 0)).toList();
  }

  private void receive(Expr e, int result, Expr ct) {
    if (active.contains(e) && !ct.isZero()) {
      Expr[] sums = cotangents.computeIfAbsent(e, k -> new Expr[k.types().size()]);
      sums[result] = sums[result] == null ? ct : sums[result].add(ct);
    }
  }

  private Expr cotangent(Expr e, int result) {
    Expr[] sums = cotangents.get(e);
    return sums == null || sums[result] == null
        ? Expr.fill(0, e.types().get(result))
        : sums[result];
  }

  private void pull(Expr y) {
    List<Expr> x = y.args();
    switch (y.op()) {
      case Pointwise p -> {
        Expr ct = cotangent(y, 0);
        for (int i = 0; i < x.size(); i++) {
          if (active.contains(x.get(i))) {
            receive(x.get(i), 0, ct.gate(p.partial(i, y, x)));
          }
        }
      }
      case Linear l -> receive(x, l.transpose(cotangent(y, 0), x));
      case Bilinear b -> {
        Expr ct = cotangent(y, 0);
        if (active.contains(x.get(0))) {
          receive(x.get(0), 0, b.transposeLeft(ct, x.get(1)));
        }
        if (active.contains(x.get(1))) {
          receive(x.get(1), 0, b.transposeRight(ct, x.get(0)));
        }
      }
      case Structured s -> receive(x, structured(s, y, x));
      case Flat _ -> {}
      case Control.Item item -> receive(x.getFirst(), item.index(), cotangent(y, 0));
      case Control.Call call -> receive(x, call(call, y, x));
      case Control.Cond cond -> receive(x, cond(cond, y, x));
      case Control.Scan scan -> receive(x, LoopReversal.pull(scan, x, cotangents(y), pullbacks));
    }
  }

  private void receive(List<Expr> x, List<Expr> cts) {
    for (int i = 0; i < x.size(); i++) {
      receive(x.get(i), 0, cts.get(i));
    }
  }

  /// The forward rule is linear in the tangents; reverse mode over it is its transpose.
  private List<Expr> structured(Structured s, Expr y, List<Expr> x) {
    Optional<List<Expr>> own = s.pull(cotangent(y, 0), y, x);
    if (own.isPresent()) {
      return own.get();
    }
    List<Expr> dx = x.stream().map(a -> Expr.param("d", a.type())).toList();
    return pull(List.of(s.jvp(y, x, dx)), List.of(cotangent(y, 0)), dx);
  }

  /// A call computes its body again and pulls through it: nothing inside is stored. A rule of its
  /// own is transposed.
  private List<Expr> call(Control.Call call, Expr y, List<Expr> x) {
    List<Expr> args = new ArrayList<>(x);
    args.addAll(cotangents(y));
    Graph pullback =
        call.rule()
            .map(rule -> transposed(call.body(), rule))
            .orElseGet(() -> vjp(call.body(), pullbacks));
    return Calls.call(call.label() + "ᵀ", pullback, args);
  }

  private List<Expr> cond(Control.Cond cond, Expr y, List<Expr> x) {
    List<Expr> args = new ArrayList<>(x);
    args.addAll(cotangents(y));
    List<Expr> cts = new ArrayList<>(List.of(x.getFirst().zeros()));
    cts.addAll(
        Calls.items(new Control.Cond(vjp(cond.yes(), pullbacks), vjp(cond.no(), pullbacks)), args));
    return cts;
  }

  private List<Expr> cotangents(Expr y) {
    return IntStream.range(0, y.types().size()).mapToObj(i -> cotangent(y, i)).toList();
  }

  /// (x…, ȳ…) → x̄… from the forward rule (x…, ẋ…) → ẏ….
  private static Graph transposed(Graph body, Graph rule) {
    List<Expr> x = rule.params().subList(0, body.params().size());
    List<Expr> dx = rule.params().subList(body.params().size(), rule.params().size());
    List<Expr> cts = body.results().stream().map(r -> Expr.param("ct", r.type())).toList();
    List<Expr> params = new ArrayList<>(x);
    params.addAll(cts);
    return new Graph(params, pull(rule.results(), cts, dx));
  }
}
