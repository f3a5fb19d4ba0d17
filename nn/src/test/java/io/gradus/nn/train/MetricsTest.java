package io.gradus.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Task;
import java.util.List;
import java.util.Map;
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
    assertThat(m.keySet()).containsExactly("loss", "accuracy", "logLoss", "f1", "auc");
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

  private static Map<String, Double> of(Task task, double[][] truth, double[][] said) {
    Array y = Array.matrix(truth);
    Array x = Array.zeros(DType.F64, y.shape().with(1, 0));
    List<String> names = IntStream.range(0, truth[0].length).mapToObj(i -> "output" + i).toList();
    return Metrics.of(new Dataset(task, x, y, List.of(), names), y, Array.matrix(said), 0);
  }
}
