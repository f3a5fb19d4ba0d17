package io.gradus.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.nn.Activations;
import io.gradus.nn.Dense;
import io.gradus.nn.Layer;
import io.gradus.nn.Losses;
import io.gradus.nn.Network;
import io.gradus.nn.data.Csv;
import io.gradus.nn.data.Feature;
import io.gradus.nn.data.Options.Missing;
import io.gradus.nn.data.Preprocessor;
import io.gradus.nn.data.Table;
import io.gradus.nn.data.Target;
import io.gradus.nn.data.Task;
import io.gradus.nn.io.Model;
import io.gradus.nn.io.Predictions;
import io.gradus.onnx.OnnxExport.Inputs;
import io.gradus.onnx.proto.ModelProto;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A file that takes the columns of a table does what the preprocessor does.
class ColumnsTest {
  private static final double NONE = Double.NaN;
  private static final List<String> COLORS = List.of("blue", "red");
  private static final List<String> SIZES = List.of("S", "M", "L");

  private static final Preprocessor PREPROCESSOR =
      new Preprocessor(
          Task.REGRESSION,
          List.of(
              new Feature.Number("year", 2008, 2007.5, 0.8, false),
              new Feature.Number("mass", 4000, 4200, 800, true, 0.5),
              new Feature.OneHot("color", COLORS, false),
              new Feature.OneHot("island", COLORS, true),
              new Feature.Ordinal(SIZES, new Feature.Number("size", 1, 1, 0.5, true)),
              new Feature.Index("shape", SIZES)),
          List.of(new Target.Value("price", 300, 50), new Target.Value("cost", 0, 1)),
          Missing.IMPUTE,
          List.of());

  private static final double[][] ROWS = {
    {2007, 3900, 0, 1, 2, 0},
    {2009, NONE, 1, NONE, NONE, 2},
    {NONE, 5000, NONE, 0, 0, NONE},
    {2008, 4100, 7, 7, 7, 7} // texts not seen in training
  };

  @ParameterizedTest
  @EnumSource(DType.class)
  void columnsInUnitsOut(DType dtype) throws OrtException {
    Model model = model(dtype);
    ModelProto proto = OnnxExport.of(model, Inputs.COLUMNS);
    double[] x = new double[24];
    for (int i = 0; i < x.length; i++) {
      x[i] = ROWS[i / 6][i % 6];
    }
    Array got = Judge.run(proto, List.of(Array.of(Shape.of(4, 6), x))).getFirst();
    Predictions want = model.predict(table());
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 2; j++) {
        assertThat(got.get(2 * i + j)).isCloseTo(want.value(i, j), within(1e-5 * 300));
      }
    }
    assertThat(proto.metadata())
        .containsEntry("features", "[\"year\",\"mass\",\"color\",\"island\",\"size\",\"shape\"]")
        .containsEntry("outputs", "[\"price\",\"cost\"]")
        .containsEntry("task", "regression");
  }

  private static Model model(DType dtype) {
    List<Layer> layers =
        List.of(new Dense(8, Activations.TANH), new Dense(2, Activations.IDENTITY));
    Network network = new Network(PREPROCESSOR.width(), layers, Activations.IDENTITY);
    return new Model(
        new Model.Description(
            Task.REGRESSION,
            PREPROCESSOR.width(),
            layers,
            Activations.IDENTITY,
            Losses.CATALOG.named("mse"),
            dtype,
            List.of("price", "cost")),
        network.init(Key.of(1), dtype),
        Optional.of(PREPROCESSOR),
        Map.of(),
        1,
        "");
  }

  /// The same rows as a user has them.
  private static final String CSV =
      """
      year,mass,color,island,size,shape
      2007,3900,blue,red,L,S
      2009,,red,,,L
      ,5000,,blue,S,
      2008,4100,green,green,XL,XL
      """;

  private static Table table() {
    return Csv.read(new ByteArrayInputStream(CSV.getBytes(StandardCharsets.UTF_8)), "t.csv");
  }
}
