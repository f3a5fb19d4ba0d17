package io.gradus.jit.pass;

import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Pointwise.Binary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Small rewritings that leave every bit as it is and make a function cheaper to run.
final class Peepholes {
  private final Map<Graph, Graph> bodies = new HashMap<>();

  private Peepholes() {}

  /// The function with the rewritings done, also inside of loops and calls:
  ///
  /// - z > 0 becomes max(z, 0) > 0 where max(z, 0) is computed anyway, so that reverse mode keeps
  ///   the activation alone and not what it was made of;
  /// - x·x becomes x².
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
    Map<Expr, Expr> done = new HashMap<>();
    for (Expr e : nodes) {
      List<Expr> args = e.args().stream().map(done::get).toList();
      done.put(
          e,
          switch (e.op()) {
            case Flat.Compare c
                when c == Flat.Compare.GREATER
                    && e.args().get(1).isZero()
                    && rectified.containsKey(e.args().get(0)) ->
                Expr.of(c, List.of(again(rectified.get(e.args().get(0)), done), args.get(1)));
            case Bilinear.Mul _ when args.get(0) == args.get(1) -> args.getFirst().square();
            case Control c -> Expr.of(Unroll.with(c, this::rewritten), args);
            default -> again(e, done);
          });
    }
    List<Expr> results = graph.results().stream().map(done::get).toList();
    Graph out = results.equals(graph.results()) ? graph : new Graph(graph.params(), results);
    bodies.put(graph, out);
    return out;
  }

  /// The same operation on the rewritten operands.
  private static Expr again(Expr e, Map<Expr, Expr> done) {
    List<Expr> args = e.args().stream().map(done::get).toList();
    return args.equals(e.args()) ? e : Expr.of(e.op(), args);
  }
}
