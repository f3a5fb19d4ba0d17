package io.gradus.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Task;
import io.gradus.nn.io.Json;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Offset<Double> TIGHT = within(1e-14);

  @Test
  void ofTwoClasses() {
    // scores of the second class: 0.1 0.4 0.35 0.8, right 0 0 1 1: three of four pairs in order
    Map<String, Double> m =
        of(
            Task.CLASSIFICATION,
            new double[][] {{1, 0}, {1, 0}, {0, 1}, {0, 1}},
            new double[][] {{0.9, 0.1}, {0.6, 0.4}, {0.65, 0.35}, {0.2, 0.8}});
    assertThat(m.keySet())
        .containsExactly(
            "loss",
            "accuracy",
            "logLoss",
            "f1",
            "auc",
            "balancedAccuracy",
            "precision",
            "recall",
            "brier",
            "calibrationError");
    assertThat(m.get("accuracy")).isEqualTo(0.75);
    assertThat(m.get("auc")).isEqualTo(0.75);
    assertThat(m.get("f1")).isCloseTo((0.8 + 2.0 / 3) / 2, TIGHT);
    double log = -(Math.log(0.9) + Math.log(0.6) + Math.log(0.35) + Math.log(0.8)) / 4;
    assertThat(m.get("logLoss")).isCloseTo(log, TIGHT);
  }

  @Test
  void tiedScoresCountHalf() {
    Map<String, Double> m =
        of(
            Task.CLASSIFICATION,
            new double[][] {{1, 0}, {0, 1}, {0, 1}},
            new double[][] {{0.5, 0.5}, {0.5, 0.5}, {0.5, 0.5}});
    assertThat(m.get("auc")).isEqualTo(0.5);
  }

  @Test
  void aClassThatDoesNotOccurIsLeftOut() {
    Map<String, Double> m =
        of(
            Task.CLASSIFICATION,
            new double[][] {{1, 0, 0}, {0, 1, 0}},
            new double[][] {{0.8, 0.1, 0.1}, {0.2, 0.7, 0.1}});
    assertThat(m).containsEntry("f1", 1.0).containsEntry("auc", 1.0);
  }

  @Test
  void outputsThatAreNoProbabilitiesAreMadeSuch() {
    Map<String, Double> m =
        of(Task.CLASSIFICATION, new double[][] {{1, 0}, {0, 1}}, new double[][] {{3, 1}, {-1, 2}});
    assertThat(m.get("logLoss")).isCloseTo(-Math.log(0.75) / 2, TIGHT);
  }

  @Test
  void ofSeveralLabels() {
    Map<String, Double> m =
        of(
            Task.MULTI_LABEL,
            new double[][] {{1, 0}, {0, 1}, {1, 1}},
            new double[][] {{0.9, 0.2}, {0.6, 0.7}, {0.8, 0.4}});
    assertThat(m.get("accuracy")).isCloseTo(4.0 / 6, TIGHT);
    assertThat(m.get("f1")).isCloseTo((0.8 + 2.0 / 3) / 2, TIGHT);
  }

  @Test
  void ofNumbers() {
    Map<String, Double> m =
        of(
            Task.REGRESSION,
            new double[][] {{3}, {-0.5}, {2}, {7}},
            new double[][] {{2.5}, {0}, {2}, {8}});
    assertThat(m.keySet()).containsExactly("loss", "r2", "rmse", "mae");
    assertThat(m.get("r2")).isCloseTo(0.9486081370449679, TIGHT);
    assertThat(m.get("rmse")).isCloseTo(Math.sqrt(0.375), TIGHT);
    assertThat(m.get("mae")).isEqualTo(0.5);
  }

  @Test
  void ofThreeClasses() {
    // answers 0 2 1 0 0 1 where 0 1 2 0 1 2 is right: an example of scikit-learn's manual
    Evaluation e =
        measure(Task.CLASSIFICATION, oneHot(3, 0, 1, 2, 0, 1, 2), oneHot(3, 0, 2, 1, 0, 0, 1));
    Confusion confusion = ((Evaluation.Classes) e.details()).confusion();
    assertThat(confusion.counts()).isDeepEqualTo(new int[][] {{2, 0, 0}, {1, 0, 1}, {0, 2, 0}});
    assertThat(e.scores().get("accuracy")).isCloseTo(1.0 / 3, TIGHT);
    assertThat(e.scores().get("precision")).isCloseTo(2.0 / 9, TIGHT);
    assertThat(e.scores().get("recall")).isCloseTo(1.0 / 3, TIGHT);
    assertThat(e.scores().get("f1")).isCloseTo(0.8 / 3, TIGHT);
    assertThat(e.outputs().get("output0"))
        .containsEntry("rows", 2.0)
        .containsEntry("precision", 2.0 / 3)
        .containsEntry("recall", 1.0)
        .containsEntry("f1", 0.8);
    assertThat(e.outputs().get("output2")).containsEntry("precision", 0.0);
  }

  @Test
  void balancedAccuracyIsTheMeanRecall() {
    Map<String, Double> m =
        of(Task.CLASSIFICATION, oneHot(2, 0, 1, 0, 0, 1, 0), oneHot(2, 0, 1, 0, 0, 0, 1));
    assertThat(m.get("balancedAccuracy")).isEqualTo(0.625);
  }

  @Test
  void brierScoreAndLogLossOfTwoClasses() {
    Map<String, Double> m =
        of(
            Task.CLASSIFICATION,
            oneHot(2, 0, 1, 1, 0),
            new double[][] {{0.9, 0.1}, {0.1, 0.9}, {0.2, 0.8}, {0.7, 0.3}});
    assertThat(m.get("brier")).isCloseTo(0.0375, TIGHT);
    double log = -(2 * Math.log(0.9) + Math.log(0.8) + Math.log(0.7)) / 4;
    assertThat(m.get("logLoss")).isCloseTo(log, TIGHT);
  }

  @Test
  void calibrationComparesWhatIsSaidWithWhatIsTrue() {
    // four answers with 0.7, of which one is right, and one right answer with 0.92
    Evaluation e =
        measure(
            Task.CLASSIFICATION,
            oneHot(2, 0, 1, 1, 1, 0),
            new double[][] {{0.7, 0.3}, {0.7, 0.3}, {0.7, 0.3}, {0.7, 0.3}, {0.92, 0.08}});
    Reliability r = ((Evaluation.Classes) e.details()).reliability();
    assertThat(r.bins()).hasSize(2);
    assertThat(r.bins().getFirst().frequency()).isEqualTo(0.25);
    assertThat(r.probability()).isCloseTo((4 * 0.7 + 0.92) / 5, TIGHT);
    assertThat(r.frequency()).isCloseTo(0.4, TIGHT);
    assertThat(e.scores().get("calibrationError")).isCloseTo((4 * 0.45 + 0.08) / 5, TIGHT);
  }

  @Test
  void certaintiesLieInTheLastBin() {
    Map<String, Double> m = of(Task.CLASSIFICATION, oneHot(2, 0, 1), oneHot(2, 0, 1));
    assertThat(m.get("calibrationError")).isCloseTo(0, TIGHT);
    assertThat(m.get("brier")).isCloseTo(0, TIGHT);
  }

  @Test
  void oneClassOnly() {
    Map<String, Double> m = of(Task.CLASSIFICATION, oneHot(2, 1, 1, 1), oneHot(2, 1, 1, 0));
    assertThat(m.get("auc")).isNaN();
    assertThat(m.get("balancedAccuracy")).isCloseTo(2.0 / 3, TIGHT);
    assertThat(m.get("recall")).isCloseTo(1.0 / 3, TIGHT); // class 0 is answered once, wrongly
    assertThat(m.get("f1")).isCloseTo(0.8 / 2, TIGHT);
  }

  @Test
  void theAreaUnderTheCurveCountsPairs() {
    SplittableRandom random = new SplittableRandom(5);
    int n = 60;
    double[][] truth = new double[n][2];
    double[][] said = new double[n][2];
    for (int i = 0; i < n; i++) {
      truth[i][random.nextInt(3) == 0 ? 1 : 0] = 1;
      said[i][1] = random.nextInt(12) / 12.0; // many ties
      said[i][0] = 1 - said[i][1];
    }
    double won = 0;
    double pairs = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (truth[i][1] == 1 && truth[j][1] == 0) {
          won += 0.5 + 0.5 * Math.signum(said[i][1] - said[j][1]);
          pairs++;
        }
      }
    }
    assertThat(of(Task.CLASSIFICATION, truth, said).get("auc")).isCloseTo(won / pairs, TIGHT);
  }

  @Test
  void eachLabelHasItsNumbers() {
    Evaluation e =
        measure(
            Task.MULTI_LABEL,
            new double[][] {{1, 0}, {0, 1}, {1, 1}},
            new double[][] {{0.9, 0.2}, {0.6, 0.7}, {0.8, 0.4}});
    assertThat(e.outputs().get("output0"))
        .containsEntry("rows", 2.0)
        .containsEntry("precision", 2.0 / 3)
        .containsEntry("recall", 1.0)
        .containsEntry("auc", 1.0)
        .containsEntry("balancedAccuracy", 0.5);
    double squares = 0.01 + 0.04 + 0.36 + 0.09 + 0.04 + 0.36;
    assertThat(e.scores().get("brier")).isCloseTo(squares / 6, TIGHT);
    Reliability r = ((Evaluation.Labels) e.details()).reliability();
    assertThat(r.bins().stream().mapToInt(Reliability.Bin::rows).sum()).isEqualTo(6);
  }

  @Test
  void eachTargetHasItsNumbers() {
    Evaluation e =
        measure(
            Task.REGRESSION,
            new double[][] {{0.5, 1}, {-1, 1}, {7, -6}},
            new double[][] {{0, 2}, {-1, 2}, {8, -5}});
    assertThat(e.outputs().get("output0").get("r2")).isCloseTo(0.9654377880184332, TIGHT);
    assertThat(e.outputs().get("output1").get("r2")).isCloseTo(0.9081632653061225, TIGHT);
    assertThat(e.outputs().get("output1")).containsEntry("mae", 1.0).containsEntry("rmse", 1.0);
    assertThat(e.scores().get("mae")).isEqualTo(0.75);
    assertThat(e.scores().get("rmse")).isCloseTo(Math.sqrt(4.25 / 6), TIGHT);
    assertThat(e.scores().get("r2"))
        .isCloseTo((0.9654377880184332 + 0.9081632653061225) / 2, TIGHT);
  }

  @Test
  void aConstantTargetHasNoShareOfVariance() {
    assertThat(of(Task.REGRESSION, new double[][] {{2}, {2}}, new double[][] {{2}, {3}}).get("r2"))
        .isNaN();
  }

  @Test
  void detailsAreATreeForJson() {
    Map<String, Object> tree =
        measure(Task.CLASSIFICATION, oneHot(2, 0, 1), oneHot(2, 0, 1)).toTree();
    assertThat(Json.parseMap(Json.line(tree), "").keySet())
        .containsExactly("classes", "confusion", "calibration");
    assertThat(tree.get("confusion").toString()).isEqualTo("[[1, 0], [0, 1]]");
  }

  private static double[][] oneHot(int classes, int... numbers) {
    double[][] rows = new double[numbers.length][classes];
    for (int i = 0; i < numbers.length; i++) {
      rows[i][numbers[i]] = 1;
    }
    return rows;
  }

  private static Map<String, Double> of(Task task, double[][] truth, double[][] said) {
    return measure(task, truth, said).scores();
  }

  private static Evaluation measure(Task task, double[][] truth, double[][] said) {
    Array y = Array.matrix(truth);
    Array x = Array.zeros(DType.F64, y.shape().with(1, 0));
    List<String> names = IntStream.range(0, truth[0].length).mapToObj(i -> "output" + i).toList();
    return Metrics.of(new Dataset(task, x, y, List.of(), names), y, Array.matrix(said), 0);
  }
}
