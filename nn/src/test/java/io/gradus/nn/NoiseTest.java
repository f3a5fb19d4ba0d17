package io.gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Limits are five standard deviations of the statistic for independent uniform numbers.
class NoiseTest {
  private static final int N = 1 << 15;
  private static final Key KEY = Key.of(7);

  private static double[] numbers(Key key, double step, int... shape) {
    Expr count = Expr.param("count", new Type(DType.F64, Shape.SCALAR));
    Expr numbers = new Noise(key, count).uniform(Shape.of(shape));
    Graph graph = new Graph(List.of(count), List.of(numbers));
    return new Interpreter().compile(graph).run(List.of(Array.of(step))).getFirst().toDoubles();
  }

  @Test
  void meanVarianceAndBinsAreThoseOfTheUniformLaw() {
    double[] x = numbers(KEY, 1, N);
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / N;
    assertThat(mean).isCloseTo(0.5, within(5 * Math.sqrt(1.0 / 12 / N)));
    assertThat(variance).isCloseTo(1.0 / 12, within(5 * Math.sqrt(1.0 / 180 / N)));
    assertThat(Arrays.stream(x).allMatch(v -> v >= 0 && v < 1)).isTrue();
    chiSquare(x, 256);
    chiSquare(Arrays.stream(x).map(v -> v * 256 % 1).toArray(), 256); // the digits further down
    assertThat(Arrays.stream(x).distinct().count()).isEqualTo(N); // one to one
  }

  @Test
  void neighborsStepsAndLabelsAreIndependent() {
    double[] x = numbers(KEY, 1, N);
    double[] step = numbers(KEY, 2, N);
    double[] label = numbers(KEY.fold(1), 1, N);
    for (double[] other : List.of(step, label, shifted(x, 1), shifted(x, 32), shifted(step, 1))) {
      double sum = 0;
      double[] cells = new double[N];
      for (int i = 0; i < N; i++) {
        sum += 12 * (x[i] - 0.5) * (other[i] - 0.5);
        cells[i] = (Math.floor(16 * x[i]) + other[i]) / 16; // pairs in 16 × 16 cells
      }
      assertThat(sum / N).isCloseTo(0, within(5 / Math.sqrt(N)));
      chiSquare(cells, 256);
    }
  }

  @Test
  void theNumbersOfOnePlaceChangeUniformlyFromStepToStep() {
    double[] x = new double[2000];
    Arrays.setAll(x, step -> numbers(KEY, step, 3)[2]);
    chiSquare(x, 20);
  }

  /// A reference in integers.
  @Test
  void theDefinitionInWholeNumbers() {
    double[] x = numbers(KEY, 12345, 5, 7);
    for (int i = 0; i < x.length; i++) {
      long left = i;
      long right = 12345;
      for (int round = 0; round < 8; round++) {
        long key = KEY.at(round) >>> 38;
        long next = left + (right * (right + key) >> 13) & (1 << 26) - 1;
        left = right;
        right = next;
      }
      assertThat(x[i]).isEqualTo(((right << 26) + left) * 0x1p-52);
    }
  }

  @Test
  void moreThanTheCounterHoldsIsRefused() {
    assertThatThrownBy(() -> numbers(KEY, 0, 1 << 13, 1 << 13))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static double[] shifted(double[] x, int by) {
    double[] y = new double[x.length];
    Arrays.setAll(y, i -> x[(i + by) % x.length]);
    return y;
  }

  private static void chiSquare(double[] x, int bins) {
    double[] counts = new double[bins];
    for (double v : x) {
      counts[(int) (v * bins)]++;
    }
    double expected = (double) x.length / bins;
    double chi = Arrays.stream(counts).map(c -> (c - expected) * (c - expected) / expected).sum();
    assertThat(chi).isCloseTo(bins - 1, within(5 * Math.sqrt(2.0 * (bins - 1))));
  }
}
