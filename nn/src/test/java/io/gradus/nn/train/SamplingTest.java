package io.gradus.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Task;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SamplingTest {
  private static final Key KEY = Key.of(5);
  private static final int N = 20;

  /// Twelve rows of class a, six of b, none of c, two of d.
  private static final Dataset DATA =
      classes(0, 0, 1, 0, 0, 1, 0, 0, 1, 3, 0, 0, 1, 0, 0, 1, 0, 0, 1, 3);

  private static Dataset classes(int... labels) {
    double[] y = new double[labels.length * 4];
    for (int i = 0; i < labels.length; i++) {
      y[4 * i + labels[i]] = 1;
    }
    return new Dataset(
        Task.CLASSIFICATION,
        Array.of(Shape.of(labels.length, 1), new double[labels.length]),
        Array.of(Shape.of(labels.length, 4), y),
        List.of("x"),
        List.of("a", "b", "c", "d"));
  }

  private static int[] order(Sampling sampling, int batch, int epoch) {
    return sampling.order(DATA, batch, KEY.fold(epoch), new double[N]);
  }

  @ParameterizedTest
  @EnumSource
  void equalKeysGiveEqualOrders(Sampling sampling) {
    assertThat(order(sampling, 3, 0)).isEqualTo(order(sampling, 3, 0));
    boolean random = sampling != Sampling.SEQUENTIAL;
    assertThat(Arrays.equals(order(sampling, 3, 0), order(sampling, 3, 1))).isNotEqualTo(random);
  }

  @ParameterizedTest
  @EnumSource(names = {"SHUFFLE", "SEQUENTIAL", "HARDEST_FIRST"})
  void everyRowComesOnce(Sampling sampling) {
    assertThat(order(sampling, 3, 0)).containsExactlyInAnyOrder(IntStream.range(0, N).toArray());
  }

  @Test
  void classesTakeTurns() {
    int[] labels = DATA.labels();
    int[] order = order(Sampling.ALTERNATE_CLASSES, 3, 0);
    int[] turns = {0, 1, 3};
    assertThat(order).hasSize(N);
    for (int i = 0; i < N; i++) {
      assertThat(labels[order[i]]).isEqualTo(turns[i % 3]);
    }
    // Six turns of b are its six rows; the two of d come three times each.
    assertThat(IntStream.of(order).filter(row -> labels[row] == 1).distinct().count()).isEqualTo(6);
    assertThat(IntStream.of(order).filter(row -> row == 9).count()).isEqualTo(3);
  }

  @Test
  void turnsNeedClasses() {
    Dataset numbers =
        new Dataset(
            Task.REGRESSION,
            Array.matrix(new double[][] {{1}, {2}}),
            Array.matrix(new double[][] {{1}, {2}}),
            List.of("x"),
            List.of("y"));
    assertThatThrownBy(() -> Sampling.ALTERNATE_CLASSES.order(numbers, 1, KEY, new double[2]))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "sampling: alternate-classes needs classes, but this is a regression; use shuffle");
  }

  @Test
  void largerLossesComeFirst() {
    double[] losses = new double[N];
    losses[7] = 3;
    losses[4] = Double.POSITIVE_INFINITY;
    losses[11] = 1;
    int[] order = Sampling.HARDEST_FIRST.order(DATA, 3, KEY, losses);
    assertThat(Arrays.copyOf(order, 3)).containsExactly(4, 7, 11);
    int[] ties = Arrays.stream(KEY.permutation(N)).filter(row -> losses[row] == 0).toArray();
    assertThat(Arrays.copyOfRange(order, 3, N)).isEqualTo(ties);
  }

  @Test
  void whatIsDrawnIsPutBack() {
    int[] counts = new int[N];
    for (int epoch = 0; epoch < 600; epoch++) {
      int[] order = order(Sampling.REPLACEMENT, 3, epoch);
      assertThat(order).hasSize(21);
      for (int i = 0; i < order.length; i += 3) {
        assertThat(IntStream.of(order).skip(i).limit(3).distinct().count()).isEqualTo(3);
      }
      IntStream.of(order).forEach(row -> counts[row]++);
    }
    // Each row is drawn 630 times on average, with standard deviation √(4200·0.15·0.85) ≈ 23.
    assertThat(IntStream.of(counts)).allMatch(c -> Math.abs(c - 630) < 4.5 * 23);
    assertThat(order(Sampling.REPLACEMENT, N, 0)).containsOnlyOnce(IntStream.range(0, N).toArray());
  }
}
