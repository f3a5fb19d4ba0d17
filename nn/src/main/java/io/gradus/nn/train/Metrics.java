package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.train.Evaluation.Classes;
import io.gradus.nn.train.Evaluation.Labels;
import io.gradus.nn.train.Evaluation.Values;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Computes an [Evaluation], which says what its numbers mean.
final class Metrics {
  private static final double LEAST = 1e-15; // keeps the logarithm of a wrong certainty finite
  private static final List<String> NO_YES = List.of("no", "yes");

  private final List<String> names;
  private final double[][] y; // of each output
  private final double[][] p;
  private final int n;
  private final int k;
  private final Map<String, Double> scores = new LinkedHashMap<>();
  private final Map<String, Map<String, Double>> outputs = new LinkedHashMap<>();

  private Metrics(Dataset data, Array truth, Array said) {
    names = data.targetNames();
    n = data.size();
    k = names.size();
    y = columns(truth);
    p = columns(said);
    names.forEach(name -> outputs.put(name, new LinkedHashMap<>()));
  }

  /// Measures.
  ///
  /// @param truth the right answers; of a regression in the user's units
  /// @param said the predictions in the same form
  static Evaluation of(Dataset data, Array truth, Array said, double loss) {
    Metrics m = new Metrics(data, truth, said);
    m.scores.put("loss", loss);
    Evaluation.Details details =
        switch (data.task()) {
          case CLASSIFICATION -> m.classification();
          case MULTI_LABEL -> m.multiLabel();
          case REGRESSION -> m.regression();
        };
    return new Evaluation(m.scores, m.outputs, details);
  }

  private Classes classification() {
    double[] auc = IntStream.range(0, k).mapToDouble(j -> auc(y[j], p[j])).toArray();
    makeProbabilities();
    int[] truth = IntStream.range(0, n).map(i -> top(y, i)).toArray();
    int[] answers = IntStream.range(0, n).map(i -> top(p, i)).toArray();
    Confusion confusion = Confusion.of(names, truth, answers);
    double log = 0;
    double brier = 0;
    double[] confidence = new double[n];
    int[] right = new int[n];
    for (int i = 0; i < n; i++) {
      log -= Math.log(p[truth[i]][i]);
      for (int j = 0; j < k; j++) {
        brier += square(p[j][i] - (j == truth[i] ? 1 : 0)) / 2;
      }
      confidence[i] = p[answers[i]][i];
      right[i] = truth[i] == answers[i] ? 1 : 0;
    }
    Reliability reliability = Reliability.of(confidence, right);
    for (int j = 0; j < k; j++) {
      put(j, confusion, j, auc[j]);
    }
    scores.put("accuracy", confusion.accuracy());
    scores.put("logLoss", log / n);
    means("f1");
    scores.put("auc", k == 2 ? auc[1] : mean("auc"));
    scores.put("balancedAccuracy", confusion.balancedAccuracy());
    means("precision", "recall");
    scores.put("brier", brier / n);
    scores.put("calibrationError", reliability.error());
    return new Classes(confusion, reliability);
  }

  private Labels multiLabel() {
    double log = 0;
    double brier = 0;
    double[] said = new double[n * k];
    int[] right = new int[n * k];
    for (int j = 0; j < k; j++) {
      int[] truth = Arrays.stream(y[j]).mapToInt(v -> v > 0.5 ? 1 : 0).toArray();
      int[] answers = Arrays.stream(p[j]).mapToInt(v -> v > 0.5 ? 1 : 0).toArray();
      Confusion confusion = Confusion.of(NO_YES, truth, answers);
      for (int i = 0; i < n; i++) {
        double probability = Math.clamp(p[j][i], LEAST, 1 - LEAST);
        log -= Math.log(truth[i] == 1 ? probability : 1 - probability);
        brier += square(probability - truth[i]);
        said[j * n + i] = probability;
        right[j * n + i] = truth[i];
      }
      put(j, confusion, 1, auc(y[j], p[j]));
      Map<String, Double> output = outputs.get(names.get(j));
      output.put("accuracy", confusion.accuracy());
      output.put("balancedAccuracy", confusion.balancedAccuracy());
    }
    Reliability reliability = Reliability.of(said, right);
    means("accuracy");
    scores.put("logLoss", log / (n * k));
    means("f1", "auc", "balancedAccuracy", "precision", "recall");
    scores.put("brier", brier / (n * k));
    scores.put("calibrationError", reliability.error());
    return new Labels(reliability);
  }

  private void put(int output, Confusion confusion, int c, double auc) {
    Map<String, Double> numbers = outputs.get(names.get(output));
    numbers.put("rows", (double) confusion.support(c));
    numbers.put("precision", confusion.precision(c));
    numbers.put("recall", confusion.recall(c));
    numbers.put("f1", confusion.f1(c));
    numbers.put("auc", auc);
  }

  private Values regression() {
    double squares = 0;
    double magnitudes = 0;
    for (int j = 0; j < k; j++) {
      double mean = Arrays.stream(y[j]).sum() / n;
      double total = 0;
      double rest = 0;
      double distance = 0;
      for (int i = 0; i < n; i++) {
        rest += square(p[j][i] - y[j][i]);
        total += square(y[j][i] - mean);
        distance += Math.abs(p[j][i] - y[j][i]);
      }
      Map<String, Double> output = outputs.get(names.get(j));
      output.put("r2", total > 0 ? 1 - rest / total : Double.NaN);
      output.put("rmse", Math.sqrt(rest / n));
      output.put("mae", distance / n);
      squares += rest;
      magnitudes += distance;
    }
    means("r2");
    scores.put("rmse", Math.sqrt(squares / (n * k)));
    scores.put("mae", magnitudes / (n * k));
    return new Values(y, p);
  }

  private void means(String... metrics) {
    for (String metric : metrics) {
      scores.put(metric, mean(metric));
    }
  }

  private double mean(String metric) {
    return outputs.values().stream()
        .mapToDouble(numbers -> numbers.get(metric))
        .filter(v -> !Double.isNaN(v))
        .average()
        .orElse(Double.NaN);
  }

  /// The share of pairs (one of the class, one of the rest) that the scores order rightly, a tie
  /// counting half (Mann and Whitney 1947); NaN if there are no pairs.
  private static double auc(double[] y, double[] score) {
    double[] of = sorted(score, i -> y[i] == 1);
    double[] rest = sorted(score, i -> y[i] != 1);
    double pairs = 0;
    int below = 0;
    int upTo = 0;
    for (double s : of) {
      while (below < rest.length && rest[below] < s) {
        below++;
      }
      while (upTo < rest.length && rest[upTo] <= s) {
        upTo++;
      }
      pairs += 0.5 * (below + upTo);
    }
    return pairs / ((double) of.length * rest.length);
  }

  private static double[] sorted(double[] score, IntPredicate rows) {
    return IntStream.range(0, score.length)
        .filter(rows)
        .mapToDouble(i -> score[i])
        .sorted()
        .toArray();
  }

  /// Makes outputs positive and to sum to 1 for each row.
  private void makeProbabilities() {
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int j = 0; j < k; j++) {
        p[j][i] = p[j][i] > LEAST ? p[j][i] : LEAST;
        sum += p[j][i];
      }
      for (int j = 0; j < k; j++) {
        p[j][i] /= sum;
      }
    }
  }

  private static int top(double[][] columns, int row) {
    int best = 0;
    for (int j = 1; j < columns.length; j++) {
      best = columns[j][row] > columns[best][row] ? j : best;
    }
    return best;
  }

  private static double square(double x) {
    return x * x;
  }

  private double[][] columns(Array a) {
    double[][] columns = new double[k][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < k; j++) {
        columns[j][i] = a.get(i * k + j);
      }
    }
    return columns;
  }
}
