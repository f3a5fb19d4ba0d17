package io.gradus.nn.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.nn.io.Json;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.optim.Clip;
import io.gradus.nn.optim.FirstOrder;
import io.gradus.nn.optim.Optimizers;
import io.gradus.nn.optim.Schedules;
import io.gradus.nn.train.Result.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Trainings stopped in their third epoch, by every optimizer and schedule.
class ResumeTest {
  private static final Map<String, Object> TINY = new HashMap<>();
  private static Parts parts;

  @TempDir Path folder;

  @BeforeAll
  static void table(@TempDir Path data) throws IOException {
    List<String> lines = new ArrayList<>(List.of("a,b,y"));
    for (int i = 0; i < 60; i++) {
      lines.add(Math.sin(i) + "," + i % 7 + "," + (Math.sin(i) > 0.2 ? "yes" : "no"));
    }
    Path file = Files.write(data.resolve("table.csv"), lines);
    TINY.put("data", Map.of("file", file.toString(), "target", "y"));
    TINY.put("model", Map.of("layers", List.of("tanh(3)")));
    TINY.put("batch", 16);
    TINY.put("epochs", 4);
    TINY.put("log", Map.of("layers", false));
    parts = Parts.load(Spec.fromTree(TINY, path -> ""));
  }

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
            Map.of("schedule", Map.of("plateau", Map.of("patience", 1, "threshold", 0.5))),
            Map.of("schedule", List.of("cosine", Map.of("kicks", 2))),
            Map.of("schedule", Map.of("kicks", Map.of("every", 1, "stagnating", true))),
            Map.of("layer-rates", List.of(1, 0.5), "regularization", Map.of("l1", 0.1, "l2", 0.1)),
            Map.of("regularization", Map.of("weight-decay", 0.1)));
    return Stream.of(optimizers, schedules, clips, others).flatMap(s -> s);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aResumedTrainingEqualsAnUnbrokenOne(Map<String, Object> settings) throws IOException {
    Map<String, Object> tree = new HashMap<>(TINY);
    tree.putAll(settings);
    Spec spec = Spec.fromTree(tree, path -> "");
    Path whole = folder.resolve("whole");
    assertThat(train(spec, RunDirectory.create(whole, Json.text(spec.toTree())), 0))
        .isEqualTo(Ending.COMPLETE);
    Path broken = folder.resolve("broken");
    assertThat(train(spec, RunDirectory.create(broken, Json.text(spec.toTree())), 7))
        .isEqualTo(Ending.INTERRUPTED);
    assertThat(train(spec, RunDirectory.open(broken), 0)).isEqualTo(Ending.COMPLETE);
    assertThat(Files.readAllBytes(broken.resolve("model.safetensors")))
        .isEqualTo(Files.readAllBytes(whole.resolve("model.safetensors")));
  }

  /// Trains, and stops after the given step, if it comes.
  private static Ending train(Spec spec, RunDirectory folder, long last) {
    Trainer[] trainer = new Trainer[1];
    Listener stopper =
        new Listener() {
          @Override
          public void step(Supplier<Progress> progress) {
            if (progress.get().step() == last) {
              trainer[0].interrupt();
            }
          }
        };
    try (RunDirectory run = folder) {
      trainer[0] = new Trainer(spec, parts, run, stopper, Duration.ofDays(1));
      return trainer[0].train().ending();
    }
  }
}
