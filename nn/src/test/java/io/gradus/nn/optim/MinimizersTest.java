package io.gradus.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.optim.ConjugateGradient.Beta;
import io.gradus.nn.optim.Evaluations.Counted;
import io.gradus.nn.optim.LevenbergMarquardt.Damping;
import io.gradus.nn.optim.LineSearch.Found;
import io.gradus.nn.optim.LineSearches.Armijo;
import io.gradus.nn.optim.LineSearches.Exact;
import io.gradus.nn.optim.LineSearches.StrongWolfe;
import io.gradus.nn.optim.Minimizer.Iteration;
import io.gradus.nn.optim.Objective.Point;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class MinimizersTest {
  private static final double[] START = {-1.2, 1};

  /// (1 − x)² + 100 (y − x²)², as half a sum of squares.
  private static final Objective ROSENBROCK =
      Composite.leastSquares(
          Fn.of(
              Type.f64(2),
              w ->
                  Expr.stack(List.of(w.at(0).neg().add(1), w.at(1).sub(w.at(0).square()).mul(10)))
                      .mul(Math.sqrt(2))));

  /// Σ ½ i³ wᵢ² + wᵢ, with minimum at −i⁻³.
  private static final Objective BOWL =
      Composite.of(
          Fn.of(
              Type.f64(8),
              w -> w.square().mul(0.5).mul(Expr.iota(0, w.type()).add(1).pow(3)).add(w).sum()));

  /// The evaluations that each needs on Rosenbrock's function, at most.
  @TestFactory
  Stream<DynamicTest> findTheMinimumOfRosenbrock() {
    Map<Minimizer, Integer> most =
        Map.ofEntries(
            Map.entry(new SteepestDescent(new Exact()), 25_000),
            Map.entry(new SteepestDescent(new Armijo(1e-4, 0.5)), 35_000),
            Map.entry(new SteepestDescent(new StrongWolfe(1e-4, 0.9)), 20_000),
            Map.entry(new ConjugateGradient(Beta.FLETCHER_REEVES, null), 300),
            Map.entry(new ConjugateGradient(Beta.POLAK_RIBIERE, null), 110),
            Map.entry(new ConjugateGradient(Beta.HESTENES_STIEFEL, null), 100),
            Map.entry(new Lbfgs(5, null), 60),
            Map.entry(new Lbfgs(5, new Armijo(1e-4, 0.5)), 120),
            Map.entry(new GaussNewton(1e-8, null), 70),
            Map.entry(new LevenbergMarquardt(Damping.NIELSEN, 1e-3), 40),
            Map.entry(new LevenbergMarquardt(Damping.MARQUARDT, 1e-3), 80));
    return most.entrySet().stream()
        .map(e ->
            dynamicTest(
                e.getKey().toString(),
                () -> {
                  Counted f = new Counted(ROSENBROCK, Evaluations.NONE);
                  Point end = run(e.getKey(), f, START, 1e-8, 20_000);
                  assertThat(end.w()).containsExactly(new double[] {1, 1}, Offset.offset(1e-6));
                  assertThat(f.count().places()).isLessThan(e.getValue());
                }));
  }

  /// On a quadratic of n unknowns, conjugate directions with exact lengths need n steps.
  @Test
  void conjugateGradientsEndAfterAsManyStepsAsUnknowns() {
    for (Beta beta : Beta.values()) {
      Minimizer cg = new ConjugateGradient(beta, new Exact());
      assertThat(Vec.norm(run(cg, BOWL, new double[8], 1e-9, 7).gradient())).isGreaterThan(1e-9);
      Point end = run(cg, BOWL, new double[8], 1e-9, 8);
      for (int i = 0; i < 8; i++) {
        assertThat(end.w()[i]).isCloseTo(-Math.pow(i + 1, -3), Offset.offset(1e-9));
      }
    }
  }

  @Test
  void aLineSearchMeetsTheConditionsOfWolfe() {
    StrongWolfe search = new StrongWolfe(1e-4, 0.1);
    Point from = ROSENBROCK.point(START);
    double[] d = Vec.times(-1, from.gradient());
    double slope = Vec.dot(from.gradient(), d);
    for (double first = 1e-6; first < 1e6; first *= 10) {
      Found found = search.search(ROSENBROCK, from, d, first).orElseThrow();
      Point to = found.point();
      assertThat(to.value()).isLessThanOrEqualTo(from.value() + 1e-4 * found.length() * slope);
      assertThat(Math.abs(Vec.dot(to.gradient(), d))).isLessThanOrEqualTo(0.1 * Math.abs(slope));
    }
  }

  /// ln w falls to −∞ and ends at 0: a length beyond is no number, and the search comes back.
  @Test
  void aLineSearchStaysWhereTheFunctionIsANumber() {
    Objective f = Composite.of(Fn.of(Type.f64(1), w -> w.sub(w.log()).sum()));
    for (LineSearch s : List.of(new Exact(), new Armijo(1e-4, 0.5), new StrongWolfe(1e-4, 0.1))) {
      Point end = run(new SteepestDescent(s), f, new double[] {50}, 1e-6, 500);
      assertThat(end.w()[0]).as(s.toString()).isCloseTo(1, Offset.offset(1e-5));
    }
  }

  @Test
  void atAMinimumNothingMoves() {
    for (Minimizer m :
        List.of(
            new SteepestDescent(null),
            new ConjugateGradient(Beta.POLAK_RIBIERE, null),
            new Lbfgs(3, null),
            new GaussNewton(1e-8, null),
            new LevenbergMarquardt(Damping.NIELSEN, 1e-3))) {
      Tree<Array> state = m.start(ROSENBROCK, new double[] {1, 1});
      Iteration i = m.iterate(ROSENBROCK, state);
      assertThat(i.moved()).as(m.toString()).isFalse();
      assertThat(i.state()).isEqualTo(state);
    }
  }

  static Point run(Minimizer m, Objective f, double[] start, double gradient, int steps) {
    Tree<Array> state = m.start(f, start);
    for (int i = 0; i < steps && Vec.norm(Minimizer.point(state).gradient()) > gradient; i++) {
      Iteration now = m.iterate(f, state);
      if (!now.moved()) {
        break;
      }
      state = now.state();
    }
    return Minimizer.point(state);
  }
}
