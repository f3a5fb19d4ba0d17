package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.optim.FirstOrder;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;

/// A look into a network at some parameters: the loss of some rows, and for each layer what the
/// step itself would record there.
///
/// @param loss the mean loss of the rows
/// @param layers numbers by layer and name: norms of gradient and weights, and those of the signal
public record Examination(double loss, Map<String, Map<String, Double>> layers) {
  /// Looks, at rows that lie evenly in the data.
  ///
  /// @param most the number of rows
  public static Examination of(Spec spec, Dataset train, Tree<Array> params, int most) {
    Spec plain =
        spec.optimizer() instanceof FirstOrder ? spec : spec.with("optimizer", Map.of("sgd", 0.0));
    Dataset some = train.spread(most);
    TrainStep step = TrainStep.of(plain, train);
    TrainStep.Batch batch =
        step.runner(step.start(params))
            .batch(some.size(), EnumSet.of(Probe.LAYER_NORMS, Probe.SIGNALS));
    some.copy(0, some.size(), batch.x(), batch.y());
    double loss = batch.step();
    return new Examination(loss, byLayer(batch.seen()));
  }

  /// What was seen of the layers in a step, by layer and name.
  static Map<String, Map<String, Double>> byLayer(Tree<Array> seen) {
    Map<String, Map<String, Double>> layers = new LinkedHashMap<>();
    Tree<Array> all = seen.at(Probe.LAYERS);
    for (String name : all.names()) {
      int dot = name.lastIndexOf('.');
      layers
          .computeIfAbsent(name.substring(0, dot), layer -> new LinkedHashMap<>())
          .put(name.substring(dot + 1), all.get(name).item());
    }
    return layers;
  }
}
