package io.gradus.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.graph.Tree;
import io.gradus.nn.io.Json;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.train.Result.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Early ends, running risks, and what is logged of them.
class StoppingTest {
  private static final Map<String, Object> TINY =
      Map.of(
          "data", Map.of("digits", 60),
          "model", Map.of("layers", List.of("tanh(5)")),
          "optimizer", Map.of("sgd", Map.of("lr", 0.3)),
          "batch", 16,
          "epochs", 150);
  private static final Parts PARTS = Parts.load(Spec.fromTree(TINY, path -> ""));

  @TempDir Path folder;

  private record Run(Result result, List<Map<String, Object>> lines) {}

  @Test
  void theLearningRateIsThatOfTheSchedules() throws IOException {
    Map<String, Object> tree = new LinkedHashMap<>(TINY);
    tree.put("epochs", 8);
    tree.put("optimizer", Map.of("sgd", 1e-9)); // too small for the loss to become better
    tree.put(
        "schedule",
        List.of(
            Map.of("plateau", Map.of("factor", 0.5, "patience", 3)), Map.of("exponential", 0.5)));
    Spec spec = Spec.fromTree(tree, path -> "");
    Path run = folder.resolve("rates");
    try (RunDirectory open = RunDirectory.create(run, Json.text(spec.toTree()))) {
      new Trainer(spec, PARTS, open, Listener.NONE).train();
    }
    List<String> lines =
        Files.readAllLines(run.resolve("metrics.jsonl")).stream()
            .filter(line -> line.contains("\"epoch\""))
            .toList();
    for (int epoch = 1; epoch <= 8; epoch++) {
      // Three steps an epoch; the plateau is seen by the first step after its third epoch.
      double plateau = epoch <= 4 ? 1 : epoch <= 7 ? 0.5 : 0.25;
      double rate = 1e-9 * Math.pow(0.5, (3 * epoch - 1) / 3.0) * plateau;
      Map<String, Object> line = Json.parseMap(lines.get(epoch - 1), "line");
      assertThat(number(line, "learningRate")).as("epoch " + epoch).isCloseTo(rate, within(1e-20));
    }
  }

  private Run run(String name, Map<String, Object> stop, Map<String, Object> log, int interruptAt)
      throws IOException {
    return run(name, TINY, stop, log, interruptAt);
  }

  private Run run(
      String name,
      Map<String, Object> settings,
      Map<String, Object> stop,
      Map<String, Object> log,
      int interruptAt)
      throws IOException {
    Map<String, Object> tree = new LinkedHashMap<>(settings);
    tree.put("stop", stop);
    tree.put("log", log);
    Spec spec = Spec.fromTree(tree, path -> "");
    Path run = folder.resolve(name);
    Result result = null;
    if (interruptAt > 0) {
      try (RunDirectory open = RunDirectory.create(run, Json.text(spec.toTree()))) {
        Trainer[] trainer = new Trainer[1];
        Listener interrupt =
            new Listener() {
              @Override
              public void step(Supplier<Progress> p) {
                if (p.get().step() == interruptAt) {
                  trainer[0].interrupt();
                }
              }
            };
        trainer[0] = new Trainer(spec, PARTS, open, interrupt);
        assertThat(trainer[0].train().ending()).isEqualTo(Ending.INTERRUPTED);
      }
    }
    try (RunDirectory open =
        interruptAt > 0
            ? RunDirectory.open(run)
            : RunDirectory.create(run, Json.text(spec.toTree()))) {
      result = new Trainer(spec, PARTS, open, Listener.NONE).train();
    }
    List<Map<String, Object>> lines = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      lines.add(Json.parseMap(line, "line"));
    }
    return new Run(result, lines);
  }

  private static double number(Map<String, Object> line, String... path) {
    Object node = line;
    for (String key : path) {
      node = ((Map<?, ?>) node).get(key);
    }
    return ((Number) node).doubleValue();
  }

  @Test
  void aRuleStopsAtTheFirstEpochThatMeetsIt() throws IOException {
    Run all = run("all", Map.of(), Map.of(), 0);
    List<Double> risks =
        all.lines.stream()
            .filter(line -> line.containsKey("epoch"))
            .map(line -> number(line, "risk", "exponential"))
            .toList();
    int stop =
        IntStream.range(1, risks.size())
            .filter(i -> Math.abs(risks.get(i) - risks.get(i - 1)) <= 0.004)
            .findFirst()
            .orElseThrow();
    Run stopped = run("risk", Map.of("risk-change", 0.004), Map.of(), 0);
    assertThat(stopped.result.ending()).isEqualTo(Ending.RISK_CHANGE);
    assertThat(stopped.result.epochs()).isEqualTo(stop + 1).isLessThan(150);

    Run gradient = run("gradient", Map.of("gradient-norm", 0.05), Map.of(), 0);
    assertThat(gradient.result.ending()).isEqualTo(Ending.GRADIENT_NORM);
    assertThat(gradient.result.epochs()).isBetween(2, 149);
    assertThat(run("time", Map.of("seconds", 0), Map.of(), 0).result.ending())
        .isEqualTo(Ending.SECONDS);
  }

  @Test
  void aLostTrainingStopsAndIsResumedToTheSameEnd() throws IOException {
    Map<String, Object> tiny = new LinkedHashMap<>(TINY);
    tiny.put("optimizer", Map.of("sgd", 1e-7));
    tiny.put("epochs", 20);
    Map<String, Object> stop = Map.of("lost", true);
    Run lost = run("lost", tiny, stop, Map.of(), 0);
    assertThat(lost.result.ending()).isEqualTo(Ending.LOST);
    assertThat(lost.result.epochs()).isEqualTo(6);
    Run broken = run("broken", tiny, stop, Map.of(), 10);
    assertThat(broken.result.ending()).isEqualTo(Ending.LOST);
    assertThat(Files.readAllBytes(folder.resolve("broken/model.safetensors")))
        .isEqualTo(Files.readAllBytes(folder.resolve("lost/model.safetensors")));
    assertThat(run("patient", tiny, Map.of(), Map.of(), 0).result.ending())
        .isEqualTo(Ending.COMPLETE);
  }

  @Test
  void whatWorksIsNotLost() throws IOException {
    run("good", Map.of(), Map.of(), 0);
    Map<String, Object> tiny = new LinkedHashMap<>(TINY);
    tiny.put("model", Map.of("from", folder.resolve("good").toString()));
    tiny.put("optimizer", Map.of("sgd", 1e-9)); // the loss stays where it is
    tiny.put("epochs", 5);
    Run run = run("better", tiny, Map.of("lost", true), Map.of(), 0);
    assertThat(run.result.ending()).isEqualTo(Ending.COMPLETE);
  }

  @Test
  void anEpochThatIsInterruptedKnowsHowItBegan() throws IOException {
    Map<String, Object> stop = Map.of("weights-change", 0.13);
    Run whole = run("whole", stop, Map.of(), 0);
    assertThat(whole.result.ending()).isEqualTo(Ending.WEIGHTS_CHANGE);
    int last = (int) whole.result.steps();
    assertThat(last).isBetween(9, 449);
    Run resumed = run("resumed", stop, Map.of(), last - 1);
    assertThat(resumed.result.steps()).isEqualTo(last);
    assertThat(resumed.result.ending()).isEqualTo(Ending.WEIGHTS_CHANGE);
    assertThat(resumed.result.test()).isEqualTo(whole.result.test());
  }

  @Test
  void risksAreTheMeansTheyAreCalled() throws IOException {
    Run run = run("run", Map.of("seconds", 1e9), Map.of("every", 1, "forgetting", 0.25), 0);
    List<Map<String, Object>> steps =
        run.lines.stream().filter(line -> line.containsKey("loss")).limit(9).toList();
    List<Double> losses = steps.stream().map(line -> number(line, "loss")).toList();
    double exponential = losses.getFirst();
    for (int t = 1; t <= 9; t++) {
      Map<String, Object> line = steps.get(t - 1);
      assertThat(line).containsEntry("step", (long) t).containsKey("layers");
      DoubleStream before = losses.stream().limit(t).mapToDouble(x -> x);
      assertThat(number(line, "risk", "mean"))
          .isCloseTo(before.average().orElseThrow(), within(1e-12));
      exponential = t == 1 ? exponential : 0.25 * losses.get(t - 1) + 0.75 * exponential;
      assertThat(number(line, "risk", "exponential")).isCloseTo(exponential, within(1e-12));
    }
  }

  @Test
  void normsOfLayersAreThoseOfTheStep() {
    Spec spec = Spec.fromTree(TINY, path -> "");
    TrainStep step = TrainStep.of(spec, PARTS.train());
    TrainStep.State start = step.start(step.network().init(Key.of(1), DType.F32));
    TrainStep.Runner runner = step.runner(start);
    TrainStep.Batch batch =
        runner.batch(16, Set.of(Probe.LAYER_NORMS, Probe.GRADIENT_NORM, Probe.UPDATE_NORM));
    PARTS.train().gather(IntStream.range(0, 16).toArray(), 0, 16, batch.x(), batch.y());
    batch.step();
    Tree<Array> seen = batch.seen();
    Tree<Array> moved = start.params().zip(runner.state().params(), StoppingTest::difference);
    for (String layer : List.of("0.dense", "1.dense")) {
      Tree<Array> norms = seen.at("layers." + layer);
      double weight = norm(start.params().at(layer));
      double update = norm(moved.at(layer));
      assertThat(norms.get("weightNorm").item()).isCloseTo(weight, within(1e-6));
      assertThat(norms.get("updateRatio").item()).isCloseTo(update / weight, within(1e-6));
      assertThat(norms.get("gradientNorm").item()).isCloseTo(update / 0.3, within(1e-5));
    }
    assertThat(seen.get(Probe.UPDATE).item()).isCloseTo(norm(moved), within(1e-6));
    assertThat(seen.get(Probe.GRADIENT).item()).isCloseTo(norm(moved) / 0.3, within(1e-5));
  }

  private static Array difference(Array a, Array b) {
    double[] d = a.toDoubles();
    for (int i = 0; i < d.length; i++) {
      d[i] -= b.get(i);
    }
    return Array.vector(d);
  }

  private static double norm(Tree<Array> tree) {
    return Math.sqrt(
        tree.values().stream()
            .flatMapToDouble(a -> DoubleStream.of(a.toDoubles()))
            .map(x -> x * x)
            .sum());
  }
}
