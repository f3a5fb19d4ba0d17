package io.gradus.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatasetTest {
  private static final Dataset DATA =
      new Dataset(
          Task.CLASSIFICATION,
          Array.of(Shape.of(3, 2), 1.0, 2, 3, 4, 5, 6),
          Array.of(Shape.of(3, 2), 1.0, 0, 0, 1, 1, 0),
          List.of("u", "v"),
          List.of("no", "yes"));

  @ParameterizedTest
  @EnumSource(DType.class)
  void gathersRowsInTheGivenOrder(DType dtype) {
    Dataset d = DATA.cast(dtype);
    Dataset rows = d.rows(2, 0, 2);
    assertThat(rows.features().toDoubles()).containsExactly(5, 6, 1, 2, 5, 6);
    assertThat(rows.targets().toDoubles()).containsExactly(1, 0, 1, 0, 1, 0);
    assertThat(rows.dtype()).isEqualTo(dtype);
    assertThat(rows.labels()).containsExactly(0, 0, 0);
    assertThat(d.labels()).containsExactly(0, 1, 0);
    Array x = Array.full(dtype, Shape.of(3, 2), 9);
    Array y = Array.full(dtype, Shape.of(3, 2), 9);
    d.gather(new int[] {0, 2, 1}, 1, 2, x, y);
    assertThat(x.toDoubles()).containsExactly(5, 6, 3, 4, 9, 9);
    assertThat(y.toDoubles()).containsExactly(1, 0, 0, 1, 9, 9);
  }

  @Test
  void countsTheClasses() {
    assertThat(DATA.classCounts()).containsExactly(2, 1);
    assertThat(DATA.rows(1, 1, 1).cast(DType.F32).classCounts()).containsExactly(0, 3);
  }

  @Test
  void hashTellsContentsApart() {
    assertThat(DATA.hash())
        .isEqualTo("abc7fa28ba405cde47d38642361bc1c9db629b4b7545d27d9caf9a8af5fb59ac")
        .isEqualTo(DATA.rows(0, 1, 2).hash())
        .isNotEqualTo(DATA.rows(0, 2, 1).hash())
        .isNotEqualTo(DATA.cast(DType.F32).hash());
    Dataset named =
        new Dataset(
            DATA.task(), DATA.features(), DATA.targets(), List.of("u", "w"), DATA.targetNames());
    assertThat(named.hash()).isNotEqualTo(DATA.hash());
  }

  @Test
  void hashCoversLongArrays() {
    int n = 50_000;
    Dataset zeros =
        new Dataset(
            Task.REGRESSION,
            Array.zeros(DType.F64, Shape.of(n, 1)),
            Array.zeros(DType.F64, Shape.of(n, 1)),
            List.of("x"),
            List.of("y"));
    double[] last = new double[n];
    last[n - 1] = 1;
    Dataset other =
        new Dataset(
            Task.REGRESSION,
            zeros.features(),
            Array.of(Shape.of(n, 1), last),
            List.of("x"),
            List.of("y"));
    assertThat(other.hash()).isNotEqualTo(zeros.hash());
  }

  @Test
  void refusesMatricesThatDoNotBelongTogether() {
    assertThatThrownBy(() ->
            new Dataset(
                Task.REGRESSION,
                Array.zeros(DType.F64, Shape.of(2, 1)),
                Array.zeros(DType.F64, Shape.of(3, 1)),
                List.of("x"),
                List.of("y")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("as many targets as examples");
  }
}
