package io.gradus.nn.diagnose;

import io.gradus.array.DType;
import io.gradus.nn.Dense;
import io.gradus.nn.Initializers.Zeros;
import io.gradus.nn.Layers;
import io.gradus.nn.data.Task;
import io.gradus.nn.diagnose.Evidence.HiddenLayer;
import io.gradus.nn.optim.FirstOrder;
import io.gradus.nn.train.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What to change about a cause: the repairs that rules propose and experiments try.
final class Repairs {
  private static final int STEPS = 2000; // that a small network usually needs
  private static final int LONGER = 4;
  private static final int FEW = 3; // layers that always train

  private final Evidence e;
  private final Spec spec;

  Repairs(Evidence e) {
    this.e = e;
    this.spec = e.spec();
  }

  /// The output activation and loss that suit the target.
  Fix output() {
    return Fix.of("model.output.activation", null).and("loss", null);
  }

  /// A sigmoid, where all targets of a regression lie within 0 and 1.
  Optional<Fix> sigmoid() {
    boolean within =
        e.train().task() == Task.REGRESSION
            && Arrays.stream(e.sample().targets().cast(DType.F64).doubles())
                .allMatch(y -> y >= 0 && y <= 1);
    return within ? Optional.of(Fix.of("model.output.activation", "sigmoid")) : Optional.empty();
  }

  /// The loss that suits target and output, with the same output activation where that fits.
  Fix loss() {
    return Fix.of("loss", null).and("model.output.activation", null);
  }

  /// Inputs of mean 0 and deviation 1.
  Fix inputs() {
    return Fix.of("data.numeric", "standardize");
  }

  /// Targets of mean 0 and deviation 1; metrics stay in the user's units.
  Fix targets() {
    return Fix.of("data.target-scaling", "standardize");
  }

  /// Initial weights that suit each activation.
  Fix initialization() {
    Fix fix = Fix.NONE;
    if (spec.model().init().isPresent()) {
      fix = fix.and("model.init", null);
    }
    for (int i = 0; i < spec.model().layers().size(); i++) {
      if (spec.model().layers().get(i) instanceof Dense d) {
        fix = d.init().isPresent() ? fix.and(layer(i) + ".init", null) : fix;
        fix = isZero(d) ? fix : fix.and(layer(i) + ".bias", null);
      }
    }
    if (spec.model().output().init().isPresent()) {
      fix = fix.and("model.output.init", null);
    }
    return spec.model().output().bias().equals(new Zeros())
        ? fix
        : fix.and("model.output.bias", null);
  }

  private static boolean isZero(Dense d) {
    return d.bias().equals(new Zeros());
  }

  private static String layer(int i) {
    return "model.layers." + i + ".dense";
  }

  /// Another activation in all hidden layers, with the initial weights that suit it.
  Fix activation(String name) {
    Fix fix = Fix.NONE;
    List<HiddenLayer> hidden = e.hidden();
    for (int i = 0; i < spec.model().layers().size(); i++) {
      boolean isDense = spec.model().layers().get(i) instanceof Dense;
      if (isDense && !hidden.isEmpty()) {
        fix = fix.and(layer(i) + ".activation", name);
      } else if (spec.model().layers().get(i) instanceof Layers.Activation) {
        fix = fix.and("model.layers." + i + ".activation.function", name);
      }
    }
    return fix.and(initialization());
  }

  /// Normalization after each hidden layer, which carries signals through any depth.
  Fix normalization() {
    List<Object> layers = new ArrayList<>();
    for (Object layer : (List<?>) ((Map<?, ?>) spec.toTree().get("model")).get("layers")) {
      layers.add(layer);
      if (layer instanceof Map<?, ?> m && m.containsKey("dense")) {
        layers.add("layer-normalization");
      }
    }
    return Fix.of("model.layers", layers);
  }

  /// The first few of the layers.
  Fix shallower() {
    List<?> layers = (List<?>) ((Map<?, ?>) spec.toTree().get("model")).get("layers");
    return layers.size() <= FEW ? Fix.NONE : Fix.of("model.layers", layers.subList(0, FEW));
  }

  /// Another learning rate of the same optimizer.
  Fix rate(double rate) {
    return Fix.of("optimizer." + optimizer() + ".lr", rate);
  }

  /// A rate with which steps move weights by another share of their size.
  ///
  /// @param wanted the share that is wanted
  /// @param measured the share that was measured
  double rateFor(double wanted, double measured) {
    double lr = spec.optimizer() instanceof FirstOrder f ? Math.abs(f.lr()) : Double.NaN;
    return StartRules.round(lr * Math.clamp(wanted / measured, 1e-5, 1e5));
  }

  /// The optimizer that forgives most.
  Fix adam(double rate) {
    return Fix.of("optimizer", Map.of("adam", Map.of("lr", rate)));
  }

  /// The name of the optimizer.
  String optimizer() {
    return ((Map<?, ?>) spec.toTree().get("optimizer")).keySet().iterator().next().toString();
  }

  /// A rate that stays.
  Fix noSchedule() {
    return Fix.of("schedule", null);
  }

  /// No limit of gradients.
  Fix noClip() {
    return Fix.of("clip", null);
  }

  /// Batches of the usual size.
  Fix batch() {
    return Fix.of("batch", Math.max(1, Math.min(32, e.train().size() / 4)));
  }

  /// A longer training: four times as long, and no less than small networks usually need.
  Fix longer() {
    long steps = Math.max(LONGER * e.setup().steps(), STEPS);
    int epochs = (int) Math.ceilDiv(steps, e.setup().stepsPerEpoch());
    return Fix.of("epochs", epochs).and("steps", null);
  }

  /// No penalty and no dropout to speak of.
  Fix noRegularization() {
    Fix fix = Fix.NONE;
    if (spec.regularization().l2() != 0) {
      fix = fix.and("regularization.l2", 0);
    }
    if (spec.regularization().l1() != 0) {
      fix = fix.and("regularization.l1", 0);
    }
    if (spec.regularization().weightDecay() != 0) {
      fix = fix.and("regularization.weight-decay", 0);
    }
    Map<?, ?> settings =
        (Map<?, ?>) ((Map<?, ?>) spec.toTree().get("optimizer")).values().iterator().next();
    if (settings.get("weight-decay") instanceof Number decay && decay.doubleValue() != 0) {
      fix = fix.and("optimizer." + optimizer() + ".weight-decay", 0);
    }
    for (int i = 0; i < spec.model().layers().size(); i++) {
      if (spec.model().layers().get(i) instanceof Layers.Dropout) {
        fix = fix.and("model.layers." + i + ".dropout.rate", 0.1);
      }
    }
    return fix;
  }

  /// Rare classes count more.
  Fix balanced() {
    return Fix.of("loss", Map.of("cross-entropy", Map.of("class-weights", "balanced")));
  }

  /// All columns but some.
  Fix without(List<String> columns) {
    return Fix.of(
        "data.features",
        e.parts().preprocessor().orElseThrow().features().stream()
            .map(f -> f.column())
            .filter(c -> !columns.contains(c))
            .toList());
  }

  /// Everything at once, with two learning rates to choose from.
  List<Fix> everything() {
    List<Fix> all = new ArrayList<>();
    for (double rate : new double[] {1e-3, 1e-2}) {
      Fix scales = e.parts().preprocessor().isPresent() ? inputs().and(targets()) : Fix.NONE;
      all.add(
          output()
              .and(scales)
              .and(activation("relu"))
              .and(noRegularization()) // may name the optimizer, so before it goes
              .and(adam(rate))
              .and(noSchedule())
              .and(noClip())
              .and(batch())
              .and(longer()));
    }
    return all;
  }
}
