package io.gradus.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.check.GradCheck;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.rewrite.RandomExpr;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Laws that hold for every function, tried on random ones.
class MetamorphicTest {
  private interface Law {
    void holds(RandomExpr.Sample f, double[] at);
  }

  @TestFactory
  Stream<DynamicTest> reverseIsTheAdjointOfForward() {
    return each((f, at) -> {
      Graph g = new Graph(f.params(), List.of(f.expr()));
      List<Array> x = Stream.of(at[0], at[1]).map(Array::of).toList();
      double scale =
          Reverse.grad(f.expr(), f.params()).stream()
              .mapToDouble(d -> new RandomExpr.Sample(d, f.params(), 0).scale(at))
              .reduce(1, Math::max);
      assertThat(GradCheck.check(g, x, 1, Key.of(1)).adjointError()).isLessThan(1e-13 * scale);
    });
  }

  @TestFactory
  Stream<DynamicTest> hessiansAreSymmetricAndModesCommute() {
    return each((f, at) -> {
      Expr x = f.params().get(0);
      Expr y = f.params().get(1);
      List<Expr> mixed =
          List.of(
              Forward.derivative(Forward.derivative(f.expr(), x), y),
              Forward.derivative(Forward.derivative(f.expr(), y), x),
              Forward.derivative(Reverse.grad(f.expr(), List.of(x)).getFirst(), y),
              Reverse.grad(Forward.derivative(f.expr(), y), List.of(x)).getFirst(),
              Reverse.grad(Reverse.grad(f.expr(), List.of(y)).getFirst(), List.of(x)).getFirst());
      double[] values =
          mixed.stream().mapToDouble(d -> RandomExpr.value(d, f.params(), at)).toArray();
      double scale =
          mixed.stream()
              .mapToDouble(d -> new RandomExpr.Sample(d, f.params(), 0).scale(at))
              .reduce(1, Math::max);
      for (double v : values) {
        assertThat(Math.abs(v - values[0])).isLessThanOrEqualTo(1e-11 * scale);
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> batchIsALoop() {
    return each((f, at) -> {
      Graph g = new Graph(f.params(), List.of(f.expr()));
      Graph many = Batching.vmap(g, List.of(true, false), 3);
      Array x = Array.vector(at[0], at[0] + 1e-3, at[0] - 1e-3);
      Array got = Interpreter.run(many, List.of(x, Array.of(at[1]))).getFirst();
      for (int i = 0; i < 3; i++) {
        double one =
            Interpreter.run(g, List.of(Array.of(x.get(i)), Array.of(at[1]))).getFirst().item();
        assertThat(got.get(i)).isEqualTo(one);
      }
    });
  }

  /// f(x + h) − f(x) − h f′(x) falls with h², and with one more term with h³.
  @TestFactory
  Stream<DynamicTest> taylorRemaindersHaveTheRightOrder() {
    return each((f, at) -> {
      Expr x = f.params().get(0);
      Expr d1 = Forward.derivative(f.expr(), x);
      Expr d2 = Reverse.grad(d1, List.of(x)).getFirst();
      Expr d3 = Forward.derivative(d2, x);
      Expr d4 = Forward.derivative(d3, x);
      Map<Expr, Array> v = RandomExpr.values(List.of(f.expr(), d1, d2, d3, d4), f.params(), at);
      double value = v.get(f.expr()).item();
      double slope = v.get(d1).item();
      double bend = v.get(d2).item();
      double third = Math.abs(v.get(d3).item());
      double fourth = Math.abs(v.get(d4).item());
      double rounding = 1e-13 * f.scale(at);
      for (double h : new double[] {1e-3, 5e-4}) {
        if (fourth * h > 0.5 * third) {
          continue; // not yet in the range where the leading term rules
        }
        double remainder = f.value(at[0] + h, at[1]) - value - h * slope - h * h / 2 * bend;
        assertThat(Math.abs(remainder)).isLessThanOrEqualTo(third * h * h * h + rounding);
      }
    });
  }

  private static Stream<DynamicTest> each(Law law) {
    RandomExpr random = new RandomExpr(Long.getLong("gradus.seed", 4)).steps(9);
    return Stream.generate(random::next)
        .filter(s -> s.point().isPresent())
        .limit(120)
        .map(s -> dynamicTest("seed " + s.seed(), () -> law.holds(s, s.point().orElseThrow())));
  }
}
