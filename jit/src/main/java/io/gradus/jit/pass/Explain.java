package io.gradus.jit.pass;

import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.jit.emit.CodeListing;
import io.gradus.jit.emit.Kernels;
import io.gradus.jit.emit.Loop;
import io.gradus.jit.emit.Target;
import io.gradus.jit.pass.Group.Output;
import io.gradus.jit.step.IndexStep;
import io.gradus.op.Control;
import io.gradus.op.Op;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// What each pass makes of a function, in print: the rungs of a ladder from the function down to
/// the code of the machine. Bodies of calls, branches and loops follow the function they are in.
public final class Explain {
  /// How something is computed, from fast to slow.
  public enum Way {
    /// Nothing is left to compute.
    NONE,
    /// By kernels with vectors.
    VECTOR,
    /// By kernels that are scalar loops on every target.
    SCALAR,
    /// By the operation's own definition, as the interpreter does.
    REFERENCE
  }

  private final Map<Program, String> programs = new LinkedHashMap<>(); // with their titles
  private final Map<Loop, String> known = new LinkedHashMap<>(); // kernels in print so far

  /// Compiles a function, but makes no kernels.
  public Explain(Graph graph, int carried) {
    add(new Program(graph, carried), "");
  }

  private void add(Program p, String title) {
    programs.put(p, title);
    Set<Graph> bodies = new LinkedHashSet<>();
    for (Expr e : p.schedule.nodes) {
      if (e.op() instanceof Control c && !c.bodies().isEmpty()) {
        int number = 0;
        for (Graph body : c.bodies()) {
          number++;
          if (bodies.add(body)) {
            String which = c.bodies().size() > 1 ? " " + number : "";
            add(p.bodies.get(body), title + "body" + which + " of " + c.symbol() + ", ");
          }
        }
      }
    }
  }

  /// The slowest way in which something of the function is computed.
  public Way way() {
    Way slowest = Way.NONE;
    for (Program p : programs.keySet()) {
      for (Group g : p.plan.order) {
        Way way = way(p, g);
        slowest = way.compareTo(slowest) > 0 ? way : slowest;
      }
    }
    return slowest;
  }

  private static Way way(Program p, Group g) {
    if (g.whole != null) {
      if (!(g.whole.op() instanceof Op.Single op) || p.plan.isZeros(g)) {
        return Way.VECTOR; // its bodies are looked at by themselves
      }
      return IndexStep.takes(op) ? Way.SCALAR : Way.REFERENCE;
    }
    Lower l = p.loops.get(g);
    return l == null || Kernels.inVectors(l.loop()) ? Way.VECTOR : Way.SCALAR;
  }

  private String each(Function<Program, String> print) {
    StringBuilder out = new StringBuilder();
    programs.forEach((p, title) -> {
      if (!title.isEmpty()) {
        out.append('\n').append(title, 0, title.length() - 2).append(":\n");
      }
      out.append(print.apply(p));
    });
    return out.toString();
  }

  /// The function as it is computed, after rewriting.
  public String schedule() {
    return each(p -> p.schedule.graph + "\n");
  }

  /// The groups: which values are computed together, what each group stores.
  public String groups() {
    return each(p -> {
      StringBuilder out = new StringBuilder();
      for (Group g : p.fuse.groups.reversed()) {
        out.append(g).append('\n');
        for (Output o : g.outputs) {
          out.append("    stores ").append(o.value().type());
          if (o.to().base() != o.value()) {
            out.append(", a part of ").append(o.to().base().type());
          }
          out.append('\n');
        }
      }
      return out.toString();
    });
  }

  /// The groups in order, and the place of every stored value.
  public String plan() {
    return each(p -> p.plan.toString());
  }

  /// The code of the loops, and what their operands p0, p1, … are.
  public String loops() {
    return each(p -> {
      StringBuilder out = new StringBuilder();
      for (Group g : p.plan.order) {
        Lower l = p.loops.get(g);
        if (l != null) {
          out.append(head(g, l)).append('\n');
          for (int i = 0; i < l.operands().size(); i++) {
            out.append(operand(i, l.operands().get(i), p)).append('\n');
          }
          out.append(l.loop()).append('\n');
        }
      }
      return out.toString();
    });
  }

  /// What the kernels consist of on a target. Equal loops are one kernel.
  public String code(Target target) {
    known.clear();
    return each(p -> {
      StringBuilder out = new StringBuilder();
      for (Group g : p.plan.order) {
        Lower l = p.loops.get(g);
        if (l != null) {
          out.append(head(g, l)).append('\n').append(code(g, l.loop(), target));
        }
      }
      return out.toString();
    });
  }

  private String code(Group g, Loop loop, Target target) {
    String before = known.putIfAbsent(loop, "#" + g.number);
    return before != null ? "  the kernel of " + before + "\n" : CodeListing.of(loop, target);
  }

  private static String operand(int i, Expr e, Program p) {
    Plan.Place place = p.plan.places.get(e);
    String where = place == null ? "a tile of the product" : place.toString();
    return "  p" + i + ": " + e.type() + ", " + where;
  }

  private static String head(Group g, Lower l) {
    return "#%d: %d rows × %d columns".formatted(g.number, l.rows(), l.columns());
  }
}
