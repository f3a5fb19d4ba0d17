package io.gradus.nn.optim;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.optim.Evaluations.Counted;
import io.gradus.nn.optim.GradientTransform.Step;
import io.gradus.nn.optim.GradientTransform.Update;
import io.gradus.nn.optim.Minimizer.Iteration;
import io.gradus.nn.optim.Objective.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An optimizer on its way down a function: all of them in one way, so that they can be compared.
/// First-order optimizers get the gradient of the whole function at each step.
public abstract sealed class Walk {
  final Counted f;

  Walk(Objective f) {
    this.f = new Counted(f, Evaluations.NONE);
  }

  /// A walk from a starting point.
  public static Walk of(Optimizer optimizer, Objective f, double[] start) {
    return switch (optimizer) {
      case FirstOrder o -> new ByGradients(o, f, start);
      case Minimizer m -> new ByIterations(m, f, start);
    };
  }

  /// One step; false if there is none to take, and then all is as before.
  public abstract boolean step();

  /// Where it is.
  public abstract Point point();

  /// What it cost so far.
  public Evaluations evaluations() {
    return f.count();
  }

  private static final class ByIterations extends Walk {
    private final Minimizer minimizer;
    private Tree<Array> state;

    ByIterations(Minimizer minimizer, Objective f, double[] start) {
      super(f);
      this.minimizer = minimizer;
      this.state = minimizer.start(this.f, start);
    }

    @Override
    public boolean step() {
      Iteration now = minimizer.iterate(f, state);
      state = now.state();
      return now.moved();
    }

    @Override
    public Point point() {
      return Minimizer.point(state);
    }
  }

  private static final class ByGradients extends Walk {
    private final Fn update; // (w, F, ∇F, count, state…) → (w′, state′…)
    private final List<Array> state;
    private Point point;
    private int steps;

    ByGradients(FirstOrder optimizer, Objective f, double[] start) {
      super(f);
      Expr w = Expr.param("w", Type.f64(start.length));
      Expr gradient = Expr.param("gradient", w.type());
      Expr loss = Expr.param("loss", Type.f64());
      Expr count = Expr.param("count", Type.f64());
      Tree<Expr> params = Tree.leaf("w", w);
      GradientTransform transform = optimizer.transform();
      Tree<Expr> initial = transform.init(params);
      List<Expr> now =
          initial.names().stream().map(n -> Expr.param(n, initial.get(n).type())).toList();
      Update u =
          transform.update(
              Tree.leaf("w", gradient),
              Tree.of(initial.names(), now),
              new Step(params, count, loss, Optional.empty()));
      List<Expr> in = new ArrayList<>(List.of(w, loss, gradient, count));
      in.addAll(now);
      List<Expr> out = new ArrayList<>(List.of(w.add(u.updates().get("w"))));
      out.addAll(u.state().values());
      this.update = Fn.of(new Graph(in, out));
      this.state =
          new ArrayList<>(
              Fn.of(new Graph(List.of(w), initial.values())).run(List.of(Array.vector(start))));
      this.point = this.f.point(start);
    }

    @Override
    public boolean step() {
      List<Array> in =
          new ArrayList<>(
              List.of(
                  Array.vector(point.w()),
                  Array.of(point.value()),
                  Array.vector(point.gradient()),
                  Array.of(++steps)));
      in.addAll(state);
      List<Array> out = update.run(in);
      Point to = f.point(out.getFirst().doubles());
      if (!to.isFinite()) {
        return false;
      }
      point = to;
      for (int i = 0; i < state.size(); i++) {
        state.set(i, out.get(i + 1));
      }
      return true;
    }

    @Override
    public Point point() {
      return point;
    }
  }
}
