package io.gradus.eval;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.ShapeException;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Control;
import io.gradus.op.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The reference way to compute: node after node, each by the operation's own definition. Slow and
/// obvious; faster backends are tested against it.
///
/// A value is dropped after its last use, so that memory follows the widest cut of the graph and
/// not its length.
public final class Interpreter implements Backend {
  /// The interpreter, which has no state.
  public Interpreter() {}

  @Override
  public String name() {
    return "interpreter";
  }

  @Override
  public Executable compile(Graph graph, int carried) {
    return new Run(new Program(Backend.carrying(graph, carried).closed()), carried);
  }

  /// The value of an expression without parameters.
  public static Array value(Expr e) {
    return run(new Graph(List.of(), List.of(e)), List.of()).getFirst();
  }

  /// The results of a function for some operands.
  public static List<Array> run(Graph graph, List<Array> args) {
    return new Interpreter().compile(graph).run(args);
  }

  /// What a caller holds: a program has no state, so that a run is no more than checks and copies.
  private record Run(Program program, int carried) implements Executable {
    @Override
    public List<Array> run(List<Array> args) {
      program.graph.check("run", args.stream().map(Type::of).toList());
      // A result may be an operand, a constant or the same array twice.
      return program.execute(args).stream().map(Array::copy).toList();
    }

    @Override
    public void run(List<Array> args, List<Array> results) {
      List<Type> types = program.graph.check("run", args.stream().map(Type::of).toList());
      List<Array> into = new ArrayList<>(args.subList(0, carried));
      into.addAll(results);
      check(types, args, into);
      List<Array> values = program.execute(args);
      // A value may be an operand itself, which must be read before it is overwritten.
      List<Array> safe =
          values.stream().map(v -> args.stream().anyMatch(v::shares) ? v.copy() : v).toList();
      for (int i = 0; i < into.size(); i++) {
        safe.get(i).copyTo(into.get(i));
      }
    }

    private void check(List<Type> types, List<Array> args, List<Array> into) {
      if (into.size() != types.size()) {
        throw new ShapeException(
            "run: gives %d results beside %d carried ones, but there are %d arrays for them"
                .formatted(types.size() - carried, carried, into.size() - carried));
      }
      for (int i = carried; i < into.size(); i++) {
        if (!Type.of(into.get(i)).equals(types.get(i))) {
          throw new ShapeException(
              "run: the array for result %d must be %s, but is %s"
                  .formatted(i, types.get(i), Type.of(into.get(i))));
        }
      }
      List<Array> all = new ArrayList<>(into);
      all.addAll(args.subList(carried, args.size()));
      for (int i = 0; i < into.size(); i++) {
        if (all.subList(i + 1, all.size()).stream().anyMatch(into.get(i)::shares)) {
          throw new IllegalArgumentException(
              "run: the array for result " + i + " is given more than once");
        }
      }
    }

    @Override
    public Executable fork() {
      return this;
    }
  }

  private static final class Program {
    private final Graph graph;
    private final Step[] steps;
    private final Map<Expr, Integer> slots = new HashMap<>();
    private final Map<Graph, Program> bodies = new HashMap<>();

    /// One node: where its operands lie, and which values nobody needs afterwards.
    private record Step(Op op, int[] args, int slot, int[] last) {}

    Program(Graph graph) {
      this.graph = graph;
      List<Expr> nodes = graph.nodes();
      graph.params().forEach(p -> slots.putIfAbsent(p, slots.size()));
      nodes.forEach(e -> slots.putIfAbsent(e, slots.size()));
      int[] lastUse = new int[slots.size()];
      for (int i = 0; i < nodes.size(); i++) {
        for (Expr arg : nodes.get(i).args()) {
          lastUse[slots.get(arg)] = i;
        }
      }
      graph.results().forEach(r -> lastUse[slots.get(r)] = Integer.MAX_VALUE);
      Set<Expr> params = Set.copyOf(graph.params());
      List<Step> plan = new ArrayList<>();
      for (int i = 0; i < nodes.size(); i++) {
        Expr e = nodes.get(i);
        if (params.contains(e)) {
          continue;
        }
        int now = i;
        int[] args = e.args().stream().mapToInt(slots::get).toArray();
        int[] last = Arrays.stream(args).distinct().filter(a -> lastUse[a] == now).toArray();
        plan.add(new Step(e.op(), args, slots.get(e), last));
        if (e.op() instanceof Control c) {
          c.bodies().forEach(body -> bodies.computeIfAbsent(body, Program::new));
        }
      }
      steps = plan.toArray(Step[]::new);
    }

    private List<Array> execute(List<Array> args) {
      Array[][] values = new Array[slots.size()][];
      for (int i = 0; i < args.size(); i++) {
        values[i] = new Array[] {args.get(i)};
      }
      for (Step step : steps) {
        values[step.slot] = eval(step, values);
        for (int dead : step.last) {
          values[dead] = null;
        }
      }
      return graph.results().stream().map(r -> values[slots.get(r)][0]).toList();
    }

    private Array[] eval(Step step, Array[][] values) {
      return switch (step.op) {
        case Op.Single s -> new Array[] {s.eval(operands(step, values))};
        case Control.Item item -> new Array[] {values[step.args[0]][item.index()]};
        case Control.Call call -> call(call.body(), operands(step, values));
        case Control.Cond cond -> {
          List<Array> in = operands(step, values);
          Graph chosen = in.getFirst().item() != 0 ? cond.yes() : cond.no();
          yield call(chosen, in.subList(1, in.size()));
        }
        case Control.Scan scan -> scan(scan, operands(step, values));
      };
    }

    private Array[] call(Graph body, List<Array> args) {
      return bodies.get(body).execute(args).toArray(Array[]::new);
    }

    private Array[] scan(Control.Scan scan, List<Array> in) {
      int states = scan.states();
      List<Expr> results = scan.body().results();
      Program body = bodies.get(scan.body());
      List<Array> state = in.subList(0, states);
      List<Array> outputs = new ArrayList<>();
      for (Expr r : results.subList(states, results.size())) {
        outputs.add(Array.zeros(r.dtype(), r.shape().insert(0, scan.length())));
      }
      for (int step = 0; step < scan.length(); step++) {
        int t = scan.backward() ? scan.length() - 1 - step : step;
        List<Array> args = new ArrayList<>(state);
        in.subList(states, in.size()).forEach(stack -> args.add(stack.at(t)));
        List<Array> next = body.execute(args);
        state = next.subList(0, states);
        for (int i = 0; i < outputs.size(); i++) {
          copy(next.get(states + i), outputs.get(i), t);
        }
      }
      List<Array> out = new ArrayList<>(state);
      out.addAll(outputs);
      return out.toArray(Array[]::new);
    }

    /// Writes `part` to position `t` of the first axis of a stack that nobody else holds yet.
    private static void copy(Array part, Array stack, int t) {
      int n = part.size();
      if (part.dtype() == DType.F32) {
        System.arraycopy(part.floats(), 0, stack.floats(), t * n, n);
      } else {
        System.arraycopy(part.doubles(), 0, stack.doubles(), t * n, n);
      }
    }

    private static List<Array> operands(Step step, Array[][] values) {
      Array[] in = new Array[step.args.length];
      for (int i = 0; i < in.length; i++) {
        in[i] = values[step.args[i]][0];
      }
      return Arrays.asList(in);
    }
  }
}
