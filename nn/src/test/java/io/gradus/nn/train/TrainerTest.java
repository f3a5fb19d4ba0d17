package io.gradus.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.eval.Backend;
import io.gradus.nn.Activations;
import io.gradus.nn.Dense;
import io.gradus.nn.Losses;
import io.gradus.nn.Network;
import io.gradus.nn.UserException;
import io.gradus.nn.io.Json;
import io.gradus.nn.io.Model;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.optim.Optimizers;
import io.gradus.nn.train.Result.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainerTest {
  private static final Duration NEVER = Duration.ofDays(1);
  private static final Map<String, Object> TINY =
      Map.of(
          "data", Map.of("digits", 60),
          "model", Map.of("layers", List.of("tanh(5)")),
          "batch", 16,
          "epochs", 4,
          "stop", Map.of("patience", 3));
  private static final long STEPS = 12; // 36 rows are two whole batches and a rest of four
  private static final Parts PARTS = Parts.load(spec(TINY));

  @TempDir Path folder;

  @Test
  void interruptedAtAnyStepAndResumedEqualsNeverInterrupted() throws IOException {
    Path whole = folder.resolve("whole");
    train(whole, NEVER, Listener.NONE);
    for (int k = 1; k < STEPS; k++) {
      Path run = folder.resolve("interrupted" + k);
      int step = k;
      assertThat(interruptAt(run, step).ending()).isEqualTo(Ending.INTERRUPTED);
      assertThat(run.resolve("model.json")).doesNotExist();
      Result resumed = resume(run, new ArrayList<>());
      assertThat(resumed.steps()).isEqualTo(STEPS);
      assertSameModel(run, whole);
      assertThat(curve(run)).isEqualTo(curve(whole));
    }
  }

  @Test
  void killedAtAnyStepAndResumedEqualsNeverKilled() throws IOException {
    Path whole = folder.resolve("whole");
    train(whole, NEVER, Listener.NONE);
    for (int k = 1; k <= STEPS; k++) {
      for (Duration interval : List.of(Duration.ZERO, NEVER)) {
        Path run = folder.resolve("killed" + k + interval);
        int step = k;
        assertThatThrownBy(() -> train(run, interval, new Killer(step))).isInstanceOf(Killed.class);
        resume(run, new ArrayList<>());
        assertSameModel(run, whole);
        assertThat(curve(run)).isEqualTo(curve(whole));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyOrderOfTheRowsResumesExactly(Sampling sampling) throws IOException {
    Map<String, Object> tree =
        with(TINY, "sampling", sampling.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    Path whole = folder.resolve("whole");
    train(spec(tree), PARTS, whole, NEVER, Listener.NONE);
    for (int step : new int[] {3, 5}) {
      Path run = folder.resolve("interrupted" + step);
      interruptAt(spec(tree), run, step);
      resume(run, new ArrayList<>());
      assertSameModel(run, whole);
      assertThat(curve(run)).isEqualTo(curve(whole));
    }
  }

  @Test
  void theLossOfABatchIsTheMeanOfItsRows() {
    TrainStep step = TrainStep.of(spec(TINY), PARTS.train());
    TrainStep.Runner runner = step.runner(step.start(step.network().init(Key.of(1), DType.F32)));
    TrainStep.Batch batch = runner.batch(16, Set.of(Probe.ROW_LOSSES));
    PARTS.train().gather(IntStream.range(0, 16).toArray(), 0, 16, batch.x(), batch.y());
    double loss = batch.step();
    double[] rows = batch.seen().get(Probe.LOSSES).toDoubles();
    assertThat(rows).hasSize(16);
    assertThat(rows[0]).isNotEqualTo(rows[1]);
    assertThat(Arrays.stream(rows).average().orElseThrow()).isCloseTo(loss, within(1e-6));
  }

  @Test
  void aDamagedCheckpointIsSeenAndTheOneBeforeIsUsed() throws IOException {
    Path whole = folder.resolve("whole");
    train(whole, NEVER, Listener.NONE);
    for (int damage = 0; damage < 3; damage++) {
      Path run = folder.resolve("damaged" + damage);
      assertThatThrownBy(() -> train(run, Duration.ZERO, new Killer(8))).isInstanceOf(Killed.class);
      List<Path> checkpoints = checkpoints(run);
      assertThat(checkpoints).hasSize(2);
      Path newest = checkpoints.getLast();
      byte[] bytes = Files.readAllBytes(newest);
      switch (damage) {
        case 0 -> bytes[bytes.length / 2] ^= 1;
        case 1 -> bytes = Arrays.copyOf(bytes, bytes.length - 1);
        default -> bytes = new byte[0];
      }
      Files.write(newest, bytes);
      List<String> notes = new ArrayList<>();
      resume(run, notes);
      assertThat(notes).hasSize(1);
      assertThat(notes.getFirst()).contains(newest.getFileName().toString(), "going back");
      assertSameModel(run, whole);
      assertThat(curve(run)).isEqualTo(curve(whole));
    }
  }

  @Test
  void withNoSoundCheckpointTheRunBeginsAnew() throws IOException {
    Path whole = folder.resolve("whole");
    train(whole, NEVER, Listener.NONE);
    Path run = folder.resolve("run");
    assertThatThrownBy(() -> train(run, Duration.ZERO, new Killer(8))).isInstanceOf(Killed.class);
    for (Path c : checkpoints(run)) {
      Files.writeString(c, "no checkpoint");
    }
    List<String> notes = new ArrayList<>();
    resume(run, notes);
    assertThat(notes).hasSize(2);
    assertSameModel(run, whole);
  }

  @Test
  void resumingAFinishedRunChangesNothing() throws IOException {
    Path run = folder.resolve("run");
    Result first = train(run, NEVER, Listener.NONE);
    byte[] model = Files.readAllBytes(run.resolve("model.safetensors"));
    Result again = resume(run, new ArrayList<>());
    assertThat(again.validation()).isEqualTo(first.validation());
    assertThat(Files.readAllBytes(run.resolve("model.safetensors"))).isEqualTo(model);
  }

  @Test
  void sameSeedSameBytesOtherSeedOtherBytes() throws IOException {
    train(folder.resolve("a"), NEVER, Listener.NONE);
    train(folder.resolve("b"), Duration.ZERO, Listener.NONE);
    assertSameModel(folder.resolve("a"), folder.resolve("b"));
    Spec other = spec(with(TINY, "seed", 43));
    train(other, Parts.load(other), folder.resolve("c"), NEVER, Listener.NONE);
    assertThat(Files.readAllBytes(folder.resolve("c/model.safetensors")))
        .isNotEqualTo(Files.readAllBytes(folder.resolve("a/model.safetensors")));
  }

  @Test
  void evaluationRepeatsTheNumbersOfTheTraining() {
    Path run = folder.resolve("run");
    Result r = train(run, NEVER, Listener.NONE);
    Model model = Model.load(run);
    assertThat(Evaluator.evaluate(model, PARTS.train())).isEqualTo(r.train().orElseThrow());
    assertThat(Evaluator.evaluate(model, PARTS.validation().orElseThrow()))
        .isEqualTo(r.validation().orElseThrow());
    assertThat(Evaluator.evaluate(model, PARTS.test().orElseThrow()))
        .isEqualTo(r.test().orElseThrow());
  }

  @Test
  void patienceStopsAndRestoresTheBest() {
    Map<String, Object> wild =
        with(with(TINY, "optimizer", Map.of("sgd", Map.of("lr", 0.3))), "epochs", 300);
    Spec spec = spec(wild);
    List<Double> losses = new ArrayList<>();
    Result r =
        train(
            spec,
            PARTS,
            folder.resolve("run"),
            NEVER,
            new Listener() {
              @Override
              public void epoch(Progress p, Optional<Map<String, Double>> validation) {
                losses.add(validation.orElseThrow().get("loss"));
              }
            });
    assertThat(r.ending()).isEqualTo(Ending.PATIENCE);
    int best = r.bestEpoch().orElseThrow();
    assertThat(r.epochs()).isEqualTo(best + 3);
    assertThat(losses.get(best - 1)).isEqualTo(losses.stream().min(Double::compare).orElseThrow());
    assertThat(r.validation().orElseThrow()).containsEntry("loss", losses.get(best - 1));
  }

  @Test
  void aLossThatIsNotFiniteEndsTheTraining() {
    Spec spec = spec(with(with(TINY, "optimizer", Map.of("sgd", 1e38)), "loss", "mse"));
    Spec linear =
        spec(
            with(
                spec.toTree(),
                "model",
                Map.of("layers", List.of(), "output", Map.of("activation", "linear"))));
    Result r = train(linear, PARTS, folder.resolve("run"), NEVER, Listener.NONE);
    assertThat(r.ending()).isEqualTo(Ending.DIVERGED);
    assertThat(r.verdict().orElseThrow().text()).isEqualTo("undecided");
    assertThat(r.verdict().orElseThrow().sentence()).contains("not finite since step");
  }

  @Test
  void aStepWhoseLossIsNotFiniteChangesNothing() {
    TrainStep step =
        new TrainStep(
            new Network(2, List.of(new Dense(1, Activations.IDENTITY)), Activations.IDENTITY),
            new Losses.Mse(),
            Activations.IDENTITY,
            Optimizers.adam(0.1, 0.9, 0.999, 1e-8),
            DType.F32);
    TrainStep.State start = step.start(step.network().init(Key.of(1), DType.F32));
    TrainStep.Runner runner = step.runner(start);
    TrainStep.Batch batch = runner.batch(3);
    assertThat(runner.batch(3)).isSameAs(batch);
    Arrays.fill(batch.x().floats(), 1);
    assertThat(batch.step()).isFinite();
    TrainStep.State good = runner.state();
    assertThat(good).isNotEqualTo(start);
    assertThat(good.optimizer().get("count").item()).isEqualTo(1);
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.MAX_VALUE}) {
      batch.y().floats()[1] = bad;
      assertThat(batch.step()).isNotFinite();
      assertThat(runner.state()).isEqualTo(good);
    }
    batch.y().floats()[1] = 0;
    assertThat(batch.step()).isFinite();
    assertThat(runner.state().optimizer().get("count").item()).isEqualTo(2);
    assertThat(good.optimizer().get("count").item()).isEqualTo(1);
  }

  @Test
  void anotherBackendForTheRestOfARunIsNoted() throws IOException {
    Path run = folder.resolve("run");
    interruptAt(run, 3);
    Path file = run.resolve("environment.json");
    String text = Files.readString(file);
    String name = Backend.current().name();
    assertThat(text).contains('"' + name + '"');
    Files.writeString(file, text.replace('"' + name + '"', "\"abacus-5\""));
    List<String> notes = new ArrayList<>();
    resume(run, notes);
    assertThat(notes).hasSize(1);
    assertThat(notes.getFirst()).contains("backend abacus-5", name, "last digits");
  }

  @Test
  void aRunOfOtherDataCannotBeResumed() {
    Path run = folder.resolve("run");
    interruptAt(run, 3);
    Spec other = spec(with(TINY, "data", Map.of("digits", 80)));
    try (RunDirectory open = RunDirectory.open(run)) {
      assertThatThrownBy(() -> new Trainer(other, Parts.load(other), open, Listener.NONE).train())
          .isInstanceOf(UserException.class)
          .hasMessageContaining("the data is not what the run");
    }
  }

  @Test
  void theNumberOfOutputsMustFitTheTarget() {
    Spec spec = spec(with(TINY, "model", Map.of("output", Map.of("units", 7))));
    assertThatThrownBy(() -> Setup.of(spec, PARTS.train()))
        .hasMessageContaining("model.output.units is 7, but the target needs 10");
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private record Killer(long at) implements Listener {
    @Override
    public void step(Supplier<Progress> p) {
      if (p.get().step() == at) {
        throw new Killed();
      }
    }
  }

  private static Result train(Path folder, Duration interval, Listener listener) {
    return train(spec(TINY), PARTS, folder, interval, listener);
  }

  private static Result train(
      Spec spec, Parts parts, Path folder, Duration interval, Listener listener) {
    try (RunDirectory run = RunDirectory.create(folder, Json.text(spec.toTree()))) {
      return new Trainer(spec, parts, run, listener, interval).train();
    }
  }

  private static Result interruptAt(Path folder, long step) {
    return interruptAt(spec(TINY), folder, step);
  }

  private static Result interruptAt(Spec spec, Path folder, long step) {
    Trainer[] trainer = new Trainer[1];
    Listener listener =
        new Listener() {
          @Override
          public void step(Supplier<Progress> p) {
            if (p.get().step() == step) {
              trainer[0].interrupt();
            }
          }
        };
    try (RunDirectory run = RunDirectory.create(folder, Json.text(spec.toTree()))) {
      trainer[0] = new Trainer(spec, PARTS, run, listener, NEVER);
      return trainer[0].train();
    }
  }

  private static Result resume(Path folder, List<String> notes) {
    Listener listener =
        new Listener() {
          @Override
          public void note(String sentence) {
            notes.add(sentence);
          }
        };
    try (RunDirectory run = RunDirectory.open(folder)) {
      Spec spec = spec(Json.parseMap(run.config(), "config"));
      return new Trainer(spec, PARTS, run, listener, NEVER).train();
    }
  }

  private static void assertSameModel(Path a, Path b) throws IOException {
    for (String file : List.of("model.safetensors", "model.json")) {
      assertThat(Files.readAllBytes(a.resolve(file)))
          .as(a.toString())
          .isEqualTo(Files.readAllBytes(b.resolve(file)));
    }
  }

  /// The lines of the metrics without their times.
  private static List<Object> curve(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
        .map(line -> Json.parseMap(line, "line"))
        .map(m -> m.containsKey("result") ? m.get("step") : without(m, "seconds"))
        .toList();
  }

  private static List<Path> checkpoints(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
      return files.sorted().toList();
    }
  }

  private static Spec spec(Map<String, Object> tree) {
    return Spec.fromTree(tree, path -> "");
  }

  private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
    Map<String, Object> copy = new LinkedHashMap<>(map);
    copy.put(key, value);
    return copy;
  }

  private static Object without(Map<String, Object> map, String key) {
    map.remove(key);
    return map;
  }
}
