package io.gradus.nn.diagnose;

import static io.gradus.nn.diagnose.Findings.percent;
import static io.gradus.nn.diagnose.Findings.text;

import io.gradus.array.DType;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.Loss;
import io.gradus.nn.Losses;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Task;

/// The output and the loss against the targets.
final class OutputRules {
  private static final double FEW = 0.05; // targets out of reach
  private static final String OUTPUT = "model.output.activation";

  private final Evidence e;
  private final Findings out;
  private final Repairs repairs;
  private final Activation head;
  private final Range range;
  private final Task task;

  private OutputRules(Evidence e, Findings out) {
    this.e = e;
    this.out = out;
    this.repairs = new Repairs(e);
    this.head = e.head();
    this.range = Range.of(head);
    this.task = e.train().task();
  }

  static void read(Evidence e, Findings out) {
    OutputRules rules = new OutputRules(e, out);
    rules.output();
    rules.loss();
  }

  private boolean isSoftmax() {
    return !head.pointwise();
  }

  private void output() {
    int units = e.train().outputs();
    if (isSoftmax() && units == 1) {
      out.cause(
          Cause.ACT_OUTPUT,
          "S1",
          1,
          0,
          OUTPUT,
          repairs.output(),
          "Zhang et al. 2021 (AUTOTRAINER)",
          "The output is a softmax over 1 unit, which is 1 for every input, so that every gradient"
              + " is exactly 0; a softmax needs at least 2 units. Use "
              + suitable()
              + ".",
          "units",
          1);
    } else if (task == Task.MULTI_LABEL && isSoftmax()) {
      softmaxOfLabels();
    } else if (task == Task.REGRESSION) {
      unreachable();
    }
  }

  private String suitable() {
    return switch (task) {
      case CLASSIFICATION -> "softmax over the classes";
      case MULTI_LABEL -> "sigmoid, with binary-cross-entropy";
      case REGRESSION -> "a linear output";
    };
  }

  private void softmaxOfLabels() {
    Dataset d = e.sample();
    double[] y = d.targets().cast(DType.F64).doubles();
    int k = d.outputs();
    int several = 0;
    for (int i = 0; i < d.size(); i++) {
      double sum = 0;
      for (int j = 0; j < k; j++) {
        sum += y[i * k + j];
      }
      several += sum == 1 ? 0 : 1;
    }
    double share = (double) several / d.size();
    if (share > 0.01) {
      String sentence =
          "The output is a softmax, whose answers sum to 1, but "
              + percent(share)
              + " of the rows have none or several of the "
              + k
              + " labels (limit 1 %). Use sigmoid with binary-cross-entropy.";
      String source = "Nikanjam et al. 2021 (NeuraLint)";
      out.cause(
          Cause.ACT_OUTPUT,
          "S2",
          0.97,
          0,
          OUTPUT,
          repairs.output(),
          source,
          sentence,
          "share",
          share);
      out.cause(
          Cause.LOSS_CHOICE,
          "S2",
          0.6,
          0,
          "loss",
          repairs.output(),
          source,
          sentence,
          "share",
          share);
    }
  }

  /// Targets of a regression that the output can never say.
  private void unreachable() {
    double[] y = e.sample().targets().cast(DType.F64).doubles();
    int beyond = 0;
    for (double v : y) {
      beyond += v < range.least() - 1e-6 || v > range.greatest() + 1e-6 ? 1 : 0;
    }
    double share = (double) beyond / y.length;
    if (share > FEW) {
      out.cause(
          Cause.ACT_OUTPUT,
          "S1",
          Math.min(0.97, 0.8 + share),
          0,
          OUTPUT,
          Fix.of(OUTPUT, null),
          "Wardat et al. 2022 (DeepDiagnosis)",
          "The output activation %s yields numbers from %s to %s, but %s of the (scaled) targets lie outside (limit 5 %%). Use a linear output."
              .formatted(head, text(range.least()), text(range.greatest()), percent(share)),
          "share",
          share,
          "least",
          range.least(),
          "greatest",
          range.greatest());
    }
  }

  private void loss() {
    Loss loss = e.setup().description().loss();
    boolean entropy = loss instanceof Losses.CrossEntropy || loss instanceof Losses.Kl;
    boolean binary = loss instanceof Losses.BinaryCrossEntropy;
    if (task == Task.REGRESSION && loss instanceof Losses.Hinge) {
      out.cause(
          Cause.LOSS_CHOICE,
          "S2",
          0.98,
          0,
          "loss",
          repairs.loss(),
          "Nikanjam et al. 2021 (NeuraLint)",
          "The hinge loss asks on which side of 0 an output lies, but the targets are numbers. Use"
              + " mse or huber.");
      return;
    }
    if (task == Task.REGRESSION && (entropy || binary)) {
      regressionByEntropy();
      return;
    }
    String from =
        switch (loss) {
          case Losses.CrossEntropy c -> c.from();
          case Losses.BinaryCrossEntropy c -> c.from();
          default -> "probabilities";
        };
    boolean linear = head.equals(Activations.IDENTITY);
    boolean scores = from.equals("logits") || from.equals("auto") && linear;
    if ((entropy || binary) && scores && range.bounded()) {
      out.cause(
          Cause.LOSS_IMPL,
          "S3",
          0.9,
          0,
          "loss",
          repairs.loss(),
          "Schoop et al. 2021 (UMLAUT)",
          "The loss takes the outputs for scores, but they come from %s and lie between %s and %s already, so that the loss can never become small. Use from: auto."
              .formatted(head, text(range.least()), text(range.greatest())),
          "from",
          from);
    } else if ((entropy || binary) && !scores && !(range.least() >= 0 && range.greatest() <= 1)) {
      out.cause(
          Cause.ACT_OUTPUT,
          "S3",
          0.97,
          0,
          OUTPUT,
          repairs.output(),
          "Nikanjam et al. 2021 (NeuraLint)",
          "The loss takes logarithms of probabilities, but the output activation %s yields numbers from %s to %s; they must lie within 0 and 1. Use %s."
              .formatted(head, text(range.least()), text(range.greatest()), suitable()),
          "least",
          range.least(),
          "greatest",
          range.greatest());
      out.cause(
          Cause.LOSS_IMPL,
          "S3",
          0.5,
          0,
          "loss",
          repairs.output(),
          "Nikanjam et al. 2021 (NeuraLint)",
          "The loss is computed from outputs that are no probabilities. Use a loss from scores.");
    } else if (entropy && !scores && !isSoftmax() && task == Task.CLASSIFICATION) {
      out.cause(
          Cause.ACT_OUTPUT,
          "S3",
          0.9,
          0,
          OUTPUT,
          repairs.output(),
          "Nikanjam et al. 2021 (NeuraLint)",
          "Cross-entropy looks at the right class only, and the outputs of %s do not sum to 1: all classes can become likely at once. Use softmax."
              .formatted(head));
    }
    if (task != Task.REGRESSION && !entropy && !binary && !(loss instanceof Losses.Hinge)) {
      out.cause(
          Cause.LOSS_CHOICE,
          "S2",
          loss instanceof Losses.Mae ? 0.5 : 0.35,
          0,
          "loss",
          repairs.loss(),
          "Nikanjam et al. 2021 (NeuraLint)",
          "The targets are classes, but the loss is one for numbers, whose gradient vanishes where"
              + " the output is surely wrong. Use "
              + (task == Task.MULTI_LABEL ? "binary-cross-entropy" : "cross-entropy")
              + ".");
    }
  }

  private void regressionByEntropy() {
    double[] y = e.sample().targets().cast(DType.F64).doubles();
    int beyond = 0;
    for (double v : y) {
      beyond += v < 0 || v > 1 ? 1 : 0;
    }
    double share = (double) beyond / y.length;
    if (share > 0) {
      out.cause(
          Cause.LOSS_CHOICE,
          "S2",
          0.98,
          0,
          "loss",
          repairs.loss(),
          "Nikanjam et al. 2021 (NeuraLint)",
          "A cross-entropy needs targets between 0 and 1, but "
              + percent(share)
              + " of the (scaled) targets lie outside (limit 0). Use mse or huber.",
          "share",
          share);
    }
  }
}
