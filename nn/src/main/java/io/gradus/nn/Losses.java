package io.gradus.nn;

import static io.gradus.op.Pointwise.Unary.LOG1P;

import io.gradus.graph.Expr;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/// The losses by name; B is the number of rows of a batch, m that of outputs, y the target and o
/// the output.
public final class Losses {
  /// The losses that a spec can name.
  public static final Catalog<Loss> CATALOG =
      new Catalog<>(
          "loss",
          List.of(
              HalfSquared.class,
              Mse.class,
              Mae.class,
              Huber.class,
              CrossEntropy.class,
              BinaryCrossEntropy.class,
              Hinge.class,
              Kl.class));

  private static final String FROM =
      "What the outputs are; auto: logits if linear, probabilities otherwise.";
  private static final String CLIP =
      "Keeps probabilities between clip and 1 − clip; logits need none and have none.";

  private Losses() {}

  /// All losses with their default settings.
  public static List<Loss> all() {
    return CATALOG.names().stream().map(CATALOG::named).toList();
  }

  /// 1/B Σ ½(o − y)²: summed over outputs, averaged over rows.
  public record HalfSquared() implements Loss {
    @Override
    public Expr of(Expr output, Expr target) {
      return perRow(output.sub(target).square()).mul(0.5);
    }
  }

  /// 1/(Bm) Σ (o − y)².
  public record Mse() implements Loss {
    @Override
    public Expr of(Expr output, Expr target) {
      return output.sub(target).square().mean();
    }
  }

  /// 1/(Bm) Σ |o − y|.
  public record Mae() implements Loss {
    @Override
    public Expr of(Expr output, Expr target) {
      return output.sub(target).abs().mean();
    }
  }

  /// 1/(Bm) Σ h(o − y) with h(r) = ½r² for |r| ≤ δ, δ(|r| − ½δ) beyond.
  ///
  /// Source: Huber 1964.
  public record Huber(
      @Setting(value = "1", min = 0, doc = "Where the square turns into a line.") double delta)
      implements Loss {
    @Override
    public Expr of(Expr output, Expr target) {
      Expr far = output.sub(target).abs();
      Expr near = far.min(delta); // h = near·(far − near/2) on both sides, without overflow
      return near.mul(far.sub(near.mul(0.5))).mean();
    }
  }

  /// −1/B Σ w y ln p, where p are probabilities: the outputs themselves, or the softmax of scores.
  /// w are weights of classes; balanced ones are n/(K nₖ) for K classes with nₖ of n examples.
  ///
  /// Source of label smoothing: Szegedy, Vanhoucke, Ioffe, Shlens and Wojna 2016.
  public record CrossEntropy(
      @Setting(
              value = "auto",
              oneOf = {"auto", "logits", "probabilities"},
              doc = FROM)
          String from,
      @Setting(value = "0", min = 0, max = 0.5, doc = CLIP) double clip,
      @Setting(
              value = "0",
              min = 0,
              max = 1,
              doc = "The share of a target that is spread over all classes.")
          double labelSmoothing,
      @Setting(doc = "A number for each class, or balanced.") Optional<ClassWeights> classWeights)
      implements Loss {
    /// The loss without further settings.
    public CrossEntropy(String from) {
      this(from, 0, 0, Optional.empty());
    }

    @Override
    public Expr of(Expr output, Expr target) {
      Expr log = from.equals("probabilities") ? clipped(output, clip).log() : output.logSoftmax(-1);
      Expr smooth = smoothed(target, labelSmoothing, target.shape().dim(-1));
      Expr weighted = classWeights.map(w -> smooth.mul(w.row(smooth))).orElse(smooth);
      return perRow(weighted.gate(log)).neg();
    }

    @Override
    public Expr of(Expr scores, Activation activation, Expr target) {
      return fused(from, clip, activation, "softmax")
          ? as("logits").of(scores, target)
          : as(form(from, activation)).of(activation.of(scores), target);
    }

    @Override
    public Activation head(Activation activation) {
      return isScore(from, activation) ? Activations.SOFTMAX : activation;
    }

    @Override
    public Optional<Activation> natural() {
      return Optional.of(Activations.SOFTMAX);
    }

    @Override
    public Loss forClasses(long[] counts, long examples) {
      double[] balanced =
          LongStream.of(counts)
              .mapToDouble(n -> (double) examples / (counts.length * Math.max(1, n)))
              .toArray();
      return new CrossEntropy(
          from, clip, labelSmoothing, classWeights.map(w -> w.decided(balanced)));
    }

    private CrossEntropy as(String form) {
      return new CrossEntropy(form, clip, labelSmoothing, classWeights);
    }
  }

  /// −1/(Bm) Σ (w y ln p + (1 − y) ln(1 − p)); on logits 1/(Bm) Σ (w y ln(1 + e⁻ᵒ) + (1 − y) ln(1 +
  /// eᵒ)). w are weights of the label 1; balanced ones are (n − nₖ)/nₖ where nₖ of n examples have
  /// the label.
  public record BinaryCrossEntropy(
      @Setting(
              value = "auto",
              oneOf = {"auto", "logits", "probabilities"},
              doc = FROM)
          String from,
      @Setting(value = "0", min = 0, max = 0.5, doc = CLIP) double clip,
      @Setting(
              value = "0",
              min = 0,
              max = 1,
              doc = "The share of a target that is spread over both labels.")
          double labelSmoothing,
      @Setting(doc = "A number for the label 1 of each output, or balanced.")
          Optional<ClassWeights> classWeights)
      implements Loss {
    /// The loss without further settings.
    public BinaryCrossEntropy(String from) {
      this(from, 0, 0, Optional.empty());
    }

    @Override
    public Expr of(Expr output, Expr target) {
      Expr y = smoothed(target, labelSmoothing, 2);
      Expr other = y.neg().add(1);
      Expr weighted = classWeights.map(w -> y.mul(w.row(y))).orElse(y);
      if (from.equals("probabilities")) {
        Expr p = clipped(output, clip);
        return weighted.gate(p.log()).add(other.gate(p.neg().apply(LOG1P))).mean().neg();
      }
      return classWeights.isEmpty()
          ? output.softplus().sub(y.mul(output)).mean() // the same with one function less
          : weighted.mul(output.neg().softplus()).add(other.mul(output.softplus())).mean();
    }

    @Override
    public Expr of(Expr scores, Activation activation, Expr target) {
      return fused(from, clip, activation, "sigmoid")
          ? as("logits").of(scores, target)
          : as(form(from, activation)).of(activation.of(scores), target);
    }

    @Override
    public Activation head(Activation activation) {
      return isScore(from, activation) ? Activations.SIGMOID : activation;
    }

    @Override
    public Optional<Activation> natural() {
      return Optional.of(Activations.SIGMOID);
    }

    @Override
    public Loss forClasses(long[] counts, long examples) {
      double[] balanced =
          LongStream.of(counts)
              .mapToDouble(n -> (double) (examples - n) / Math.max(1, n))
              .toArray();
      return new BinaryCrossEntropy(
          from, clip, labelSmoothing, classWeights.map(w -> w.decided(balanced)));
    }

    private BinaryCrossEntropy as(String form) {
      return new BinaryCrossEntropy(form, clip, labelSmoothing, classWeights);
    }
  }

  /// 1/(Bm) Σ max(0, 1 − y o) for y = ±1; targets of 0 and 1 become −1 and 1 in training.
  public record Hinge() implements Loss {
    @Override
    public Expr of(Expr output, Expr target) {
      return target.mul(output).neg().add(1).max(0).mean();
    }

    @Override
    public Expr of(Expr scores, Activation activation, Expr target) {
      return of(activation.of(scores), target.mul(2).sub(1));
    }

    @Override
    public Optional<Activation> natural() {
      return Optional.of(Activations.IDENTITY);
    }
  }

  /// 1/B Σ y ln(y/o), the divergence of Kullback and Leibler; y and o are probabilities.
  public record Kl() implements Loss {
    @Override
    public Expr of(Expr output, Expr target) {
      return perRow(target.gate(target.log().sub(output.log())));
    }

    @Override
    public Expr of(Expr scores, Activation activation, Expr target) {
      return activation.equals(Activations.SOFTMAX)
          ? perRow(target.gate(target.log().sub(scores.logSoftmax(-1))))
          : of(activation.of(scores), target);
    }

    @Override
    public Optional<Activation> natural() {
      return Optional.of(Activations.SOFTMAX);
    }
  }

  /// The sum over outputs, averaged over rows.
  private static Expr perRow(Expr terms) {
    return terms.sum().mul(1.0 / terms.shape().dim(0));
  }

  private static Expr clipped(Expr p, double clip) {
    return clip == 0 ? p : p.max(clip).min(1 - clip);
  }

  /// Targets of which a share is spread evenly over the classes.
  private static Expr smoothed(Expr target, double share, int classes) {
    return target.mul(1 - share).add(share / classes);
  }

  /// The loss and this activation are one formula on scores, unless the user insists that the
  /// activated outputs are scores once more, or probabilities to be clipped.
  private static boolean fused(String from, double clip, Activation activation, String inside) {
    return activation.name().equals(inside)
        && (from.equals("auto") || from.equals("probabilities") && clip == 0);
  }

  private static boolean isScore(String from, Activation activation) {
    return form(from, activation).equals("logits") && activation.equals(Activations.IDENTITY);
  }

  private static String form(String from, Activation activation) {
    boolean linear = activation.equals(Activations.IDENTITY);
    return !from.equals("auto") ? from : linear ? "logits" : "probabilities";
  }
}
