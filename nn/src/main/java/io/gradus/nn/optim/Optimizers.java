package io.gradus.nn.optim;

import static io.gradus.nn.optim.GradientTransform.chain;

import io.gradus.nn.Catalog;
import io.gradus.nn.Setting;
import java.util.List;

/// The optimizers by name.
public final class Optimizers {
  /// The optimizers that a spec can name.
  public static final Catalog<Optimizer> CATALOG =
      new Catalog<Optimizer>(
              "optimizer",
              List.of(
                  Sgd.class,
                  Momentum.class,
                  ExponentialMomentum.class,
                  Nesterov.class,
                  Adagrad.class,
                  Rmsprop.class,
                  Adadelta.class,
                  Adam.class,
                  Adamw.class,
                  Nadam.class,
                  Amsgrad.class,
                  Rprop.class,
                  SteepestDescent.class,
                  ConjugateGradient.class,
                  Lbfgs.class,
                  GaussNewton.class,
                  LevenbergMarquardt.class))
          .alias("gradient-descent", "sgd")
          .alias("cg", "conjugate-gradient")
          .alias("lm", "levenberg-marquardt");

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

  /// Gradient descent, w ← w − ηg, with momentum if asked for.
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

  /// The heavy ball of classical momentum: v ← μv + g, w ← w − ηv. Source: Polyak 1964.
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

  /// Momentum as an exponential mean of the gradients: P ← (1−μ)P + μg, w ← w − ηP. Its steps are
  /// those of [Momentum] with the decay 1−μ and the learning rate ημ.
  public record ExponentialMomentum(
      @Setting(value = "0.1", doc = "The learning rate.") double lr,
      @Setting(value = "0.1", min = 0, max = 1, doc = "The share of the new gradient in the mean.")
          double share)
      implements FirstOrder {
    @Override
    public GradientTransform transform() {
      return chain(new AverageGradient(share), new ScaleByLearningRate(lr));
    }
  }

  /// Momentum that looks ahead: v ← μv + g, w ← w − η(g + μv). Source: Nesterov 1983, in the form
  /// of Sutskever, Martens, Dahl and Hinton 2013.
  public record Nesterov(
      @Setting(value = "0.01", doc = "The learning rate.") double lr,
      @Setting(value = "0.9", min = 0, max = 1, doc = "The share of the velocity that stays.")
          double decay)
      implements FirstOrder {
    @Override
    public GradientTransform transform() {
      return chain(new Trace(decay, true), new ScaleByLearningRate(lr));
    }
  }

  /// AdaGrad: steps divided by the root of the sum of all squared gradients.
  public record Adagrad(
      @Setting(value = "0.05", doc = "The learning rate.") double lr,
      @Setting(value = "1e-10", min = 0, doc = "Keeps the divisor from 0.") double epsilon)
      implements FirstOrder {
    @Override
    public GradientTransform transform() {
      return chain(new ScaleByRss(epsilon), new ScaleByLearningRate(lr));
    }
  }

  /// RMSProp: steps divided by the root of a running mean of squared gradients.
  public record Rmsprop(
      @Setting(value = "0.001", doc = "The learning rate.") double lr,
      @Setting(value = "0.9", min = 0, max = 1, doc = "The share of the mean square that stays.")
          double decay,
      @Setting(value = "1e-8", min = 0, doc = "Keeps the divisor from 0.") double epsilon,
      @Setting(value = "0", min = 0, max = 1, doc = "The share of the velocity that stays.")
          double momentum,
      @Setting(value = "false", doc = "Whether to divide by the deviation from the mean.")
          boolean centered)
      implements FirstOrder {
    @Override
    public GradientTransform transform() {
      ScaleByRms scale = new ScaleByRms(decay, epsilon, centered);
      ScaleByLearningRate step = new ScaleByLearningRate(lr);
      return momentum == 0 ? chain(scale, step) : chain(scale, new Trace(momentum, false), step);
    }
  }

  /// AdaDelta: steps of the size of earlier steps, in the unit of the parameters.
  public record Adadelta(
      @Setting(value = "1", doc = "The learning rate; 1 is the method as published.") double lr,
      @Setting(value = "0.95", min = 0, max = 1, doc = "The share of the means that stays.")
          double decay,
      @Setting(value = "1e-6", min = 0, doc = "Gives the first steps their size.") double epsilon)
      implements FirstOrder {
    @Override
    public GradientTransform transform() {
      return chain(new ScaleByAdadelta(decay, epsilon), new ScaleByLearningRate(lr));
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

  /// AdamW: [Adam], and weights that shrink by a share of their own.
  public record Adamw(
      @Setting(value = "0.001", doc = "The learning rate.") double lr,
      @Setting(value = "0.9", min = 0, max = 1, doc = "The share of the mean that stays.")
          double beta1,
      @Setting(value = "0.999", min = 0, max = 1, doc = "The share of the mean square that stays.")
          double beta2,
      @Setting(value = "1e-8", min = 0, doc = "Keeps the divisor from 0.") double epsilon,
      @Setting(value = "0.01", min = 0, doc = "The share of a weight lost in a step of size 1.")
          double weightDecay)
      implements FirstOrder {
    @Override
    public GradientTransform transform() {
      return chain(
          new ScaleByAdam(beta1, beta2, epsilon),
          new ScaleByLearningRate(lr),
          new DecayWeights(lr, weightDecay));
    }
  }

  /// NAdam: [Adam] whose mean looks one step ahead.
  public record Nadam(
      @Setting(value = "0.001", doc = "The learning rate.") double lr,
      @Setting(value = "0.9", min = 0, max = 1, doc = "The share of the mean that stays.")
          double beta1,
      @Setting(value = "0.999", min = 0, max = 1, doc = "The share of the mean square that stays.")
          double beta2,
      @Setting(value = "1e-8", min = 0, doc = "Keeps the divisor from 0.") double epsilon,
      @Setting(value = "0.004", min = 0, doc = "How fast beta1 warms up from its half.")
          double momentumDecay)
      implements FirstOrder {
    @Override
    public GradientTransform transform() {
      return chain(
          new ScaleByNadam(beta1, beta2, epsilon, momentumDecay), new ScaleByLearningRate(lr));
    }
  }

  /// AMSGrad: [Adam] divided by the greatest mean square so far.
  public record Amsgrad(
      @Setting(value = "0.001", doc = "The learning rate.") double lr,
      @Setting(value = "0.9", min = 0, max = 1, doc = "The share of the mean that stays.")
          double beta1,
      @Setting(value = "0.999", min = 0, max = 1, doc = "The share of the mean square that stays.")
          double beta2,
      @Setting(value = "1e-8", min = 0, doc = "Keeps the divisor from 0.") double epsilon)
      implements FirstOrder {
    @Override
    public GradientTransform transform() {
      return chain(
          new ScaleByAmsgrad(new ScaleByAdam(beta1, beta2, epsilon)), new ScaleByLearningRate(lr));
    }
  }

  /// Rprop: steps from the signs of the gradients alone. It is meant for whole batches.
  public record Rprop(
      @Setting(value = "0.001", doc = "The size of the first step.") double lr,
      @Setting(value = "1.2", min = 1, doc = "Growth of a step while the sign stays.")
          double increase,
      @Setting(value = "0.5", min = 0, max = 1, doc = "Shrinkage when the sign changes.")
          double decrease,
      @Setting(value = "1e-4", min = 0, max = 1, doc = "The least step, as a multiple of lr.")
          double min,
      @Setting(value = "100", min = 1, doc = "The greatest step, as a multiple of lr.") double max)
      implements FirstOrder {
    @Override
    public GradientTransform transform() {
      return chain(new ScaleByRprop(increase, decrease, min, max), new ScaleByLearningRate(lr));
    }
  }
}
