package io.gradus.diff;

import static io.gradus.Gradus.checkpoint;
import static io.gradus.Gradus.derivative;
import static io.gradus.Gradus.grad;
import static io.gradus.Gradus.hessian;
import static io.gradus.Gradus.hvp;
import static io.gradus.Gradus.jacfwd;
import static io.gradus.Gradus.jacrev;
import static io.gradus.Gradus.linearize;
import static io.gradus.Gradus.valueAndGrad;
import static io.gradus.Gradus.vmap;
import static io.gradus.Gradus.withRule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.Fn;
import io.gradus.Maths;
import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.array.ShapeException;
import io.gradus.check.GradCheck;
import io.gradus.check.Samples;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Linear;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TransformationsTest {
  private static final Expr ONE = Expr.fill(1, Type.f64());

  @Test
  void derivativesNest() {
    Fn f = Fn.of(Type.f64(), x -> x.mul(x.sin()));
    double x = 0.7;
    assertThat(grad(f).run(x)).isCloseTo(Math.sin(x) + x * Math.cos(x), within(1e-15));
    assertThat(grad(grad(f)).run(x)).isCloseTo(2 * Math.cos(x) - x * Math.sin(x), within(1e-15));
    // (x sin x)⁽¹⁰⁾ = 10 cos x − x sin x
    assertThat(derivative(f, 10).run(x))
        .isCloseTo(10 * Math.cos(x) - x * Math.sin(x), within(1e-13));
  }

  /// The classic cases of perturbation confusion: the derivative of the inner function must not see
  /// the outer variable's perturbation.
  @Test
  void innerDerivativesDoNotSeeOuterPerturbations() {
    Fn outer = Fn.of(Type.f64(), x -> x.mul(grad(Fn.of(Type.f64(), y -> x.add(y))).call(ONE)));
    assertThat(grad(outer).run(1.0)).isEqualTo(1.0);
    Fn deeper =
        Fn.of(
            Type.f64(),
            x -> x.mul(grad(Fn.of(Type.f64(), y -> x.mul(y).mul(y))).call(x))); // x·2xy at y = x
    assertThat(grad(deeper).run(2.0)).isCloseTo(6 * 4.0, within(1e-12)); // (2x³)′ = 6x²
    Fn forwardInside =
        Fn.of(Type.f64(), x -> derivative(Fn.of(Type.f64(), y -> x.mul(y.sin())), 1).call(x));
    assertThat(grad(forwardInside).run(0.5))
        .isCloseTo(Math.cos(0.5) - 0.5 * Math.sin(0.5), within(1e-15));
  }

  /// min over x of max over y, both by one Newton step, nested in both modes (the saddle problem).
  @Test
  void newtonStepsNest() {
    Fn saddle =
        Fn.of(
            Type.f64(),
            x -> {
              Fn inner = Fn.of(Type.f64(), y -> x.sub(y).square().sub(y.square().mul(3)));
              Expr y0 = x.like(0.25);
              Expr step = grad(inner).call(y0).div(grad(grad(inner)).call(y0));
              return inner.call(y0.sub(step)); // exact: the inner function is quadratic
            });
    // inner maximum at y = −x/2: value (3x/2)² − 3x²/4 = 3x²/2
    assertThat(saddle.run(2.0)).isCloseTo(6.0, within(1e-12));
    assertThat(grad(saddle).run(2.0)).isCloseTo(6.0, within(1e-12));
    assertThat(derivative(saddle, 2).run(2.0)).isCloseTo(3.0, within(1e-12));
  }

  @Test
  void gradientsBySomeArguments() {
    Fn f = Fn.of(Type.f64(), Type.f64(), (x, y) -> x.mul(y.square()));
    List<Array> at = List.of(Array.of(2), Array.of(3));
    assertThat(grad(f, 1).run(at)).isEqualTo(List.of(Array.of(12)));
    assertThat(valueAndGrad(f, 0).run(at)).isEqualTo(List.of(Array.of(18), Array.of(9)));
  }

  @Test
  void jacobiansAgreeAndHessiansAreSymmetric() {
    Fn f =
        Fn.of(
            Type.f64(3),
            x -> Expr.stack(List.of(x.at(0).mul(x.at(1)).sin(), x.at(2).exp().mul(x.at(0)))));
    Array at = Array.vector(1, 2, 3);
    assertThat(jacfwd(f).run(at)).isEqualTo(jacrev(f).run(at));
    assertThat(jacfwd(f).run(at).shape()).isEqualTo(Shape.of(2, 3));
    Fn s = Fn.of(Type.f64(3), x -> x.softmax(0).mul(x.sin()).sum());
    Array h = hessian(s).run(at);
    Array v = Array.vector(0.3, -1, 2);
    Array hv = hvp(s).run(at, v);
    for (int i = 0; i < 3; i++) {
      double row = 0;
      for (int j = 0; j < 3; j++) {
        assertThat(h.get(3 * i + j)).isCloseTo(h.get(3 * j + i), within(1e-15));
        row += h.get(3 * i + j) * v.get(j);
      }
      assertThat(hv.get(i)).isCloseTo(row, within(1e-14));
    }
  }

  @TestFactory
  Stream<DynamicTest> vmapIsALoop() {
    return Samples.all().stream()
        .filter(s -> !s.at().isEmpty())
        .map(s ->
            DynamicTest.dynamicTest(
                s.label(),
                () -> {
                  for (int only = -1; only < s.at().size(); only++) {
                    compareWithLoop(s.graph(), s.at(), only);
                  }
                }));
  }

  /// Batches one operand (or all, for −1) and compares with one run for each example.
  private static void compareWithLoop(Graph f, List<Array> at, int only) {
    int n = 3;
    List<Boolean> mapped =
        IntStream.range(0, at.size()).mapToObj(i -> only < 0 || i == only).toList();
    List<List<Array>> examples = new ArrayList<>();
    for (int k = 0; k < n; k++) {
      double scale = 1 + 0.1 * k;
      List<Array> one = new ArrayList<>();
      for (int i = 0; i < at.size(); i++) {
        Array a = at.get(i);
        one.add(
            mapped.get(i)
                ? Array.of(a.shape(), DoubleStream.of(a.toDoubles()).map(v -> v * scale).toArray())
                : a);
      }
      examples.add(one);
    }
    List<Array> stacked = new ArrayList<>();
    for (int i = 0; i < at.size(); i++) {
      int operand = i;
      Array a = at.get(i);
      stacked.add(
          mapped.get(i)
              ? Array.stack(
                  a.dtype(), a.shape(), examples.stream().map(e -> e.get(operand)).toList())
              : a);
    }
    List<Array> many = vmap(Fn.of(f), mapped, n).run(stacked);
    for (int k = 0; k < n; k++) {
      List<Array> one = Fn.of(f).run(examples.get(k));
      for (int r = 0; r < one.size(); r++) {
        assertThat(many.get(r).at(k)).isEqualTo(one.get(r));
      }
    }
  }

  @Test
  void linearizeIsTheJacobian() {
    Fn f = Fn.of(Type.f64(2), x -> Expr.stack(List.of(x.at(0).exp(), x.at(0).mul(x.at(1)))));
    Array at = Array.vector(0.5, 2);
    var near = linearize(f, List.of(at));
    assertThat(near.value()).isEqualTo(List.of(f.run(at)));
    Array moved = near.tangent().run(Array.vector(1, 1));
    assertThat(moved.toDoubles()).containsExactly(Math.exp(0.5), 2.5);
    assertThat(near.tangent().graph().nodes())
        .as("only linear work is left: %s", near.tangent())
        .noneMatch(e -> e.op().symbol().equals("exp"));
  }

  @Test
  void checkpointKeepsValueAndGradientBitForBit() {
    Fn part = Fn.of(Type.f64(4), x -> x.sin().mul(x.exp()).tanh());
    Fn plain = Fn.of(Type.f64(4), x -> part.call(part.call(x)).sum());
    Fn kept = checkpoint(part);
    Fn recomputed = Fn.of(Type.f64(4), x -> kept.call(kept.call(x)).sum());
    List<Array> at = List.of(Array.vector(0.1, -2, 0.7, 1.5));
    assertThat(valueAndGrad(recomputed).run(at)).isEqualTo(valueAndGrad(plain).run(at));
  }

  @TestFactory
  Stream<DynamicTest> schedulesKeepValueAndGradientBitForBit() {
    Stream<Schedule> schedules =
        Stream.of(
            new Schedule.SquareRoot(),
            new Schedule.Binomial(1),
            new Schedule.Binomial(2),
            new Schedule.Binomial(5));
    return schedules.flatMap(s ->
        IntStream.of(1, 2, 3, 4, 7, 16, 23)
            .mapToObj(n ->
                DynamicTest.dynamicTest(
                    s + " of " + n,
                    () -> {
                      List<Array> at = List.of(Array.of(0.3), Array.of(1.1), inputs(n));
                      assertThat(valueAndGrad(chain(n, s)).run(at))
                          .isEqualTo(valueAndGrad(chain(n, new Schedule.StoreAll())).run(at));
                    })));
  }

  private static Array inputs(int n) {
    return Array.vector(IntStream.range(0, n).mapToDouble(Key.of(3)::uniform).toArray());
  }

  /// s ← sin(c·s) + u for each input u, with the sum of all states s·u as output.
  private static Fn chain(int n, Schedule schedule) {
    return Fn.of(
        List.of(Type.f64(), Type.f64(), Type.f64(n)),
        p -> {
          Maths.Step end =
              Maths.scan(
                  n,
                  List.of(p.get(0)),
                  List.of(p.get(2)),
                  schedule,
                  (s, u) ->
                      new Maths.Step(
                          List.of(p.get(1).mul(s.get(0)).sin().add(u.get(0))),
                          List.of(s.get(0).mul(u.get(0)))));
          return List.of(end.state().get(0).add(end.outputs().get(0).sum()));
        });
  }

  @Test
  void ruleOfItsOwnReplacesTheDerivative() {
    Fn body = Fn.of(Type.f64(), x -> x.square());
    Fn tripled = Fn.of(Type.f64(), Type.f64(), (x, dx) -> x.mul(3).mul(dx));
    Fn f = withRule(body, tripled);
    assertThat(f.run(2.0)).isEqualTo(4.0);
    assertThat(grad(f).run(2.0)).isEqualTo(6.0);
    assertThat(derivative(f, 1).run(2.0)).isEqualTo(6.0);
    assertThat(derivative(f, 2).run(2.0)).isEqualTo(3.0);
  }

  @Test
  void rulesAreCheckedAgainstTheirBody() {
    Fn body = Fn.of(Type.f64(3), x -> x.square().sin());
    Fn right = Fn.of(Type.f64(3), Type.f64(3), (x, dx) -> x.square().cos().mul(x).mul(2).mul(dx));
    Fn wrong = Fn.of(Type.f64(3), Type.f64(3), (x, dx) -> x.square().cos().mul(x).mul(dx));
    List<Array> at = List.of(Array.vector(0.3, 1, -2));
    assertThat(GradCheck.checkRule(body.graph(), right.graph(), at, 3, Key.of(1)))
        .isLessThan(1e-14);
    assertThat(GradCheck.checkRule(body.graph(), wrong.graph(), at, 3, Key.of(1)))
        .isGreaterThan(0.1);
  }

  @Test
  void productOfManyFactorsDoesNotSwell() {
    int n = 200;
    Fn f = Fn.of(Type.f64(n), x -> IntStream.range(0, n).mapToObj(x::at).reduce(Expr::mul).get());
    long forward = f.graph().nodes().size();
    long both = valueAndGrad(f).graph().nodes().size();
    assertThat(both).as("value %d nodes", forward).isLessThan(5 * forward);
    assertThat(Fn.of(Type.f64(n), x -> Maths.prod(x, 0)).graph().nodes().size()).isLessThan(60);
  }

  @Test
  void productIsDifferentiableAtZeroFactors() {
    Fn f = Fn.of(Type.f64(5), x -> Maths.prod(x, 0));
    assertThat(grad(f).run(Array.vector(2, 0, 3, 1, 5)).toDoubles())
        .containsExactly(0, 30, 0, 0, 0);
    assertThat(grad(f).run(Array.vector(0, 0, 3, 1, 5)).toDoubles()).containsExactly(0, 0, 0, 0, 0);
  }

  @Test
  void logisticMapDoesNotSwell() {
    Expr x = Expr.param("x", Type.f64());
    Expr y = x;
    for (int i = 0; i < 60; i++) {
      y = y.mul(y.neg().add(1)).mul(4);
    }
    Expr d = Forward.derivative(y, x);
    assertThat(Graph.nodes(List.of(d)).size()).isLessThan(60 * 12);
  }

  @Test
  void deepChainsNeitherOverflowNorTakeQuadraticTime() {
    Fn f = Fn.of(Type.f64(), Expr::sin);
    for (int i = 1; i < 10_000; i++) {
      Fn inner = f;
      f = Fn.of(Type.f64(), x -> inner.call(x).sin());
    }
    double value = 0.5;
    double derivative = 1;
    for (int i = 0; i < 10_000; i++) {
      derivative *= Math.cos(value);
      value = Math.sin(value);
    }
    assertThat(f.run(0.5)).isEqualTo(value);
    assertThat(grad(f).run(0.5)).isCloseTo(derivative, within(1e-12 * derivative));
    assertThat(derivative(f, 1).run(0.5)).isCloseTo(derivative, within(1e-12 * derivative));
  }

  @Test
  void branchNotTakenSendsNoNaN() {
    Fn f = Fn.of(Type.f64(), x -> x.gt(0).select(x.log(), 0));
    assertThat(grad(f).run(0.0)).isZero();
    assertThat(derivative(f, 1).run(0.0)).isZero();
    assertThat(grad(grad(f)).run(0.0)).isZero();
    assertThat(grad(f).run(2.0)).isEqualTo(0.5);
  }

  @Test
  void kinksFollowThePolicy() {
    assertThat(grad(Fn.of(Type.f64(), x -> x.max(0))).run(0.0)).isZero();
    assertThat(grad(Fn.of(Type.f64(), Expr::abs)).run(0.0)).isZero();
    assertThat(
            grad(Fn.of(Type.f64(), Type.f64(), Expr::max)).run(List.of(Array.of(1), Array.of(1))))
        .isEqualTo(List.of(Array.of(0.5), Array.of(0.5)));
    assertThat(grad(Fn.of(Type.f64(), Expr::sqrt)).run(0.0)).isInfinite();
    assertThat(grad(Fn.of(Type.f64(3), x -> x.reduceMax())).run(Array.vector(2, 1, 2)).toDoubles())
        .containsExactly(0.5, 0, 0.5);
  }

  @Test
  void matrixCalculus() {
    Array a = Array.matrix(new double[][] {{4, 1, 0.5}, {1, 3, 0.2}, {0.5, 0.2, 2}});
    // ∂ ln det A/∂A = A⁻ᵀ
    Array g = grad(Fn.of(Type.f64(3, 3), Maths::logDet)).run(a);
    Array inverse = Fn.of(Type.f64(3, 3), x -> Maths.solve(x, Maths.eye(3))).run(a);
    for (int i = 0; i < 9; i++) {
      assertThat(g.get(i)).isCloseTo(inverse.get(i / 3 + i % 3 * 3), within(1e-14));
    }
    Array l = Fn.of(Type.f64(3, 3), Maths::cholesky).run(a);
    Array back = Fn.of(Type.f64(3, 3), x -> x.dot(x.transpose())).run(l);
    for (int i = 0; i < 9; i++) {
      assertThat(back.get(i)).isCloseTo(a.get(i), within(1e-14));
    }
  }

  @Test
  void convolutionIsTheSumOverWindows() {
    Fn f =
        Fn.of(Type.f64(2, 3, 5, 6), Type.f64(4, 3, 3, 2), (x, w) -> Maths.convolve2d(x, w, 2, 1));
    Key key = Key.of(5);
    Array x =
        Array.of(Shape.of(2, 3, 5, 6), IntStream.range(0, 180).mapToDouble(key::normal).toArray());
    Array w =
        Array.of(Shape.of(4, 3, 3, 2), IntStream.range(0, 72).mapToDouble(key::normal).toArray());
    Array y = f.run(x, w);
    assertThat(y.shape()).isEqualTo(Shape.of(2, 4, 3, 4));
    for (int b = 0; b < 2; b++) {
      for (int o = 0; o < 4; o++) {
        for (int r = 0; r < 3; r++) {
          for (int c = 0; c < 4; c++) {
            double sum = 0;
            for (int i = 0; i < 3; i++) {
              for (int k = 0; k < 3; k++) {
                for (int m = 0; m < 2; m++) {
                  int row = 2 * r + k - 1;
                  int column = 2 * c + m - 1;
                  if (row >= 0 && row < 5 && column >= 0 && column < 6) {
                    sum +=
                        x.get(((b * 3 + i) * 5 + row) * 6 + column)
                            * w.get(((o * 3 + i) * 3 + k) * 2 + m);
                  }
                }
              }
            }
            assertThat(y.get(((b * 4 + o) * 3 + r) * 4 + c)).isCloseTo(sum, within(1e-13));
          }
        }
      }
    }
  }

  @Test
  void shapesThatDoNotFitAreOneSentence() {
    Expr a = Expr.param("a", Type.f32(32, 784));
    Expr b = Expr.param("b", Type.f32(10, 784));
    assertThatThrownBy(() -> a.dot(b))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "dot: (32, 784)·(10, 784): inner sizes 784 and 10 differ; did you mean y.transpose()?");
    assertThatThrownBy(() -> Expr.of(new Linear.Add(), List.of(a, b)))
        .isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> grad(Fn.of(Type.f64(3), Expr::sin)))
        .hasMessageContaining("needs a scalar");
  }
}
