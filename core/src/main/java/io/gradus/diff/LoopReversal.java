package io.gradus.diff;

import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.op.Control;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Reverse mode through a loop: the loop runs once more and records the state before each step,
/// then a second loop goes the other way and pulls through one step after another.
///
/// A state that is the same at every step is not recorded. Its cotangent is the state of the second
/// loop like any other, so that the sum over the steps is formed in one order however the loop was
/// cut into parts.
final class LoopReversal {
  private LoopReversal() {}

  /// The cotangents of the operands of a scan.
  ///
  /// @param cts the cotangents of its results: the last state, then the stacked outputs
  /// @param pullbacks those of functions inside, made so far
  static List<Expr> pull(
      Control.Scan scan, List<Expr> x, List<Expr> cts, Map<Graph, Graph> pullbacks) {
    int states = scan.states();
    List<Integer> same = IntStream.range(0, states).filter(scan::constant).boxed().toList();
    List<Integer> moving =
        IntStream.range(0, states).filter(i -> !scan.constant(i)).boxed().toList();

    // One step back. Operands of the pullback: state, inputs, cotangents of next state and outputs.
    Graph f = scan.body();
    Graph pullback = Reverse.vjp(f, pullbacks);
    List<Expr> p = pullback.params();
    int operands = f.params().size();
    List<Expr> primal = pick(p, same);

    List<Expr> params = new ArrayList<>(p.subList(operands, operands + states));
    params.addAll(primal);
    params.addAll(pick(p, moving));
    params.addAll(p.subList(states, operands));
    params.addAll(p.subList(operands + states, p.size()));
    List<Expr> results = new ArrayList<>(pullback.results().subList(0, states));
    results.addAll(primal);
    results.addAll(pullback.results().subList(states, operands));
    Control.Scan back =
        new Control.Scan(
            new Graph(params, results), scan.length(), states + same.size(), !scan.backward());

    List<Expr> args = new ArrayList<>(cts.subList(0, states));
    args.addAll(pick(x, same));
    args.addAll(before(scan, x, moving));
    args.addAll(x.subList(states, x.size()));
    args.addAll(cts.subList(states, cts.size()));
    List<Expr> out = Calls.items(back, args);
    List<Expr> all = new ArrayList<>(out.subList(0, states));
    all.addAll(out.subList(states + same.size(), out.size()));
    return all;
  }

  /// The moving states before every step, stacked. The loop that records them gives the results of
  /// the loop itself too, so that [#shared] can drop the latter.
  private static List<Expr> before(Control.Scan scan, List<Expr> x, List<Integer> moving) {
    Graph f = scan.body();
    List<Expr> results = new ArrayList<>(f.results());
    results.addAll(pick(f.params(), moving));
    Control.Scan recording =
        new Control.Scan(
            new Graph(f.params(), results), scan.length(), scan.states(), scan.backward());
    List<Expr> out = Calls.items(recording, x);
    return out.subList(f.results().size(), out.size());
  }

  /// The expressions with every loop replaced by one among them that records the same loop, so that
  /// value and gradient run it once.
  static List<Expr> shared(List<Expr> roots) {
    List<Expr> loops =
        Graph.nodes(roots).stream().filter(e -> e.op() instanceof Control.Scan).toList();
    Map<Expr, Expr> by = new HashMap<>();
    for (Expr e : Graph.nodes(roots)) {
      if (e.op() instanceof Control.Item(int k)) {
        Expr loop = e.args().getFirst();
        loops.stream()
            .filter(other -> other != loop && records(other, loop))
            .findFirst()
            .ifPresent(other -> by.put(e, other.item(k)));
      }
    }
    return by.isEmpty() ? roots : Graph.substitute(roots, by);
  }

  private static boolean records(Expr recording, Expr loop) {
    return recording.op() instanceof Control.Scan r
        && loop.op() instanceof Control.Scan s
        && recording.args().equals(loop.args())
        && r.length() == s.length()
        && r.states() == s.states()
        && r.backward() == s.backward()
        && r.body().params().equals(s.body().params())
        && r.body().results().size() > s.body().results().size()
        && r.body().results().subList(0, s.body().results().size()).equals(s.body().results());
  }

  private static List<Expr> pick(List<Expr> from, List<Integer> positions) {
    return positions.stream().map(from::get).toList();
  }
}
