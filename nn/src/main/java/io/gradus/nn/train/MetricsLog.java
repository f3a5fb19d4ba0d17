package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.io.Json;
import io.gradus.nn.io.RunDirectory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The lines of `metrics.jsonl`: one after each epoch, and more if `log.every` asks for them.
final class MetricsLog {
  private final Spec.Log log;
  private final RunDirectory run;
  private final Stepping stepping;

  MetricsLog(Spec.Log log, RunDirectory run, Stepping stepping) {
    this.log = log;
    this.run = run;
    this.stepping = stepping;
  }

  /// Adds what must be seen in a step.
  ///
  /// @param number the number of the step from 1
  /// @param last whether it is the last one of an epoch
  void watch(long number, boolean last, Set<Probe> probes) {
    if (log.layers() && (last || due(number))) {
      probes.add(Probe.LAYER_NORMS);
    }
  }

  private boolean due(long number) {
    return log.every() > 0 && number % log.every() == 0;
  }

  /// After a step; writes if a line is due.
  void step(Position p, double loss, double seconds, Tree<Array> seen) {
    if (due(p.step())) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("step", p.step());
      line.put("seconds", seconds);
      line.put("loss", Json.number(loss));
      describe(p, seen, line);
      run.log(line);
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
    run.log(line);
  }

  private void describe(Position p, Tree<Array> seen, Map<String, Object> line) {
    line.put("risk", p.risk().toTree());
    stepping.rate(p.step()).ifPresent(rate -> line.put("learningRate", Json.number(rate)));
    Map<String, Map<String, Object>> layers = new LinkedHashMap<>();
    Tree<Array> norms = seen.at(Probe.LAYERS);
    for (String name : norms.names()) {
      int dot = name.lastIndexOf('.');
      layers
          .computeIfAbsent(name.substring(0, dot), layer -> new LinkedHashMap<>())
          .put(name.substring(dot + 1), Json.number(norms.get(name).item()));
    }
    Tree<Array> minimizer = seen.at(FullBatch.MINIMIZER);
    if (minimizer.size() > 0) {
      line.put(FullBatch.MINIMIZER, minimizer.map(a -> Json.number(a.item())).leaves());
    }
    if (!layers.isEmpty()) {
      line.put(Probe.LAYERS, layers);
    }
  }
}
