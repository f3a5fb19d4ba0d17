package io.gradus.jit.pass;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.jit.emit.KernelTooLongException;
import io.gradus.jit.product.Known;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import java.util.HashMap;
import java.util.Map;

/// A compiled function: what the passes make of a graph. Immutable; any number of instances can run
/// it, each in memory of its own.
public final class Program {
  final Schedule schedule;
  final Fuse fuse;
  final Plan plan;
  final Map<Group, Lower> loops = new HashMap<>();
  final Map<Graph, Program> bodies = new HashMap<>();
  final Map<Group, Known> known = new HashMap<>(); // right operands of products
  final int carried;
  private final int limit;

  /// Compiles a function whose first `carried` results take the places of its first operands.
  public Program(Graph graph, int carried) {
    this(graph, carried, Fuse.LIMIT);
  }

  private Program(Graph graph, int carried, int limit) {
    this.carried = carried;
    this.limit = limit;
    schedule = Schedule.of(graph);
    for (Expr e : schedule.nodes) {
      switch (e.op()) {
        case Control.Scan s ->
            bodies.computeIfAbsent(s.body(), b -> new Program(b, s.states(), limit));
        case Control c ->
            c.bodies().forEach(b -> bodies.computeIfAbsent(b, f -> new Program(f, 0, limit)));
        default -> {}
      }
    }
    fuse = Fuse.of(schedule, limit);
    plan = Plan.of(fuse, carried, this::room);
    for (Group g : plan.order) {
      if (g.isLoop()) {
        loops.put(g, Lower.of(g, fuse));
      }
      if (g.product != null) {
        Multiply m = Multiply.of(g.product, schedule);
        if (m.right().op() instanceof Flat.Constant(Array a)) {
          known.put(g, new Known(a, m.rightOffset()));
        }
      }
    }
  }

  /// The same function in shorter loops, for one whose code does not fit into a method.
  Program shorter(KernelTooLongException e) {
    if (limit == 1) {
      throw e;
    }
    return new Program(schedule.graph, carried, limit / 2);
  }

  /// The room of a nested function: the arenas of its bodies, then results that nobody reads.
  private int[] room(Expr control) {
    int[] sum = new int[2];
    for (Graph body : ((Control) control.op()).bodies()) {
      int[] inside = bodies.get(body).plan.size();
      sum[0] += inside[0];
      sum[1] += inside[1];
      for (Expr r : body.results()) {
        sum[r.dtype() == DType.F32 ? 0 : 1] += padded(r.shape().size());
      }
    }
    return sum;
  }

  static int padded(int size) {
    return (size + 15) / 16 * 16;
  }
}
