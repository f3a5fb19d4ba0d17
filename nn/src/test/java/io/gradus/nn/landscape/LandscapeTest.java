package io.gradus.nn.landscape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.graph.Tree;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Task;
import io.gradus.nn.io.Json;
import io.gradus.nn.io.Model;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.landscape.Landscape.View;
import io.gradus.nn.landscape.Plane.Place;
import io.gradus.nn.train.Listener;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Spec;
import io.gradus.nn.train.Trainer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LandscapeTest {
  private static final int ROWS = 30;
  private static final int INPUTS = 4;
  private static final int OUTPUTS = 2;
  private static final double[] X = new double[ROWS * INPUTS];
  private static final double[] Y = new double[ROWS * OUTPUTS];

  static {
    Key key = Key.of(5);
    Arrays.setAll(X, i -> key.normal(i) * (1 + i % INPUTS));
    Arrays.setAll(Y, i -> key.normal(i + 1000) + X[i / OUTPUTS * INPUTS]);
  }

  private static final Parts PARTS =
      new Parts(
          new Dataset(
              Task.REGRESSION,
              Array.of(Shape.of(ROWS, INPUTS), X),
              Array.of(Shape.of(ROWS, OUTPUTS), Y),
              List.of("a", "b", "c", "d"),
              List.of("p", "q")),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of());
  private static final View VIEW = new View(ROWS, 7, 1);

  @TempDir Path folder;

  private static Spec spec(Map<String, Object> more) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("model", Map.of("layers", List.of()));
    tree.put("loss", "mse");
    tree.put("optimizer", Map.of("sgd", Map.of("lr", 0.02)));
    tree.put("batch", 8);
    tree.put("epochs", 25);
    tree.put("precision", "float64");
    tree.putAll(more);
    return Spec.fromTree(tree, path -> "");
  }

  private static Landscape landscape(Spec spec) {
    return Landscape.of(spec, PARTS, Trajectory.of(spec, PARTS, Listener.NONE), VIEW);
  }

  /// Mean of (x W + b − y)² over rows and outputs, with loops.
  private static double loss(double[] w) {
    double sum = 0;
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < OUTPUTS; j++) {
        double score = w[INPUTS * OUTPUTS + j];
        for (int k = 0; k < INPUTS; k++) {
          score += X[i * INPUTS + k] * w[k * OUTPUTS + j];
        }
        sum += Math.pow(score - Y[i * OUTPUTS + j], 2);
      }
    }
    return sum / (ROWS * OUTPUTS);
  }

  private static double[] vector(Tree<Array> params) {
    return params.values().stream().flatMapToDouble(a -> Arrays.stream(a.toDoubles())).toArray();
  }

  @Test
  void slicesOfAQuadraticLossAreThoseOfTheClosedForm() {
    Spec spec = spec(Map.of());
    Trajectory trajectory = Trajectory.of(spec, PARTS, Listener.NONE);
    Landscape l = Landscape.of(spec, PARTS, trajectory, VIEW);
    double[] start = vector(trajectory.stops().getFirst().params());
    double[] end = vector(trajectory.model().params());
    for (int i = 0; i < l.line().t().length; i++) {
      double t = l.line().t()[i];
      double expected = loss(Vectors.plus(start, t, Vectors.minus(end, start)));
      assertThat(l.line().loss()[i]).isCloseTo(expected, within(1e-12 * expected));
    }
    Tree<Array> params = trajectory.model().params();
    double[] u = FilterDirection.of(params, Key.of(1).fold(0));
    double[] v = FilterDirection.of(params, Key.of(1).fold(1));
    for (int i = 0; i < l.ray().t().length; i++) {
      double expected = loss(Vectors.plus(end, l.ray().t()[i], u));
      assertThat(l.ray().loss()[i]).isCloseTo(expected, within(1e-12 * expected));
    }
    for (int i = 0; i < 7; i++) {
      for (int j = 0; j < 7; j++) {
        double[] w = new Plane(end, u, v).at(l.random().x()[j], l.random().y()[i]);
        assertThat(l.random().loss()[i][j]).isCloseTo(loss(w), within(1e-11));
      }
    }
    // Along a line a parabola, whose second difference says how the loss is curved there.
    double[] y = l.ray().loss();
    double h = l.ray().t()[1] - l.ray().t()[0];
    double along = (y[0] - 2 * y[1] + y[2]) / (h * h);
    assertThat(along).isLessThanOrEqualTo(l.curvature().lambdaMax() * Vectors.dot(u, u));
  }

  @Test
  void theWayIsWhereTheTrainingWas() {
    Spec spec = spec(Map.of());
    Trajectory trajectory = Trajectory.of(spec, PARTS, Listener.NONE);
    Landscape l = Landscape.of(spec, PARTS, trajectory, VIEW);
    Route route = l.route().orElseThrow();
    List<Place> way = route.ways().getFirst();
    assertThat(way).hasSameSizeAs(l.steps()).hasSizeBetween(50, 64);
    assertThat(l.steps().getFirst()).isZero();
    assertThat(l.steps().getLast()).isEqualTo(100);
    double off = 0;
    double all = 0;
    double[] end = vector(trajectory.model().params());
    for (int i = 0; i < way.size(); i++) {
      double[] w = vector(trajectory.stops().get(i).params());
      assertThat(l.losses().get(i)).isCloseTo(loss(w), within(1e-12 * loss(w)));
      off += Math.pow(way.get(i).distance(), 2);
      all += Math.pow(Vectors.distance(w, end), 2);
    }
    assertThat(route.shares().get(0) + route.shares().get(1))
        .isCloseTo(1 - off / all, within(1e-12));
    assertThat(way.getLast().distance()).isZero();
    assertThat(route.grid().x()[0]).isLessThan(0);
    assertThat(route.grid().x()[6]).isGreaterThan(way.getFirst().a());
  }

  @Test
  void theTrainingThatIsDoneAgainHasTheSameBits() {
    Spec spec =
        spec(
            Map.of(
                "model",
                Map.of("layers", List.of("tanh(3)", "batch-normalization", "dropout(0.2)")),
                "optimizer",
                "adam",
                "stop",
                Map.of("patience", 2),
                "precision",
                "float32"));
    Parts parts =
        new Parts(
            PARTS.train().cast(spec.precision()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of());
    try (RunDirectory run = RunDirectory.create(folder.resolve("run"), "")) {
      new Trainer(spec, parts, run, Listener.NONE).train();
    }
    Trajectory again = Trajectory.of(spec, parts, Listener.NONE);
    assertThat(again.model().params()).isEqualTo(Model.load(folder.resolve("run")).params());
    assertThat(again.stops().getLast().step()).isEqualTo(again.result().steps());
    Map<String, Object> once = Landscape.of(spec, parts, again, VIEW).toTree();
    Trajectory third = Trajectory.of(spec, parts, Listener.NONE);
    assertThat(Json.text(Landscape.of(spec, parts, third, VIEW).toTree()))
        .isEqualTo(Json.text(once));
  }

  @Test
  void aTrainingThatStandsStillHasNoPlaneButARandomOne() {
    Map<String, Object> tree =
        landscape(spec(Map.of("optimizer", Map.of("sgd", Map.of("lr", 0))))).toTree();
    assertThat(tree).containsKeys("paths", "curvature").containsEntry("variance", List.of());
    assertThat(tree.get("grid")).isEqualTo(tree.get("random"));
  }

  @Test
  void stopsAreDenserWhereATrainingBegins() {
    List<Long> steps = Trajectory.steps(10_000, 64);
    assertThat(steps).hasSize(64).startsWith(0L, 3L, 10L).endsWith(10_000L).isSorted();
    assertThat(Trajectory.steps(3, 64)).containsExactly(0L, 1L, 2L, 3L);
    assertThat(Trajectory.stops(100, 1)).isEqualTo(64);
    assertThat(Trajectory.stops(100, 8)).isEqualTo(32);
    assertThat(Trajectory.stops(1 << 24, 1)).isEqualTo(16);
  }
}
