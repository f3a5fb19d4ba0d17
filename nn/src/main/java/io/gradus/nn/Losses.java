package io.gradus.nn;

import static io.gradus.op.Pointwise.Unary.LOG1P;

import io.gradus.graph.Expr;
import java.util.List;
import java.util.Optional;

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

  /// −1/B Σ y ln p, where p are probabilities: the outputs themselves, or the softmax of scores.
  public record CrossEntropy(
      @Setting(
              value = "auto",
              oneOf = {"auto", "logits", "probabilities"},
              doc = "What the outputs are; auto: logits if linear, probabilities otherwise.")
          String from)
      implements Loss {
    @Override
    public Expr of(Expr output, Expr target) {
      Expr log = from.equals("probabilities") ? output.log() : output.logSoftmax(-1);
      return perRow(target.gate(log)).neg();
    }

    @Override
    public Expr of(Expr scores, Activation activation, Expr target) {
      return fused(from, activation, "softmax")
          ? new CrossEntropy("logits").of(scores, target)
          : new CrossEntropy(form(from, activation)).of(activation.of(scores), target);
    }

    @Override
    public Activation head(Activation activation) {
      return isScore(from, activation) ? Activations.SOFTMAX : activation;
    }

    @Override
    public Optional<Activation> natural() {
      return Optional.of(Activations.SOFTMAX);
    }
  }

  /// −1/(Bm) Σ (y ln p + (1 − y) ln(1 − p)); on logits 1/(Bm) Σ (ln(1 + eᵒ) − y o).
  public record BinaryCrossEntropy(
      @Setting(
              value = "auto",
              oneOf = {"auto", "logits", "probabilities"},
              doc = "What the outputs are; auto: logits if linear, probabilities otherwise.")
          String from)
      implements Loss {
    @Override
    public Expr of(Expr output, Expr target) {
      if (!from.equals("probabilities")) {
        return output.softplus().sub(target.mul(output)).mean();
      }
      Expr other = target.neg().add(1).gate(output.neg().apply(LOG1P));
      return target.gate(output.log()).add(other).mean().neg();
    }

    @Override
    public Expr of(Expr scores, Activation activation, Expr target) {
      return fused(from, activation, "sigmoid")
          ? new BinaryCrossEntropy("logits").of(scores, target)
          : new BinaryCrossEntropy(form(from, activation)).of(activation.of(scores), target);
    }

    @Override
    public Activation head(Activation activation) {
      return isScore(from, activation) ? Activations.SIGMOID : activation;
    }

    @Override
    public Optional<Activation> natural() {
      return Optional.of(Activations.SIGMOID);
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

  /// The loss and this activation are one formula on scores, unless the user insists that the
  /// activated outputs are scores once more.
  private static boolean fused(String from, Activation activation, String inside) {
    return activation.name().equals(inside) && !from.equals("logits");
  }

  private static boolean isScore(String from, Activation activation) {
    return form(from, activation).equals("logits") && activation.equals(Activations.IDENTITY);
  }

  private static String form(String from, Activation activation) {
    boolean linear = activation.equals(Activations.IDENTITY);
    return !from.equals("auto") ? from : linear ? "logits" : "probabilities";
  }
}
