package io.gradus.jit.pass;

import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Pointwise.Binary;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Small rewritings that leave every bit as it is and make a function cheaper to run. They come
/// before all other passes, which then see less.
final class Peepholes {
  private final Map<Graph, Graph> bodies = new HashMap<>();

  private Peepholes() {}

  /// The function with the rewritings done, also inside of loops and calls:
  ///
  /// - z > 0 becomes max(z, 0) > 0 where max(z, 0) is computed anyway, so that reverse mode keeps
  ///   the activation alone and not what it was made of;
  /// - x·x becomes x²;
  /// - results of loops, calls and branches that nobody reads are not computed, nor is what only
  ///   they need: reverse mode pulls cotangents back to all operands of a loop.
  static Graph rewrite(Graph graph) {
    return new Peepholes().rewritten(graph);
  }

  private Graph rewritten(Graph graph) {
    Graph known = bodies.get(graph);
    if (known != null) {
      return known;
    }
    List<Expr> nodes = graph.nodes();
    Map<Expr, Expr> rectified = new HashMap<>(); // z → max(z, 0)
    for (Expr e : nodes) {
      if (e.op() == Binary.MAX) {
        Expr x = e.args().get(0);
        Expr y = e.args().get(1);
        if (x.isZero() || y.isZero()) {
          rectified.putIfAbsent(x.isZero() ? y : x, e);
        }
      }
    }
    Map<Expr, BitSet> read = read(graph, nodes);
    Map<Expr, Trimmed> trimmed = new HashMap<>();
    Map<Expr, Expr> done = new HashMap<>();
    for (Expr e : nodes) {
      List<Expr> args = Graph.images(e.args(), done);
      done.put(
          e,
          switch (e.op()) {
            case Flat.Compare c
                when c == Flat.Compare.GREATER
                    && e.args().get(1).isZero()
                    && rectified.containsKey(e.args().get(0)) ->
                Expr.of(c, List.of(again(rectified.get(e.args().get(0)), done), args.get(1)));
            case Bilinear.Mul _ when args.get(0) == args.get(1) -> args.getFirst().square();
            case Control.Item item when trimmed.containsKey(e.args().getFirst()) ->
                args.getFirst().item(trimmed.get(e.args().getFirst()).place(item.index()));
            case Control.Item _ -> again(e, done);
            case Control c -> {
              Trimmed t = trimmed(c, read.get(e));
              trimmed.put(e, t);
              List<Expr> needed = t.operands.stream().mapToObj(args::get).toList();
              yield Expr.of(Unroll.with(t.op, this::rewritten), needed);
            }
            default -> again(e, done);
          });
    }
    List<Expr> results = Graph.images(graph.results(), done);
    Graph out = results.equals(graph.results()) ? graph : new Graph(graph.params(), results);
    bodies.put(graph, out);
    return out;
  }

  /// The same operation on the rewritten operands.
  private static Expr again(Expr e, Map<Expr, Expr> done) {
    return e.over(Graph.images(e.args(), done));
  }

  // Results that nobody reads

  /// Which results of operations with several are read.
  private static Map<Expr, BitSet> read(Graph graph, List<Expr> nodes) {
    Map<Expr, BitSet> read = new HashMap<>();
    for (Expr e : nodes) {
      for (Expr x : e.args()) {
        BitSet bits = read.computeIfAbsent(x, _ -> new BitSet());
        if (e.op() instanceof Control.Item item) {
          bits.set(item.index());
        } else {
          bits.set(0, x.types().size());
        }
      }
    }
    graph.results().forEach(r -> read.computeIfAbsent(r, _ -> new BitSet()).set(0));
    return read;
  }

  /// An operation with some of its operands and results.
  private record Trimmed(Control op, BitSet operands, BitSet results) {
    /// Where a result stands among those left.
    int place(int index) {
      return results.get(0, index).cardinality();
    }
  }

  private static Trimmed trimmed(Control op, BitSet read) {
    return switch (op) {
      case Control.Scan s -> {
        BitSet results = (BitSet) read.clone();
        BitSet params = reached(s.body(), results);
        for (BitSet before = null; !results.equals(before); params = reached(s.body(), results)) {
          before = (BitSet) results.clone();
          results.or(params.get(0, s.states())); // what a step needs, the step before must give
        }
        params.or(results.get(0, s.states()));
        int states = results.get(0, s.states()).cardinality();
        yield new Trimmed(
            new Control.Scan(part(s.body(), params, results), s.length(), states, s.backward()),
            params,
            results);
      }
      case Control.Call c -> {
        BitSet params = reached(c.body(), read);
        boolean all = params.cardinality() == c.body().params().size();
        all &= read.cardinality() == c.body().results().size();
        Graph body = part(c.body(), params, read);
        yield new Trimmed(
            new Control.Call(c.label(), body, all ? c.rule() : Optional.empty()), params, read);
      }
      case Control.Cond c -> {
        BitSet params = reached(c.yes(), read);
        params.or(reached(c.no(), read));
        Control branches =
            new Control.Cond(part(c.yes(), params, read), part(c.no(), params, read));
        BitSet operands = new BitSet();
        operands.set(0); // the condition
        params.stream().forEach(i -> operands.set(i + 1));
        yield new Trimmed(branches, operands, read);
      }
      case Control.Item _ -> throw new IllegalArgumentException("an item has one result");
    };
  }

  /// The parameters that some results depend on.
  private static BitSet reached(Graph body, BitSet results) {
    Set<Expr> nodes = new HashSet<>(Graph.nodes(part(body.results(), results)));
    BitSet out = new BitSet();
    IntStream.range(0, body.params().size())
        .filter(i -> nodes.contains(body.params().get(i)))
        .forEach(out::set);
    return out;
  }

  private static Graph part(Graph body, BitSet params, BitSet results) {
    return new Graph(part(body.params(), params), part(body.results(), results));
  }

  private static List<Expr> part(List<Expr> all, BitSet which) {
    return which.stream().mapToObj(all::get).toList();
  }
}
