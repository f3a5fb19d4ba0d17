package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.nn.train.Confusion;
import io.gradus.nn.train.Evaluation;
import io.gradus.nn.train.Reliability;
import io.gradus.nn.train.Reliability.Bin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DetailTablesTest {
  private static final Reliability SURE =
      new Reliability(List.of(new Bin(3, 0.6, 1.0 / 3), new Bin(1, 0.9, 1)));

  @Test
  void aSmallConfusionIsAMatrix() {
    List<String> lines = of(new Confusion(List.of("no", "maybe"), new int[][] {{2, 1}, {0, 12}}));
    assertThat(lines)
        .startsWith("test part, 15 rows", "true \\ answer  no  maybe", "no              2      1")
        .contains("maybe    12    0.92308    –");
    assertThat(lines.getLast())
        .isEqualTo(
            "calibration  answers with probability 0.675 on average, right in 0.500 of the cases"
                + " (overconfident); expected error 0.225");
  }

  @Test
  void ofALargeConfusionTheWorstPairsAreNamed() {
    List<String> names = IntStream.range(0, 30).mapToObj(i -> "class" + i).toList();
    int[][] counts = new int[30][30];
    for (int i = 0; i < 30; i++) {
      counts[i][i] = 100;
      counts[i][(i + 1) % 30] = i;
    }
    List<String> lines = of(new Confusion(names, counts));
    assertThat(lines.get(1).strip()).isEqualTo("29 × class29 taken for class0");
    assertThat(lines.get(10).strip()).isEqualTo("20 × class20 taken for class21");
    assertThat(lines.get(11)).isEmpty();
  }

  private static List<String> of(Confusion confusion) {
    Map<String, Map<String, Double>> outputs = new LinkedHashMap<>();
    for (int c = 0; c < confusion.names().size(); c++) {
      Map<String, Double> numbers = new LinkedHashMap<>();
      numbers.put("rows", (double) confusion.support(c));
      numbers.put("precision", confusion.precision(c));
      numbers.put("auc", Double.NaN);
      outputs.put(confusion.names().get(c), numbers);
    }
    Evaluation.Details details = new Evaluation.Classes(confusion, SURE);
    return DetailTables.of("test", new Evaluation(Map.of(), outputs, details));
  }
}
