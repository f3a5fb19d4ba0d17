package io.gradus.nn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.graph.Tree;
import io.gradus.nn.Activations;
import io.gradus.nn.Dense;
import io.gradus.nn.Losses;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Column;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Options;
import io.gradus.nn.data.Preprocessor;
import io.gradus.nn.data.Table;
import io.gradus.nn.data.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTest {
  private static final Table TABLE =
      Table.of(
          "houses.csv",
          new Column.Number("size", new double[] {50, 80, 120, 60}),
          new Column.Number("price", new double[] {100.5, 160, 250.25, 130}));

  @TempDir Path folder;

  @Test
  void whatIsSavedIsLoaded() {
    Model model = regression();
    model.save(folder);
    assertThat(Model.load(folder)).isEqualTo(model);
    assertThat(Model.load(folder).predict(TABLE)).isEqualTo(model.predict(TABLE));
  }

  @Test
  void aRegressionAnswersInTheUsersUnits() {
    Model model = regression();
    Tree<Array> zeros = model.params().map(a -> Array.zeros(a.dtype(), a.shape()));
    Model constant =
        new Model(
            model.description(), zeros, model.preprocessor(), model.spec(), 1, model.dataHash());
    double mean = (100.5 + 160 + 250.25 + 130) / 4;
    Predictions p = constant.predict(TABLE);
    assertThat(p.rows()).isEqualTo(4);
    assertThat(p.value(2, 0)).isEqualTo(mean);
  }

  @Test
  void otherWidthsAreTheUsersMistake() {
    Array x = Array.zeros(DType.F64, Shape.of(3, 2));
    Array none = Array.zeros(DType.F64, Shape.of(3, 0));
    Dataset wide = new Dataset(Task.REGRESSION, x, none, List.of("a", "b"), List.of("price"));
    assertThatThrownBy(() -> regression().predict(wide))
        .isInstanceOf(UserException.class)
        .hasMessage("the model takes 1 inputs, but the data has 2");
  }

  @Test
  void aFolderWithoutAModelIsTheUsersMistake() throws IOException {
    assertThatThrownBy(() -> Model.load(folder)).hasMessageContaining("no model in");
    Files.createDirectory(folder.resolve("checkpoints"));
    assertThatThrownBy(() -> Model.load(folder)).hasMessageContaining("resume the run");
  }

  @Test
  void filesThatDoNotFitAreTheUsersMistake() throws IOException {
    Model model = regression();
    model.save(folder);
    Path json = folder.resolve("model.json");
    String text = Files.readString(json);
    for (String[] change :
        new String[][] {
          {"\"units\":3", "\"units\":4"},
          {"\"units\":3", "\"units\":1048576"},
          {"\"inputs\": 1", "\"inputs\": 2147483647"},
          {"\"format\": 1", "\"format\": 2"},
          {"\"format\": 1", "\"size\": 1"},
          {"\"network\"", "\"net\""},
          {"float64", "float32"},
          {"tanh", "tan"},
        }) {
      assertThat(text).contains(change[0]);
      Files.writeString(json, text.replace(change[0], change[1]));
      assertThatThrownBy(() -> Model.load(folder))
          .as(change[1])
          .isInstanceOf(UserException.class)
          .hasMessageContaining("model.");
    }
    Files.writeString(json, text);
    Safetensors.write(folder.resolve("model.safetensors"), Tree.empty(), Map.of());
    assertThatThrownBy(() -> Model.load(folder)).hasMessageContaining("'0.dense.weight'");
  }

  static Model regression() {
    Preprocessor p = Preprocessor.fit(TABLE, new int[] {0, 1, 2, 3}, Options.of("price"));
    Model.Description d =
        new Model.Description(
            Task.REGRESSION,
            1,
            List.of(new Dense(3, Activations.TANH), new Dense(1, Activations.IDENTITY)),
            Activations.IDENTITY,
            new Losses.Mse(),
            DType.F64,
            List.of("price"));
    return new Model(
        d,
        d.network().init(Key.of(4), DType.F64),
        Optional.of(new Preprocessor(p.task(), p.features(), p.targets(), p.missing(), List.of())),
        Map.of("batch", 32L),
        7,
        "0123");
  }
}
