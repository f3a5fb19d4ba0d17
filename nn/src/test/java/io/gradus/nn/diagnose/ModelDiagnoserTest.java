package io.gradus.nn.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.graph.Tree;
import io.gradus.nn.diagnose.Diagnosis.Verdict;
import io.gradus.nn.io.Model;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.train.Listener;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Spec;
import io.gradus.nn.train.Trainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDiagnoserTest {
  private static final String HIDDEN = "0.dense.weight";
  private static Model trained;

  @TempDir Path folder;

  @BeforeAll
  static void train(@TempDir Path folder) {
    Map<String, Object> settings =
        Map.of(
            "data", Map.of("digits", 200),
            "model", Map.of("layers", List.of("relu(16)")),
            "optimizer", Map.of("adam", 0.01),
            "epochs", 12);
    Spec spec = Spec.fromTree(settings, path -> "");
    Path run = folder.resolve("run");
    try (RunDirectory open = RunDirectory.create(run, "")) {
      new Trainer(spec, Parts.load(spec), open, Listener.NONE).train();
    }
    trained = Model.load(run);
  }

  private Diagnosis diagnosis(Tree<Array> params) {
    Model model = new Model(trained.description(), params, trained.preprocessor(), Map.of(), 0, "");
    model.save(folder);
    Map<String, Object> settings =
        Map.of(
            "data", Map.of("digits", 200, "split", Map.of("validation", 0, "test", 0)),
            "model", Map.of("from", folder.toString()),
            "optimizer", Map.of("sgd", 0.01));
    Spec spec = Spec.fromTree(settings, path -> "");
    return ModelDiagnoser.of(spec, Parts.load(spec), model);
  }

  private static Tree<Array> with(String name, DoubleUnaryOperator number) {
    Array old = trained.params().get(name);
    Array changed = Array.zeros(DType.F32, old.shape());
    for (int i = 0; i < old.size(); i++) {
      changed.floats()[i] = (float) number.applyAsDouble(i);
    }
    return trained.params().replace(Tree.leaf(name, changed));
  }

  @Test
  void aGoodModelIsHealthy() {
    Diagnosis d = diagnosis(trained.params());
    assertThat(d.verdict()).isEqualTo(Verdict.HEALTHY);
    assertThat(d.causes()).isEmpty();
    assertThat(d.symptoms()).isEmpty();
  }

  @Test
  void outputsInAnotherOrderAreNoticed() {
    Tree<Array> turned = trained.params();
    for (String name : List.of("1.dense.weight", "1.dense.bias")) {
      Array old = turned.get(name);
      Shape shape = old.shape();
      Array changed = Array.zeros(DType.F32, shape);
      for (int i = 0; i < old.size(); i++) {
        changed.floats()[i / 10 * 10 + (i + 1) % 10] = old.floats()[i];
      }
      turned = turned.replace(Tree.leaf(name, changed));
    }
    Diagnosis d = diagnosis(turned);
    assertThat(d.verdict()).isEqualTo(Verdict.FAULTY);
    assertThat(d.causes().getFirst().finding().cause()).isEqualTo(Cause.LABEL_PAIRING);
    assertThat(d.sentence()).contains("9,0,1,2,3,4,5,6,7,8");
  }

  @Test
  void aWeightThatIsNoNumberIsLocated() {
    Diagnosis d =
        diagnosis(
            with(HIDDEN, i -> i == 7 ? Double.NaN : trained.params().get(HIDDEN).get((int) i)));
    assertThat(d.verdict()).isEqualTo(Verdict.FAULTY);
    assertThat(d.symptoms()).containsKey(Symptom.NAN);
    assertThat(d.provenance()).hasValueSatisfying(p -> assertThat(p.where()).isEqualTo(HIDDEN));
  }

  @Test
  void deadUnitsAndTheSameAnswerAreSeen() {
    Diagnosis d = diagnosis(with("0.dense.bias", i -> -1e4));
    assertThat(d.verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(d.symptoms())
        .containsKeys(Symptom.DEAD_UNITS, Symptom.CONSTANT_OUTPUT, Symptom.NO_BETTER_THAN_CONSTANT);
  }

  @Test
  void unitsWithTheSameWeightsAreNamed() {
    Diagnosis d = diagnosis(with(HIDDEN, i -> 0.01));
    assertThat(d.symptoms()).containsKey(Symptom.SYMMETRIC_UNITS);
    assertThat(d.causes().getFirst().finding().cause()).isEqualTo(Cause.INIT_SYMMETRY);
  }
}
