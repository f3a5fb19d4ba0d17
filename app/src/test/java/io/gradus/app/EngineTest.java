package io.gradus.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.eval.Backend;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Graph;
import io.gradus.jit.Jit;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Digits;
import io.gradus.nn.io.Model;
import io.gradus.nn.io.Predictor;
import io.gradus.nn.optim.Clip;
import io.gradus.nn.optim.FirstOrder;
import io.gradus.nn.optim.Optimizers;
import io.gradus.nn.optim.Schedules;
import io.gradus.nn.train.Spec;
import io.gradus.nn.train.TrainStep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Networks on the compiled engine, which only the application brings together.
class EngineTest {
  private static final int ROWS = 16;
  private static final int CALLERS = 6;

  @TempDir Path folder;

  static Stream<Map<String, Object>> settings() {
    Stream<Map<String, Object>> optimizers =
        Optimizers.CATALOG.names().stream()
            .filter(name -> FirstOrder.class.isAssignableFrom(Optimizers.CATALOG.type(name)))
            .map(name -> Map.of("optimizer", name));
    Stream<Map<String, Object>> schedules =
        Schedules.CATALOG.names().stream().map(name -> Map.of("schedule", name));
    Stream<Map<String, Object>> clips =
        Clip.CATALOG.names().stream().map(name -> Map.of("clip", Map.of(name, 0.1)));
    Stream<Map<String, Object>> others =
        Stream.of(
            Map.of("optimizer", Map.of("rmsprop", Map.of("centered", true, "momentum", 0.5))),
            Map.of("schedule", List.of("cosine", Map.of("kicks", 2)), "steps", 9),
            Map.of("schedule", Map.of("kicks", Map.of("every", 1, "stagnating", true))),
            Map.of("layer-rates", List.of(1, 0.5, 0), "regularization", Map.of("l1", 0.1)),
            Map.of("regularization", Map.of("l2", 0.1, "weight-decay", 0.1)));
    return Stream.of(optimizers, schedules, clips, others).flatMap(s -> s);
  }

  @Test
  void theCompiledEngineIsFound() {
    assertThat(Backend.current()).isInstanceOf(Jit.class);
  }

  /// Steps of training on both sides, by each optimizer and schedule.
  @ParameterizedTest
  @MethodSource("settings")
  void stepsGoTheWayOfTheInterpreter(Map<String, Object> settings) {
    Map<String, Object> tree = new HashMap<>(settings);
    tree.put("model", Map.of("layers", List.of("tanh(12)", "relu(9)")));
    tree.put("precision", "float64");
    Spec spec = Spec.fromTree(tree, path -> "");
    Dataset data = Digits.generate(ROWS, Key.of(3), spec.precision());
    TrainStep step = TrainStep.of(spec, data);
    Graph graph = step.graph(ROWS);
    int carried = graph.results().size() - 1;
    TrainStep.State start = step.start(step.network().init(Key.of(7), spec.precision()));
    List<Array> args = new ArrayList<>(start.params().values());
    args.addAll(start.optimizer().values());
    args.addAll(List.of(data.features(), data.targets()));
    for (int i = 0; i < 3; i++) {
      List<Array> fast = new Jit().compile(graph, carried).run(args);
      List<Array> slow = new Interpreter().compile(graph, carried).run(args);
      for (int k = 0; k < slow.size(); k++) {
        for (int j = 0; j < slow.get(k).size(); j++) {
          assertThat(fast.get(k).get(j)).isCloseTo(slow.get(k).get(j), within(1e-9));
        }
      }
      for (int k = 0; k < carried; k++) {
        args.set(k, fast.get(k));
      }
    }
  }

  @Test
  void aPredictorServesManyCallers() throws Exception {
    Path run = folder.resolve("run");
    Shell.run("train", "--epochs", "1", "--out", run.toString(), "--json").json();
    Model model = Model.load(run);
    Dataset data = Digits.generate(ROWS, Key.of(5), model.description().precision());
    float[] x = data.features().floats();
    Predictor predictor = model.predictor(ROWS);
    float[] expected = new float[predictor.outputs()];
    predictor.predict(x, expected);
    Callable<Boolean> caller =
        () -> {
          float[] y = new float[predictor.outputs()];
          boolean same = true;
          for (int i = 0; i < 200; i++) {
            predictor.predict(x, y);
            same &= Arrays.equals(y, expected);
          }
          return same;
        };
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      for (Future<Boolean> f : callers.invokeAll(Collections.nCopies(CALLERS, caller))) {
        assertThat(f.get()).isTrue();
      }
    }
  }
}
