package io.gradus.jit.pass;

import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Move;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Unrolls short axes: a value of shape (B, 3) becomes three of shape (B), so that everything done
/// to the small vectors and matrices of many examples is straight-line code over the examples,
/// which the fuser makes one loop with vectors along B.
///
/// [UnrollAxes] says what can be unrolled. What is unrolled is decided for each *region*, the
/// operations connected by unrolled values, as [#pays] says. What a region reads are strided views,
/// which cost nothing; what others read of it is put together by one concatenation of its entries.
final class Unroll {
  /// The fewest lanes that make vectors.
  private static final int LANES = 16;

  /// A region that computes values no larger than this is unrolled even with few lanes: the code of
  /// one kernel costs less than the overhead of many.
  private static final int TINY = 128;

  /// The most operations on entries in a region.
  private static final int MOST_OPERATIONS = 4000;

  /// The same before equal ones are shared and those with 0 and 1 are spared.
  private static final int MOST_TRIED = 16 * MOST_OPERATIONS;

  private final Map<Graph, Graph> bodies = new HashMap<>();

  private Unroll() {}

  /// The function with short axes unrolled where that pays, also inside of loops and calls.
  ///
  /// Values stay the same but for the order of sums.
  static Graph rewrite(Graph graph) {
    return new Unroll().rewritten(graph);
  }

  private Graph rewritten(Graph graph) {
    Graph known = bodies.get(graph);
    if (known == null) {
      known = new Pass(graph).run();
      bodies.put(graph, known);
    }
    return known;
  }

  /// The operation with other functions inside.
  static Control with(Control op, UnaryOperator<Graph> f) {
    return switch (op) {
      case Control.Call c -> new Control.Call(c.label(), f.apply(c.body()), c.rule());
      case Control.Cond c -> new Control.Cond(f.apply(c.yes()), f.apply(c.no()));
      case Control.Scan s ->
          new Control.Scan(f.apply(s.body()), s.length(), s.states(), s.backward());
      case Control.Item i -> i;
    };
  }

  /// The way through one function.
  private final class Pass {
    private final Graph graph;
    private final List<Expr> nodes;
    private final Map<Expr, List<Expr>> users = new HashMap<>();
    private final Map<Expr, Expr> done = new HashMap<>();
    private final UnrollAxes axes;
    private final Set<Expr> unrolled = new HashSet<>();
    private final UnrollEntries entries;

    Pass(Graph graph) {
      this.graph = graph;
      nodes = graph.nodes();
      nodes.forEach(
          e -> e.args().forEach(x -> users.computeIfAbsent(x, _ -> new ArrayList<>()).add(e)));
      axes = UnrollAxes.of(nodes);
      for (List<Expr> region : regions()) {
        if (pays(region)) {
          unrolled.addAll(region);
        }
      }
      entries = new UnrollEntries(axes, this::whole);
    }

    Graph run() {
      for (Expr e : nodes) {
        if (unrolled.contains(e)) {
          entries.of(e);
        } else {
          List<Expr> args = e.args().stream().map(this::whole).toList();
          done.put(
              e,
              switch (e.op()) {
                case Control c -> Expr.of(with(c, Unroll.this::rewritten), args);
                default -> e.over(args);
              });
        }
      }
      List<Expr> results = graph.results().stream().map(this::whole).toList();
      return results.equals(graph.results()) ? graph : new Graph(graph.params(), results);
    }

    // Values put together again

    private Expr whole(Expr e) {
      Expr known = done.get(e);
      if (known == null) {
        known = view(e).orElseGet(() -> joined(e));
        done.put(e, known);
      }
      return known;
    }

    /// A move that costs nothing where it is, or of a value that is no part of the region.
    private Optional<Expr> view(Expr e) {
      boolean free = e.op() instanceof Move.Reshape || e.op() instanceof Move.Broadcast;
      return e.op() instanceof Move && (free || isMoved(e))
          ? Optional.of(Expr.of(e.op(), e.args().stream().map(this::whole).toList()))
          : Optional.empty();
    }

    private boolean isMoved(Expr e) {
      Deque<Expr> open = new ArrayDeque<>(List.of(e));
      while (!open.isEmpty()) {
        Expr x = open.pop();
        if (unrolled.contains(x)) {
          if (!(x.op() instanceof Move)) {
            return false;
          }
          open.addAll(x.args());
        }
      }
      return true;
    }

    private Expr joined(Expr e) {
      UnrollEntries.Cut cut = entries.cut(e);
      Expr[] parts = entries.of(e);
      List<List<Integer>> runs = new ArrayList<>(); // unrolled axes side by side
      List<Integer> dims = new ArrayList<>(); // one axis for each run, one for each axis of lanes
      List<Integer> places = new ArrayList<>(); // of the runs among those
      boolean inRun = false;
      for (int a = 0; a < e.shape().rank(); a++) {
        if (!cut.unrolled()[a]) {
          dims.add(e.shape().dim(a));
          inRun = false;
        } else if (e.shape().dim(a) > 1) {
          if (!inRun) {
            runs.add(new ArrayList<>());
            places.add(dims.size());
            dims.add(1);
          }
          runs.getLast().add(a);
          inRun = true;
        }
      }
      Shape piece = Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
      List<Expr> pieces =
          IntStream.range(0, parts.length).mapToObj(i -> parts[i].reshape(piece)).toList();
      for (int r = runs.size() - 1; r >= 0; r--) {
        int n = runs.get(r).stream().mapToInt(e.shape()::dim).reduce(1, (a, b) -> a * b);
        int axis = places.get(r);
        List<Expr> all = pieces;
        pieces =
            IntStream.range(0, all.size() / n)
                .mapToObj(i -> Expr.concat(axis, all.subList(i * n, (i + 1) * n)))
                .toList();
      }
      return pieces.getFirst().reshape(e.shape());
    }

    // What to unroll

    private List<List<Expr>> regions() {
      Map<Expr, Integer> region = new HashMap<>();
      Map<Integer, List<Expr>> all = new LinkedHashMap<>();
      for (Expr e : axes.inside()) {
        if (region.containsKey(e)) {
          continue;
        }
        int number = all.size();
        Deque<Expr> open = new ArrayDeque<>(List.of(e));
        region.put(e, number);
        while (!open.isEmpty()) {
          Expr x = open.pop();
          List<Expr> near = new ArrayList<>(x.args());
          near.addAll(users.getOrDefault(x, List.of()));
          for (Expr y : near) {
            if (axes.inside().contains(y) && region.putIfAbsent(y, number) == null) {
              open.push(y);
            }
          }
        }
        all.put(number, new ArrayList<>());
      }
      axes.inside().forEach(e -> all.get(region.get(e)).add(e));
      return List.copyOf(all.values());
    }

    /// True for a region that unrolls an axis longer than 1, has lanes enough for vectors (or is
    /// tiny), does more arithmetic than it moves numbers over strided memory, and is not too long.
    private boolean pays(List<Expr> region) {
      long lanes = 1;
      long largest = 1;
      long most = 1;
      for (Expr e : region) {
        UnrollEntries.Cut cut = new UnrollEntries.Cut(e.shape(), axes.result(e));
        lanes = Math.max(lanes, cut.lanes().size());
        largest = Math.max(largest, e.op() instanceof Move ? 1 : e.shape().size());
        most = Math.max(most, cut.entries().size());
        for (int i = 0; i < e.args().size(); i++) {
          most =
              Math.max(
                  most,
                  new UnrollEntries.Cut(e.args().get(i).shape(), axes.operand(e, i))
                      .entries()
                      .size());
        }
      }
      boolean tiny = largest <= TINY;
      if (most == 1 || lanes < LANES && !tiny) {
        return false;
      }
      UnrollEntries trial = new UnrollEntries(axes, x -> x);
      Set<Expr> results = new LinkedHashSet<>();
      Set<Expr> members = new HashSet<>(region);
      Set<Expr> roots = Set.copyOf(graph.results());
      long moved = 0;
      long made = 0;
      for (Expr e : region) {
        made += axes.work(e);
        if (made > MOST_TRIED) {
          return false;
        }
        Expr[] parts = trial.of(e);
        boolean leaves =
            roots.contains(e)
                || users.getOrDefault(e, List.of()).stream().anyMatch(u -> !members.contains(u));
        if (leaves && !(e.op() instanceof Move && isMovedWithin(e, members))) {
          results.addAll(List.of(parts));
          moved += isStrided(axes.result(e)) ? parts.length : 0;
        }
      }
      Work work = work(results, trial.read());
      return work.operations > 0
          && work.operations <= MOST_OPERATIONS
          && (tiny || work.operations >= work.reads + moved);
    }

    private static boolean isMovedWithin(Expr e, Set<Expr> members) {
      Expr x = e;
      while (x.op() instanceof Move && members.contains(x) && x.args().size() == 1) {
        x = x.args().getFirst();
      }
      return !members.contains(x);
    }

    /// True if neighbouring entries lie closer in memory than neighbouring lanes.
    private static boolean isStrided(boolean[] unrolled) {
      return unrolled.length > 0 && unrolled[unrolled.length - 1];
    }
  }

  /// What the entries of a region do.
  ///
  /// @param operations how many operations they take
  /// @param reads how many views of values from outside
  private record Work(int operations, int reads) {}

  private static Work work(Set<Expr> results, Set<Expr> read) {
    Deque<Expr> open = new ArrayDeque<>(results);
    Set<Expr> seen = new HashSet<>(results);
    int operations = 0;
    int reads = 0;
    while (!open.isEmpty()) {
      Expr e = open.pop();
      if (read.contains(e)) {
        reads++;
        continue;
      }
      operations += e.op() instanceof Move || e.op() instanceof Flat.Leaf ? 0 : 1;
      e.args().stream().filter(seen::add).forEach(open::push);
    }
    return new Work(operations, reads);
  }
}
