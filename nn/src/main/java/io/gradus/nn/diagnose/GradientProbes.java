package io.gradus.nn.diagnose;

import static io.gradus.nn.diagnose.Findings.text;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.check.GradCheck;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.nn.Network;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.diagnose.Probes.Answer;
import io.gradus.nn.io.Json;
import io.gradus.nn.io.Model;
import io.gradus.nn.optim.FirstOrder;
import io.gradus.nn.optim.Objective;
import io.gradus.nn.train.LossSurface;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Rehearsal;
import io.gradus.nn.train.Setup;
import io.gradus.nn.train.Spec;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Whether gradients and steps are right, in double precision.
final class GradientProbes {
  static final String NOT_FINITE =
      "loss or gradient are not finite at the start; look at the activation of the output and at the"
          + " loss";

  private static final double TINY = 1e-5; // a learning rate
  private static final double STRAIGHT = 0.01; // the share of a change that curvature may make

  private static final double ROUNDING = 1e-12;
  private static final double RIGHT = 0.1; // kinks on the way are no fault

  private GradientProbes() {}

  static Answer descends(Spec spec, Parts parts) {
    Spec exact = spec.with("precision", "float64").with("batch", null).with("clip", null);
    Dataset rows = parts.train().cast(DType.F64);
    LossSurface surface = LossSurface.of(exact, rows);
    Objective.Point here = surface.risk().point(surface.start());
    double[] step = step(exact, Parts.of(rows), surface, here.gradient());
    double slope = dot(here.gradient(), step);
    if (!Double.isFinite(slope) || Math.abs(slope) <= ROUNDING * Math.abs(here.value())) {
      return new Answer(
          "P5",
          false,
          "Along a tiny step of the optimizer the loss changes by %s of %s (limit: a share of 1e-12): %s."
              .formatted(
                  text(slope),
                  text(here.value()),
                  Double.isFinite(slope)
                      ? "the gradient is 0 or lost in rounding, so that nothing can be learned; look"
                          + " at the output, the depth and the initial weights"
                      : NOT_FINITE),
          Map.of("slope", Json.number(slope), "loss", Json.number(here.value())));
    }
    double bend = dot(surface.risk().hessianTimes(here.w(), step), step) / 2;
    double t = Math.min(1, STRAIGHT * Math.abs(slope / bend));
    double[] there =
        IntStream.range(0, step.length).mapToDouble(i -> here.w()[i] + t * step[i]).toArray();
    double change = surface.risk().value(there) - here.value();
    double ratio = change / (t * slope + t * t * bend);
    boolean right = Math.abs(ratio - 1) < RIGHT;
    return new Answer(
        "P5",
        right && slope < 0,
        "A tiny step of the optimizer changes the loss by %s, which is %s times what gradient and curvature foretell (limit: 1 to 10 %%): %s."
            .formatted(
                text(change),
                text(ratio),
                right
                    ? slope < 0
                        ? "steps lead downward"
                        : "steps lead upward; look at the sign of the learning rate"
                    : "the gradient is not that of the loss, or the loss has a kink just here"),
        Map.of(
            "change", Json.number(change),
            "slope", Json.number(t * slope),
            "ratio", Json.number(ratio)));
  }

  /// The first step of the optimizer at a tiny rate of the same sign.
  private static double[] step(Spec spec, Parts parts, LossSurface surface, double[] gradient) {
    double[] step = new double[gradient.length];
    if (spec.optimizer() instanceof FirstOrder f) {
      Spec tiny =
          spec.with("schedule", null).with(RateSweep.path(spec), Math.copySign(TINY, f.lr()));
      Rehearsal r = new Rehearsal(tiny, parts);
      r.step();
      double[] after = surface.risk().vector(r.params());
      for (int i = 0; i < step.length; i++) {
        step[i] = after[i] - surface.start()[i];
      }
    } else {
      for (int i = 0; i < step.length; i++) {
        step[i] = -TINY * gradient[i];
      }
    }
    return step;
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }

  static Answer differentiates(Spec spec, Parts parts) {
    Dataset rows = parts.train().cast(DType.F64);
    Model.Description d = Setup.of(spec, parts.train()).description();
    Network network = d.network();
    Tree<Array> start = new Rehearsal(spec, parts).params().map(a -> a.cast(DType.F64));
    Tree<Expr> learned = network.learned(network.params(DType.F64));
    Tree<Expr> params = start.<Expr>map(Expr::constant).replace(learned);
    Expr scores = network.scores(params, Expr.constant(rows.features()));
    Expr loss = d.loss().of(scores, d.activation(), Expr.constant(rows.targets()));
    GradCheck.Report report =
        GradCheck.check(
            new Graph(learned.values(), List.of(loss)),
            network.learned(start).values(),
            3,
            Key.of(spec.seed()));
    boolean passed = report.tangentError() < 1e-2 && report.adjointError() < 1e-9;
    return new Answer(
        "P6",
        passed,
        "Derivatives of the loss differ by %s from differences of its values (limit 0.01), in reverse by %s from those forward (limit 1e-9): %s."
            .formatted(
                text(report.tangentError()),
                text(report.adjointError()),
                passed
                    ? "gradients are right"
                    : Double.isFinite(report.tangentError())
                        ? "the loss has a kink at the start; look at activations and loss"
                        : NOT_FINITE),
        Map.of(
            "differences", Json.number(report.tangentError()),
            "adjoint", Json.number(report.adjointError())));
  }
}
