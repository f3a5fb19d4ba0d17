package io.gradus.nn.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import io.gradus.nn.Activations;
import io.gradus.nn.Dense;
import io.gradus.nn.Layer;
import io.gradus.nn.Network;
import io.gradus.nn.Noise;
import io.gradus.nn.io.Json;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.train.Result.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FullBatchTest {
  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir Path folder;

  /// Three clouds of points in the plane.
  @BeforeEach
  void data() throws IOException {
    Random random = new Random(3);
    StringBuilder table = new StringBuilder("a,b,kind\n");
    for (int i = 0; i < 90; i++) {
      double x = i % 3 + 0.25 * random.nextGaussian();
      double y = (i % 3) * (i % 3) + 0.25 * random.nextGaussian();
      table.append(x).append(',').append(y).append(",kind").append(i % 3).append('\n');
    }
    Files.writeString(folder.resolve("clouds.csv"), table);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "steepest-descent",
        "conjugate-gradient",
        "lbfgs",
        "gauss-newton",
        "levenberg-marquardt"
      })
  void everyMinimizerLearnsAndResumesExactly(String optimizer) throws IOException {
    Spec spec = spec(optimizer, Map.of());
    Path whole = folder.resolve("whole");
    Result result = train(spec, whole, 0);
    assertThat(result.test().orElseThrow().get("accuracy")).isGreaterThanOrEqualTo(0.95);
    assertThat(result.steps()).isEqualTo(result.epochs());
    Path run = folder.resolve("interrupted");
    assertThat(train(spec, run, 3).ending()).isEqualTo(Ending.INTERRUPTED);
    assertThat(resume(run).ending()).isEqualTo(result.ending());
    assertThat(Files.readAllBytes(run.resolve("model.safetensors")))
        .isEqualTo(Files.readAllBytes(whole.resolve("model.safetensors")));
    assertThat(columns(run)).isEqualTo(columns(whole));
  }

  @Test
  void theLogTellsWhatTheMinimizerDid() throws IOException {
    Path run = folder.resolve("run");
    Result result = train(spec("lm", Map.of()), run, 0);
    List<Object> columns = columns(run);
    assertThat(columns).hasSize((int) result.steps());
    Map<?, ?> last = (Map<?, ?>) columns.getLast();
    assertThat(last.keySet().toString())
        .isEqualTo("[evaluations, stepLength, gradientNorm, damping]");
    assertThat((Double) last.get("evaluations")).isGreaterThan(result.steps());
  }

  @Test
  void aSmallGradientEndsTheTraining() throws IOException {
    Path run = folder.resolve("run");
    Result result = train(spec("lbfgs", Map.of("stop", Map.of("gradient-norm", 1e-2))), run, 0);
    assertThat(result.ending()).isEqualTo(Ending.GRADIENT_NORM);
    Map<?, ?> last = (Map<?, ?>) columns(run).getLast();
    assertThat((Double) last.get("gradientNorm")).isLessThanOrEqualTo(1e-2);
  }

  @Test
  void whereNothingGetsBetterTheTrainingEnds() {
    Map<String, Object> flat = Map.of("model", Map.of("layers", List.of("step(2)")), "epochs", 300);
    Map<String, Object> never = with(flat, "stop", Map.of("gradient-norm", 0));
    assertThat(train(spec("lbfgs", never), folder.resolve("run"), 0).ending())
        .isEqualTo(Ending.NO_PROGRESS);
  }

  @Test
  void whatIsNotUsedIsNoted() {
    Network plain = new Network(2, List.of(new Dense(3, Activations.TANH)), Activations.SOFTMAX);
    Network noisy = new Network(2, List.of(new Noisy()), Activations.SOFTMAX);
    assertThat(FullBatch.notes(spec("lbfgs", Map.of()), plain)).isEmpty();
    assertThat(FullBatch.notes(spec("lbfgs", Map.of("batch", 7)), noisy))
        .hasSize(2)
        .anyMatch(note -> note.contains("batch is not used"))
        .anyMatch(note -> note.contains("without dropout"));
  }

  /// Not the same in training as afterwards.
  private record Noisy() implements Layer {
    @Override
    public Expr apply(Tree<Expr> params, Expr x) {
      return x;
    }

    @Override
    public Trained train(Tree<Expr> params, Expr x, Noise noise) {
      return new Trained(x.add(1), Tree.empty());
    }
  }

  private Spec spec(String optimizer, Map<String, Object> settings) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("data", Map.of("file", folder.resolve("clouds.csv").toString(), "target", "kind"));
    tree.put("model", Map.of("layers", List.of("tanh(4)")));
    tree.put("optimizer", optimizer);
    tree.put("epochs", 12);
    tree.putAll(settings);
    return Spec.fromTree(tree, path -> "");
  }

  private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
    Map<String, Object> copy = new LinkedHashMap<>(map);
    copy.put(key, value);
    return copy;
  }

  /// @param interruptAt the step after which to stop; 0: none
  private static Result train(Spec spec, Path folder, long interruptAt) {
    Trainer[] trainer = new Trainer[1];
    Listener listener =
        new Listener() {
          @Override
          public void step(Supplier<Progress> p) {
            if (p.get().step() == interruptAt) {
              trainer[0].interrupt();
            }
          }
        };
    try (RunDirectory run = RunDirectory.create(folder, Json.text(spec.toTree()))) {
      trainer[0] = new Trainer(spec, Parts.load(spec), run, listener, NEVER);
      return trainer[0].train();
    }
  }

  private static Result resume(Path folder) {
    try (RunDirectory run = RunDirectory.open(folder)) {
      Spec spec = Spec.fromTree(Json.parseMap(run.config(), "config"), path -> "");
      return new Trainer(spec, Parts.load(spec), run, Listener.NONE, NEVER).train();
    }
  }

  /// What the log says of the minimizer after each step.
  private static List<Object> columns(Path run) throws IOException {
    List<Object> columns = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      Map<String, Object> map = Json.parseMap(line, "line");
      if (map.containsKey("epoch")) {
        columns.add(map.get("minimizer"));
      }
    }
    return columns;
  }
}
