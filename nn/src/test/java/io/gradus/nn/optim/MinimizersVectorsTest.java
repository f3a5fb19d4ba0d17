package io.gradus.nn.optim;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.diff.Batching;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.Vectors;
import io.gradus.nn.Vectors.Case;
import io.gradus.nn.optim.LevenbergMarquardt.Damping;
import io.gradus.nn.optim.LineSearches.Exact;
import io.gradus.nn.optim.Minimizer.Iteration;
import io.gradus.nn.optim.Objective.Point;
import io.gradus.op.Flat;
import io.gradus.text.Parsed;
import io.gradus.text.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class MinimizersVectorsTest {
  @TestFactory
  Stream<DynamicTest> steepestDescent() {
    return cases(
        "steepest_descent_exact",
        c -> {
          Expr a = Expr.constant(c.matrix("A"));
          Expr b = constant(c, "b");
          Fn f = Fn.of(Type.f64(c.vector("b").length), x -> x.dot(a.dot(x)).mul(0.5).sub(b.dot(x)));
          Objective objective = Composite.of(f);
          Minimizer minimizer = new SteepestDescent(new Exact());
          Tree<Array> state = minimizer.start(objective, c.vector("start"));
          for (int k = 0; k < c.rows("iterates").length; k++) {
            Iteration step = minimizer.iterate(objective, state);
            close("length " + k, step.length(), c.vector("step_lengths")[k]);
            close("loss " + k, step.point().value(), c.vector("loss")[k]);
            close("iterate " + k, step.point(), c.rows("iterates")[k]);
            state = step.state();
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> levenbergMarquardt() {
    return cases(
        "levenberg_marquardt",
        c -> {
          Objective objective = Composite.leastSquares(residuals(c));
          Minimizer minimizer = new LevenbergMarquardt(Damping.CONSTANT, c.number("lambda"));
          Tree<Array> state = minimizer.start(objective, c.vector("start"));
          for (int k = 0; k < c.rows("iterates").length; k++) {
            state = minimizer.iterate(objective, state).state();
            close("iterate " + k, Minimizer.point(state), c.rows("iterates")[k]);
            close("sum " + k, 2 * Minimizer.point(state).value(), c.vector("sum_of_squares")[k]);
          }
        });
  }

  /// w → model(w, xᵢ) − yᵢ, where w are the variables of the formula but x, by name.
  private static Fn residuals(Case c) {
    Parsed model = Reader.read(c.text("model"));
    Map<String, Expr> symbols = new TreeMap<>();
    model.symbols().forEach(s -> symbols.put(((Flat.Param) s.op()).name(), s));
    List<Expr> params = new ArrayList<>(List.of(symbols.remove("x")));
    params.addAll(symbols.values());
    List<Boolean> mapped = params.stream().map(p -> p == params.getFirst()).toList();
    int rows = c.vector("x").length;
    Graph all = Batching.vmap(new Graph(params, List.of(model.expr())), mapped, rows);
    return Fn.of(
        Type.f64(symbols.size()),
        w -> {
          List<Expr> operands = new ArrayList<>(List.of(constant(c, "x")));
          IntStream.range(0, symbols.size()).mapToObj(w::at).forEach(operands::add);
          return all.apply(operands).getFirst().sub(constant(c, "y"));
        });
  }

  private static Expr constant(Case c, String key) {
    return Expr.constant(Array.vector(c.vector(key)));
  }

  private static Stream<DynamicTest> cases(String kind, Consumer<Case> check) {
    return Vectors.cases(
        "optimizers.json",
        c -> {
          assumeTrue(c.text("kind").equals(kind), "of another kind");
          check.accept(c);
        });
  }

  private static void close(String what, Point got, double[] want) {
    for (int i = 0; i < want.length; i++) {
      close(what + ", " + i, got.w()[i], want[i]);
    }
  }

  private static void close(String what, double got, double want) {
    Vectors.close(what, got, want, 0, 1e-10 * Math.max(Math.abs(want), 1e-3));
  }
}
