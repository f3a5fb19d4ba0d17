package io.gradus.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> NAMES = List.of("species", "island", "bill_length_mm", "sex");

  @Test
  void suggestsTheNameThatWasMeant() {
    assertThat(Nearest.suggest("specis", NAMES)).contains("species");
    assertThat(Nearest.suggest("psecies", NAMES)).contains("species");
    assertThat(Nearest.suggest("SPECIES", NAMES)).contains("species");
    assertThat(Nearest.suggest("bill-length-mm", NAMES)).contains("bill_length_mm");
    assertThat(Nearest.suggest("bill", NAMES)).contains("bill_length_mm");
    assertThat(Nearest.suggest("sx", NAMES)).contains("sex");
  }

  @Test
  void suggestsNothingFarFetched() {
    assertThat(Nearest.suggest("weight", NAMES)).isEmpty();
    assertThat(Nearest.suggest("", NAMES)).isEmpty();
    assertThat(Nearest.suggest("a", List.of("b"))).isEmpty();
    assertThat(Nearest.suggest("x", List.of())).isEmpty();
  }

  @Test
  void hintListsTheKnownNamesIfNoneIsNear() {
    assertThat(Nearest.hint("specis", NAMES)).isEqualTo("; did you mean 'species'?");
    assertThat(Nearest.hint("weight", List.of("a", "b"))).isEqualTo("; known: a, b");
    assertThat(Nearest.hint("weight", List.of())).isEmpty();
  }

  @Test
  void picksByName() {
    assertThat(Task.of("multi-label")).isEqualTo(Task.MULTI_LABEL);
    assertThatThrownBy(() -> Task.of("regresion"))
        .isInstanceOf(UserException.class)
        .hasMessage("unknown task 'regresion'; did you mean 'regression'?");
  }
}
