package io.gradus.nn.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.nn.train.Spec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FixTest {
  private static final Spec SPEC =
      Spec.fromTree(
          Map.of(
              "model", Map.of("layers", List.of("relu(8)", "sigmoid(4)")),
              "optimizer", Map.of("sgd", 5)),
          path -> path);

  @Test
  void aValueIsTakenOutAndAnotherPutIn() {
    assertThat(Fix.of("optimizer.sgd.lr", 1e-5).lines(SPEC))
        .containsExactly("− optimizer.sgd.lr: 5", "+ optimizer.sgd.lr: 1e-5");
    assertThat(Fix.of("clip", Map.of("global-norm", 1.0)).and("loss", null).lines(SPEC))
        .containsExactly("+ clip: {global-norm: {limit: 1}}");
  }

  @Test
  void theDefaultStandsForWhatIsLeftOut() {
    Spec relu = SPEC.with("model.output.activation", "relu");
    assertThat(Fix.of("model.output.activation", null).lines(relu))
        .containsExactly("− model.output.activation: relu", "+ model.output.activation: auto");
  }

  @Test
  void aLayerIsFoundByItsPlace() {
    assertThat(Fix.of("model.layers.1.dense.activation", "relu").lines(SPEC))
        .containsExactly(
            "− model.layers.1.dense.activation: sigmoid",
            "+ model.layers.1.dense.activation: relu");
    assertThat(Fix.of("model.layers.0.dense.activation", "relu").lines(SPEC)).isEmpty();
  }

  @Test
  void ofListsTheItemsAreCompared() {
    List<?> layers = (List<?>) ((Map<?, ?>) SPEC.toTree().get("model")).get("layers");
    List<Object> normalized = List.of(layers.get(0), "layer-normalization", layers.get(1));
    assertThat(Fix.of("model.layers", normalized).lines(SPEC))
        .startsWith("  model.layers:")
        .contains("+   - {layer-normalization: {epsilon: 1e-5}}")
        .noneMatch(line -> line.startsWith("−"));
  }

  @Test
  void differencesKeepWhatIsInBoth() {
    assertThat(Differences.of(List.of("a", "b", "c"), List.of("a", "x", "c", "d")))
        .containsExactly("  a", "− b", "+ x", "  c", "+ d");
    assertThat(Differences.of(List.of(), List.of("a"))).containsExactly("+ a");
  }
}
