package io.gradus.nn.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Task;
import io.gradus.nn.optim.Composite;
import io.gradus.nn.optim.FirstOrder;
import io.gradus.nn.train.LossSurface;
import io.gradus.nn.train.Spec;
import io.gradus.nn.train.TrainStep;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CurvatureTest {
  private static final int ROWS = 40;

  /// Rows of features, of very different sizes and far from zero if asked for.
  private static Dataset linear(int features, int outputs, double shift) {
    Key key = Key.of(7);
    double[] x = new double[ROWS * features];
    Arrays.setAll(x, i -> key.normal(i) * (1 + i % features) + shift);
    double[] y = new double[ROWS * outputs];
    Arrays.setAll(y, i -> key.normal(i + 10_000) + x[i / outputs * features]);
    return new Dataset(
        Task.REGRESSION,
        Array.of(Shape.of(ROWS, features), x),
        Array.of(Shape.of(ROWS, outputs), y),
        names("x", features),
        names("y", outputs));
  }

  private static List<String> names(String letter, int count) {
    return IntStream.range(0, count).mapToObj(i -> letter + i).toList();
  }

  private static Spec spec(String loss, Object optimizer, List<?> layers) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("model", Map.of("layers", layers));
    tree.put("loss", loss);
    tree.put("optimizer", optimizer);
    tree.put("batch", "all");
    tree.put("precision", "float64");
    return Spec.fromTree(tree, path -> "");
  }

  /// The greatest eigenvalue of 1/n Σ (x, 1)(x, 1)ᵀ by power iteration.
  private static double greatest(Dataset data) {
    int n = data.width() + 1;
    double[][] rows = new double[ROWS][n];
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < n; j++) {
        rows[i][j] = j < n - 1 ? data.features().get(i * (n - 1) + j) : 1;
      }
    }
    double[] v = new double[n];
    Arrays.fill(v, 1);
    double norm = 0;
    for (int k = 0; k < 20_000; k++) {
      double[] next = new double[n];
      for (double[] row : rows) {
        double dot = 0;
        for (int j = 0; j < n; j++) {
          dot += row[j] * v[j] / ROWS;
        }
        for (int j = 0; j < n; j++) {
          next[j] += dot * row[j];
        }
      }
      norm = Math.sqrt(Arrays.stream(next).map(a -> a * a).sum());
      for (int j = 0; j < n; j++) {
        v[j] = next[j] / norm;
      }
    }
    return norm;
  }

  /// The mean squared error of m outputs has the Hessian 2/m XᵀX/n for each, half the square XᵀX/n.
  @ParameterizedTest
  @CsvSource({"3, 1, 0, mse, 2", "5, 2, 1, mse, 1", "12, 3, 30, half-squared, 1"})
  void largestStableRateIsPredictedBeforeTheFirstStep(
      int features, int outputs, double shift, String loss, double factor) {
    Dataset data = linear(features, outputs, shift);
    Spec sgd = spec(loss, Map.of("sgd", 1), List.of());
    Curvature c = Curvature.of(sgd, data, ROWS);
    double limit = 2 / (factor * greatest(data));
    assertThat(c.stableRate(0) / limit).isCloseTo(1, within(1e-6));
    assertThat(c.stableRate(0.9) / limit).isCloseTo(1.9, within(2e-6));
    for (Map<String, Object> settings :
        List.<Map<String, Object>>of(
            Map.of("sgd", Map.of("lr", 1)),
            Map.of("momentum", Map.of("lr", 1, "decay", 0.5)),
            Map.of("nesterov", Map.of("lr", 1, "decay", 0.5)),
            Map.of("exponential-momentum", Map.of("lr", 1, "share", 0.5)))) {
      Spec spec = spec(loss, settings, List.of());
      double rate = c.stableRate((FirstOrder) spec.optimizer()).orElseThrow();
      String path = "optimizer." + settings.keySet().iterator().next() + ".lr";
      assertThat(distance(spec.with(path, 0.98 * rate), data, c)).as(path).isLessThan(1e-3);
      assertThat(distance(spec.with(path, 1.02 * rate), data, c)).as(path).isGreaterThan(1e3);
    }
  }

  /// How far along the steepest direction a training moves in the last of 300 steps, against its
  /// first step: in proportion to its distance from the minimum.
  private static double distance(Spec spec, Dataset data, Curvature c) {
    LossSurface surface = LossSurface.of(spec, data);
    TrainStep step = TrainStep.of(spec, data);
    TrainStep.Runner runner = step.runner(step.start(surface.risk().params(surface.start())));
    TrainStep.Batch batch = runner.batch(ROWS);
    data.copy(0, ROWS, batch.x(), batch.y());
    double[] moved = new double[300];
    double[] before = surface.start();
    for (int k = 0; k < moved.length; k++) {
      batch.step();
      double[] now = surface.risk().vector(runner.state().params());
      for (int i = 0; i < now.length; i++) {
        moved[k] += (now[i] - before[i]) * c.direction().get(i);
      }
      before = now;
    }
    return Math.abs(moved[moved.length - 1] / moved[0]);
  }

  @Test
  void optimizersThatScaleHaveNoLimit() {
    Curvature c = new Curvature(2, Array.vector(1), 1, 0);
    assertThat(c.stableRate((FirstOrder) Spec.defaults().optimizer())).isEmpty();
  }

  /// The greatest eigenvalue, and not the greatest in magnitude, where eigenvalues are close and
  /// the space begins again many times.
  @Test
  void greatestOfManyEigenvalues() {
    int n = 300;
    double[] lambda = new double[n];
    Arrays.setAll(lambda, i -> i == 0 ? -5 : 1 - (i - 1) / 300.0);
    Array diagonal = Array.vector(lambda);
    Fn f = Fn.of(Type.f64(n), w -> w.square().mul(Expr.constant(diagonal)).sum());
    Curvature c = Curvature.of(Composite.of(f), new double[n], 1e-9);
    assertThat(c.lambdaMax()).isCloseTo(2, within(1e-8));
    assertThat(Math.abs(c.direction().get(1))).isCloseTo(1, within(1e-4));
    assertThat(c.residual()).isLessThan(1e-8);
    assertThat(c.products()).isLessThan(300);
  }

  @Test
  void flatAndBentDownwardHaveNoLimit() {
    Fn flat = Fn.of(Type.f64(3), w -> w.sum());
    Curvature c = Curvature.of(Composite.of(flat), new double[3], 1e-7);
    assertThat(c.lambdaMax()).isZero();
    assertThat(c.stableRate(0)).isInfinite();
    Fn down = Fn.of(Type.f64(3), w -> w.square().sum().neg());
    assertThat(Curvature.of(Composite.of(down), new double[3], 1e-7).lambdaMax())
        .isCloseTo(-2, within(1e-12));
  }

  @Test
  void notFiniteIsSaid() {
    Fn f = Fn.of(Type.f64(2), w -> w.log().sum());
    assertThat(Curvature.of(Composite.of(f), new double[2], 1e-7).lambdaMax()).isNaN();
  }

  /// H v = λ v at a network, with few products if few digits are wanted.
  @Test
  void eigenvectorOfANetwork() {
    Dataset data = linear(4, 2, 0);
    Spec spec = spec("mse", "adam", List.of("tanh(6)", "tanh(5)"));
    Curvature c = Curvature.of(spec, data, 30);
    LossSurface surface = LossSurface.of(spec, data, 30);
    double[] v = c.direction().doubles();
    double[] hv = surface.risk().hessianTimes(surface.start(), v);
    for (int i = 0; i < v.length; i++) {
      assertThat(hv[i]).isCloseTo(c.lambdaMax() * v[i], within(1e-6 * c.lambdaMax()));
    }
    Curvature rough = Curvature.of(surface.risk(), surface.start(), 0.05);
    assertThat(rough.lambdaMax()).isCloseTo(c.lambdaMax(), within(0.01 * c.lambdaMax()));
    assertThat(rough.products()).isLessThan(c.products()).isLessThan(15);
    assertThat(Curvature.of(spec, data, surface.risk().params(surface.start()), 30)).isEqualTo(c);
  }
}
