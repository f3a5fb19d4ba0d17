package io.gradus.app.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.nn.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecFileTest {
  private static final String SPEC =
      """
      data:
        file: a.csv   # a comment
        target: [y, z]
      model:
        layers:
          - dense: {units: 32, activation: relu}
          - dropout: 0.1
      optimizer: {adam: {lr: 1e-3}}
      seed: 1234567890123456789
      missing:
      """;

  @Test
  void valuesKeepTheirKinds() {
    Map<String, Object> tree = SpecFile.parse(SPEC, "spec.yaml").tree();
    assertThat(tree.get("data")).isEqualTo(Map.of("file", "a.csv", "target", List.of("y", "z")));
    assertThat(tree.get("model"))
        .isEqualTo(
            Map.of(
                "layers",
                List.of(
                    Map.of("dense", Map.of("units", 32L, "activation", "relu")),
                    Map.of("dropout", 0.1))));
    assertThat(tree.get("optimizer")).isEqualTo(Map.of("adam", Map.of("lr", 0.001)));
    assertThat(tree.get("seed")).hasToString("1234567890123456789");
    assertThat(tree).containsEntry("missing", null);
  }

  @Test
  void everyPathKnowsItsLine() {
    Map<String, Integer> lines = SpecFile.parse(SPEC, "spec.yaml").lines();
    assertThat(lines)
        .containsEntry("data", 1)
        .containsEntry("data.target", 3)
        .containsEntry("model.layers.0.dense.units", 6)
        .containsEntry("model.layers.1", 7)
        .containsEntry("seed", 9);
  }

  @Test
  void jsonIsReadAsWell() {
    SpecFile file = SpecFile.parse("{\"data\": {\"file\": \"a.csv\"},\n \"epochs\": 3}", "s.json");
    assertThat(file.tree()).isEqualTo(Map.of("data", Map.of("file", "a.csv"), "epochs", 3L));
    assertThat(file.lines()).containsEntry("epochs", 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a: 1\\nb: [1, 2\\n            | s.yaml:3: no valid YAML
          a: 1\\na: 2                   | s.yaml:2: key 'a' is there twice
          a: 1\\n\\tb: 2                | s.yaml:2: no valid YAML
          - 1\\n- 2                     | s.yaml:1: expected keys
          just a text                   | s.yaml:1: expected keys
          # nothing                     | s.yaml is empty
          a: 1\\n---\\nb: 2             | s.yaml
          ? [1, 2]\\n: 3                | a key must be a name
          a: *b                         | s.yaml:1: no valid YAML
          """)
  void mistakesNameTheLine(String text, String message) {
    assertThatThrownBy(
            () -> SpecFile.parse(text.replace("\\n", "\n").replace("\\t", "\t"), "s.yaml"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aSmallFileCannotGrowHuge() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
    for (int i = 1; i < 10; i++) {
      String item = "*a" + (i - 1);
      bomb.append(
          "a%d: &a%d [%s]\n"
              .formatted(
                  i,
                  i,
                  String.join(
                      ", ", List.of(item, item, item, item, item, item, item, item, item, item))));
    }
    assertThatThrownBy(() -> SpecFile.parse(bomb.toString(), "s.yaml"))
        .isInstanceOf(UserException.class);
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> SpecFile.read(Path.of("no-such.yaml")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no-such.yaml");
  }
}
