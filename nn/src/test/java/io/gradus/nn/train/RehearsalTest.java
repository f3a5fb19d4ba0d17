package io.gradus.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.nn.UserException;
import io.gradus.nn.io.Checkpoint;
import io.gradus.nn.io.Model;
import io.gradus.nn.io.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RehearsalTest {
  private static final Map<String, Object> TINY =
      Map.of(
          "data",
          Map.of("digits", 60),
          "model",
          Map.of("layers", List.of("tanh(5)", "dropout(0.1)")),
          "batch",
          16,
          "epochs",
          4);

  @TempDir Path folder;

  private static Spec spec(Map<String, Object> further) {
    Map<String, Object> tree = new LinkedHashMap<>(TINY);
    tree.putAll(further);
    return Spec.fromTree(tree, path -> "");
  }

  private Path train(Spec spec, Parts parts, Duration interval) {
    Path run = folder.resolve("run");
    try (RunDirectory directory = RunDirectory.create(run, "")) {
      new Trainer(spec, parts, directory, Listener.NONE, interval).train();
    }
    return run;
  }

  @ParameterizedTest
  @ValueSource(strings = {"shuffle", "hardest-first"})
  void stepsAreThoseOfATraining(String sampling) {
    Spec spec =
        spec(Map.of("sampling", sampling, "schedule", List.of(Map.of("plateau", Map.of()))));
    Parts parts = Parts.load(spec);
    Path run = train(spec, parts, Duration.ZERO);
    Rehearsal whole = new Rehearsal(spec, parts);
    assertThat(whole.length()).isEqualTo(12);
    assertThat(whole.steps(12)).hasSize(12).allMatch(Double::isFinite);
    assertThat(whole.behind()).isEqualTo(12);
    assertThat(whole.params()).isEqualTo(Model.load(run).params());

    List<Checkpoint> saved = RunDirectory.checkpoints(run);
    Rehearsal last = new Rehearsal(spec, parts, saved.get(1));
    assertThat(last.behind()).isEqualTo(11);
    assertThat(last.rows()).hasSize(4);
    last.step();
    assertThat(last.params()).isEqualTo(whole.params());
  }

  @Test
  void readingCheckpointsChangesNothing() throws IOException {
    Spec spec = spec(Map.of());
    Parts parts = Parts.load(spec);
    Path run = train(spec, parts, Duration.ZERO);
    byte[] metrics = Files.readAllBytes(run.resolve("metrics.jsonl"));
    Path newest = run.resolve("checkpoints/step-%012d.ckpt".formatted(12));
    Files.write(newest, new byte[] {1, 2, 3});
    List<Checkpoint> sound = RunDirectory.checkpoints(run);
    assertThat(sound).hasSize(1);
    assertThat(new Rehearsal(spec, parts, sound.getFirst()).behind()).isEqualTo(11);
    assertThat(newest).exists();
    assertThat(run.resolve("metrics.jsonl")).hasBinaryContent(metrics);
    assertThatThrownBy(() -> RunDirectory.checkpoints(folder)).isInstanceOf(UserException.class);
  }

  @Test
  void otherDataOrOtherNetworksAreRefused() {
    Spec spec = spec(Map.of());
    Parts parts = Parts.load(spec);
    Checkpoint saved = RunDirectory.checkpoints(train(spec, parts, Duration.ofDays(1))).getFirst();
    Parts other = Parts.load(spec.with("seed", 1));
    assertThatThrownBy(() -> new Rehearsal(spec, other, saved))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("not what the run began with");
    Spec wide = spec(Map.of("model", Map.of("layers", List.of("tanh(6)"))));
    assertThatThrownBy(() -> new Rehearsal(wide, parts, saved))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("'0.dense.weight' differs");
  }

  @Test
  void endsWhereALossIsNotFinite() {
    Map<String, Object> linear =
        Map.of("layers", List.of("tanh(5)"), "output", Map.of("activation", "linear"));
    Spec spec = spec(Map.of("optimizer", Map.of("sgd", 1e30), "loss", "mse", "model", linear));
    Rehearsal lost = new Rehearsal(spec, Parts.load(spec));
    List<Double> losses = lost.steps(100);
    assertThat(losses).hasSizeLessThan(100);
    assertThat(losses.getLast()).isNotFinite();
    assertThat(lost.behind()).isEqualTo(losses.size() - 1);
  }

  @Test
  void beginsFromParameters() {
    Spec spec = spec(Map.of("optimizer", "sgd"));
    Parts parts = Parts.load(spec);
    Rehearsal first = new Rehearsal(spec, parts);
    first.steps(3); // an epoch, after which the rows come in another order
    Rehearsal second = new Rehearsal(spec, parts, first.params());
    assertThat(second.params()).isEqualTo(first.params());
    assertThat(second.behind()).isZero();
  }
}
