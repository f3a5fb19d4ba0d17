package io.gradus.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.Codec;
import io.gradus.nn.optim.GradientTransform.Step;
import io.gradus.nn.optim.GradientTransform.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulesTest {
  private static final Course COURSE = new Course(1000, 50, Key.of(1));

  /// The factors by default at the steps 1, 10, 100 and 1000 of 1000, with 50 steps in an epoch.
  @ParameterizedTest
  @CsvSource({
    "constant,      1,    1,                   1,                   1",
    "inverse-time,  1,    0.1,                 0.01,                0.001",
    "step,          1,    1,                   1,                   1",
    "exponential,   1,    0.9908096,           0.9034263,           0.3588539",
    "linear,        1,    0.991,               0.901,               0.001",
    "polynomial,    1,    0.982081,            0.811801,            0.000001",
    "cosine,        1,    0.9998001,           0.9760113,           0.0000025",
    "one-cycle,     0.04, 0.0421302,           0.2756601,           0.0000090",
    "warmup,        0.01, 0.1,                 1,                   1",
  })
  void factorsByDefault(String name, double at1, double at10, double at100, double last) {
    DoubleUnaryOperator factor = factor(name);
    double[] want = {at1, at10, at100, last};
    int[] steps = {1, 10, 100, 1000};
    for (int i = 0; i < want.length; i++) {
      assertThat(factor.applyAsDouble(steps[i])).as(name).isCloseTo(want[i], within(1e-7));
    }
  }

  @TestFactory
  Stream<DynamicTest> closedForms() {
    Map<Object, DoubleUnaryOperator> forms =
        Map.of(
            Map.of("inverse-time", Map.of("decay", 0.1, "power", 0.5)),
            t -> 1 / Math.sqrt(1 + 0.1 * (t - 1)),
            Map.of("step", Map.of("every", 3, "factor", 0.5)),
            t -> Math.pow(0.5, Math.floor((t - 1) / 150)),
            Map.of("exponential", Map.of("per-epoch", 0.9)),
            t -> Math.pow(0.9, (t - 1) / 50),
            Map.of("linear", Map.of("end", 0.2)),
            t -> 1 - 0.8 * (t - 1) / 1000,
            Map.of("polynomial", Map.of("power", 3, "end", 0.1)),
            t -> 0.1 + 0.9 * Math.pow(1 - (t - 1) / 1000, 3),
            Map.of("cosine", Map.of("warmup", 100, "end", 0.01)),
            t -> t <= 100 ? t / 100 : 0.01 + 0.99 * (1 + Math.cos(Math.PI * (t - 101) / 900)) / 2,
            Map.of("one-cycle", Map.of("rise", 0.4, "start", 0.1, "end", 0.001)),
            t ->
                t - 1 <= 400
                    ? 0.1 + 0.9 * (1 - Math.cos(Math.PI * (t - 1) / 400)) / 2
                    : 0.001 + 0.999 * (1 + Math.cos(Math.PI * (t - 401) / 600)) / 2,
            Map.of("warmup", 40),
            t -> Math.min(1, t / 40));
    return forms.entrySet().stream()
        .map(form ->
            DynamicTest.dynamicTest(
                form.getKey().toString(),
                () -> {
                  DoubleUnaryOperator factor = factor(form.getKey());
                  for (int t = 1; t <= 1000; t += t < 200 ? 1 : 37) {
                    assertThat(factor.applyAsDouble(t))
                        .isCloseTo(form.getValue().applyAsDouble(t), within(1e-13));
                  }
                }));
  }

  @Test
  void aPlateauLowersTheRateWhenTheWatchedLossDoesNot() {
    Run run = new Run(read(Map.of("plateau", Map.of("factor", 0.1, "patience", 2))), 1);
    assertThat(run.step(1)).isEqualTo(1);
    run.watch(5);
    run.step(1);
    run.watch(4.999); // not better by the share that counts
    assertThat(run.step(1)).isEqualTo(1);
    assertThat(run.step(1)).isEqualTo(1); // nothing new was watched
    run.watch(6);
    assertThat(run.step(1)).isEqualTo(0.1);
    run.watch(4);
    assertThat(run.step(1)).isEqualTo(0.1);
    run.watch(Double.NaN); // says nothing
    run.step(1);
    run.watch(4);
    run.step(1);
    run.watch(4);
    assertThat(run.step(1)).isCloseTo(0.01, within(1e-17));
  }

  @Test
  void theInverseNormSolvesALinearExampleExactly() {
    Expr x = Expr.constant(Array.matrix(new double[] {3, -1, 2}));
    Expr w = Expr.param("w", Type.f64(3, 1));
    Expr rest = x.dot(w).add(-7);
    Tree<Expr> grads = Tree.leaf("w", x.transpose().dot(rest)); // of half the square
    Step step = new Step(Tree.leaf("w", w), number(1), rest.square().sum(0, 1), Optional.of(x));
    GradientTransform transform =
        GradientTransform.chain(Optimizers.sgd(1), new Schedules.InverseNorm(0).transform(COURSE));
    Expr next = w.add(transform.update(grads, transform.init(grads), step).updates().get("w"));
    Array solved =
        Fn.of(new Graph(List.of(w), List.of(x.dot(next))))
            .run(Array.matrix(new double[] {1}, new double[] {2}, new double[] {-4}));
    assertThat(solved.get(0)).isCloseTo(7, within(1e-12));
  }

  @Test
  void kicksComeAtTheirTimeAndNotAtTheEnd() {
    Run run = new Run(read(Map.of("kicks", Map.of("every", 100, "size", 0.5))), 4);
    List<Double> kicks = new ArrayList<>();
    for (int t = 1; t <= 1000; t++) {
      double update = run.step(1);
      assertThat(update).isBetween(0.5, 1.5);
      if (update != 1) {
        kicks.add(update);
        assertThat(t % 100).isZero();
        assertThat(run.updates()[1]).isNotEqualTo(update);
      }
    }
    assertThat(kicks).hasSize(9).doesNotHaveDuplicates();
  }

  @Test
  void kicksCanWaitUntilTheLossStandsStill() {
    Run run = new Run(read(Map.of("kicks", Map.of("every", 100, "stagnating", true))), 1);
    for (int t = 1; t <= 300; t++) {
      assertThat(run.step(1000 - t)).isEqualTo(1);
    }
    List<Integer> kicks = new ArrayList<>();
    for (int t = 301; t <= 1000; t++) {
      if (run.step(1000) != 1) {
        kicks.add(t);
      }
    }
    assertThat(kicks).containsExactly(400, 501, 602, 703, 804);
  }

  private static Schedule read(Object node) {
    return Schedules.CATALOG.read(node, new Codec.Reading(new Codec(), "", path -> ""));
  }

  private static DoubleUnaryOperator factor(Object node) {
    Expr t = Expr.param("t", Type.f64());
    Expr factor = ((Schedule.Curve) read(node)).factor(t, COURSE);
    Fn f = Fn.of(new Graph(List.of(t), List.of(factor)));
    return at -> f.run(Array.of(at)).item();
  }

  private static Expr number(double value) {
    return Expr.fill(value, Type.f64());
  }

  /// A schedule in the steps of a training whose updates would all be 1.
  private static final class Run {
    private final Fn step;
    private final List<String> names;
    private List<Array> state;
    private double[] updates;
    private int count;

    Run(Schedule schedule, int size) {
      GradientTransform transform = schedule.transform(COURSE);
      Tree<Expr> grads = Tree.leaf("weight", Expr.fill(1, Type.f64(size)));
      Tree<Expr> start = transform.init(grads);
      names = start.names();
      Tree<Expr> now =
          Tree.of(names, names.stream().map(n -> Expr.param(n, start.get(n).type())).toList());
      Expr t = Expr.param("t", Type.f64());
      Expr loss = Expr.param("loss", Type.f32());
      Update u = transform.update(grads, now, new Step(grads, t, loss, Optional.empty()));
      List<Expr> in = new ArrayList<>(now.values());
      in.addAll(List.of(t, loss));
      List<Expr> out = new ArrayList<>(u.state().values());
      out.addAll(u.updates().values());
      step = Fn.of(new Graph(in, out));
      state = Fn.of(new Graph(List.of(), start.values())).run(List.of());
    }

    /// The update of the first number.
    double step(double loss) {
      List<Array> in = new ArrayList<>(state);
      in.add(Array.of(++count));
      in.add(Array.full(DType.F32, Shape.SCALAR, loss));
      List<Array> out = step.run(in);
      state = out.subList(0, names.size());
      updates = out.getLast().toDoubles();
      return updates[0];
    }

    double[] updates() {
      return updates;
    }

    void watch(double loss) {
      state = new ArrayList<>(state);
      state.set(names.indexOf(ScaleByPlateau.WATCHED), Array.of(loss));
    }
  }
}
