package io.gradus.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.Key;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void agreeWithSortedNumbers() {
    Key key = Key.of(31);
    for (int run = 0; run < 300; run++) {
      Key k = key.fold(run);
      int n = 1 + k.below(60, -1);
      double[] x = new double[n];
      for (int i = 0; i < n; i++) {
        x[i] =
            switch (k.below(6, 2 * i)) {
              case 0 -> Double.NaN;
              case 1 -> k.below(5, 2 * i + 1) - 2;
              case 2 -> Double.longBitsToDouble(k.at(2 * i + 1) & ~(1L << 62)); // up to 2
              default -> k.normal(2 * i + 1);
            };
      }
      x[0] = -1.5;
      double[] sorted = Arrays.stream(x).filter(v -> !Double.isNaN(v)).sorted().toArray();
      int m = sorted.length;
      Statistics s = Statistics.of(IntStream.range(0, n).toArray(), i -> x[i]);
      assertThat(s.present()).isEqualTo(m);
      assertThat(s.least()).isEqualTo(sorted[0]);
      assertThat(s.greatest()).isEqualTo(sorted[m - 1]);
      assertThat(s.median())
          .isEqualTo(m % 2 == 1 ? sorted[m / 2] : sorted[m / 2 - 1] / 2 + sorted[m / 2] / 2);
      double mean = Arrays.stream(sorted).sum() / m;
      assertThat(s.mean()).isCloseTo(mean, within(1e-14));
      double squares = Arrays.stream(sorted).map(v -> (v - mean) * (v - mean)).sum();
      assertThat(s.deviation()).isCloseTo(Math.sqrt(squares / m), within(1e-14));
    }
  }

  @Test
  void medianOfManyIsThatOfTheSorted() {
    Key key = Key.of(32);
    int[] rows = IntStream.range(0, 200_001).toArray();
    for (int n : new int[] {200_000, 200_001}) {
      double[] x = IntStream.range(0, n).mapToDouble(i -> key.normal(i) - 0.3).toArray();
      double[] few = IntStream.range(0, n).mapToDouble(i -> key.below(3, i) - 1).toArray();
      for (double[] values : new double[][] {x, few}) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        assertThat(Statistics.of(Arrays.copyOf(rows, n), i -> values[i]).median())
            .isEqualTo(n % 2 == 1 ? sorted[n / 2] : sorted[n / 2 - 1] / 2 + sorted[n / 2] / 2);
      }
    }
  }

  @Test
  void countOnlyTheGivenRows() {
    double[] x = {5, 1, 3, 100};
    assertThat(Statistics.of(new int[] {0, 1, 2}, i -> x[i]))
        .isEqualTo(new Statistics(3, 1, 5, 3, Math.sqrt(8.0 / 3), 3));
  }
}
