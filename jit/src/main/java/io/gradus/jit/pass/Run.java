package io.gradus.jit.pass;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.ShapeException;
import io.gradus.eval.Backend.Executable;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.jit.emit.KernelTooLongException;
import io.gradus.jit.step.Block;
import io.gradus.jit.step.Engine;
import io.gradus.jit.step.Slot;
import java.util.ArrayList;
import java.util.List;

/// A program in memory of its own, ready to run: arrays of the caller are bound to the steps, then
/// the steps run in order.
public final class Run implements Executable {
  private final Program program;
  private final Graph graph; // as given, for messages and types
  private final Engine engine;
  private final Block block;
  private final Type[] params;
  private final Type[] results; // those that are not carried

  /// An instance of a program made from `graph`.
  public Run(Program program, Graph graph, Engine engine) {
    this.graph = graph;
    this.engine = engine;
    Program fitting = program;
    Block made = null;
    while (made == null) {
      try {
        made = Emit.block(fitting, engine);
      } catch (KernelTooLongException e) {
        fitting = fitting.shorter(e);
      }
    }
    this.program = fitting;
    block = made;
    params = graph.params().stream().map(Expr::type).toArray(Type[]::new);
    results = graph.results().stream().skip(program.carried).map(Expr::type).toArray(Type[]::new);
  }

  @Override
  public List<Array> run(List<Array> args) {
    graph.check("run", args.stream().map(Type::of).toList());
    List<Array> out = new ArrayList<>();
    List<Array> in = new ArrayList<>(args);
    for (int i = 0; i < program.carried; i++) {
      in.set(i, args.get(i).copy());
      out.add(in.get(i));
    }
    for (Type t : results) {
      out.add(Array.zeros(t.dtype(), t.shape()));
    }
    execute(in, out.subList(program.carried, out.size()));
    return List.copyOf(out);
  }

  @Override
  public void run(List<Array> args, List<Array> out) {
    if (args.size() != params.length || out.size() != results.length) {
      throw new ShapeException(
          "run: takes %d operands and %d results, but %d and %d were given"
              .formatted(params.length, results.length, args.size(), out.size()));
    }
    check("operand", params, args);
    check("result", results, out);
    execute(args, out);
  }

  @Override
  public Executable fork() {
    return new Run(program, graph, engine);
  }

  private void execute(List<Array> args, List<Array> out) {
    for (int i = 0; i < params.length; i++) {
      bind(block.args()[i], args.get(i));
    }
    for (int i = 0; i < results.length; i++) {
      bind(block.results()[i], out.get(i));
    }
    block.run();
  }

  private static void bind(Slot slot, Array a) {
    if (a.dtype() == DType.F32) {
      slot.bind(a.floats(), null, 0);
    } else {
      slot.bind(null, a.doubles(), 0);
    }
  }

  private static void check(String what, Type[] types, List<Array> arrays) {
    for (int i = 0; i < types.length; i++) {
      Array a = arrays.get(i);
      if (a.dtype() != types[i].dtype() || !a.shape().equals(types[i].shape())) {
        throw new ShapeException(
            "run: %s %d must be %s, but is %s".formatted(what, i, types[i], Type.of(a)));
      }
    }
  }
}
