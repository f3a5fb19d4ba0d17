package io.gradus.nn.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.graph.Tree;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.Codec;
import io.gradus.nn.Dense;
import io.gradus.nn.Embedding;
import io.gradus.nn.Formula;
import io.gradus.nn.Kan;
import io.gradus.nn.Layer;
import io.gradus.nn.Layers;
import io.gradus.nn.Loss;
import io.gradus.nn.Losses;
import io.gradus.nn.Network;
import io.gradus.nn.data.Task;
import io.gradus.nn.io.Json;
import io.gradus.nn.io.Model;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.optim.Optimizers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that a network can be made of, in training.
class CatalogTest {
  private static final int ROWS = 5;
  private static final Duration NEVER = Duration.ofDays(1);
  private static final List<Object> RANDOM_AND_KEPT =
      List.of(
          "tanh(5)",
          "dropout(0.2)",
          "batch-normalization",
          Map.of("residual", List.of("{x*tanh(x)}(4)", "layer-normalization", "dropout")),
          "kan(3)");
  private static final Map<String, Object> TINY =
      Map.of(
          "data", Map.of("digits", 60),
          "model", Map.of("layers", RANDOM_AND_KEPT, "init", "lsuv"),
          "batch", 16,
          "epochs", 3,
          "stop", Map.of("patience", 2));

  @TempDir Path folder;

  static Stream<Activation> activations() {
    return Stream.concat(
        Activations.all().stream(), Stream.of(Activations.formula("z*tanh(log(1+exp(z)))")));
  }

  /// A layer of each kind, around an activation.
  private static List<Layer> layers(Activation a) {
    return List.of(
        new Dense(3, a),
        new Layers.Activation(a),
        new Layers.Dropout(0.3),
        new Layers.BatchNormalization(0.9, 1e-5),
        new Layers.LayerNormalization(1e-5),
        new Layers.Residual(List.of(new Dense(3, a)), Optional.empty()),
        new Layers.Residual(List.of(new Dense(2, a)), Optional.empty()),
        new Embedding(List.of(new Embedding.Column(1, 4))),
        new Kan(2, 3, 2, -1, 1, a, 0.1, Optional.empty()),
        new Formula("a*exp(b*u) + c*v", List.of("u", "v"), Map.of("b", 0.1)));
  }

  @Test
  void everyKindOfLayerIsHere() {
    assertThat(layers(Activations.TANH).stream().map(CatalogTest::kind).distinct())
        .containsExactlyInAnyOrderElementsOf(Layers.names());
  }

  private static String kind(Layer layer) {
    Object tree = Codec.ofNetworks().write(layer);
    return tree instanceof Map<?, ?> map
        ? map.keySet().iterator().next().toString()
        : (String) tree;
  }

  @ParameterizedTest
  @MethodSource("activations")
  void everyActivationTrainsInEveryLayer(Activation a) {
    List<Layer> all = new ArrayList<>(layers(a));
    all.addFirst(all.remove(7)); // the embedding needs its column
    trains(all, Losses.CATALOG.named("mse"));
  }

  @ParameterizedTest
  @MethodSource("activations")
  void everyActivationTrainsWithEveryLoss(Activation a) {
    for (Loss loss : Losses.all()) {
      trains(List.of(new Dense(2, a)), loss);
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("activations")
  void everythingTrainsWithEverything(Activation a) {
    for (Layer layer : layers(a)) {
      for (Loss loss : Losses.all()) {
        trains(List.of(layer, new Layers.Activation(a)), loss);
      }
    }
  }

  /// Some steps stay finite and change something.
  private static void trains(List<Layer> layers, Loss loss) {
    Activation head = loss.natural().orElse(Activations.IDENTITY);
    List<Layer> all = new ArrayList<>(layers);
    all.add(new Dense(2, Activations.IDENTITY));
    Network net = new Network(3, all, head);
    TrainStep step = new TrainStep(net, loss, head, Optimizers.sgd(0.01), DType.F64);
    Tree<Array> before = net.init(Key.of(3), DType.F64);
    TrainStep.Runner runner = step.runner(step.start(before));
    TrainStep.Batch batch = runner.batch(ROWS);
    double[] x = inputs().doubles();
    System.arraycopy(x, 0, batch.x().doubles(), 0, x.length);
    for (int i = 0; i < ROWS; i++) {
      batch.y().doubles()[2 * i + i % 2] = 1;
    }
    for (int i = 0; i < 3; i++) {
      assertThat(batch.step()).as("%s, %s", layers, loss).isFinite();
    }
    Tree<Array> after = runner.state().params();
    after
        .values()
        .forEach(p ->
            assertThat(Arrays.stream(p.toDoubles()))
                .as("%s, %s", layers, loss)
                .allMatch(Double::isFinite));
    assertThat(after).as("%s, %s", layers, loss).isNotEqualTo(before);
  }

  private static Array inputs() {
    double[] x = new double[3 * ROWS];
    Arrays.setAll(x, i -> i % 3 == 1 ? i % 4 : Math.sin(1 + 2.3 * i));
    return Array.of(Shape.of(ROWS, 3), x);
  }

  @Test
  void randomLayersAndThoseWithStatisticsResumeExactly() throws IOException {
    Spec spec = Spec.fromTree(TINY, path -> "");
    Parts parts = Parts.load(spec);
    train(spec, parts, folder.resolve("whole"), Long.MAX_VALUE);
    for (long step : new long[] {1, 4}) {
      Path run = folder.resolve("run" + step);
      train(spec, parts, run, step);
      try (RunDirectory open = RunDirectory.open(run)) {
        Spec same = Spec.fromTree(Json.parseMap(open.config(), "config"), path -> "");
        new Trainer(same, parts, open, Listener.NONE, NEVER).train();
      }
      for (String file : List.of("model.safetensors", "model.json")) {
        assertThat(run.resolve(file)).hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
      }
    }
    Model model = Model.load(folder.resolve("whole"));
    assertThat(model.params().names()).contains("2.batch-normalization.variance");
  }

  private static void train(Spec spec, Parts parts, Path folder, long until) {
    Trainer[] trainer = new Trainer[1];
    Listener listener =
        new Listener() {
          @Override
          public void step(Supplier<Progress> p) {
            if (p.get().step() == until) {
              trainer[0].interrupt();
            }
          }
        };
    try (RunDirectory run = RunDirectory.create(folder, Json.text(spec.toTree()))) {
      trainer[0] = new Trainer(spec, parts, run, listener, NEVER);
      trainer[0].train();
    }
  }

  /// A model with a layer of each kind, written and read.
  @ParameterizedTest
  @MethodSource("activations")
  void whatIsSavedIsLoaded(Activation a) {
    List<Layer> layers = new ArrayList<>(layers(a));
    layers.addFirst(layers.remove(7)); // the embedding needs its column
    layers.add(new Dense(2, Activations.IDENTITY));
    Loss loss = Losses.CATALOG.named("cross-entropy");
    Model.Description is =
        new Model.Description(
            Task.CLASSIFICATION, 3, layers, a, loss, DType.F32, List.of("a", "b"));
    Tree<Array> params = is.network().init(Key.of(2), DType.F32);
    Model model = new Model(is, params, Optional.empty(), Map.of(), 1, "0");
    model.save(folder);
    Model loaded = Model.load(folder);
    assertThat(loaded).isEqualTo(model);
    Array x = inputs().cast(DType.F32);
    assertThat(loaded.inference().outputs(params, x))
        .isEqualTo(model.inference().outputs(params, x));
  }
}
