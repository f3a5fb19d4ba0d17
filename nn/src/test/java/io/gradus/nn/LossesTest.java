package io.gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.check.GradCheck;
import io.gradus.diff.Reverse;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class LossesTest {
  private static final Array TARGET = Array.matrix(new double[][] {{1, 0, 0}, {0, 0, 1}});
  private static final Array OUTPUT =
      Array.matrix(new double[][] {{0.2, 0.7, 0.31}, {0.15, 0.4, 0.55}});

  private static final Optional<ClassWeights> WEIGHTS =
      Optional.of(new ClassWeights(List.of(2.0, 1.0, 0.5)));
  private static final List<Loss> VARIANTS =
      List.of(
          new Losses.CrossEntropy("logits", 0, 0.1, WEIGHTS),
          new Losses.CrossEntropy("probabilities", 1e-7, 0.1, WEIGHTS),
          new Losses.BinaryCrossEntropy("logits", 0, 0.1, WEIGHTS),
          new Losses.BinaryCrossEntropy("probabilities", 1e-7, 0.1, WEIGHTS));

  @TestFactory
  Stream<DynamicTest> firstAndSecondDerivative() {
    return Stream.concat(Losses.all().stream(), VARIANTS.stream())
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

  @Test
  void smoothingAndWeightsByHand() {
    double[][] y = {{0.9 + 0.1 / 3, 0.1 / 3, 0.1 / 3}, {0.1 / 3, 0.1 / 3, 0.9 + 0.1 / 3}};
    double[][] z = {{0.95, 0.05, 0.05}, {0.05, 0.05, 0.95}};
    double[] w = {2, 1, 0.5};
    double cross = 0;
    double binary = 0;
    for (int i = 0; i < 2; i++) {
      for (int k = 0; k < 3; k++) {
        double p = OUTPUT.get(3 * i + k);
        cross -= w[k] * y[i][k] * Math.log(p) / 2;
        binary -= (w[k] * z[i][k] * Math.log(p) + (1 - z[i][k]) * Math.log(1 - p)) / 6;
      }
    }
    Expr target = Expr.constant(TARGET);
    assertThat(run(p -> VARIANTS.get(1).of(p, target))).isCloseTo(cross, within(1e-14));
    assertThat(run(p -> VARIANTS.get(3).of(p, target))).isCloseTo(binary, within(1e-14));
    // On the logits of these probabilities the losses are the same.
    assertThat(run(p -> VARIANTS.get(0).of(p.log().sub(p.sum(1).log().reshape(2, 1)), target)))
        .isCloseTo(
            run(p -> VARIANTS.get(1).of(p.div(p.sum(1).reshape(2, 1)), target)), within(1e-14));
    assertThat(run(p -> VARIANTS.get(2).of(p.log().sub(p.neg().log1p()), target)))
        .isCloseTo(binary, within(1e-14));
  }

  @Test
  void clippedProbabilitiesHaveAFiniteLoss() {
    Array wrong = Array.matrix(new double[][] {{0, 1, 0}, {1, 0, 0}});
    for (String name : List.of("cross-entropy", "binary-cross-entropy")) {
      Loss plain = loss(Map.of(name, Map.of("from", "probabilities")));
      Loss clipped = loss(Map.of(name, Map.of("from", "probabilities", "clip", 1e-7)));
      assertThat(loss(plain, wrong)).isInfinite();
      assertThat(loss(clipped, wrong))
          .isCloseTo(-Math.log(1e-7) * (name.startsWith("b") ? 2.0 / 3 : 1), within(1e-6));
    }
  }

  @Test
  void balancedWeightsComeFromTheClasses() {
    Loss cross = loss(Map.of("cross-entropy", Map.of("class-weights", "balanced")));
    assertThat(cross.forClasses(new long[] {10, 30, 0}, 40))
        .isEqualTo(
            loss(
                Map.of(
                    "cross-entropy",
                    Map.of("class-weights", List.of(4 / 3.0, 4 / 9.0, 40 / 3.0)))));
    Loss binary = loss(Map.of("binary-cross-entropy", Map.of("class-weights", "balanced")));
    assertThat(binary.forClasses(new long[] {10}, 40))
        .isEqualTo(loss(Map.of("binary-cross-entropy", Map.of("class-weights", List.of(3.0)))));
    assertThatThrownBy(() -> loss(cross, OUTPUT)).isInstanceOf(UserException.class);
    Loss two = loss(Map.of("cross-entropy", Map.of("class-weights", List.of(1, 2))));
    assertThatThrownBy(() -> two.forClasses(new long[] {1, 2, 3}, 6))
        .hasMessage("class-weights has 2 numbers, but there are 3 outputs");
    assertThatThrownBy(() -> loss(Map.of("cross-entropy", Map.of("class-weights", "even"))))
        .hasMessage(
            "cross-entropy.class-weights: expected balanced or a list of numbers, but found 'even'");
  }

  private static Loss loss(Map<String, ?> node) {
    return Losses.CATALOG.read(node, new Codec.Reading(Codec.ofNetworks(), "", path -> ""));
  }

  private static double loss(Loss loss, Array output) {
    Expr value = loss.of(Expr.constant(output), Expr.constant(TARGET));
    return Interpreter.run(new Graph(List.of(), List.of(value)), List.of()).getFirst().item();
  }

  private static Graph scalar(UnaryOperator<Expr> f) {
    return Fn.of(Type.of(OUTPUT), f).graph();
  }

  private static double run(UnaryOperator<Expr> f) {
    return Fn.of(scalar(f)).run(OUTPUT).item();
  }
}
