package io.gradus.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Task;
import io.gradus.nn.io.Json;
import io.gradus.nn.io.Model;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.train.Result.Ending;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The three algorithms on a small regression, ℒ = ½(w₁x + w₂ − y)², step by step against a
/// transcription by hand: of the library, and of a spec that asks for the same.
class GradientDescentTest {
  private static final double[][] DATA = {
    {0, 1.1}, {1, 2.9}, {2, 5.2}, {3, 6.8}, {4, 9.1}, {5, 11}
  };
  private static final int N = DATA.length;
  private static final double RATE = 0.015;
  private static final double PRECISION = 1e-4;
  private static final double COARSE = 2e-3; // steps by few of the rows never become very small
  private static final double[] START = {0.25, -0.5};

  @TempDir Path folder;

  /// The rows of each step, and how many steps make one count of t.
  private record Plan(LongFunction<int[]> rows, int stepsPerCount) {}

  /// w(0), w(1), … until ‖w(t) − w(t−1)‖ ≤ ε, with the gradient written by hand.
  private static List<double[]> transcribed(Plan plan, double precision) {
    List<double[]> path = new ArrayList<>(List.of(START));
    long step = 0;
    double change;
    do {
      double[] w = path.getLast().clone();
      for (int i = 0; i < plan.stepsPerCount; i++) {
        double g1 = 0;
        double g2 = 0;
        for (int row : plan.rows.apply(step++)) {
          double error = w[0] * DATA[row][0] + w[1] - DATA[row][1];
          g1 += error * DATA[row][0];
          g2 += error;
        }
        w[0] -= RATE * g1;
        w[1] -= RATE * g2;
      }
      change = Math.hypot(w[0] - path.getLast()[0], w[1] - path.getLast()[1]);
      path.add(w);
    } while (change > precision);
    return path;
  }

  private static GradientDescent descent(double precision) {
    return new GradientDescent(
        DATA,
        (x, w) -> w.at(0).mul(x.at(0)).add(w.at(1)).sub(x.at(1)).square().mul(0.5),
        2,
        RATE,
        precision);
  }

  /// The library stops at the same t with the same weights; a larger ε stops it at each earlier t
  /// that is the first with so small a change.
  private static void assertSame(
      List<double[]> path, Function<GradientDescent, GradientDescent.End> run) {
    double least = Double.POSITIVE_INFINITY;
    int stops = 0;
    for (int t = 1; t < path.size(); t++) {
      double[] w = path.get(t);
      double change = Math.hypot(w[0] - path.get(t - 1)[0], w[1] - path.get(t - 1)[1]);
      if (change < least && (stops < 20 || t == path.size() - 1)) {
        GradientDescent.End end = run.apply(descent(change * (1 + 1e-9)));
        assertThat(end.t()).isEqualTo(t);
        assertThat(end.w()).containsExactly(w, within(1e-12));
        stops++;
      }
      least = Math.min(least, change);
    }
    assertThat(stops).isGreaterThan(5);
  }

  /// The spec takes the same steps: cut off after k of them it has the weights w(k).
  private void assertSame(List<double[]> path, Plan plan, Map<String, Object> settings) {
    for (int t : new int[] {1, 2, 3, 7, path.size() - 1}) {
      Map<String, Object> tree = new LinkedHashMap<>(settings);
      tree.put("steps", (path.size() + 1) * plan.stepsPerCount);
      tree.put(
          "model",
          Map.of(
              "layers",
              List.of(),
              "output",
              Map.of("init", Map.of("constant", START[0]), "bias", Map.of("constant", START[1]))));
      tree.put("loss", "half-squared");
      tree.put("reduction", "sum");
      tree.put("optimizer", Map.of("sgd", Map.of("lr", RATE)));
      tree.put("precision", "float64");
      boolean whole = t == path.size() - 1;
      if (!whole) {
        tree.put("steps", t * plan.stepsPerCount);
      }
      Spec spec = Spec.fromTree(tree, place -> "");
      Path run = folder.resolve("run" + t);
      try (RunDirectory open = RunDirectory.create(run, Json.text(spec.toTree()))) {
        Result r = new Trainer(spec, PARTS, open, Listener.NONE).train();
        assertThat(r.ending()).isEqualTo(whole ? Ending.WEIGHTS_CHANGE : Ending.COMPLETE);
        assertThat(r.steps()).isEqualTo((long) t * plan.stepsPerCount);
      }
      Model model = Model.load(run);
      assertThat(model.params().get("0.dense.weight").item())
          .isCloseTo(path.get(t)[0], within(1e-12));
      assertThat(model.params().get("0.dense.bias").item())
          .isCloseTo(path.get(t)[1], within(1e-12));
    }
  }

  private static final Parts PARTS =
      new Parts(
          new Dataset(
              Task.REGRESSION,
              Array.matrix(
                  Arrays.stream(DATA).map(row -> new double[] {row[0]}).toArray(double[][]::new)),
              Array.matrix(
                  Arrays.stream(DATA).map(row -> new double[] {row[1]}).toArray(double[][]::new)),
              List.of("x"),
              List.of("y")),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  @Test
  void batchGradientDescent() {
    Plan plan = new Plan(step -> IntStream.range(0, N).toArray(), 1);
    List<double[]> path = transcribed(plan, PRECISION);
    assertSame(path, d -> d.batch(START));
    assertSame(path, plan, Map.of("batch", "all", "stop", Map.of("weights-change", PRECISION)));
  }

  @Test
  void stochasticGradientDescent() {
    Key key = Key.of(3);
    Plan plan =
        new Plan(step -> new int[] {key.fold(step / N).permutation(N)[(int) (step % N)]}, N);
    assertSame(transcribed(plan, PRECISION), d -> d.stochastic(START, key));

    Key order = Keys.ORDER.of(Spec.defaults());
    Plan ofSpec =
        new Plan(step -> new int[] {order.fold(step / N).permutation(N)[(int) (step % N)]}, N);
    assertSame(
        transcribed(ofSpec, PRECISION),
        ofSpec,
        Map.of("batch", 1, "stop", Map.of("weights-change", PRECISION)));
  }

  @Test
  void miniBatchGradientDescent() {
    Key key = Key.of(4);
    Plan plan = new Plan(step -> Arrays.copyOf(key.fold(step).permutation(N), 2), 1);
    assertSame(transcribed(plan, COARSE), d -> d.miniBatch(START, 2, key));

    Key order = Keys.ORDER.of(Spec.defaults());
    Plan ofSpec =
        new Plan(
            step -> {
              int[] epoch =
                  Sampling.REPLACEMENT.order(PARTS.train(), 2, order.fold(step / 3), new double[N]);
              int at = (int) (step % 3) * 2;
              return new int[] {epoch[at], epoch[at + 1]};
            },
            1);
    assertSame(
        transcribed(ofSpec, COARSE),
        ofSpec,
        Map.of(
            "batch",
            2,
            "sampling",
            "replacement",
            "stop",
            Map.of("weights-change", COARSE, "after", "step")));
  }
}
