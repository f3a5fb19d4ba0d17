package io.gradus.nn.diagnose;

import static io.gradus.nn.diagnose.Findings.percent;
import static io.gradus.nn.diagnose.Findings.text;

import io.gradus.nn.diagnose.Evidence.HiddenLayer;
import io.gradus.nn.diagnose.Recording.Look;
import io.gradus.nn.optim.FirstOrder;
import java.util.Arrays;
import java.util.List;
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
    rules.loss();
    rules.vanishing();
    rules.units();
    rules.length();
    rules.answers();
  }

  private boolean isFirstOrder() {
    return e.spec().optimizer() instanceof FirstOrder;
  }

  private double lr() {
    return e.spec().optimizer() instanceof FirstOrder f ? f.lr() : Double.NaN;
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
    double fell = Math.max(-9.99, (before - now) / Math.abs(before)); // a loss that exploded rose
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
          repairs.rate(repairs.rateFor(3e-3, update)),
          CHECKER,
          "The loss still falls at the end, by %s in the last fifth (limit 5 %%), with steps that move weights by %s of their size (limit 1e-3). Use a learning rate of %s instead of %s."
              .formatted(
                  percent(fell), text(update), text(repairs.rateFor(3e-3, update)), text(lr())),
          "fall",
          fell,
          "updateRatio",
          update);
    }
    if (fell > 0.02 && (few || travelled < 0.3) || few && steps < 100 || steep) {
      boolean falls = fell > 0.02;
      if (falls) {
        out.symptom(
            Symptom.SLOW,
            "The loss still falls at the end, by %s in the last fifth.".formatted(percent(fell)));
      }
      out.cause(
          Cause.BUDGET,
          "R8",
          few ? 0.6 : steep ? 0.5 : 0.3, // with steps enough, whose repair comes further decides
          steps,
          "epochs",
          repairs.longer(),
          CHECKER,
          falls
              ? "The training ends after %d steps in %d epochs while the loss still falls, by %s in the last fifth (limit 2 %%). Train longer."
                  .formatted(steps, epochs, percent(fell))
              : "The training ends after %d steps in %d epochs (limit 100 steps). Train longer."
                  .formatted(steps, epochs),
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
      out.symptom(Symptom.NO_BETTER_THAN_CONSTANT, "The model ends with %s.".formatted(o.words()));
    }
    if (o.train().gain() - o.gain() > 0.3) {
      out.symptom(
          Symptom.OVERFIT,
          "On the rows learned from the model comes %s of the way to perfection, on the others %s."
              .formatted(percent(o.train().gain()), percent(Math.max(-1, o.gain()))));
    }
  }
}
