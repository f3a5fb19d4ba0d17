package io.gradus.jit.pass;

import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.op.Control;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Merges loops over the same steps that compute much the same: reverse mode writes a loop again
/// with more results than the first time, or one that computes a step again and goes back from it
/// at once. One loop then does both, and what they share is computed once.
///
/// Two loops can be merged if neither needs the other and they go the same way; one whose state
/// never changes can go either way. They are merged if at least half of the smaller one is shared.
final class Scans {
  private final Map<Graph, Graph> bodies = new HashMap<>();

  private Scans() {}

  /// The function with loops merged, also inside of loops and calls. The bits stay the same.
  static Graph merge(Graph graph) {
    return new Scans().merged(graph);
  }

  private Graph merged(Graph graph) {
    Graph known = bodies.get(graph);
    if (known != null) {
      return known;
    }
    Graph out = inside(graph);
    for (Optional<Graph> next = step(out); next.isPresent(); next = step(out)) {
      out = next.get();
    }
    bodies.put(graph, out);
    return out;
  }

  private Graph inside(Graph graph) {
    Map<Expr, Expr> done = new HashMap<>();
    for (Expr e : graph.nodes()) {
      List<Expr> args = Graph.images(e.args(), done);
      boolean control = e.op() instanceof Control && !(e.op() instanceof Control.Item);
      if (control) {
        done.put(e, Expr.of(Unroll.with((Control) e.op(), this::merged), args));
      } else {
        done.put(e, e.over(args));
      }
    }
    return new Graph(graph.params(), Graph.images(graph.results(), done));
  }

  /// The function with the first pair merged that can be.
  private static Optional<Graph> step(Graph graph) {
    List<Expr> scans = new ArrayList<>();
    for (Expr e : graph.nodes()) {
      if (e.op() instanceof Control.Scan) {
        scans.add(e);
      }
    }
    for (int i = 1; i < scans.size(); i++) {
      Set<Expr> before = new HashSet<>(Graph.nodes(scans.get(i).args()));
      for (int j = 0; j < i; j++) { // nodes are in order, so none needs a later one
        if (!before.contains(scans.get(j))) {
          Optional<Graph> out = new Pair(scans.get(j), scans.get(i)).merged(graph);
          if (out.isPresent()) {
            return out;
          }
        }
      }
    }
    return Optional.empty();
  }

  /// Two loops, the second put into the first.
  private static final class Pair {
    private final Expr first;
    private final Expr second;
    private final Control.Scan a;
    private final Control.Scan b;
    private final List<Expr> args = new ArrayList<>();
    private final List<Expr> params = new ArrayList<>();
    private final Map<Expr, Expr> by = new HashMap<>(); // parameters of the second
    private final int[] places; // of the results of the second
    private final int[] own; // of the results of the first

    Pair(Expr first, Expr second) {
      this.first = first;
      this.second = second;
      a = (Control.Scan) first.op();
      b = (Control.Scan) second.op();
      own = new int[a.body().results().size()];
      places = new int[b.body().results().size()];
    }

    Optional<Graph> merged(Graph graph) {
      boolean way = a.backward() == b.backward() || isMap(a) || isMap(b);
      if (a.length() != b.length() || !way) {
        return Optional.empty();
      }
      Control.Scan both = both();
      int alone = Math.min(a.body().nodes().size(), b.body().nodes().size());
      int shared = a.body().nodes().size() + b.body().nodes().size() - both.body().nodes().size();
      if (2 * shared < alone) {
        return Optional.empty();
      }
      Expr loop = Expr.of(both, args);
      Map<Expr, Expr> replacements = new HashMap<>();
      for (int i = 0; i < own.length; i++) {
        replacements.put(first.item(i), loop.item(own[i]));
      }
      for (int i = 0; i < places.length; i++) {
        replacements.put(second.item(i), loop.item(places[i]));
      }
      return Optional.of(
          new Graph(graph.params(), Graph.substitute(graph.results(), replacements)));
    }

    private static boolean isMap(Control.Scan s) {
      return IntStream.range(0, s.states()).allMatch(s::constant);
    }

    private Control.Scan both() {
      int[] states = states();
      List<Expr> results = new ArrayList<>();
      for (int i = 0; i < a.states(); i++) {
        take(i, first.args().get(i), a.body().params().get(i));
        own[i] = i;
        results.add(a.body().results().get(i));
      }
      for (int i = 0; i < b.states(); i++) {
        Expr p = b.body().params().get(i);
        if (states[i] < 0) {
          take(params.size(), second.args().get(i), p);
        }
        by.put(p, params.get(states[i] < 0 ? params.size() - 1 : states[i]));
        places[i] = states[i] < 0 ? params.size() - 1 : states[i];
      }
      int count = params.size();
      for (int i = a.states(); i < first.args().size(); i++) {
        take(params.size(), first.args().get(i), a.body().params().get(i));
      }
      for (int i = b.states(); i < second.args().size(); i++) {
        int known = args.subList(count, args.size()).indexOf(second.args().get(i));
        Expr p = b.body().params().get(i);
        if (known < 0) {
          take(params.size(), second.args().get(i), p);
        }
        by.put(p, params.get(known < 0 ? params.size() - 1 : count + known));
      }
      List<Expr> values = Graph.substitute(b.body().results(), by);
      for (int i = 0; i < b.states(); i++) {
        if (places[i] == results.size()) {
          results.add(values.get(i));
        }
      }
      for (int i = a.states(); i < own.length; i++) {
        own[i] = output(results, count, a.body().results().get(i));
      }
      for (int i = b.states(); i < places.length; i++) {
        places[i] = output(results, count, values.get(i));
      }
      boolean backward = isMap(a) ? b.backward() : a.backward();
      return new Control.Scan(new Graph(params, results), a.length(), count, backward);
    }

    private void take(int at, Expr arg, Expr param) {
      args.add(at, arg);
      params.add(at, param);
    }

    private static int output(List<Expr> results, int states, Expr value) {
      int known = results.subList(states, results.size()).indexOf(value);
      if (known < 0) {
        results.add(value);
        return results.size() - 1;
      }
      return states + known;
    }

    /// For each state of the second loop the one of the first that is the same at every step, or
    /// -1. All that begin alike are taken for the same until their next values turn out to differ.
    private int[] states() {
      int[] same = new int[b.states()];
      for (int i = 0; i < same.length; i++) {
        List<Expr> inits = first.args().subList(0, a.states());
        boolean here = i < inits.size() && inits.get(i) == second.args().get(i);
        same[i] = here ? i : inits.indexOf(second.args().get(i));
      }
      for (boolean changed = true; changed; ) {
        changed = false;
        Map<Expr, Expr> guess = new HashMap<>();
        for (int i = 0; i < same.length; i++) {
          if (same[i] >= 0) {
            guess.put(b.body().params().get(i), a.body().params().get(same[i]));
          }
        }
        for (int i = b.states(); i < second.args().size(); i++) {
          int known =
              first.args().subList(a.states(), first.args().size()).indexOf(second.args().get(i));
          if (known >= 0) {
            guess.put(b.body().params().get(i), a.body().params().get(a.states() + known));
          }
        }
        List<Expr> next = Graph.substitute(b.body().results(), guess);
        for (int i = 0; i < same.length; i++) {
          if (same[i] >= 0 && next.get(i) != a.body().results().get(same[i])) {
            same[i] = -1;
            changed = true;
          }
        }
      }
      return same;
    }
  }
}
