package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.io.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The lines of `metrics.jsonl`: one after each epoch, and more if `log.every` asks for them.
final class MetricsLog {
  private static final int FIRST = 5;
  private static final int PER_DECADE = 8;

  private final Spec.Log log;
  private final Consumer<Map<String, Object>> lines;
  private final Stepping stepping;
  private final int stepsPerEpoch;

  /// @param lines where they go
  MetricsLog(
      Spec.Log log, Consumer<Map<String, Object>> lines, Stepping stepping, int stepsPerEpoch) {
    this.log = log;
    this.lines = lines;
    this.stepping = stepping;
    this.stepsPerEpoch = stepsPerEpoch;
  }

  /// Adds what must be seen in a step.
  ///
  /// @param number the number of the step from 1
  /// @param last whether it is the last one of an epoch
  void watch(long number, boolean last, Set<Probe> probes) {
    if (log.layers()
        && (last && isLooked(Math.ceilDiv(number, stepsPerEpoch))
            || due(number)
            || isLooked(number))) {
      probes.add(Probe.LAYER_NORMS);
      probes.add(Probe.SIGNALS);
    }
  }

  /// True for the first steps or epochs, and then for ever fewer: eight from 10ⁿ to 10ⁿ⁺¹. So what
  /// is written down stays small in a training of any length.
  static boolean isLooked(long number) {
    long k = Math.round(PER_DECADE * Math.log10(number));
    return number <= FIRST || number == Math.round(Math.pow(10, (double) k / PER_DECADE));
  }

  private boolean due(long number) {
    return log.every() > 0 && number % log.every() == 0;
  }

  /// After a step; writes if a line is due.
  void step(Position p, double loss, double seconds, Tree<Array> seen) {
    if (due(p.step()) || log.layers() && isLooked(p.step())) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("step", p.step());
      line.put("seconds", seconds);
      line.put("loss", Json.number(loss));
      describe(p, seen, line);
      lines.accept(line);
    }
  }

  /// After an epoch.
  void epoch(
      Position p, double seconds, Tree<Array> seen, Optional<Map<String, Double>> validation) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("epoch", p.epoch() + 1);
    line.put("step", p.step());
    line.put("seconds", seconds);
    line.put("train", Map.of("loss", Json.number(p.meanLoss())));
    validation.ifPresent(m -> line.put("validation", m));
    describe(p, seen, line);
    lines.accept(line);
  }

  private void describe(Position p, Tree<Array> seen, Map<String, Object> line) {
    line.put("risk", p.risk().toTree());
    stepping.rate(p.step()).ifPresent(rate -> line.put("learningRate", Json.number(rate)));
    Map<String, Map<String, Object>> layers = new LinkedHashMap<>();
    Examination.byLayer(seen)
        .forEach((layer, numbers) -> {
          Map<String, Object> written = new LinkedHashMap<>();
          numbers.forEach((name, x) -> written.put(name, Json.number(x)));
          layers.put(layer, written);
        });
    Tree<Array> minimizer = seen.at(FullBatch.MINIMIZER);
    if (minimizer.size() > 0) {
      line.put(FullBatch.MINIMIZER, minimizer.map(a -> Json.number(a.item())).leaves());
    }
    if (!layers.isEmpty()) {
      line.put(Probe.LAYERS, layers);
    }
  }
}
