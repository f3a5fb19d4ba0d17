package io.gradus.nn.diagnose;

import java.util.Locale;

/// Why a network does not learn. In the order in which repairs are tried: what comes first can make
/// what comes later look wrong.
public enum Cause {
  /// A feature gives the answer away, or rows are in two parts.
  LEAKAGE("an answer that leaks into the inputs"),
  /// The sign of the learning rate: the loss is climbed.
  LR_SIGN("the sign of the learning rate"),
  /// Gradients are cut to nothing.
  CLIP("gradient clipping"),
  /// The last activation cannot say what the targets are.
  ACT_OUTPUT("the activation of the output"),
  /// The loss does not measure what is wanted.
  LOSS_CHOICE("the choice of the loss"),
  /// The loss is right but computed from the wrong numbers.
  LOSS_IMPL("how the loss is computed"),
  /// Inputs are large, small or far from zero.
  INPUT_SCALE("the scale of the inputs"),
  /// Targets are large or small.
  TARGET_SCALE("the scale of the targets"),
  /// Units begin alike and stay alike.
  INIT_SYMMETRY("initial weights that are alike"),
  /// First weights are too large or too small.
  INIT_SCALE("the size of the initial weights"),
  /// The activation of hidden layers loses signal or gradient.
  ACT_HIDDEN("the activation of the hidden layers"),
  /// More layers than the signal survives.
  DEPTH("the depth of the network"),
  /// Steps are too long.
  LR_HIGH("a learning rate that is too high"),
  /// Steps are too short.
  LR_LOW("a learning rate that is too low"),
  /// The rate falls before the work is done.
  LR_DECAY("a learning rate that falls too fast"),
  /// The optimizer does not suit the problem.
  OPT_CHOICE("the choice of the optimizer"),
  /// Gradients of so few rows are mostly noise.
  BATCH_SIZE("the size of the batches"),
  /// The training ends too early, or goes on too long.
  BUDGET("the length of the training"),
  /// Penalties outweigh the data.
  REGULARISATION("regularization"),
  /// A class is too rare to be noticed.
  CLASS_IMBALANCE("classes of very unequal size"),
  /// Labels do not belong to their rows.
  LABEL_PAIRING("labels that do not belong to their rows"),
  /// Labels have little to do with the inputs.
  LABEL_NOISE("labels that are noise"),
  /// Nothing is wrong.
  NONE("nothing");

  private final String words;

  Cause(String words) {
    this.words = words;
  }

  /// The name in reports that programs read, such as `lr_high`.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The name in sentences, such as `a learning rate that is too high`.
  public String words() {
    return words;
  }
}
