package io.gradus.nn.diagnose;

import static io.gradus.nn.diagnose.Findings.percent;
import static io.gradus.nn.diagnose.Findings.text;

import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.Layers;
import io.gradus.nn.data.Leak;
import io.gradus.nn.data.Task;
import io.gradus.nn.diagnose.Evidence.HiddenLayer;
import io.gradus.nn.optim.Clip;
import io.gradus.nn.optim.FirstOrder;
import java.util.List;

/// What spec and data say before anything is computed: activations and settings that stop learning
/// by themselves, classes, leaks.
final class StructureRules {
  private static final double IMBALANCE = 10;

  private final Evidence e;
  private final Findings out;
  private final Repairs repairs;

  private StructureRules(Evidence e, Findings out) {
    this.e = e;
    this.out = out;
    this.repairs = new Repairs(e);
  }

  static void read(Evidence e, Findings out) {
    OutputRules.read(e, out);
    StructureRules rules = new StructureRules(e, out);
    rules.hidden();
    rules.settings();
    rules.imbalance();
    rules.fewRows();
    rules.leaks();
    ScaleRules.read(e, out);
  }

  private void hidden() {
    List<HiddenLayer> hidden = e.hidden();
    for (HiddenLayer h : hidden) {
      Activation f = h.layer().activation();
      Range r = Range.of(f);
      if (f.pointwise() && r.steepest() == 0) {
        out.cause(
            Cause.ACT_HIDDEN,
            "S4",
            0.97,
            0,
            h.name(),
            repairs.activation("relu"),
            "Schoop et al. 2021 (UMLAUT)",
            "The slope of %s in %s is 0 everywhere, so that no gradient passes. Use relu."
                .formatted(f, h.name()),
            "steepest",
            0.0);
        return;
      }
      if (f.pointwise() && r.growth() > 50) {
        out.cause(
            Cause.ACT_HIDDEN,
            "S4",
            0.75,
            0,
            h.name(),
            repairs.activation("relu"),
            "Zhang et al. 2021 (AUTOTRAINER)",
            "%s in %s turns 20 into %s (limit 1000), so that signals explode. Use relu."
                .formatted(f, h.name(), text(r.growth() * 20)),
            "growth",
            r.growth());
        return;
      }
    }
    boolean linear =
        hidden.stream().allMatch(h -> h.layer().activation().equals(Activations.IDENTITY))
            && e.setup().description().layers().stream()
                .noneMatch(l -> l instanceof Layers.Activation);
    if (!hidden.isEmpty() && linear) {
      out.cause(
          Cause.ACT_HIDDEN,
          "S4",
          0.5,
          0,
          hidden.getFirst().name(),
          repairs.activation("relu"),
          "Schoop et al. 2021 (UMLAUT)",
          "All hidden layers are linear, so that "
              + hidden.size()
              + " of them can say no more than none. Use relu.");
    }
  }

  private void settings() {
    if (e.spec().optimizer() instanceof FirstOrder optimizer) {
      String where = "optimizer." + repairs.optimizer() + ".lr";
      double lr = optimizer.lr();
      if (lr < 0) {
        out.cause(
            Cause.LR_SIGN,
            "S4",
            1,
            0,
            where,
            repairs.rate(-lr),
            "Schoop et al. 2021 (UMLAUT)",
            "The learning rate is %s: with a sign below 0 the loss is climbed. Use %s."
                .formatted(text(lr), text(-lr)),
            "lr",
            lr);
      } else if (lr == 0) {
        out.cause(
            Cause.LR_LOW,
            "S4",
            1,
            0,
            where,
            Fix.of("optimizer", repairs.optimizer()),
            "Schoop et al. 2021 (UMLAUT)",
            "The learning rate is 0, so that no weight moves. Use the default of the optimizer.",
            "lr",
            lr);
      }
    }
    double limit =
        switch (e.spec().clip().orElse(null)) {
          case Clip.Value c -> c.limit();
          case Clip.Norm c -> c.limit();
          case Clip.GlobalNorm c -> c.limit();
          case null, default -> Double.POSITIVE_INFINITY;
        };
    if (limit < 1e-9) {
      out.cause(
          Cause.CLIP,
          "S4",
          1,
          0,
          "clip",
          repairs.noClip(),
          "Schoop et al. 2021 (UMLAUT)",
          "Gradients are clipped to %s, so that no weight moves (limit 1e-9). Leave the clipping out or allow 1."
              .formatted(text(limit)),
          "limit",
          limit);
    }
    for (var layer : e.setup().description().layers()) {
      if (layer instanceof Layers.Dropout d && d.rate() > 0.5) {
        out.cause(
            Cause.REGULARISATION,
            "S4",
            d.rate() > 0.75 ? 0.75 : 0.5,
            0,
            "model.layers",
            repairs.noRegularization(),
            "Schoop et al. 2021 (UMLAUT)",
            "Dropout sets %s of the numbers to 0 (limit 50 %%). Use 10 %%."
                .formatted(percent(d.rate())),
            "rate",
            d.rate());
      }
    }
  }

  private void imbalance() {
    if (e.train().task() != Task.CLASSIFICATION) {
      return;
    }
    long[] counts = e.train().classCounts();
    long most = 0;
    long least = Long.MAX_VALUE;
    for (long count : counts) {
      most = Math.max(most, count);
      least = Math.min(least, Math.max(1, count));
    }
    if (most > IMBALANCE * least) {
      out.cause(
          Cause.CLASS_IMBALANCE,
          "S7",
          most > 5 * IMBALANCE * least ? 0.7 : 0.5,
          0,
          "data.target",
          repairs.balanced(),
          "Amazon SageMaker Debugger, ClassImbalance",
          "The largest class has %s times the rows of the smallest (limit 10). Weigh the classes of the loss."
              .formatted(text((double) most / least)),
          "ratio",
          (double) most / least);
    }
  }

  private void fewRows() {
    int held = Outcome.held(e.parts());
    if (held > 0 && held < Outcome.FEW) {
      out.note(
          "only %d of %d rows are held back, which tells nothing; the verdict is about the rows learned from"
              .formatted(held, held + e.train().size()));
    }
  }

  private void leaks() {
    List<Leak> leaks = e.parts().preprocessor().map(p -> p.leaks()).orElse(List.of());
    int columns = e.parts().preprocessor().map(p -> p.features().size()).orElse(0);
    if (leaks.isEmpty() || columns == 1) {
      return; // a single column that decides is what there is to learn
    }
    List<String> names = leaks.stream().map(Leak::feature).distinct().toList();
    out.cause(
        Cause.LEAKAGE,
        "S8",
        1,
        0,
        "data column '" + names.getFirst() + "'",
        names.size() < columns ? repairs.without(names) : Fix.NONE,
        "Schoop et al. 2021 (UMLAUT)",
        leaks.getFirst().sentence().replaceFirst("^c", "C")
            + (names.size() > 1
                ? " (so do: " + String.join(", ", names.subList(1, names.size())) + ")"
                : "")
            + ".",
        "columns",
        names);
  }
}
