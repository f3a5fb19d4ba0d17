package io.gradus.nn.optim;

import io.gradus.graph.Expr;
import io.gradus.nn.Catalog;
import io.gradus.nn.Setting;
import io.gradus.nn.optim.Schedule.Curve;
import java.util.List;

/// The schedules by name. In their formulas t is the number of the step from 1, T the number of
/// steps of the training, n that of an epoch; all are computed in double precision.
public final class Schedules {
  /// The schedules that a spec can name.
  public static final Catalog<Schedule> CATALOG =
      new Catalog<>(
          "schedule",
          List.of(
              Constant.class,
              InverseTime.class,
              Step.class,
              Exponential.class,
              Linear.class,
              Polynomial.class,
              Cosine.class,
              OneCycle.class,
              Warmup.class,
              Plateau.class,
              InverseNorm.class,
              Kicks.class));

  private Schedules() {}

  /// 1.
  public record Constant() implements Curve {
    @Override
    public Expr factor(Expr t, Course course) {
      return t.like(1);
    }
  }

  /// (1 + d(t−1))⁻ᵖ. With d = p = 1 it is 1/t, whose sum diverges while that of its squares does
  /// not. Source: Robbins and Monro 1951.
  public record InverseTime(
      @Setting(value = "1", min = 0, doc = "How fast the rate falls; 1 makes it lr/t.")
          double decay,
      @Setting(value = "1", min = 0, doc = "The power of the divisor, such as 0.5.") double power)
      implements Curve {
    @Override
    public Expr factor(Expr t, Course course) {
      return t.add(-1).mul(decay).add(1).pow(-power);
    }
  }

  /// f^⌊(t−1)/(kn)⌋: the rate falls every k epochs.
  public record Step(
      @Setting(value = "30", min = 1, doc = "The number of epochs between falls.") int every,
      @Setting(value = "0.1", min = 0, doc = "What the rate is multiplied by at a fall.")
          double factor)
      implements Curve {
    @Override
    public Expr factor(Expr t, Course course) {
      Expr falls = t.add(-1).div((double) every * course.stepsPerEpoch()).floor();
      return t.like(factor).pow(falls);
    }
  }

  /// f^((t−1)/n).
  public record Exponential(
      @Setting(value = "0.95", min = 0, doc = "What the rate is multiplied by in an epoch.")
          double perEpoch)
      implements Curve {
    @Override
    public Expr factor(Expr t, Course course) {
      return t.like(perEpoch).pow(t.add(-1).div(course.stepsPerEpoch()));
    }
  }

  /// From 1 to e in equal steps.
  public record Linear(
      @Setting(value = "0", min = 0, doc = "The share of the rate that is left at the end.")
          double end)
      implements Curve {
    @Override
    public Expr factor(Expr t, Course course) {
      return between(end, rest(t, 0, course.steps()));
    }
  }

  /// e + (1−e)(1 − (t−1)/T)ᵖ.
  public record Polynomial(
      @Setting(value = "2", min = 0, doc = "The power p; 1 is linear.") double power,
      @Setting(value = "0", min = 0, doc = "The share of the rate that is left at the end.")
          double end)
      implements Curve {
    @Override
    public Expr factor(Expr t, Course course) {
      return between(end, rest(t, 0, course.steps()).pow(power));
    }
  }

  /// t/W in the first W steps, then e + (1−e)(1 + cos(π(t−1−W)/(T−W)))/2. Source: Loshchilov and
  /// Hutter 2017, without restarts.
  public record Cosine(
      @Setting(value = "0", min = 0, doc = "The number of steps in which the rate rises first.")
          int warmup,
      @Setting(value = "0", min = 0, doc = "The share of the rate that is left at the end.")
          double end)
      implements Curve {
    @Override
    public Expr factor(Expr t, Course course) {
      Expr fall = between(end, wave(rest(t, warmup, course.steps())));
      return warmup == 0 ? fall : t.gt(warmup).select(fall, t.div(warmup));
    }
  }

  /// Up from s to 1 in the share r of the steps, then down to e, both along half waves of a cosine.
  /// Source: Smith and Topin 2018; momentum stays as it is.
  public record OneCycle(
      @Setting(value = "0.3", min = 0, max = 1, doc = "The share of the steps in which it rises.")
          double rise,
      @Setting(value = "0.04", min = 0, doc = "The share of the rate at the beginning.")
          double start,
      @Setting(value = "4e-6", min = 0, doc = "The share of the rate at the end.") double end)
      implements Curve {
    @Override
    public Expr factor(Expr t, Course course) {
      double top = rise * course.steps();
      Expr up = between(start, wave(rest(t, 0, top).neg().add(1)));
      Expr down = between(end, wave(rest(t, top, course.steps())));
      return t.add(-1).gt(top).select(down, up);
    }
  }

  /// min(t/W, 1); other schedules can follow.
  public record Warmup(
      @Setting(value = "100", min = 1, doc = "The number of steps in which the rate rises.")
          int steps)
      implements Curve {
    @Override
    public Expr factor(Expr t, Course course) {
      return t.div(steps).min(1);
    }
  }

  /// The rate falls when the validation loss (training loss if nothing is held back) has not become
  /// better for some epochs.
  public record Plateau(
      @Setting(value = "0.5", min = 0, max = 1, doc = "What the rate is multiplied by.")
          double factor,
      @Setting(value = "5", min = 1, doc = "Epochs without a better loss before the rate falls.")
          int patience,
      @Setting(value = "1e-3", min = 0, doc = "The share by which a loss must be less to count.")
          double threshold,
      @Setting(value = "1e-4", min = 0, doc = "The least share of the rate.") double least)
      implements Schedule {
    @Override
    public GradientTransform transform(Course course) {
      return new ScaleByPlateau(factor, patience, threshold, least);
    }
  }

  /// 1/(b + ‖x‖²), the mean of ‖x‖² over the rows of a batch. With `lr: 1` and the loss
  /// `half-squared` a linear model solves each example exactly. Source: Kaczmarz 1937.
  public record InverseNorm(
      @Setting(value = "1", min = 0, doc = "The input that a bias stands for; 0 without a bias.")
          double bias)
      implements Schedule {
    @Override
    public GradientTransform transform(Course course) {
      return new ScaleBy(step -> {
        Expr x = step.x().orElseThrow();
        return x.square().sum(1).mean(0).add(bias).reciprocal();
      });
    }
  }

  /// Random kicks, by which a training can leave a local minimum: a uniform number of ±size is
  /// added to every parameter. None comes in the last steps, so that the last one can settle.
  public record Kicks(
      @Setting(value = "500", min = 1, doc = "The number of steps between kicks.") int every,
      @Setting(value = "0.1", min = 0, doc = "The greatest change of a parameter.") double size,
      @Setting(value = "false", doc = "Whether to kick only if the loss did not fall so long.")
          boolean stagnating)
      implements Schedule {
    @Override
    public GradientTransform transform(Course course) {
      return new Kick(every, size, stagnating, course);
    }
  }

  /// e + (1−e)s.
  private static Expr between(double end, Expr s) {
    return s.mul(1 - end).add(end);
  }

  /// The share of the steps from `from` to `to` that is left before step t.
  private static Expr rest(Expr t, double from, double to) {
    return t.add(-1 - from).div(from - to).add(1).max(0);
  }

  /// (1 − cos πs)/2: from 0 to 1 as s does, level at both ends.
  private static Expr wave(Expr s) {
    return s.mul(Math.PI).cos().neg().add(1).mul(0.5);
  }
}
