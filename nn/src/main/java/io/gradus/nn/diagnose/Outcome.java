package io.gradus.nn.diagnose;

import io.gradus.nn.data.Dataset;
import io.gradus.nn.io.Model;
import io.gradus.nn.train.Evaluator;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Result;
import io.gradus.nn.train.Result.Ending;
import java.util.Map;
import java.util.Optional;

/// How well a training ended.
///
/// @param ending why it ended
/// @param steps the number of steps taken
/// @param train the quality on the rows learned from
/// @param held the quality on the rows held back, validation and test together; that on the rows
///   learned from if fewer than 8 were held back, without an error since they are always the same
/// @param loss the loss on the rows learned from
public record Outcome(Ending ending, long steps, Quality train, Quality held, double loss) {
  static final int FEW = 8;

  /// What a finished training came to.
  public static Outcome of(Result result, Parts parts) {
    return of(
        result.ending(),
        result.steps(),
        result.train().orElse(Map.of()),
        result.validation(),
        result.test(),
        parts);
  }

  /// What a trained model is worth.
  static Outcome of(Model model, Ending ending, long steps, Parts parts) {
    return of(
        ending,
        steps,
        Evaluator.evaluate(model, parts.train()),
        parts.validation().map(data -> Evaluator.evaluate(model, data)),
        parts.test().map(data -> Evaluator.evaluate(model, data)),
        parts);
  }

  private static Outcome of(
      Ending ending,
      long steps,
      Map<String, Double> train,
      Optional<Map<String, Double>> ofValidation,
      Optional<Map<String, Double>> ofTest,
      Parts parts) {
    Quality learned = Quality.of(train, parts.train());
    Optional<Quality> validation = quality(ofValidation, parts.validation());
    Optional<Quality> test = quality(ofTest, parts.test());
    Quality held =
        held(parts) < FEW
            ? new Quality(learned.gain(), 0)
            : validation.isPresent() && test.isPresent()
                ? Quality.together(
                    validation.get(),
                    parts.validation().orElseThrow().size(),
                    test.get(),
                    parts.test().orElseThrow().size())
                : validation.or(() -> test).orElseThrow();
    return new Outcome(ending, steps, learned, held, train.getOrDefault("loss", Double.NaN));
  }

  /// The number of rows held back.
  static int held(Parts parts) {
    return rows(parts.validation()) + rows(parts.test());
  }

  private static int rows(Optional<Dataset> part) {
    return part.map(Dataset::size).orElse(0);
  }

  private static Optional<Quality> quality(
      Optional<Map<String, Double>> metrics, Optional<Dataset> data) {
    return metrics.isPresent() && data.isPresent()
        ? Optional.of(Quality.of(metrics.get(), data.get()))
        : Optional.empty();
  }

  /// True if a loss was not finite.
  public boolean diverged() {
    return ending == Ending.DIVERGED;
  }

  /// The quality that counts: that on rows held back. A training that broke off has none.
  public double gain() {
    return held.gain();
  }

  /// How far it came, in words.
  String words() {
    return diverged()
        ? "a loss that is not finite"
        : gain() < 0
            ? "worse than a constant answer"
            : Findings.percent(gain()) + " of the way from a constant answer to perfection";
  }

  /// True if this is better by so much that neither chance nor taste explains it: by a tenth of the
  /// way from a constant to perfection, by two standard errors, and with a quarter less of the way
  /// left.
  public boolean clearlyBetterThan(Outcome other) {
    double more = gain() - other.gain();
    double error = Math.hypot(held.error(), other.held.error());
    return more > 0.1 && more > 2 * error && 1 - gain() < 0.75 * (1 - other.gain())
        || other.diverged() && !diverged() && gain() > Math.max(0.1, 3 * held.error());
  }
}
