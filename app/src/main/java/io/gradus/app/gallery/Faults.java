package io.gradus.app.gallery;

import static io.gradus.nn.data.Task.CLASSIFICATION;
import static io.gradus.nn.data.Task.MULTI_LABEL;
import static io.gradus.nn.data.Task.REGRESSION;
import static io.gradus.nn.diagnose.Cause.ACT_HIDDEN;
import static io.gradus.nn.diagnose.Cause.ACT_OUTPUT;
import static io.gradus.nn.diagnose.Cause.BATCH_SIZE;
import static io.gradus.nn.diagnose.Cause.BUDGET;
import static io.gradus.nn.diagnose.Cause.CLIP;
import static io.gradus.nn.diagnose.Cause.DEPTH;
import static io.gradus.nn.diagnose.Cause.INIT_SCALE;
import static io.gradus.nn.diagnose.Cause.INIT_SYMMETRY;
import static io.gradus.nn.diagnose.Cause.LOSS_CHOICE;
import static io.gradus.nn.diagnose.Cause.LOSS_IMPL;
import static io.gradus.nn.diagnose.Cause.LR_DECAY;
import static io.gradus.nn.diagnose.Cause.LR_HIGH;
import static io.gradus.nn.diagnose.Cause.LR_LOW;
import static io.gradus.nn.diagnose.Cause.LR_SIGN;
import static io.gradus.nn.diagnose.Cause.OPT_CHOICE;
import static io.gradus.nn.diagnose.Cause.REGULARISATION;

import io.gradus.nn.diagnose.Cause;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The faults.
final class Faults {
  private Faults() {}

  /// All, cause by cause.
  static final List<Fault> ALL =
      Stream.of(
              rates(),
              outputs(),
              losses(),
              beginnings(),
              DataFaults.scales(),
              hidden(),
              steps(),
              DataFaults.rows(),
              further())
          .flatMap(List::stream)
          .toList();

  private static List<Fault> rates() {
    return List.of(
        rate("lr-30", LR_HIGH, 30, "The learning rate is thirty times too high.")
            .where(t -> t.isPlain() || t.layers().size() > 1),
        rate("lr-100", LR_HIGH, 100, "The learning rate is a hundred times too high."),
        rate("lr-1000", LR_HIGH, 1000, "The learning rate is a thousand times too high."),
        rate("lr-0.01", LR_LOW, 0.01, "The learning rate is a hundred times too low."),
        rate("lr-0.001", LR_LOW, 1e-3, "The learning rate is a thousand times too low."),
        rate("lr-0.00001", LR_LOW, 1e-5, "The learning rate is far too low."),
        rate("lr-zero", LR_LOW, 0, "The learning rate is zero.").or(LR_SIGN),
        rate("lr-negative", LR_SIGN, -1, "The sign of the learning rate is wrong."),
        set(
            "lr-halved",
            LR_DECAY,
            "The learning rate halves in each epoch.",
            "schedule",
            Map.of("exponential", Map.of("per-epoch", 0.5))),
        set(
            "lr-inverse",
            LR_DECAY,
            "The learning rate is divided by the number of the step.",
            "schedule",
            Map.of("inverse-time", Map.of())),
        set(
            "lr-steps",
            LR_DECAY,
            "The learning rate is divided by ten in each epoch.",
            "schedule",
            Map.of("step", Map.of("every", 1, "factor", 0.1))),
        Fault.of(
                "heavy-ball",
                LR_HIGH,
                "With so much momentum the learning rate is too high.",
                t ->
                    t.with(
                        "optimizer", Map.of("momentum", Map.of("lr", 10 * t.lr(), "decay", 0.99))))
            .or(OPT_CHOICE)
            .where(Training::isPlain));
  }

  private static List<Fault> outputs() {
    return List.of(
        output("out-relu", "relu", "Scores pass a rectifier before the loss takes their logarithm.")
            .or(LOSS_IMPL)
            .in(CLASSIFICATION, MULTI_LABEL),
        output("out-tanh", "tanh", "Outputs of tanh are taken for probabilities.")
            .or(LOSS_IMPL)
            .in(CLASSIFICATION, MULTI_LABEL),
        Fault.of(
                "out-linear",
                LOSS_IMPL,
                "Scores are taken for probabilities.",
                t ->
                    t.with("model.output.activation", "identity")
                        .with("loss", Map.of(entropy(t), Map.of("from", "probabilities"))))
            .or(ACT_OUTPUT)
            .in(CLASSIFICATION, MULTI_LABEL),
        output("out-sigmoid", "sigmoid", "Classes that exclude each other get a sigmoid each.")
            .or(LOSS_CHOICE, LOSS_IMPL)
            .in(CLASSIFICATION),
        output(
                "labels-softmax",
                "softmax",
                "Labels that do not exclude each other share a softmax.")
            .or(LOSS_CHOICE)
            .in(MULTI_LABEL),
        output("one-softmax", "softmax", "The softmax of one output is always 1.")
            .in(REGRESSION)
            .where(Training::hasOneTarget),
        output("value-sigmoid", "sigmoid", "A sigmoid cannot reach the targets.")
            .in(REGRESSION)
            .where(Training::scalesTargets),
        output("value-relu", "relu", "A rectifier cannot reach targets below zero.")
            .in(REGRESSION)
            .where(Training::scalesTargets));
  }

  private static List<Fault> losses() {
    return List.of(
        set(
                "loss-mae",
                LOSS_CHOICE,
                "Absolute errors are the wrong loss for classes.",
                "loss",
                "mae")
            .or(ACT_OUTPUT)
            .in(CLASSIFICATION)
            .where(t -> classes(t) > 4),
        set(
                "loss-hinge",
                LOSS_CHOICE,
                "A hinge loss wants scores of plus and minus one, not numbers.",
                "loss",
                "hinge")
            .in(REGRESSION),
        set(
                "loss-entropy",
                LOSS_CHOICE,
                "Numbers are no probabilities of labels.",
                "loss",
                "binary-cross-entropy")
            .or(ACT_OUTPUT)
            .in(REGRESSION)
            .where(Training::scalesTargets),
        set(
                "loss-exclusive",
                LOSS_CHOICE,
                "Labels are treated as classes that exclude each other.",
                "loss",
                "cross-entropy")
            .or(ACT_OUTPUT)
            .in(MULTI_LABEL),
        Fault.of(
                "double-softmax",
                LOSS_IMPL,
                "The loss applies softmax to what softmax has made.",
                t ->
                    t.with("loss", Map.of("cross-entropy", Map.of("from", "logits")))
                        .with("model.output.activation", "softmax"))
            .or(ACT_OUTPUT)
            .in(CLASSIFICATION)
            .where(t -> classes(t) > 3),
        set("loss-sum", LOSS_IMPL, "Losses of a batch are added, not averaged.", "reduction", "sum")
            .or(LR_HIGH)
            .where(Training::isPlain));
  }

  private static List<Fault> beginnings() {
    return List.of(
        init("init-0.001", INIT_SCALE, Map.of("normal", Map.of("std", 1e-3)), "small"),
        init("init-0.000001", INIT_SCALE, Map.of("normal", Map.of("std", 1e-6)), "tiny"),
        init("init-uniform", INIT_SCALE, Map.of("uniform", Map.of("bound", 1e-4)), "tiny"),
        init("init-3", INIT_SCALE, Map.of("normal", Map.of("std", 3)), "large")
            .where(t -> t.layers().size() > 1),
        init("init-10", INIT_SCALE, Map.of("normal", Map.of("std", 10)), "huge"),
        init("init-100", INIT_SCALE, Map.of("normal", Map.of("std", 100)), "huge"),
        init("init-zeros", INIT_SYMMETRY, "zeros", "all zero").or(INIT_SCALE),
        init("init-same", INIT_SYMMETRY, Map.of("constant", Map.of("value", 0.1)), "all the same"));
  }

  private static List<Fault> hidden() {
    return List.of(
        Fault.of(
                "deep-sigmoid",
                ACT_HIDDEN,
                "Eight layers of sigmoids let no gradient through.",
                t -> t.with("model.layers", stack(t, 8, "sigmoid")))
            .or(DEPTH),
        Fault.of(
                "deep-tanh",
                INIT_SCALE,
                "Signals die in twelve layers with small weights.",
                t ->
                    t.with("model.layers", stack(t, 12, "tanh"))
                        .with("model.init", Map.of("uniform", Map.of("bound", 0.1))))
            .or(DEPTH, ACT_HIDDEN),
        Fault.of(
                "too-deep",
                DEPTH,
                "Each of forty layers loses a part of the signal.",
                t ->
                    t.with("model.layers", stack(t, 40, "relu"))
                        .with("model.init", "glorot-uniform"))
            .or(INIT_SCALE, ACT_HIDDEN, LR_HIGH),
        hidden("hidden-exp", "{exp(x)}", "An exponential as activation explodes.")
            .or(LR_HIGH)
            .where(t -> t.layers().size() > 1),
        hidden(
            "hidden-step",
            "{sign(x)}",
            "A step has no slope, so that hidden layers stay as they are."),
        hidden("hidden-linear", "identity", "Without a nonlinearity layers are worth one layer."));
  }

  private static List<Fault> steps() {
    return List.of(
        Fault.of(
                "batch-1",
                BATCH_SIZE,
                "Steps that follow a single row are too noisy at this rate.",
                t -> t.with("optimizer." + t.optimizer() + ".lr", 5 * t.lr()).with("batch", 1))
            .or(LR_HIGH)
            .where(t -> t.isPlain() && !t.at("batch").orElseThrow().equals(1L)),
        set("epochs-1", BUDGET, "One epoch is too short.", "epochs", 1).or(LR_LOW),
        set("epochs-3", BUDGET, "Three epochs are too short.", "epochs", 3)
            .or(LR_LOW)
            .where(t -> (long) t.at("epochs").orElseThrow() >= 60),
        set("l2", REGULARISATION, "The penalty outweighs the loss.", "regularization.l2", 3),
        set("l1", REGULARISATION, "The penalty outweighs the loss.", "regularization.l1", 0.3),
        set(
            "weight-decay",
            REGULARISATION,
            "Weights shrink faster than they learn.",
            "regularization.weight-decay",
            20),
        Fault.of(
                "dropout",
                REGULARISATION,
                "Nineteen of twenty units are dropped in each step.",
                t -> t.with("model.layers", dropped(t.layers())))
            .where(t -> !t.layers().isEmpty()),
        set(
            "clip-zero",
            CLIP,
            "Gradients are cut to zero.",
            "clip",
            Map.of("value", Map.of("limit", 0))),
        set(
                "clip-tiny",
                CLIP,
                "Gradients are cut to almost nothing.",
                "clip",
                Map.of("global-norm", Map.of("limit", 1e-6)))
            .or(LR_LOW)
            .where(Training::isPlain),
        Fault.of(
                "plain",
                OPT_CHOICE,
                "Plain gradient descent is too slow at the rate of Adam.",
                t -> t.with("optimizer", Map.of("sgd", Map.of("lr", t.lr() / 10))))
            .or(LR_LOW)
            .where(t -> t.optimizer().startsWith("adam")),
        set(
                "adadelta",
                OPT_CHOICE,
                "AdaDelta with a rate meant for Adam hardly moves.",
                "optimizer",
                Map.of("adadelta", Map.of("lr", 1e-3)))
            .or(LR_LOW));
  }

  private static List<Fault> further() {
    return List.of(
        Fault.of(
                "mae-slow",
                LOSS_CHOICE,
                "The slope of absolute errors is small, and so is the rate.",
                t -> t.with("loss", "mae").with("optimizer", Map.of("sgd", Map.of("lr", 1e-3))))
            .or(LR_LOW, OPT_CHOICE)
            .in(REGRESSION),
        Fault.of(
                "same-units",
                INIT_SYMMETRY,
                "All units of the hidden layers begin with the same weights.",
                t ->
                    t.with(
                        "model.layers",
                        t.layers().stream()
                            .map(l -> isDense(l) ? Map.of("dense", same(l)) : l)
                            .toList()))
            .or(INIT_SCALE)
            .where(t -> !t.layers().isEmpty()),
        Fault.of(
                "epochs-5",
                BUDGET,
                "Five epochs with a tenth of the rate are too short.",
                t -> t.with("optimizer." + t.optimizer() + ".lr", 0.1 * t.lr()).with("epochs", 5))
            .or(LR_LOW));
  }

  private static Map<String, Object> same(String layer) {
    int open = layer.lastIndexOf('(');
    return Map.of(
        "units", Integer.valueOf(layer.substring(open + 1, layer.length() - 1)),
        "activation", layer.substring(0, open),
        "init", Map.of("constant", Map.of("value", 0.5)));
  }

  private static boolean isDense(String layer) {
    return layer.matches("\\w+\\(\\d+\\)");
  }

  private static Fault rate(String name, Cause cause, double factor, String sentence) {
    return Fault.of(
        name, cause, sentence, t -> t.with("optimizer." + t.optimizer() + ".lr", factor * t.lr()));
  }

  private static String entropy(Training t) {
    return t.hasOneTarget() ? "cross-entropy" : "binary-cross-entropy";
  }

  /// The number of classes; 10 for digits.
  private static long classes(Training t) {
    return t.sheets().values().stream()
        .mapToLong(
            s -> s.column((String) t.at("data.target").orElseThrow()).stream().distinct().count())
        .findFirst()
        .orElse(10);
  }

  private static Fault set(String name, Cause cause, String sentence, String path, Object value) {
    return Fault.of(name, cause, sentence, t -> t.with(path, value));
  }

  /// An activation of the output, before a loss that takes probabilities.
  private static Fault output(String name, String activation, String sentence) {
    return Fault.of(name, ACT_OUTPUT, sentence, t -> t.with("model.output.activation", activation));
  }

  private static Fault init(String name, Cause cause, Object init, String how) {
    return set(name, cause, "Initial weights are " + how + ".", "model.init", init);
  }

  /// So many layers of the width of the first one.
  private static List<String> stack(Training t, int count, String activation) {
    String width = t.layers().isEmpty() ? "(16)" : width(t.layers().getFirst());
    return Collections.nCopies(count, activation + width);
  }

  private static Fault hidden(String name, String activation, String sentence) {
    return Fault.of(
            name,
            ACT_HIDDEN,
            sentence,
            t ->
                t.with(
                    "model.layers",
                    t.layers().stream().map(l -> isDense(l) ? activation + width(l) : l).toList()))
        .where(t -> !t.layers().isEmpty());
  }

  /// The bracket of a layer such as `relu(16)`.
  private static String width(String layer) {
    return layer.substring(layer.lastIndexOf('('));
  }

  private static List<String> dropped(List<String> layers) {
    return layers.stream().flatMap(l -> Stream.of(l, "dropout(0.95)")).toList();
  }
}
