package io.gradus.nn.diagnose;

import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Task;
import java.util.Map;

/// How much of the way from the best constant answer to a perfect one a model has come.
///
/// For a regression this is R². For classes it is the greatest of three gains: of accuracy over the
/// most frequent class, of balanced accuracy over chance, and of the log-loss over the entropy of
/// the classes; a model that is better in one of them has learned something.
///
/// @param gain 0 for the best constant answer, 1 for perfection; negative if worse than a constant
/// @param error the standard error of the gain, from the number of rows
public record Quality(double gain, double error) {
  private static final double WORST = -1;

  /// The quality that metrics on some rows tell.
  public static Quality of(Map<String, Double> metrics, Dataset data) {
    return switch (data.task()) {
      case REGRESSION -> {
        double r2 = finite(metrics.get("r2"));
        yield new Quality(
            r2, Math.sqrt(2.0 / Math.max(2, data.size())) * Math.max(1 - r2, 0.05)); // var of rss
      }
      case CLASSIFICATION, MULTI_LABEL -> classes(metrics, data);
    };
  }

  private static Quality classes(Map<String, Double> metrics, Dataset data) {
    boolean several = data.task() == Task.MULTI_LABEL;
    long[] counts = data.classCounts();
    int n = data.size();
    double frequent = 0;
    double entropy = 0;
    for (long count : counts) {
      double p = (double) count / n;
      frequent = several ? frequent + Math.max(p, 1 - p) / counts.length : Math.max(frequent, p);
      entropy -= several ? (plogp(p) + plogp(1 - p)) / counts.length : plogp(p);
    }
    double chance = several ? 0.5 : 1.0 / counts.length;
    double accuracy = finite(metrics.get("accuracy"));
    double gain =
        Math.max(
            share(accuracy - frequent, 1 - frequent),
            Math.max(
                share(finite(metrics.get("balancedAccuracy")) - chance, 1 - chance),
                share(entropy - finite(metrics.get("logLoss")), entropy)));
    double p = Math.clamp(accuracy, 0, 1);
    double error = Math.sqrt(Math.max(p * (1 - p), 0.25 / n) / n) / Math.max(0.05, 1 - chance);
    return new Quality(gain, error);
  }

  /// One quality of two parts, by their rows.
  static Quality together(Quality a, int rowsOfA, Quality b, int rowsOfB) {
    double share = (double) rowsOfA / (rowsOfA + rowsOfB);
    return new Quality(
        share * a.gain + (1 - share) * b.gain, Math.hypot(share * a.error, (1 - share) * b.error));
  }

  private static double share(double part, double whole) {
    return whole > 0 ? Math.max(WORST, part / whole) : WORST;
  }

  private static double plogp(double p) {
    return p > 0 ? p * Math.log(p) : 0;
  }

  private static double finite(Double x) {
    return x == null || !Double.isFinite(x) ? WORST : Math.max(WORST, x);
  }
}
