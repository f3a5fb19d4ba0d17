package io.gradus.nn.train;

import io.gradus.nn.data.Dataset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/// Whether the model learned anything: a comparison with the constant predictor.
///
/// Healthy means clearly better than always saying the most frequent class (for a regression: the
/// mean), where clearly is three standard errors of its accuracy, or an R² of at least 0.1.
/// Anything else is undecided: the numbers do not say why.
///
/// @param healthy whether the model is clearly better
/// @param sentence the comparison in numbers
public record Verdict(boolean healthy, String sentence) {
  private static final double ERRORS = 3;
  private static final double LEAST_R2 = 0.1;

  /// The word for the comparison, `healthy` or `undecided`.
  public String text() {
    return healthy ? "healthy" : "undecided";
  }

  /// Compares.
  ///
  /// @param part what the examples are called, such as `validation`
  /// @param data the examples that the metrics are about
  static Verdict of(String part, Dataset data, Map<String, Double> metrics) {
    return switch (data.task()) {
      case CLASSIFICATION -> compare(part, metrics, majority(data), data.size());
      case MULTI_LABEL -> compare(part, metrics, majorityOfEach(data), data.size());
      case REGRESSION -> {
        double r2 = metrics.get("r2");
        yield new Verdict(
            r2 >= LEAST_R2,
            String.format(
                Locale.ROOT, "R² on the %s part is %.3f; predicting the mean gives 0.", part, r2));
      }
    };
  }

  /// For a training whose loss is no number any more.
  static Verdict diverged(long step) {
    return new Verdict(
        false, "The loss is not finite since step " + step + "; a smaller learning rate may help.");
  }

  private static Verdict compare(String part, Map<String, Double> metrics, double base, int n) {
    double accuracy = metrics.get("accuracy");
    double error = Math.sqrt(Math.max(base * (1 - base), 0.25 / n) / n);
    return new Verdict(
        accuracy > Math.min(base + ERRORS * error, (1 + base) / 2),
        String.format(
            Locale.ROOT,
            "Accuracy on the %s part is %.3f; always answering the most frequent class gives %.3f.",
            part,
            accuracy,
            base));
  }

  private static double majority(Dataset data) {
    return Arrays.stream(data.classCounts()).max().orElse(0) / (double) data.size();
  }

  private static double majorityOfEach(Dataset data) {
    long total =
        Arrays.stream(data.classCounts()).map(count -> Math.max(count, data.size() - count)).sum();
    return total / (data.size() * (double) data.outputs());
  }
}
