package io.gradus.nn.diagnose;

import static io.gradus.nn.diagnose.Findings.percent;
import static io.gradus.nn.diagnose.Findings.text;

import io.gradus.array.Array;
import io.gradus.nn.Activation;
import io.gradus.nn.Codec;
import io.gradus.nn.Dense;
import io.gradus.nn.Initializer;
import io.gradus.nn.Initializers;
import io.gradus.nn.diagnose.Evidence.HiddenLayer;
import io.gradus.nn.optim.FirstOrder;
import io.gradus.nn.train.Examination;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// What the network is like before its first step: the size of its weights, what becomes of signals
/// and gradients on their way, and how long a step may be.
final class StartRules {
  private static final double ALIKE = 1e-12;
  private static final double TOO_FAR = 8; // times the deviation that suits the activation
  private static final double LOST = 1e-3;
  private static final int DEEP = 10;
  private static final int CURVATURE_ROWS = 512;
  private static final String SIGNALS = "Schoenholz et al. 2017";

  private final Evidence e;
  private final Findings out;
  private final Repairs repairs;

  private StartRules(Evidence e, Findings out) {
    this.e = e;
    this.out = out;
    this.repairs = new Repairs(e);
  }

  /// @param withCurvature whether to compute λmax, which costs some passes over rows
  static void read(Evidence e, Findings out, boolean withCurvature) {
    if (e.dense().isEmpty()) {
      return;
    }
    StartRules rules = new StartRules(e, out);
    rules.symmetry();
    rules.sizes();
    rules.propagation();
    rules.zeroGradients();
    if (withCurvature) {
      rules.stability();
    }
  }

  private void symmetry() {
    List<HiddenLayer> alike =
        e.hidden().stream()
            .filter(
                h -> h.layer().units() > 1 && spread(e.start().get(h.name() + ".weight")) < ALIKE)
            .toList();
    if (alike.isEmpty()) {
      return;
    }
    boolean all = alike.size() == e.hidden().size();
    out.symptom(
        Symptom.SYMMETRIC_UNITS, "All units of %s begin alike.".formatted(alike.getFirst().name()));
    out.cause(
        Cause.INIT_SYMMETRY,
        "I1",
        all ? 0.96 : 0.6,
        0,
        alike.getFirst().name() + ".weight",
        repairs.initialization(),
        "Goodfellow, Bengio and Courville 2016, section 8.4",
        "All %d units of %s begin with the same weights (their spread is 0, limit 1e-12), so that they stay alike and do the work of one. Use random weights, such as %s."
            .formatted(
                alike.getFirst().layer().units(),
                alike.getFirst().name(),
                name(alike.getFirst().layer())),
        "layers",
        alike.stream().map(HiddenLayer::name).toList());
  }

  private static String name(Dense d) {
    Object written = Initializers.CATALOG.write(Initializers.matching(d.activation()), new Codec());
    return String.valueOf(written);
  }

  /// How much the columns of a matrix differ from each other, relative to its numbers.
  static double spread(Array w) {
    int units = w.shape().dim(1);
    double size = 0;
    double differences = 0;
    for (int i = 0; i < w.size(); i++) {
      size += Math.abs(w.get(i));
      differences += Math.abs(w.get(i) - w.get(i - i % units));
    }
    return size == 0 ? 0 : differences / size;
  }

  private static double rootMeanSquare(Array w) {
    double squares = 0;
    for (int i = 0; i < w.size(); i++) {
      squares += w.get(i) * w.get(i);
    }
    return Math.sqrt(squares / w.size());
  }

  private record Size(HiddenLayer layer, double std, double suitable) {
    double ratio() {
      return std / suitable;
    }
  }

  private void sizes() {
    List<Size> sizes = new ArrayList<>();
    double together = 0; // the sum of the logarithms of what is wrong
    for (HiddenLayer h : e.dense()) {
      double std = rootMeanSquare(e.start().get(h.name() + ".weight"));
      Initializer suits = Initializers.matching(h.layer().activation());
      double suitable =
          suits instanceof Initializer.Independent i
              ? Math.sqrt(i.distribution(h.inputs(), h.layer().units()).variance())
              : std;
      boolean last = h == e.dense().getLast();
      Size size = new Size(h, std, suitable);
      if (std == 0 || last && size.ratio() < 1) {
        continue; // alike units have a rule of their own; a small last layer is harmless
      }
      sizes.add(size);
      together += Math.log10(size.ratio());
    }
    Optional<Size> worst =
        sizes.stream()
            .max((a, b) ->
                Double.compare(Math.abs(Math.log(a.ratio())), Math.abs(Math.log(b.ratio()))));
    if (worst.isPresent()) {
      double one = Math.abs(Math.log10(worst.get().ratio()));
      double all = Math.abs(together);
      double wrong = Math.max(one, all / 2);
      if (wrong > Math.log10(TOO_FAR) || all > 2) {
        Size w = worst.get();
        out.cause(
            Cause.INIT_SCALE,
            "I2",
            Math.min(0.9, 0.45 + 0.25 * Math.max(wrong, all / 2)),
            0,
            w.layer.name() + ".weight",
            repairs.initialization(),
            "Glorot and Bengio 2010; He et al. 2015",
            "The first weights of %s have deviation %s; for %s and %d inputs %s would have %s (limit: a factor of 8%s). Leave init out."
                .formatted(
                    w.layer.name(),
                    text(w.std),
                    w.layer.layer().activation(),
                    w.layer.inputs(),
                    name(w.layer.layer()),
                    text(w.suitable),
                    sizes.size() > 1
                        ? "; all layers together are off by " + text(Math.pow(10, together))
                        : ""),
            "std",
            w.std,
            "suitable",
            w.suitable,
            "factorOfAllLayers",
            Math.pow(10, together));
      }
    }
    biases();
  }

  private void biases() {
    for (HiddenLayer h : e.hidden()) {
      double bias = rootMeanSquare(e.start().get(h.name() + ".bias"));
      if (bias > 5) {
        out.cause(
            Cause.INIT_SCALE,
            "I2",
            0.8,
            0,
            h.name() + ".bias",
            repairs.initialization(),
            "Glorot and Bengio 2010",
            "The first biases of %s are as large as %s (limit 5), so that inputs hardly count. Use zeros."
                .formatted(h.name(), text(bias)),
            "bias",
            bias);
        return;
      }
    }
  }

  /// What becomes of the differences between rows on the way forth, of gradients on the way back.
  private void propagation() {
    if (e.hidden().size() < 2) {
      return;
    }
    Examination x = e.atStart();
    HiddenLayer first = e.hidden().getFirst();
    HiddenLayer last = e.hidden().getLast();
    double back = e.gradientPerWeight(x, first.name()) / e.gradientPerWeight(x, last.name());
    double signal = rowStd(x, last) / rowStd(x, first);
    boolean vanish = back < LOST;
    boolean explode = back > 1 / LOST || signal > 1 / LOST;
    boolean collapse = signal < LOST || rowStd(x, last) < 1e-6;
    if (!vanish && !collapse && !explode) {
      tooMany();
      return;
    }
    String what =
        vanish
            ? "The gradient of %s is %s times that of %s, number by number (limit 0.001)"
                .formatted(first.name(), text(back), last.name())
            : collapse
                ? "What differs from row to row falls from %s after %s to %s after %s (limit: a factor of 0.001)"
                    .formatted(
                        text(rowStd(x, first)), first.name(), text(rowStd(x, last)), last.name())
                : "On the way through %d layers %s (limit 1000)"
                    .formatted(
                        e.hidden().size(),
                        signal > 1 / LOST
                            ? "signals grow by a factor of " + text(signal)
                            : "gradients grow by a factor of " + text(back));
    out.symptom(
        vanish ? Symptom.GRAD_VANISH : collapse ? Symptom.SIGNAL_COLLAPSE : Symptom.DIVERGE,
        what + ".");
    Activation f = first.layer().activation();
    Range range = Range.of(f);
    boolean squashing = f.pointwise() && (range.bounded() || range.steepest() < 0.5);
    Depth depth = Depth.of(e);
    Cause cause = squashing ? Cause.ACT_HIDDEN : Cause.DEPTH;
    out.cause(
        cause,
        "I3",
        out.has(Cause.INIT_SCALE, 0.5) ? 0.45 : 0.8,
        0,
        "model.layers",
        squashing ? repairs.activation("relu") : repairs.normalization(),
        SIGNALS,
        what
            + depth.sentence()
            + (squashing
                ? ". Use relu with its own initialization."
                : ". Use fewer layers or normalization."),
        "gradientRatio",
        back,
        "signalRatio",
        signal,
        "meanFieldRatio",
        depth.predicted(),
        "bound",
        depth.bound());
    if (squashing) {
      out.cause(
          Cause.DEPTH,
          "I3",
          0.35,
          0,
          "model.layers",
          repairs.normalization(),
          SIGNALS,
          what + ". Use fewer layers or normalization.");
    }
  }

  /// Depth alone, where signals and gradients arrive.
  private void tooMany() {
    int layers = e.hidden().size();
    if (layers >= DEEP) {
      out.cause(
          Cause.DEPTH,
          "I3",
          0.62,
          0,
          "model.layers",
          repairs.normalization(),
          SIGNALS,
          "%d hidden layers without normalization or shortcuts (limit %d) are hard to train. Use fewer layers or normalization."
              .formatted(layers, DEEP - 1),
          "layers",
          layers);
    }
  }

  private static double rowStd(Examination x, HiddenLayer h) {
    return x.layers().get(h.name()).getOrDefault("rowStd", Double.NaN);
  }

  private void zeroGradients() {
    Examination x = e.atStart();
    for (HiddenLayer h : e.dense()) {
      double zero = x.layers().get(h.name()).getOrDefault("zeroGradient", 0.0);
      if (zero < 1) {
        continue;
      }
      out.symptom(
          Symptom.GRAD_ZERO_EXACT,
          "Every gradient of %s is exactly 0 before the first step.".formatted(h.name()));
      double dead =
          e.hidden().stream()
              .mapToDouble(d -> x.layers().get(d.name()).getOrDefault("dead", 0.0))
              .max()
              .orElse(0);
      if (dead >= 0.99) {
        out.cause(
            Cause.INIT_SCALE,
            "I5",
            0.7,
            0,
            h.name(),
            repairs.initialization(),
            "Lu, Shin, Su and Karniadakis 2019",
            "Before the first step %s of the units of a layer are off for all rows, and every gradient of %s is exactly 0 (limit 100 %%). Use the initialization that suits the activation."
                .formatted(percent(dead), h.name()),
            "dead",
            dead);
      }
      return;
    }
  }

  /// The largest stable rate of gradient descent against the one chosen.
  private void stability() {
    if (!(e.spec().optimizer() instanceof FirstOrder optimizer) || optimizer.lr() <= 0) {
      return;
    }
    Curvature curvature = Curvature.of(e.spec(), e.train(), CURVATURE_ROWS);
    OptionalDouble stable = curvature.stableRate(optimizer);
    if (stable.isEmpty() || !(curvature.lambdaMax() > 0)) {
      return;
    }
    double limit = stable.getAsDouble();
    double over = optimizer.lr() / limit;
    if (over > 1) {
      out.cause(
          Cause.LR_HIGH,
          "I6",
          over > 4 ? 0.72 : 0.45,
          0,
          "optimizer." + repairs.optimizer() + ".lr",
          repairs.rate(round(limit / 4)),
          "LeCun, Bottou, Orr and Müller 1998",
          "The learning rate is %s, but the loss bends so much (λmax = %s) that steps are stable up to %s only. Use %s."
              .formatted(
                  text(optimizer.lr()),
                  text(curvature.lambdaMax()),
                  text(limit),
                  text(round(limit / 4))),
          "lr",
          optimizer.lr(),
          "lambdaMax",
          curvature.lambdaMax(),
          "stableRate",
          limit);
    } else {
      out.note(
          "steps are stable up to a learning rate of %s (λmax = %s before the first step); it is %s"
              .formatted(text(limit), text(curvature.lambdaMax()), text(optimizer.lr())));
    }
  }

  /// One digit is enough for a rate.
  static double round(double x) {
    return Double.parseDouble(String.format(java.util.Locale.ROOT, "%.0e", x));
  }
}
