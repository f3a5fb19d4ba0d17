package io.gradus.nn.diagnose;

import static io.gradus.nn.diagnose.Findings.percent;
import static io.gradus.nn.diagnose.Findings.text;

import io.gradus.nn.diagnose.Evidence.HiddenLayer;
import io.gradus.nn.diagnose.Recording.Look;
import io.gradus.nn.optim.Clip;
import io.gradus.nn.optim.FirstOrder;
import io.gradus.nn.optim.Optimizers.Adadelta;
import io.gradus.nn.optim.Optimizers.Adagrad;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// What the course of a training shows: the loss, the steps that were taken, units that stopped
/// working.
final class CourseRules {
  private static final String CHECKER = "Ben Braiek and Khomh 2023 (TheDeepChecker)";

  private final Evidence e;
  private final Findings out;
  private final Repairs repairs;
  private final List<Look> looks;
  private final double[] losses;
  private final double update; // the median share by which weights move in a step
  private final String lr;

  private CourseRules(Evidence e, Findings out) {
    this.e = e;
    this.out = out;
    this.repairs = new Repairs(e);
    this.looks = e.recording().looks();
    this.losses = e.recording().losses();
    this.update = e.recording().update();
    this.lr = "optimizer." + repairs.optimizer() + ".lr";
  }

  static void read(Evidence e, Findings out) {
    if (e.recording().looks().isEmpty()) {
      return;
    }
    CourseRules rules = new CourseRules(e, out);
    rules.rate();
    rules.loss();
    rules.vanishing();
    rules.units();
    rules.clipping();
    rules.penalty();
    rules.noise();
    rules.length();
    rules.answers();
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
          repairs.rate(scaled(0.01, early)),
          CHECKER,
          "The first steps move weights by %s of their size, by median (limit 20 %%). Use a learning rate of %s instead of %s."
              .formatted(percent(early), text(scaled(0.01, early)), text(lr())),
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
          decayed ? repairs.noSchedule() : repairs.rate(scaled(1e-3, update)),
          CHECKER,
          decayed
              ? "The schedule takes the learning rate from %s to %s, and steps move weights by %s of their size, by median (limit 1e-4). Leave the schedule out."
                  .formatted(text(greatestRate()), text(looks.getLast().rate()), text(update))
              : "Steps move weights by %s of their size, by median (limit 1e-4). Use a learning rate of %s instead of %s."
                  .formatted(text(update), text(scaled(1e-3, update)), text(lr())),
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

  private double scaled(double wanted, double measured) {
    return StartRules.round(Math.abs(lr()) * Math.clamp(wanted / measured, 1e-5, 1e5));
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

  private void loss() {
    if (e.outcome().map(Outcome::diverged).orElse(false)) {
      out.symptom(
          Symptom.NAN,
          "The loss is not finite after step %d.".formatted(e.outcome().orElseThrow().steps()));
      boolean large = update > 0.05 || losses.length == 0 || looks.size() < 4;
      out.cause(
          Cause.LR_HIGH,
          "R1",
          large ? 0.55 : 0.45,
          e.outcome().orElseThrow().steps(),
          lr,
          isFirstOrder() ? repairs.rate(StartRules.round(lr() / 100)) : Fix.NONE,
          CHECKER,
          "The loss is not finite after step %d; before, steps moved weights by %s of their size, by median (limit 5 %%). Use a learning rate of %s instead of %s."
              .formatted(
                  e.outcome().orElseThrow().steps(), percent(update), text(lr() / 100), text(lr())),
          "updateRatio",
          update);
      return;
    }
    if (losses.length < 3) {
      return;
    }
    double least = Arrays.stream(losses).min().orElse(0);
    double tail =
        Recording.median(
            Arrays.stream(losses).skip(losses.length - Math.max(1, losses.length / 5)));
    if (tail > 2 * least && tail > 1.2 * e.constantLoss() && tail > losses[0]) {
      out.symptom(
          Symptom.DIVERGE,
          "The loss ends at %s, after %s before.".formatted(text(tail), text(least)));
      out.cause(
          Cause.LR_HIGH,
          "R2",
          0.65,
          looks.getLast().step(),
          lr,
          isFirstOrder() ? repairs.rate(StartRules.round(lr() / 100)) : Fix.NONE,
          CHECKER,
          "The loss has been %s and ends at %s (limit: twice the least). Use a learning rate of %s instead of %s."
              .formatted(text(least), text(tail), text(lr() / 100), text(lr())),
          "least",
          least,
          "last",
          tail);
    }
    double[] half = Arrays.copyOfRange(losses, losses.length / 2, losses.length);
    double mean = Arrays.stream(half).average().orElse(0);
    double spread =
        Math.sqrt(Arrays.stream(half).map(x -> (x - mean) * (x - mean)).average().orElse(0)) / mean;
    long turns =
        IntStream.range(2, half.length)
            .filter(i -> (half[i] - half[i - 1]) * (half[i - 1] - half[i - 2]) < 0)
            .count();
    if (half.length > 4
        && spread > 0.2
        && turns > 0.5 * (half.length - 2)
        && mean > 0.2 * e.constantLoss()) {
      out.symptom(
          Symptom.OSCILLATION,
          "In the second half the loss jumps by %s of its mean.".formatted(percent(spread)));
      out.cause(
          Cause.LR_HIGH,
          "R9",
          0.5,
          looks.getLast().step(),
          lr,
          isFirstOrder() ? repairs.rate(StartRules.round(lr() / 10)) : Fix.NONE,
          "Schneider, Dangel and Hennig 2021 (Cockpit)",
          "In the second half the loss jumps up and down by %s of its mean (limit 20 %%). Use a learning rate of %s instead of %s."
              .formatted(percent(spread), text(lr() / 10), text(lr())),
          "spread",
          spread);
    }
  }

  private void vanishing() {
    List<HiddenLayer> hidden = e.hidden();
    if (hidden.size() < 2) {
      return;
    }
    String first = hidden.getFirst().name();
    String last = e.dense().getLast().name();
    double size = Math.sqrt(count(last) / count(first));
    double ratio =
        e.recording().median(l -> l.of(first, "gradientNorm") / l.of(last, "gradientNorm") * size);
    if (ratio < 1e-3) {
      out.symptom(
          Symptom.GRAD_VANISH,
          "The gradient of %s is %s times that of %s, number by number."
              .formatted(first, text(ratio), last));
    }
  }

  private double count(String layer) {
    return e.start().at(layer).values().stream().mapToDouble(a -> a.size()).sum();
  }

  /// Units that were alive and are dead, and units at the ends of their activation.
  private void units() {
    if (e.atEnd().isEmpty()) {
      return;
    }
    for (HiddenLayer h : e.hidden()) {
      Range range = Range.of(h.layer().activation());
      double before = e.atStart().layers().get(h.name()).getOrDefault("dead", 0.0);
      double after = e.atEnd().get().layers().get(h.name()).getOrDefault("dead", 0.0);
      if (!range.bounded() && after > 0.5 && after - before >= 0.2) {
        out.symptom(
            Symptom.DEAD_UNITS,
            "%s of the units of %s are off for all rows.".formatted(percent(after), h.name()));
        out.cause(
            Cause.LR_HIGH,
            "R5",
            0.6,
            looks.getLast().step(),
            lr,
            isFirstOrder() ? repairs.rate(StartRules.round(lr() / 10)) : Fix.NONE,
            "Amazon SageMaker Debugger, DeadRelu",
            "%s of the units of %s are off for all of %d rows, %s were before the first step (limit 50 %%): a step threw them out of reach. Use a learning rate of %s instead of %s."
                .formatted(
                    percent(after),
                    h.name(),
                    Math.min(512, e.train().size()),
                    percent(before),
                    text(lr() / 10),
                    text(lr())),
            "dead",
            after,
            "deadAtStart",
            before);
        return;
      }
      double flat = e.atEnd().get().layers().get(h.name()).getOrDefault("flat", 0.0);
      if (range.bounded() && flat > 0.5) {
        out.symptom(
            Symptom.SATURATION,
            "%s of the pre-activations of %s lie where the slope is below 3 %% of its greatest."
                .formatted(percent(flat), h.name()));
      }
    }
  }

  private void clipping() {
    double limit =
        switch (e.spec().clip().orElse(null)) {
          case Clip.Norm c -> c.limit();
          case Clip.GlobalNorm c -> c.limit();
          case Clip.Value c -> c.limit() * Math.sqrt(e.setup().description().network().size());
          case null, default -> 0;
        };
    double norm = e.recording().median(CourseRules::gradientNorm);
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
    return e.spec().optimizer() instanceof io.gradus.nn.optim.Optimizers.Adamw a
        ? a.weightDecay()
        : 0;
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

  private void length() {
    long steps = looks.getLast().step();
    double travelled = e.recording().travelled();
    int epochs = e.setup().epochs();
    if (losses.length < 2) {
      return;
    }
    int tail = Math.max(1, losses.length / 5);
    double before = losses[losses.length - 1 - tail];
    double now = losses[losses.length - 1];
    double fell = (before - now) / Math.abs(before);
    boolean few = epochs <= 10 || steps < 200;
    boolean far = e.outcome().map(o -> o.gain() < 0.6).orElse(true);
    boolean steep = fell > 0.05 && far;
    if (steep && !few && update < 1e-3) {
      out.cause(
          Cause.LR_LOW,
          "R8",
          0.52,
          steps,
          lr,
          repairs.rate(scaled(3e-3, update)),
          CHECKER,
          "The loss still falls at the end, by %s in the last fifth (limit 5 %%), with steps that move weights by %s of their size (limit 1e-3). Use a learning rate of %s instead of %s."
              .formatted(percent(fell), text(update), text(scaled(3e-3, update)), text(lr())),
          "fall",
          fell,
          "updateRatio",
          update);
    }
    if (fell > 0.02 && (few || travelled < 0.3) || few && steps < 100 || steep) {
      out.symptom(
          Symptom.SLOW,
          "The loss still falls at the end, by %s in the last fifth.".formatted(percent(fell)));
      out.cause(
          Cause.BUDGET,
          "R8",
          few ? 0.6 : steep ? 0.5 : 0.4,
          steps,
          "epochs",
          repairs.longer(),
          CHECKER,
          "The training ends after %d steps in %d epochs while the loss still falls, by %s in the last fifth (limit 2 %%). Train longer."
              .formatted(steps, epochs, percent(fell)),
          "steps",
          steps,
          "epochs",
          epochs,
          "fall",
          fell);
    }
  }

  private void answers() {
    if (e.outcome().isEmpty()) {
      return;
    }
    Outcome o = e.outcome().get();
    if (e.atEnd().isPresent() && !e.dense().isEmpty()) {
      String last = e.dense().getLast().name();
      double differ = e.atEnd().get().layers().get(last).getOrDefault("rowStd", 1.0);
      if (differ < 1e-3) {
        out.symptom(
            Symptom.CONSTANT_OUTPUT,
            "The answers differ by %s from row to row.".formatted(text(differ)));
      }
    }
    double drop = 1 - o.loss() / e.constantLoss();
    if (!o.diverged() && drop > 0.9 && o.train().gain() < 0.2) {
      out.symptom(
          Symptom.LOSS_METRIC_MISMATCH,
          "The loss is %s, %s below that of a constant answer, but the answers are no better."
              .formatted(text(o.loss()), percent(drop)));
      out.cause(
          Cause.LOSS_IMPL,
          "R10",
          0.5,
          o.steps(),
          "loss",
          repairs.loss(),
          CHECKER,
          "The loss falls to %s, a constant answer has %s, while the metric is %s of the way from a constant to perfection (limit 20 %%): the loss does not measure the answers. Leave loss and output activation out."
              .formatted(text(o.loss()), text(e.constantLoss()), percent(o.train().gain())),
          "loss",
          o.loss(),
          "constantLoss",
          e.constantLoss());
    }
    if (o.gain() < 3 * o.held().error()) {
      out.symptom(
          Symptom.NO_BETTER_THAN_CONSTANT,
          "The model comes %s of the way from the best constant answer to perfection."
              .formatted(percent(Math.max(o.gain(), -1))));
    }
    if (o.train().gain() - o.gain() > 0.3) {
      out.symptom(
          Symptom.OVERFIT,
          "On the rows learned from the model comes %s of the way to perfection, on the others %s."
              .formatted(percent(o.train().gain()), percent(Math.max(-1, o.gain()))));
    }
  }
}
