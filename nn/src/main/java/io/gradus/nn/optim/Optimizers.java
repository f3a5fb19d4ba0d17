package io.gradus.nn.optim;

import static io.gradus.nn.optim.GradientTransform.chain;

import io.gradus.nn.Catalog;
import io.gradus.nn.Setting;
import java.util.List;

/// The optimizers by name.
public final class Optimizers {
  /// The optimizers that a spec can name.
  public static final Catalog<Optimizer> CATALOG =
      new Catalog<>("optimizer", List.of(Sgd.class, Momentum.class, Adam.class));

  private Optimizers() {}

  /// Gradient descent: w ← w − η g.
  public static GradientTransform sgd(double lr) {
    return new Sgd(lr, 0, false).transform();
  }

  /// Classical momentum: v ← μ v + g, w ← w − η v.
  public static GradientTransform momentum(double lr, double decay) {
    return new Momentum(lr, decay).transform();
  }

  /// Adam of Kingma and Ba 2015.
  public static GradientTransform adam(double lr, double b1, double b2, double eps) {
    return new Adam(lr, b1, b2, eps).transform();
  }

  /// Gradient descent, with momentum if asked for.
  public record Sgd(
      @Setting(value = "0.01", doc = "The learning rate.") double lr,
      @Setting(value = "0", min = 0, max = 1, doc = "The share of the velocity that stays.")
          double momentum,
      @Setting(value = "false", doc = "Whether momentum looks ahead, as Nesterov's does.")
          boolean nesterov)
      implements FirstOrder {
    @Override
    public GradientTransform transform() {
      ScaleByLearningRate step = new ScaleByLearningRate(lr);
      return momentum == 0 ? chain(step) : chain(new Trace(momentum, nesterov), step);
    }
  }

  /// Gradient descent with classical momentum.
  public record Momentum(
      @Setting(value = "0.01", doc = "The learning rate.") double lr,
      @Setting(value = "0.9", min = 0, max = 1, doc = "The share of the velocity that stays.")
          double decay)
      implements FirstOrder {
    @Override
    public GradientTransform transform() {
      return chain(new Trace(decay, false), new ScaleByLearningRate(lr));
    }
  }

  /// Adam: steps scaled by running means of the gradient and of its square.
  public record Adam(
      @Setting(value = "0.001", doc = "The learning rate.") double lr,
      @Setting(value = "0.9", min = 0, max = 1, doc = "The share of the mean that stays.")
          double beta1,
      @Setting(value = "0.999", min = 0, max = 1, doc = "The share of the mean square that stays.")
          double beta2,
      @Setting(value = "1e-8", min = 0, doc = "Keeps the divisor from 0.") double epsilon)
      implements FirstOrder {
    @Override
    public GradientTransform transform() {
      return chain(new ScaleByAdam(beta1, beta2, epsilon), new ScaleByLearningRate(lr));
    }
  }
}
