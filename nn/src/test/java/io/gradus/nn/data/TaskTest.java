package io.gradus.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.nn.UserException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaskTest {
  private static Task of(String column, String... targets) {
    return Task.of(CsvTest.read(column), List.of(targets), Optional.empty());
  }

  private static String rows(String header, int n, IntFunction<String> row) {
    return header + "\n" + IntStream.range(0, n).mapToObj(row).collect(Collectors.joining("\n"));
  }

  @Test
  void isDecidedByTheTarget() {
    assertThat(of("y\na\nb\n", "y")).isEqualTo(Task.CLASSIFICATION);
    assertThat(of("y\nTrue\nFalse\n", "y")).isEqualTo(Task.CLASSIFICATION);
    assertThat(of("y\n0\n1\n1.0\n", "y")).isEqualTo(Task.CLASSIFICATION);
    assertThat(of("y\n0.5\n1\n", "y")).isEqualTo(Task.REGRESSION);
    assertThat(of(rows("y", 100, i -> "" + i % 20), "y")).isEqualTo(Task.CLASSIFICATION);
    assertThat(of(rows("y", 100, i -> "" + i % 21), "y")).isEqualTo(Task.REGRESSION);
    assertThat(of("a,b\n0,yes\n1,no\n", "a", "b")).isEqualTo(Task.MULTI_LABEL);
    assertThat(of("a,b\n0,1.5\n1,2.5\n2,0\n", "a", "b")).isEqualTo(Task.REGRESSION);
  }

  @Test
  void canBeChosen() {
    Table t = CsvTest.read("y\n1\n2\n3\n");
    assertThat(Task.of(t, List.of("y"), Optional.of(Task.REGRESSION))).isEqualTo(Task.REGRESSION);
  }

  @Test
  void tellsWhatDoesNotFit() {
    assertThatThrownBy(() -> of("species,b\na,1\n", "specis"))
        .isInstanceOf(UserException.class)
        .hasMessage("unknown target 'specis' in f.csv; did you mean 'species'?");
    assertThatThrownBy(() -> of("y\n1\n"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("no target given for f.csv");
    assertThatThrownBy(() -> of(rows("y", 100, i -> "name" + i), "y"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("too many to be classes");
    assertThatThrownBy(() -> of("a,b\nx,1.5\ny,2.5\nz,3\n", "a", "b"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("f.csv line 2, column 1 (a): 'x' is not a number");
    Table t = CsvTest.read("a,b\n1,0\n2,1\n3,0\n");
    assertThatThrownBy(() -> Task.of(t, List.of("a", "b"), Optional.of(Task.MULTI_LABEL)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("'a' of f.csv has 3 different values");
    assertThatThrownBy(() -> Task.of(t, List.of("a", "b"), Optional.of(Task.CLASSIFICATION)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("one target");
  }

  @Test
  void tellsASlipFromAnHonestCategory() {
    // A typing error among measured or counted numbers.
    assertThat(slipped("y\n1.5\n2\n3\n4\nabc\n")).isTrue();
    assertThat(slipped(rows("y", 100, i -> i == 50 ? "12O" : "" + i))).isTrue();
    assertThat(slipped(rows("y", 400, i -> i % 20 == 0 ? "unknown" : "" + i % 60))).isTrue();
    // A mark for missing values.
    assertThat(slipped(rows("y", 100, i -> i % 3 == 0 ? "-" : i + ".5"))).isTrue();
    // Categories of which some look like numbers.
    assertThat(slipped("y\n2\n3\n4\n5more\n2\n3\n4\n5more\n")).isFalse();
    assertThat(slipped(rows("y", 400, i -> i % 11 == 10 ? "other" : "" + i % 11))).isFalse();
    assertThat(slipped(rows("y", 100, i -> i % 2 == 0 ? "A" + i : "" + i))).isFalse();
    assertThat(slipped(rows("y", 100, i -> i % 3 == 0 ? "-" : "" + i % 5))).isFalse();
    assertThat(slipped("y\na\nb\nc\nd\ne\n")).isFalse();
  }

  private static boolean slipped(String text) {
    return ((Column.Text) CsvTest.read(text).columns().getFirst()).slipped();
  }
}
