package io.gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.check.GradCheck;
import io.gradus.diff.Reverse;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class LossesTest {
  private static final Array TARGET = Array.matrix(new double[][] {{1, 0, 0}, {0, 0, 1}});
  private static final Array OUTPUT =
      Array.matrix(new double[][] {{0.2, 0.7, 0.31}, {0.15, 0.4, 0.55}});

  @TestFactory
  Stream<DynamicTest> firstAndSecondDerivative() {
    return Losses.all().stream()
        .map(loss ->
            dynamicTest(
                loss.toString(),
                () -> {
                  Graph f = scalar(p -> loss.of(p, Expr.constant(TARGET)));
                  Key key = Key.of(3);
                  GradCheck.Report first = GradCheck.check(f, List.of(OUTPUT), 3, key);
                  assertThat(first.passes()).as("first derivative: %s", first).isTrue();
                  Graph gradient =
                      new Graph(f.params(), Reverse.grad(f.results().getFirst(), f.params()));
                  GradCheck.Report second = GradCheck.check(gradient, List.of(OUTPUT), 3, key);
                  assertThat(second.passes()).as("second derivative: %s", second).isTrue();
                }));
  }

  @TestFactory
  Stream<DynamicTest> theFusedFormIsTheSameFunction() {
    return Losses.all().stream()
        .map(loss ->
            dynamicTest(
                loss.toString(),
                () -> {
                  Loss plain =
                      switch (loss) {
                        case Losses.CrossEntropy l -> new Losses.CrossEntropy("probabilities");
                        case Losses.BinaryCrossEntropy l ->
                            new Losses.BinaryCrossEntropy("probabilities");
                        default -> loss;
                      };
                  Activation a = loss.natural().orElse(Activations.IDENTITY);
                  boolean hinge = loss instanceof Losses.Hinge; // learns from −1 and 1
                  Expr target = Expr.constant(TARGET);
                  Expr used = hinge ? target.mul(2).sub(1) : target;
                  double fused = run(p -> loss.of(p, a, target));
                  double apart = run(p -> plain.of(a.of(p), used));
                  assertThat(fused).isCloseTo(apart, within(1e-14));
                }));
  }

  @Test
  void fusedCrossEntropyStaysFiniteAtHugeScores() {
    Array scores = Array.matrix(new double[][] {{-1e30, 1e30, 0}, {3e4, -3e4, 0}});
    Graph f =
        scalar(
            p -> new Losses.CrossEntropy("auto").of(p, Activations.SOFTMAX, Expr.constant(TARGET)));
    Graph gradient = new Graph(f.params(), Reverse.grad(f.results().getFirst(), f.params()));
    assertThat(Fn.of(f).run(scores).item()).isEqualTo(1e30);
    assertThat(Fn.of(gradient).run(scores).toDoubles()).containsExactly(-0.5, 0.5, 0, 0.5, 0, -0.5);
  }

  @Test
  void scoresOfALinearOutputAreReadAsLogits() {
    Loss loss = Losses.CATALOG.named("cross-entropy");
    assertThat(loss.head(Activations.IDENTITY)).isEqualTo(Activations.SOFTMAX);
    assertThat(loss.head(Activations.SIGMOID)).isEqualTo(Activations.SIGMOID);
    assertThat(Losses.CATALOG.named("mse").head(Activations.IDENTITY))
        .isEqualTo(Activations.IDENTITY);
  }

  private static Graph scalar(UnaryOperator<Expr> f) {
    return Fn.of(Type.of(OUTPUT), f).graph();
  }

  private static double run(UnaryOperator<Expr> f) {
    return Fn.of(scalar(f)).run(OUTPUT).item();
  }
}
