package io.gradus.nn.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.graph.Tree;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Task;
import io.gradus.nn.diagnose.Provenance.Phase;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.train.Listener;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Rehearsal;
import io.gradus.nn.train.Result;
import io.gradus.nn.train.Spec;
import io.gradus.nn.train.TrainStep;
import io.gradus.nn.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Numbers that are not finite are made to come from a known place.
class ProvenanceTest {
  private static final int ROWS = 12;
  private static final int WIDTH = 4; // of the data, the layers and the batch: axes look alike
  private static final int BAD = 4; // the example that does it

  @TempDir Path folder;

  private static Map<String, Object> tree(Object... layers) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("model", Map.of("layers", List.of(layers), "init", Map.of("constant", 0.25)));
    tree.put("optimizer", Map.of("sgd", 0));
    tree.put("batch", WIDTH);
    tree.put("epochs", 20);
    return tree;
  }

  private static Spec spec(Map<String, Object> tree) {
    return Spec.fromTree(tree, path -> "");
  }

  private static Map<String, Object> formula(String text) {
    return Map.of("dense", Map.of("units", WIDTH, "activation", Map.of("formula", text)));
  }

  /// Examples whose inputs are 1, but those of one example; the target is 1.
  private static Dataset data(double bad) {
    double[] x = new double[ROWS * WIDTH];
    Arrays.setAll(x, i -> i / WIDTH == BAD ? bad : 1);
    double[] y = new double[ROWS];
    Arrays.fill(y, 1);
    return data(x, y, Task.REGRESSION, List.of("target"));
  }

  private static Dataset data(double[] x, double[] y, Task task, List<String> targets) {
    return new Dataset(
        task,
        Array.of(Shape.of(ROWS, x.length / ROWS), x).cast(DType.F32),
        Array.of(Shape.of(ROWS, targets.size()), y).cast(DType.F32),
        List.of("a", "b", "c", "d").subList(0, x.length / ROWS),
        targets);
  }

  private static Provenance search(Spec spec, Dataset data) {
    return Provenance.search(spec, data, new Rehearsal(spec, Parts.of(data)), 200).orElseThrow();
  }

  /// The step of the first epoch that takes the example, and its row there.
  private static int[] place(Spec spec, Dataset data, int example) {
    Rehearsal r = new Rehearsal(spec, Parts.of(healthy(data)));
    for (int step = 1; ; step++) {
      int[] rows = r.rows();
      for (int i = 0; i < rows.length; i++) {
        if (rows[i] == example) {
          return new int[] {step, i};
        }
      }
      r.step();
    }
  }

  /// Examples of the same kind with which nothing is wrong.
  private static Dataset healthy(Dataset d) {
    double[] x = new double[d.size() * d.width()];
    Arrays.fill(x, 1);
    double[] y = new double[d.size() * d.outputs()];
    Arrays.fill(y, 1);
    return data(x, y, d.task(), d.targetNames());
  }

  private static void assertAt(Provenance p, Spec spec, Dataset data) {
    int[] place = place(spec, data, BAD);
    assertThat(p.step()).isEqualTo(place[0]);
    assertThat(p.row()).hasValue(place[1]);
    assertThat(p.example()).hasValue(BAD);
    assertThat(p.sentence())
        .startsWith("Step " + place[0] + ": ")
        .contains("row " + place[1] + " of the batch (row " + BAD + " of the training data");
    assertThat(p.toTree()).containsEntry("row", place[1]).containsEntry("example", BAD);
  }

  /// Weights are 1/4, so that what comes into a layer of four is what goes out.
  @ParameterizedTest
  @CsvSource({
    "log(x), 0, log, 0, -Infinity, log(0) is −∞",
    "log(x), -1, log, -1, NaN, log(-1) is NaN",
    "exp(x), 91.3, exp, 91.3, Infinity, exp(91.3) is ∞ in float32",
    "sqrt(x), -2, sqrt, -2, NaN, sqrt(-2) is NaN",
    "1/x, 0, reciprocal, 0, Infinity, 1 / 0 is ∞",
    "x*log(x), 0, log, 0, -Infinity, log(0) is −∞",
    "1/(1-1/exp(x)), 0, reciprocal, 0, Infinity, 1 / 0 is ∞"
  })
  void operationInAnActivation(
      String text, double bad, String operation, double input, double value, String said) {
    Dataset data = data(bad);
    for (int depth = 0; depth < 2; depth++) {
      Map<String, Object> good = formula("x");
      Spec spec = spec(depth == 0 ? tree(formula(text), good) : tree(good, formula(text)));
      Provenance p = search(spec, data);
      assertAt(p, spec, data);
      assertThat(p.phase()).isEqualTo(Phase.FORWARD);
      assertThat(p.operation()).isEqualTo(operation);
      assertThat(p.where()).isEqualTo(depth + ".dense");
      assertThat(p.inputs()).hasSize(1);
      assertThat(p.inputs().getFirst().floatValue()).isEqualTo((float) input);
      assertThat(p.value()).isEqualTo(Double.valueOf(value));
      assertThat(p.greatest())
          .isBetween(Math.abs((double) (float) input), Math.max(1, Math.abs(bad) * 1.0001));
      assertThat(p.sentence()).contains(" in layer " + depth + ".dense ", said);
    }
  }

  /// 0/0 and ∞ − ∞ without an infinity before them, and a product that is too large.
  @ParameterizedTest
  @CsvSource({"x/abs(x), 0, div", "x^3, 1e13, pow", "x*x*x, 1e13, mul"})
  void operationWithTwoOperands(String text, double bad, String operation) {
    Dataset data = data(bad);
    Spec spec = spec(tree(formula("x"), formula(text)));
    Provenance p = search(spec, data);
    assertAt(p, spec, data);
    assertThat(p.where()).isEqualTo("1.dense");
  }

  /// A product of matrices that are finite.
  @Test
  void productOfMatrices() {
    Map<String, Object> tree = tree("relu(4)", "relu(4)");
    tree.put(
        "model", Map.of("layers", List.of("relu(4)", "relu(4)"), "init", Map.of("constant", 1e20)));
    Provenance p = search(spec(tree), data(-1));
    assertThat(p.step()).isEqualTo(1);
    assertThat(p.operation()).isEqualTo("contract");
    assertThat(p.where()).isEqualTo("1.dense");
    assertThat(p.row()).hasValue(0);
    assertThat(p.inputs()).isEmpty();
    assertThat(p.greatest()).isEqualTo((double) 4e20f);
    assertThat(p.sentence())
        .contains("the matrix product in layer 1.dense overflows", "Begin with smaller weights");
  }

  /// The square root is finite at 0, its slope is not.
  @Test
  void slopeOnTheWayBack() {
    Dataset data = data(0);
    Map<String, Object> tree = tree(formula("x"), formula("sqrt(x)"), formula("x"));
    tree.put("optimizer", Map.of("sgd", 1e-3));
    tree.put("batch", "all");
    Spec spec = spec(tree);
    Provenance p = search(spec, data);
    assertAt(p, spec, data);
    assertThat(p.phase()).isEqualTo(Phase.BACKWARD);
    assertThat(p.operation()).isEqualTo("reciprocal");
    assertThat(p.where()).isEqualTo("1.dense");
    assertThat(p.sentence()).contains("in the gradient of layer 1.dense is infinite");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void numberInTheData(double bad) {
    double[] x = new double[ROWS * WIDTH];
    x[BAD * WIDTH + 2] = bad;
    double[] y = new double[ROWS];
    Dataset inputs = data(x, y, Task.REGRESSION, List.of("target"));
    Spec spec = spec(tree(formula("x"), "batch-normalization"));
    Provenance p = search(spec, inputs);
    assertAt(p, spec, inputs);
    assertThat(p.phase()).isEqualTo(Phase.DATA);
    assertThat(p.where()).isEqualTo("column c");

    y[BAD] = bad;
    Dataset targets = data(new double[ROWS * WIDTH], y, Task.REGRESSION, List.of("target"));
    Provenance q = search(spec, targets);
    assertAt(q, spec, targets);
    assertThat(q.where()).isEqualTo("target target");
  }

  /// Only an outcome that came true and had no probability is infinite: the logarithms of all other
  /// zeros are multiplied by zero.
  @ParameterizedTest
  @ValueSource(strings = {"cross-entropy", "kl"})
  void logarithmInTheLoss(String loss) {
    double[] x = new double[ROWS * 2];
    double[] y = new double[ROWS * 2];
    for (int i = 0; i < ROWS; i++) {
      x[2 * i + (i == BAD ? 1 : 0)] = 1;
      y[2 * i] = 1;
    }
    Dataset data = data(x, y, Task.CLASSIFICATION, List.of("yes", "no"));
    Map<String, Object> tree = tree();
    tree.put("model", Map.of("layers", List.of(), "output", Map.of("activation", "relu")));
    tree.put("loss", loss);
    Spec spec = spec(tree);
    TrainStep step = TrainStep.of(spec, data);
    Rehearsal r = new Rehearsal(spec, Parts.of(data));
    Array identity = Array.matrix(new double[] {1, 0}, new double[] {0, 1}).cast(DType.F32);
    TrainStep.State state = step.start(r.params().replace(Tree.leaf("0.dense.weight", identity)));
    int[] rows = {3, BAD, 1};
    Provenance p = Provenance.of(step, state, data, rows, 5).orElseThrow();
    assertThat(p.phase()).isEqualTo(Phase.FORWARD);
    assertThat(p.operation()).isEqualTo("log");
    assertThat(p.where()).isEqualTo("loss");
    assertThat(p.row()).hasValue(1);
    assertThat(p.example()).hasValue(BAD);
    assertThat(p.inputs()).containsExactly(0.0);
    assertThat(p.sentence()).startsWith("Step 5: log in the loss is infinite").contains("clip");
    assertThat(Provenance.of(step, state, data, new int[] {3, 1}, 5)).isEmpty();
  }

  /// Weights that are penalized beyond measure, while the loss stays below 1.
  @Test
  void penaltyInTheUpdate() {
    Map<String, Object> tree = tree("tanh(4)");
    tree.put("regularization", Map.of("l2", 1e30));
    tree.put("optimizer", Map.of("sgd", 1));
    tree.put(
        "model",
        Map.of(
            "layers",
            List.of("tanh(4)"),
            "output",
            Map.of("activation", "sigmoid"),
            "init",
            Map.of("constant", 0.25)));
    Provenance p = search(spec(tree), data(2));
    assertThat(p.phase()).isEqualTo(Phase.UPDATE);
    assertThat(p.operation()).isEqualTo("mul");
    assertThat(p.where()).isEqualTo("0.dense.weight");
    assertThat(p.step()).isEqualTo(2);
    assertThat(p.row()).isEmpty();
    assertThat(p.sentence()).contains("the product in the update of 0.dense.weight overflows");
  }

  @Test
  void parameterBeforeTheStep() {
    Spec spec = spec(tree("relu(4)"));
    Dataset data = data(2);
    TrainStep step = TrainStep.of(spec, data);
    TrainStep.State state = step.start(new Rehearsal(spec, Parts.of(data)).params());
    state.params().get("0.dense.bias").floats()[3] = Float.NaN;
    Provenance p = Provenance.of(step, state, data, new int[] {1, 2}, 9).orElseThrow();
    assertThat(p.phase()).isEqualTo(Phase.PARAMETERS);
    assertThat(p.where()).isEqualTo("0.dense.bias");
    assertThat(p.sentence()).startsWith("Step 9: 0.dense.bias has the number NaN at place 3");
  }

  /// A rate that is far too high: the run ends, its folder stays as it is, and the step is found
  /// from the last checkpoint as well as from the beginning.
  @ParameterizedTest
  @CsvSource({"sgd, 20, relu(4)", "adam, 1e20, tanh(4)"})
  void explosionOfARun(String optimizer, double rate, String layer) throws IOException {
    Map<String, Object> tree = tree(layer, layer);
    tree.put("optimizer", Map.of(optimizer, rate));
    Spec spec = spec(tree);
    Parts parts = Parts.of(data(3));
    Path run = folder.resolve("run");
    Result result;
    try (RunDirectory directory = RunDirectory.create(run, "")) {
      result = new Trainer(spec, parts, directory, Listener.NONE, Duration.ZERO).train();
    }
    assertThat(result.ending()).isEqualTo(Result.Ending.DIVERGED);
    String before = Files.readString(run.resolve("metrics.jsonl"));
    Optional<Provenance> p = Provenance.replay(spec, parts, run);
    assertThat(p).contains(search(spec, parts.train()));
    assertThat(p.get().step()).isBetween(result.steps(), result.steps() + 1);
    assertThat(p.get().step()).isGreaterThan(1);
    assertThat(p.get().sentence()).contains("overflows", "Lower the learning rate");
    assertThat(Files.readString(run.resolve("metrics.jsonl"))).isEqualTo(before);
    try (var files = Files.list(run.resolve("checkpoints"))) {
      files.forEach(f -> f.toFile().delete());
    }
    assertThat(Provenance.replay(spec, parts, run)).isEqualTo(p);
  }

  @Test
  void healthyTrainingsHaveNone() {
    Spec spec = spec(tree("relu(4)"));
    Dataset data = data(2);
    assertThat(Provenance.search(spec, data, new Rehearsal(spec, Parts.of(data)), 20)).isEmpty();
  }
}
