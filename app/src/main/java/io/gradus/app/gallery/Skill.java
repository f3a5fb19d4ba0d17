package io.gradus.app.gallery;

import io.gradus.nn.data.Task;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.train.Listener;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Result;
import io.gradus.nn.train.Result.Ending;
import io.gradus.nn.train.Spec;
import io.gradus.nn.train.Trainer;
import java.nio.file.Path;
import java.util.Map;

/// What a training is worth: 0 for a constant answer, 1 for right answers.
///
/// It is measured on the test part, or on the training part if nothing is held back: R² for a
/// regression, (a − c)/(1 − c) for the balanced accuracy a and that of a constant answer, c, for
/// classes and labels. A training whose loss is no number any more is worth nothing.
final class Skill {
  private static final double LEAST = -1; // beyond, all is equally bad

  private Skill() {}

  /// Trains from the start.
  ///
  /// @param training what to train
  /// @param seed the seed of division, first weights and order
  static double of(Training training, long seed) {
    return Scratch.use(folder -> {
      training.write(folder);
      return of(training.in(folder, seed), folder.resolve("run"));
    });
  }

  private static double of(Spec spec, Path folder) {
    Parts parts = Parts.load(spec);
    try (RunDirectory run = RunDirectory.create(folder, "")) {
      return of(new Trainer(spec, parts, run, Listener.NONE).train(), parts);
    }
  }

  private static double of(Result result, Parts parts) {
    Map<String, Double> metrics = result.test().or(result::train).orElseThrow();
    double constant =
        parts.train().task() == Task.CLASSIFICATION ? 1.0 / parts.train().outputs() : 0.5;
    double skill =
        parts.train().task() == Task.REGRESSION
            ? metrics.get("r2")
            : (metrics.get("balancedAccuracy") - constant) / (1 - constant);
    double bounded = Double.isNaN(skill) ? LEAST : Math.max(LEAST, skill);
    return result.ending() == Ending.DIVERGED ? Math.min(0, bounded) : bounded;
  }
}
