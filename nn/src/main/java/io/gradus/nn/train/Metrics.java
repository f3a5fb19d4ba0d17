package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.nn.data.Dataset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// How good predictions are, in numbers.
///
/// - classification: `accuracy`; `logLoss`, of outputs made positive and to sum to 1; `f1`, the
///   mean over classes; `auc`, for two classes that of the second, else the mean of each against
///   the rest
/// - multi-label: the same for each label with threshold ½, averaged over labels
/// - regression: `r2`, averaged over targets, `rmse` and `mae` over all values in the user's units
///
/// A number that the rows do not define, such as the AUC of a class they lack, is left out of the
/// mean, and the mean is NaN if nothing is left.
final class Metrics {
  private static final double LEAST = 1e-15; // keeps the logarithm of a wrong certainty finite

  private Metrics() {}

  /// The metrics of the task, by name; the loss comes first.
  ///
  /// @param truth the right answers; of a regression in the user's units
  /// @param said the predictions in the same form
  static Map<String, Double> of(Dataset data, Array truth, Array said, double loss) {
    int n = data.size();
    int k = data.outputs();
    double[][] y = columns(truth, n, k);
    double[][] p = columns(said, n, k);
    Map<String, Double> m = new LinkedHashMap<>();
    m.put("loss", loss);
    switch (data.task()) {
      case CLASSIFICATION -> classification(y, p, m);
      case MULTI_LABEL -> multiLabel(y, p, m);
      case REGRESSION -> regression(y, p, m);
    }
    return m;
  }

  private static void classification(double[][] y, double[][] p, Map<String, Double> m) {
    int n = y[0].length;
    int k = y.length;
    double[][] chosen = new double[k][n];
    double log = 0;
    int right = 0;
    for (int i = 0; i < n; i++) {
      int row = i;
      int truth = top(y, row);
      int guess = top(p, row);
      chosen[guess][i] = 1;
      right += truth == guess ? 1 : 0;
      double sum = IntStream.range(0, k).mapToDouble(j -> positive(p[j][row])).sum();
      log -= Math.log(positive(p[truth][i]) / sum);
    }
    m.put("accuracy", (double) right / n);
    m.put("logLoss", log / n);
    m.put("f1", mean(IntStream.range(0, k).mapToDouble(j -> f1(y[j], chosen[j]))));
    m.put("auc", mean(IntStream.range(k == 2 ? 1 : 0, k).mapToDouble(j -> auc(y[j], p[j]))));
  }

  private static void multiLabel(double[][] y, double[][] p, Map<String, Double> m) {
    int n = y[0].length;
    int k = y.length;
    double[][] chosen = new double[k][n];
    double log = 0;
    int right = 0;
    for (int j = 0; j < k; j++) {
      for (int i = 0; i < n; i++) {
        chosen[j][i] = p[j][i] > 0.5 ? 1 : 0;
        right += chosen[j][i] == y[j][i] ? 1 : 0;
        double probability = Math.clamp(p[j][i], LEAST, 1 - LEAST);
        log -= Math.log(y[j][i] == 1 ? probability : 1 - probability);
      }
    }
    m.put("accuracy", (double) right / (n * k));
    m.put("logLoss", log / (n * k));
    m.put("f1", mean(IntStream.range(0, k).mapToDouble(j -> f1(y[j], chosen[j]))));
    m.put("auc", mean(IntStream.range(0, k).mapToDouble(j -> auc(y[j], p[j]))));
  }

  private static void regression(double[][] y, double[][] p, Map<String, Double> m) {
    int n = y[0].length;
    int k = y.length;
    double[] r2 = new double[k];
    double squares = 0;
    double magnitudes = 0;
    for (int j = 0; j < k; j++) {
      double mean = Arrays.stream(y[j]).sum() / n;
      double total = 0;
      double rest = 0;
      for (int i = 0; i < n; i++) {
        double error = p[j][i] - y[j][i];
        rest += error * error;
        total += (y[j][i] - mean) * (y[j][i] - mean);
        magnitudes += Math.abs(error);
      }
      r2[j] = total > 0 ? 1 - rest / total : Double.NaN;
      squares += rest;
    }
    m.put("r2", mean(Arrays.stream(r2)));
    m.put("rmse", Math.sqrt(squares / (n * k)));
    m.put("mae", magnitudes / (n * k));
  }

  /// 2 TP/(2 TP + FP + FN); NaN if the class neither occurs nor is predicted.
  private static double f1(double[] y, double[] chosen) {
    double both = 0;
    double either = 0;
    for (int i = 0; i < y.length; i++) {
      both += y[i] * chosen[i];
      either += y[i] + chosen[i];
    }
    return 2 * both / either;
  }

  /// The share of pairs (one of the class, one of the rest) that the scores order rightly, a tie
  /// counting half: from the ranks of the scores (Mann and Whitney 1947).
  private static double auc(double[] y, double[] score) {
    int n = y.length;
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(score[a], score[b]));
    double ranks = 0;
    double positives = 0;
    for (int from = 0, to; from < n; from = to) {
      to = from + 1;
      while (to < n && score[order[to]] == score[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks += y[order[i]] * 0.5 * (from + 1 + to);
        positives += y[order[i]];
      }
    }
    return (ranks - positives * (positives + 1) / 2) / (positives * (n - positives));
  }

  private static double positive(double p) {
    return p > LEAST ? p : LEAST;
  }

  private static int top(double[][] columns, int row) {
    int best = 0;
    for (int j = 1; j < columns.length; j++) {
      best = columns[j][row] > columns[best][row] ? j : best;
    }
    return best;
  }

  private static double mean(DoubleStream values) {
    return values.filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
  }

  private static double[][] columns(Array a, int n, int k) {
    double[][] columns = new double[k][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < k; j++) {
        columns[j][i] = a.get(i * k + j);
      }
    }
    return columns;
  }
}
