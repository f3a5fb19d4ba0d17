package io.gradus.nn.optim;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.diff.Reverse;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.Codec;
import io.gradus.nn.Vectors;
import io.gradus.nn.Vectors.Case;
import io.gradus.nn.optim.GradientTransform.Step;
import io.gradus.nn.optim.GradientTransform.Update;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class OptimizersVectorsTest {
  /// What the file calls by other names.
  private static final Map<String, String> NAMES =
      Map.of(
          "ema_momentum", "exponential-momentum",
          "mu", "decay",
          "b", "share",
          "alpha", "decay",
          "rho", "decay",
          "eps", "epsilon");

  @TestFactory
  Stream<DynamicTest> trajectories() {
    return Vectors.cases(
        "optimizers.json",
        c -> {
          assumeTrue(c.text("kind").equals("trajectory"), "no trajectory");
          check(transform(c), c);
        });
  }

  private static GradientTransform transform(Case c) {
    Map<String, Object> settings = new LinkedHashMap<>();
    c.at("hyper").map().forEach((key, value) -> settings.put(name(key), value));
    Optimizer optimizer =
        Optimizers.CATALOG.read(
            Map.of(name(c.text("optimizer")), settings),
            new Codec.Reading(new Codec(), "", path -> ""));
    return ((FirstOrder) optimizer).transform();
  }

  private static String name(String text) {
    return NAMES.getOrDefault(text, text.replace('_', '-'));
  }

  private static void check(GradientTransform transform, Case c) {
    double[] start = c.vector("start");
    Expr w = Expr.param("w", Type.f64(start.length));
    Expr count = Expr.param("count", Type.f64());
    Tree<Expr> params = Tree.leaf("weight", w);
    Tree<Expr> initial = transform.init(params);
    Tree<Expr> state =
        Tree.of(
            initial.names(),
            initial.names().stream().map(n -> Expr.param(n, initial.get(n).type())).toList());
    Expr loss = problem(c.text("problem"), w);
    Tree<Expr> grads = Tree.of(params.names(), Reverse.grad(loss, List.of(w)));
    Update u = transform.update(grads, state, new Step(params, count, loss, Optional.empty()));

    List<Expr> in = new ArrayList<>(List.of(w, count));
    in.addAll(state.values());
    List<Expr> out = new ArrayList<>(List.of(w.add(u.updates().get("weight")), count.add(1)));
    out.addAll(u.state().values());
    Fn step = Fn.of(new Graph(in, out));
    Fn value = Fn.of(new Graph(List.of(w), List.of(loss)));

    List<Array> now = new ArrayList<>(List.of(Array.vector(start), Vectors.scalar(1)));
    now.addAll(Fn.of(new Graph(List.of(w), initial.values())).run(List.of(Array.vector(start))));
    double[] steps = c.vector("steps");
    int taken = 0;
    for (int k = 0; k < steps.length; k++) {
      for (; taken < steps[k]; taken++) {
        now = step.run(now);
      }
      double[] want = c.rows("weights")[k];
      for (int i = 0; i < want.length; i++) {
        close("weight " + i + " after " + taken, now.getFirst().get(i), want[i]);
      }
      close("loss after " + taken, value.run(now.getFirst()).item(), c.vector("loss")[k]);
    }
  }

  private static void close(String what, double got, double want) {
    Vectors.close(what, got, want, 0, 1e-10 * Math.max(Math.abs(want), 1e-3));
  }

  private static Expr problem(String name, Expr w) {
    Expr x = w.at(0);
    Expr y = w.at(1);
    return switch (name) {
      case "rosenbrock" -> x.neg().add(1).square().add(y.sub(x.square()).square().mul(100));
      case "quadratic" ->
          x.square().add(y.square().mul(10)).add(w.at(2).square().mul(100)).mul(0.5);
      default -> throw new IllegalArgumentException("no problem " + name);
    };
  }
}
