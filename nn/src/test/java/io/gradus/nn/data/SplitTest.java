package io.gradus.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.array.Key;
import io.gradus.nn.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {
  @Test
  void partsAreDisjointCompleteSortedAndOfTheRightSize() {
    Key key = Key.of(3);
    for (int run = 0; run < 200; run++) {
      Key k = key.fold(run);
      int n = 10 + k.below(300, -1);
      int classes = 1 + k.below(9, -2);
      int[] labels =
          IntStream.range(0, n)
              .map(i -> Math.min(k.below(classes, i), k.below(classes, n + i)))
              .toArray();
      Split s = Split.of(labels, 0.2, 0.1, k);
      int[] all = IntStream.of(s.train()).toArray();
      all =
          IntStream.concat(
                  Arrays.stream(all),
                  IntStream.concat(Arrays.stream(s.validation()), Arrays.stream(s.test())))
              .toArray();
      Arrays.sort(all);
      assertThat(all).isEqualTo(IntStream.range(0, n).toArray());
      assertThat(s.train()).isSorted();
      assertThat(s.validation()).isSorted();
      assertThat((double) s.validation().length).isBetween(0.2 * n - 1 - classes, 0.2 * n + 1);
      assertThat((double) s.test().length).isBetween(0.1 * n - 1 - classes, 0.1 * n + 1);
      int[] present = Arrays.stream(labels).distinct().sorted().toArray();
      int[] trained = Arrays.stream(s.train()).map(i -> labels[i]).distinct().sorted().toArray();
      assertThat(trained).isEqualTo(present);
    }
  }

  @Test
  void keepsTheSharesOfTheClasses() {
    int[] labels = IntStream.range(0, 1000).map(i -> i % 10 == 0 ? 1 : 0).toArray();
    Split s = Split.of(labels, 0.2, 0.1, Key.of(1));
    assertThat(s.validation()).hasSize(200);
    assertThat(Arrays.stream(s.validation()).filter(i -> labels[i] == 1).count()).isEqualTo(20);
    assertThat(Arrays.stream(s.test()).filter(i -> labels[i] == 1).count()).isEqualTo(10);
  }

  @Test
  void dependsOnTheKeyOnly() {
    int[] labels = new int[100];
    Split a = Split.of(labels, 0.2, 0, Key.of(1));
    assertThat(Split.of(labels, 0.2, 0, Key.of(1)).validation()).isEqualTo(a.validation());
    assertThat(Split.of(labels, 0.2, 0, Key.of(2)).validation()).isNotEqualTo(a.validation());
    assertThat(a.test()).isEmpty();
    assertThat(Split.of(labels, 0, 0, Key.of(1)).train()).hasSize(100);
  }

  @Test
  void foldsTestEachExampleOnceAndSpreadTheClasses() {
    int[] labels = IntStream.range(0, 103).map(i -> i % 10 == 0 ? 1 : 0).toArray();
    List<Split> folds = Split.folds(labels, 5, 0.25, Key.of(1));
    int[] tested = folds.stream().flatMapToInt(s -> Arrays.stream(s.test())).sorted().toArray();
    assertThat(tested).isEqualTo(IntStream.range(0, 103).toArray());
    for (Split s : folds) {
      assertThat(s.test().length).isBetween(20, 21);
      assertThat(Arrays.stream(s.test()).filter(i -> labels[i] == 1).count()).isBetween(2L, 3L);
      assertThat(s.validation().length).isBetween(20, 21);
      int[] all =
          Stream.of(s.train(), s.validation(), s.test())
              .flatMapToInt(Arrays::stream)
              .sorted()
              .toArray();
      assertThat(all).isEqualTo(tested);
    }
    assertThat(Split.folds(labels, 5, 0, Key.of(2)).getFirst().test())
        .isEqualTo(Split.folds(labels, 5, 0.25, Key.of(2)).getFirst().test())
        .isNotEqualTo(folds.getFirst().test());
  }

  @Test
  void foldsOfTablesLeaveOutRowsWithoutTarget() {
    Table t = CsvTest.read("x,y\n1,a\n2,\n3,b\n4,a\n5,b\n6,\n7,a\n");
    List<Split> folds = Split.folds(t, Options.of("y"), 2, 0, Key.of(1));
    assertThat(folds.stream().flatMapToInt(s -> Arrays.stream(s.test())).sorted().toArray())
        .containsExactly(0, 2, 3, 4, 6);
    assertThatThrownBy(() -> Split.folds(t, Options.of("y"), 6, 0, Key.of(1)))
        .isInstanceOf(UserException.class)
        .hasMessage("a cross-validation of 5 examples has 2 to 5 folds, not 6");
    assertThatThrownBy(() -> Split.folds(new int[] {0, 0, 1}, 2, 0, Key.of(1)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("a class has one single example");
  }

  @Test
  void leavesOutRowsWithoutTarget() {
    Table t = CsvTest.read("x,y\n1,a\n2,\n3,b\n4,a\n5,b\n6,\n7,a\n");
    Split s = Split.of(t, Options.of("y"), 0.2, 0, Key.of(1));
    assertThat(s.train()).hasSize(4).doesNotContain(1, 5);
    assertThat(s.validation()).hasSize(1).doesNotContain(1, 5);
    assertThatThrownBy(
            () -> Split.of(CsvTest.read("x,y\n1,\n2,\n"), Options.of("y"), 0.2, 0, Key.of(1)))
        .isInstanceOf(UserException.class)
        .hasMessage("target 'y' of f.csv has no value");
  }

  @Test
  void refusesEmptyParts() {
    assertThatThrownBy(() -> Split.of(new int[2], 0.2, 0, Key.of(1)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the validation part, 0.200 of 2 examples, is empty");
    assertThatThrownBy(() -> Split.of(new int[0], 0, 0, Key.of(1)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("training part");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 1.5, 0.5, Double.NaN})
  void refusesImpossibleFractions(double validation) {
    assertThatThrownBy(() -> Split.of(new int[100], validation, 0.5, Key.of(1)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("leaves no training part");
  }
}
