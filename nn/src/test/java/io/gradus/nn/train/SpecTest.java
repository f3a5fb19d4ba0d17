package io.gradus.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.nn.Activations;
import io.gradus.nn.Dense;
import io.gradus.nn.Initializers;
import io.gradus.nn.Layers;
import io.gradus.nn.Losses;
import io.gradus.nn.UserException;
import io.gradus.nn.io.Json;
import io.gradus.nn.optim.Optimizers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecTest {
  @Test
  void withoutChoicesItIsTheEmbeddedExample() {
    Spec spec = Spec.defaults();
    assertThat(spec.data().digits()).contains(6000);
    assertThat(spec.model().layers()).containsExactly(new Dense(128, Activations.RELU));
    assertThat(spec.optimizer()).isEqualTo(new Optimizers.Adam(0.001, 0.9, 0.999, 1e-8));
    assertThat(spec.batch()).contains(32);
  }

  @Test
  void theLongFormIsUnderstood() {
    Spec spec =
        spec(
            """
            {"data": {"file": "p.csv", "target": ["a", "b"], "task": "multi-label",
                      "test": {"file": "t.csv"}, "numeric": "minmax", "categorical": "ordinal"},
             "model": {"layers": [
                 {"dense": {"units": 16, "activation": {"elu": {"alpha": 2}},
                            "init": {"normal": {"std": 0.05}}, "bias": {"constant": 1}}},
                 "selu(8)"],
               "output": {"activation": "linear", "units": "auto"}},
             "loss": {"cross-entropy": {"from": "logits"}},
             "optimizer": {"sgd": {"lr": -0.1, "momentum": 0.9, "nesterov": true}},
             "epochs": 7, "stop": {"patience": 3}, "sampling": "sequential", "precision": "float64"}
            """);
    assertThat(spec.model().layers())
        .containsExactly(
            new Dense(
                16,
                Activations.ELU.with("alpha", 2),
                Optional.of(new Initializers.Normal(0.05)),
                new Initializers.Constant(1)),
            new Dense(8, Activations.SELU));
    assertThat(spec.optimizer()).isEqualTo(new Optimizers.Sgd(-0.1, 0.9, true));
    assertThat(spec.loss()).contains(new Losses.CrossEntropy("logits"));
    assertThat(spec.epochs()).contains(7);
    assertThat(spec("{\"optimizer\": {\"gradient-descent\": -0.1}}").optimizer())
        .isEqualTo(new Optimizers.Sgd(-0.1, 0, false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | batch",
        "{'loss': 'mse', 'epochs': 3} | epochs",
        "{'optimizer': {'momentum': {'lr': 0.5}}, 'steps': 10} | steps",
        "{'model': {'output': {'activation': {'formula': 'x*tanh(x)'}}}} | model",
        "{'data': {'images': 'i', 'labels': 'l'}, 'model': {'layers': []}} | model",
      })
  void theTreeOfASpecMakesTheSameSpec(String text, String key) {
    Spec spec = spec(text.replace('\'', '"'));
    assertThat(spec.toTree()).containsKey(key);
    Map<String, Object> tree = Json.parseMap(Json.text(spec.toTree()), "spec");
    assertThat(Spec.fromTree(tree, path -> "")).isEqualTo(spec);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'optimzer': 'adam'} | unknown key 'optimzer'; did you mean 'optimizer'?",
        "{'data': {'taget': 'y'}} | unknown key 'data.taget'; did you mean 'target'?",
        "{'optimizer': 'adm'} | unknown optimizer 'adm'; did you mean 'adam'?",
        "{'optimizer': {'adam': {'l': 1}}} | unknown key 'optimizer.adam.l'; did you mean 'lr'?",
        "{'optimizer': {'adam': {'beta1': 2}}} "
            + "| optimizer.adam.beta1 must be between 0 and 1, but is 2",
        "{'batch': 0} | batch must be at least 1, but is 0",
        "{'batch': 2.5} | batch: expected a whole number, but found '2.5'",
        "{'batch': 'many'} | batch: expected a number or all, but found 'many'",
        "{'batch': [1]} | batch: expected a number or all, but found a list",
        "{'model': []} | model: expected a map of settings, but found a list",
        "{'loss': 'crossentropy'} | unknown loss 'crossentropy'; did you mean 'cross-entropy'?",
        "{'loss': {'cross-entropy': {'from': 'logit'}}} "
            + "| loss.cross-entropy.from: unknown value 'logit'; did you mean 'logits'?",
        "{'model': {'output': {'activation': {'formula': 'x*y'}}}} "
            + "| model.output.activation.formula:"
            + " an activation is one number made of one variable, but 'x*y' has 2 variables"
            + " and shape ()",
        "{'precision': 'half'} | precision: unknown precision 'half'; use float32 or float64",
        "{'sampling': 'shufle'} | sampling: unknown value 'shufle'; did you mean 'shuffle'?",
        "{'model': {'layers': ['relu64']}} | model.layers.0: expected a layer such as relu(64)"
            + " or {dense: {units: 64}}, but found 'relu64'",
        "{'model': {'layers': [{'dense': {}}]}} "
            + "| missing setting 'model.layers.0.dense.units': The number of outputs.",
        "{'data': {'file': 'f', 'images': 'i', 'labels': 'l'}} "
            + "| data: give either file or images, not both",
      })
  void aMistakeIsToldWithItsPlaceAndTheLikelyFix(String text, String message) {
    assertThatThrownBy(() -> spec(text.replace('\'', '"')))
        .isInstanceOf(UserException.class)
        .hasMessage(message);
  }

  @Test
  void thePlaceInTheFileComesFirst() {
    assertThatThrownBy(
            () -> Spec.fromTree(Map.of("optimzer", 1), path -> "spec.yaml:" + path.length()))
        .hasMessage("spec.yaml:8: unknown key 'optimzer'; did you mean 'optimizer'?");
  }

  @Test
  void layersAreSplitOutsideBrackets() {
    assertThat(Layers.split("relu(64), tanh(32) selu( 3 )"))
        .isEqualTo(List.of("relu(64)", "tanh(32)", "selu( 3 )"));
  }

  private static Spec spec(String json) {
    return Spec.fromTree(Json.parseMap(json, "spec"), path -> "");
  }
}
