package io.gradus.nn.diagnose;

import static io.gradus.nn.diagnose.Findings.percent;
import static io.gradus.nn.diagnose.Findings.text;

import io.gradus.nn.diagnose.Recording.Look;
import io.gradus.nn.optim.Clip;
import io.gradus.nn.optim.FirstOrder;
import io.gradus.nn.optim.Optimizers.Adadelta;
import io.gradus.nn.optim.Optimizers.Adagrad;
import io.gradus.nn.optim.Optimizers.Adamw;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Whether steps are as long as they should be: the learning rate and its schedule, the optimizer,
/// clipping, penalties, batches.
final class StepRules {
  private static final String CHECKER = "Ben Braiek and Khomh 2023 (TheDeepChecker)";

  private final Evidence e;
  private final Findings out;
  private final Repairs repairs;
  private final List<Look> looks;
  private final double update; // the median share by which weights move in a step
  private final String lr;

  private StepRules(Evidence e, Findings out) {
    this.e = e;
    this.out = out;
    this.repairs = new Repairs(e);
    this.looks = e.recording().looks();
    this.update = e.recording().update();
    this.lr = "optimizer." + repairs.optimizer() + ".lr";
  }

  static void read(Evidence e, Findings out) {
    if (e.recording().looks().isEmpty()) {
      return;
    }
    StepRules rules = new StepRules(e, out);
    rules.rate();
    rules.clipping();
    rules.penalty();
    rules.noise();
  }

  private boolean isFirstOrder() {
    return e.spec().optimizer() instanceof FirstOrder;
  }

  private double lr() {
    return e.spec().optimizer() instanceof FirstOrder f ? f.lr() : Double.NaN;
  }

  private void rate() {
    if (!isFirstOrder() || lr() <= 0) {
      return;
    }
    double first = looks.getFirst().update();
    boolean smallWeights = out.has(Cause.INIT_SCALE, 0.5) || out.has(Cause.INIT_SYMMETRY, 0.5);
    double early = Recording.median(looks.stream().limit(8).mapToDouble(Look::update));
    if (early > 0.2 && !smallWeights) {
      out.cause(
          Cause.LR_HIGH,
          "I7",
          early > 1 ? 0.7 : 0.55,
          1,
          lr,
          repairs.rate(repairs.rateFor(0.01, early)),
          CHECKER,
          "The first steps move weights by %s of their size, by median (limit 20 %%). Use a learning rate of %s instead of %s."
              .formatted(percent(early), text(repairs.rateFor(0.01, early)), text(lr())),
          "updateRatio",
          early,
          "first",
          first);
    }
    boolean falls =
        e.spec().optimizer() instanceof Adagrad || e.spec().optimizer() instanceof Adadelta;
    if (update < 3e-4 && falls) {
      out.cause(
          Cause.OPT_CHOICE,
          "R7",
          0.72,
          looks.getLast().step(),
          "optimizer",
          repairs.adam(1e-3),
          "Zeiler 2012; Duchi, Hazan and Singer 2011",
          "The steps of %s get shorter by themselves and move weights by %s of their size, by median (limit 3e-4). Use adam."
              .formatted(repairs.optimizer(), text(update)),
          "updateRatio",
          update);
    }
    if (update < 1e-4 && update > 0 && greatest() < 1e-3) {
      boolean decayed = decay();
      double strength = stands() ? 0.8 : update < 1e-5 ? 0.7 : 0.55;
      out.cause(
          decayed ? Cause.LR_DECAY : Cause.LR_LOW,
          "R7",
          decayed ? 0.75 : strength,
          looks.getLast().step(),
          decayed ? "schedule" : lr,
          decayed ? repairs.noSchedule() : repairs.rate(repairs.rateFor(1e-3, update)),
          CHECKER,
          decayed
              ? "The schedule takes the learning rate from %s to %s, and steps move weights by %s of their size, by median (limit 1e-4). Leave the schedule out."
                  .formatted(text(greatestRate()), text(looks.getLast().rate()), text(update))
              : "Steps move weights by %s of their size, by median (limit 1e-4). Use a learning rate of %s instead of %s."
                  .formatted(text(update), text(repairs.rateFor(1e-3, update)), text(lr())),
          "updateRatio",
          update);
    } else if (decay()) {
      out.cause(
          Cause.LR_DECAY,
          "R7",
          0.6,
          looks.getLast().step(),
          "schedule",
          repairs.noSchedule(),
          CHECKER,
          "After a third of the training the learning rate has fallen from %s to %s (limit: a factor of 20). Leave the schedule out."
              .formatted(text(greatestRate()), text(rateAfterThird())),
          "from",
          greatestRate(),
          "to",
          rateAfterThird());
    }
  }

  /// The longest step: where weights once moved far, a low rate is not what holds them now.
  private double greatest() {
    return looks.stream().mapToDouble(Look::update).filter(u -> !Double.isNaN(u)).max().orElse(0);
  }

  /// True if the weights have hardly moved from where they began.
  private boolean stands() {
    return e.recording().travelled() < Diagnoser.STANDS;
  }

  private double greatestRate() {
    return looks.stream().mapToDouble(Look::rate).filter(r -> !Double.isNaN(r)).max().orElse(lr());
  }

  private double rateAfterThird() {
    long third = Math.max(1, e.setup().steps() / 3);
    return looks.stream()
        .filter(l -> l.step() <= third && !Double.isNaN(l.rate()))
        .reduce((a, b) -> b)
        .map(Look::rate)
        .orElse(lr());
  }

  private boolean decay() {
    return !e.spec().schedule().isEmpty() && rateAfterThird() < greatestRate() / 20;
  }

  private void clipping() {
    double limit =
        switch (e.spec().clip().orElse(null)) {
          case Clip.Norm c -> c.limit();
          case Clip.GlobalNorm c -> c.limit();
          case Clip.Value c -> c.limit() * Math.sqrt(e.setup().description().network().size());
          case null, default -> 0;
        };
    double norm = e.recording().median(StepRules::gradientNorm);
    if (limit > 0 && norm > 20 * limit) {
      out.cause(
          Cause.CLIP,
          "R4",
          stands() ? 0.97 : 0.7,
          looks.getFirst().step(),
          "clip",
          repairs.noClip(),
          CHECKER,
          "Gradients are clipped to %s, but their norm is %s by median (limit: a factor of 20), so that steps are %s times too short. Leave the clipping out or allow %s."
              .formatted(text(limit), text(norm), text(norm / limit), text(StartRules.round(norm))),
          "limit",
          limit,
          "gradientNorm",
          norm);
    }
  }

  private static double gradientNorm(Look look) {
    return Math.sqrt(Arrays.stream(look.all("gradientNorm")).map(g -> g * g).sum());
  }

  /// The gradient of penalties against that of the data.
  private void penalty() {
    double l2 = e.spec().regularization().l2();
    double decay = Math.max(e.spec().regularization().weightDecay(), ownDecay());
    double l1 = e.spec().regularization().l1();
    if (l2 + decay + l1 == 0) {
      return;
    }
    List<String> layers = e.recording().weighted();
    long ruled =
        layers.stream()
            .filter(layer ->
                ratio(
                        layer,
                        l ->
                            (l2 + decay) * l.of(layer, "weightNorm") + l1 * Math.sqrt(count(layer)))
                    > 1)
            .count();
    double shrunk =
        layers.stream()
            .mapToDouble(
                l -> looks.getLast().of(l, "weightNorm") / looks.getFirst().of(l, "weightNorm"))
            .filter(r -> !Double.isNaN(r))
            .min()
            .orElse(1);
    if (ruled * 2 > layers.size() || shrunk < 0.1) {
      double worst =
          layers.stream()
              .mapToDouble(layer ->
                  ratio(
                      layer,
                      l -> (l2 + decay) * l.of(layer, "weightNorm") + l1 * Math.sqrt(count(layer))))
              .max()
              .orElse(0);
      out.cause(
          Cause.REGULARISATION,
          "R12",
          shrunk < 0.1 ? 0.85 : 0.7,
          looks.getLast().step(),
          "regularization",
          repairs.noRegularization(),
          CHECKER,
          "The gradient of the penalty is up to %s times that of the data, by median over the training (limit 1 in half of the layers), and weights shrink to %s of their size. Take the penalty down to 0, then up again from 1e-5."
              .formatted(text(worst), percent(shrunk)),
          "ratio",
          worst,
          "shrunk",
          shrunk);
    }
  }

  private double ownDecay() {
    return e.spec().optimizer() instanceof Adamw a ? a.weightDecay() : 0;
  }

  private double ratio(String layer, ToDoubleFunction<Look> penalty) {
    return e.recording().median(l -> penalty.applyAsDouble(l) / l.of(layer, "gradientNorm"));
  }

  /// Batches so small that a step follows chance.
  private void noise() {
    int rows = e.train().size();
    int batch = e.setup().batch();
    if (batch <= 2 && rows >= 32) {
      out.cause(
          Cause.BATCH_SIZE,
          "R9",
          out.hasRule("I6")
              ? 0.52
              : 0.78, // a rate too high even for all rows is no matter of batches
          0,
          "batch",
          repairs.batch(),
          CHECKER,
          "A step looks at %d of %d rows (limit 2), so that its direction is mostly chance. Use batches of %d."
              .formatted(batch, rows, Math.max(1, Math.min(32, rows / 4))),
          "batch",
          batch,
          "rows",
          rows);
    }
  }

  private double count(String layer) {
    return e.start().at(layer).values().stream().mapToDouble(a -> a.size()).sum();
  }
}
