package io.gradus.nn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.array.Key;
import io.gradus.nn.UserException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void doublesKeepEveryBit() {
    Key key = Key.of(1);
    for (int i = 0; i < 20_000; i++) {
      double x = Double.longBitsToDouble(key.at(i));
      double back = Json.number(Json.parse(Json.line(Json.number(x)), "x"), "x");
      assertThat(Double.doubleToLongBits(back)).isEqualTo(Double.doubleToLongBits(x));
    }
  }

  @Test
  void bothFormsReadBackTheSame() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("z", List.of(1L, -2.5, "é\"\\\n", true, Map.of()));
    tree.put("long", "x".repeat(100));
    tree.put("a", Arrays.asList(null, List.of(), Map.of("k", "y".repeat(90))));
    assertThat(Json.parse(Json.line(tree), "line")).isEqualTo(tree);
    assertThat(Json.parse(Json.text(tree), "text")).isEqualTo(tree);
    assertThat(Json.parseMap(Json.text(tree), "text").keySet()).containsExactly("z", "long", "a");
    assertThat(Json.text(tree)).endsWith("}\n").contains("\n  \"long\": ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[1,", "{\"a\":1}}", "{\"a\":1,\"a\":2}", "nul", "1 2", "'a'"})
  void whatIsNotJsonIsRefused(String text) {
    assertThatThrownBy(() -> Json.parse(text, "config.json"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("config.json");
  }

  @Test
  void theMessageNamesLineAndColumn() {
    assertThatThrownBy(() -> Json.parse("{\n  \"a\": x}", "config.json"))
        .hasMessageStartingWith("config.json line 2, column ");
  }
}
