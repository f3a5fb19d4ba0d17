package io.gradus.nn.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// How good predictions are: numbers for the whole, numbers for each output, and what lies behind
/// them.
///
/// - classification: `accuracy`; `logLoss`; `f1`, `precision` and `recall`, means over the classes
///   that occur or are answered; `balancedAccuracy`, the mean recall of those that occur; `auc`,
///   for two classes that of the second, else the mean of each against the rest; `brier`, ½Σⱼ(pⱼ −
///   yⱼ)² on average (for two classes (p − y)²); `calibrationError`, of the probability of the
///   answer. Outputs that are no probabilities are made positive and to sum to 1 first.
/// - multi-label: the same for each label with threshold ½, averaged over labels
/// - regression: `r2`, averaged over targets, `rmse` and `mae` over all values in the user's units
///
/// A number that the rows do not define, such as the AUC of a class they lack, is left out of the
/// mean, and the mean is NaN if nothing is left.
///
/// @param scores the numbers by name; the loss comes first
/// @param outputs for each class, label or target its numbers by name
/// @param details what depends on the task
public record Evaluation(
    Map<String, Double> scores, Map<String, Map<String, Double>> outputs, Details details) {

  /// What lies behind the numbers.
  public sealed interface Details {}

  /// Of a classification.
  ///
  /// @param confusion which class was taken for which
  /// @param reliability the probability of the answer against its truth
  public record Classes(Confusion confusion, Reliability reliability) implements Details {}

  /// Of several labels.
  ///
  /// @param reliability the probability of a label against its truth, of all labels together
  public record Labels(Reliability reliability) implements Details {}

  /// Of a regression, in the user's units.
  ///
  /// @param truth the right values of each target
  /// @param predicted the predicted ones, as many
  public record Values(double[][] truth, double[][] predicted) implements Details {}

  /// All but the scores, as a tree that JSON can hold.
  public Map<String, Object> toTree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    switch (details) {
      case Classes c -> {
        tree.put("classes", outputs);
        tree.put("confusion", lists(c.confusion.counts()));
        tree.put("calibration", bins(c.reliability));
      }
      case Labels l -> {
        tree.put("labels", outputs);
        tree.put("calibration", bins(l.reliability));
      }
      case Values v -> tree.put("targets", outputs);
    }
    return tree;
  }

  private static List<List<Integer>> lists(int[][] counts) {
    return Arrays.stream(counts).map(row -> IntStream.of(row).boxed().toList()).toList();
  }

  private static List<Map<String, Object>> bins(Reliability reliability) {
    return reliability.bins().stream()
        .map(bin -> {
          Map<String, Object> tree = new LinkedHashMap<>();
          tree.put("rows", bin.rows());
          tree.put("probability", bin.probability());
          tree.put("frequency", bin.frequency());
          return tree;
        })
        .toList();
  }
}
