package io.gradus.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.eval.Backend;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.jit.Jit;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Digits;
import io.gradus.nn.io.Model;
import io.gradus.nn.io.Predictor;
import io.gradus.nn.optim.FirstOrder;
import io.gradus.nn.optim.Optimizers;
import io.gradus.nn.train.Spec;
import io.gradus.nn.train.TrainStep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
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

  static Stream<String> optimizers() {
    return Optimizers.CATALOG.names().stream()
        .filter(name -> FirstOrder.class.isAssignableFrom(Optimizers.CATALOG.type(name)));
  }

  @Test
  void theCompiledEngineIsFound() {
    assertThat(Backend.current()).isInstanceOf(Jit.class);
  }

  /// A step of training on each side, over and over, for each optimizer.
  @ParameterizedTest
  @MethodSource("optimizers")
  void stepsGoTheWayOfTheInterpreter(String optimizer) {
    Map<String, Object> tree =
        Map.of(
            "model",
            Map.of("layers", List.of("tanh(12)", "relu(9)")),
            "optimizer",
            optimizer,
            "precision",
            "float64");
    Spec spec = Spec.fromTree(tree, path -> "");
    Dataset data = Digits.generate(ROWS, Key.of(3), spec.precision());
    Graph graph = TrainStep.of(spec, data).graph(ROWS);
    int carried = graph.results().size() - 1;
    SplittableRandom random = new SplittableRandom(7);
    List<Array> args = new ArrayList<>();
    for (int i = 0; i < graph.params().size() - 2; i++) {
      Type type = graph.params().get(i).type();
      boolean state = i >= 6;
      double[] x = random.doubles(type.shape().size(), -0.1, 0.1).map(v -> state ? 0 : v).toArray();
      args.add(Array.of(type.shape(), x).cast(type.dtype()));
    }
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
