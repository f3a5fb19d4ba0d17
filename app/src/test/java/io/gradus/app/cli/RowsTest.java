package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.nn.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[2,1],[1,-0.5]]",
        " [ [2, 1] , [1, -1/2] ] ",
        "{{2,1},{1,-5e-1}}",
        "2,1; 1,-0.5",
        "[2,1;1,-0.5]",
        "[[2 1] [1 -0.5]]",
        "[2,1],[1,-0.5]",
      })
  void twoRows(String text) {
    assertThat(Rows.read("--weights", text)).isDeepEqualTo(new double[][] {{2, 1}, {1, -0.5}});
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "[[]]",
        "[[2,1]",
        "2,1]",
        "[[2,1],]",
        "[[2,1],[3]",
        "[[[1]]]",
        "[[a,1]]",
        "[[1,,2]]",
        "[[1,null]]",
        "[[1,\"2\"]]",
        "1,2,",
        "[[1,1e999]]",
        "[[1,nan]]",
        "[[x]]",
        ";",
        "[[1,2]];",
        "weights.csv",
        "[[1,0/0]]",
        "[[1,2],[3,4]][[5]]"
      })
  void noRows(String text) {
    assertThatThrownBy(() -> Rows.read("--weights", text))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("--weights: ")
        .message()
        .hasLineCount(1);
  }

  @Test
  void oneRow() {
    assertThat(Rows.one("--input", "(1, 2)")).containsExactly(1, 2);
    assertThat(Rows.one("--input", "7")).containsExactly(7);
    assertThatThrownBy(() -> Rows.one("--input", "1;2")).hasMessageContaining("expected one row");
  }
}
