package io.gradus.nn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.array.ShapeException;
import io.gradus.nn.Activations;
import io.gradus.nn.Dense;
import io.gradus.nn.Loss;
import io.gradus.nn.Losses;
import io.gradus.nn.data.Column;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Options;
import io.gradus.nn.data.Preprocessor;
import io.gradus.nn.data.Table;
import io.gradus.nn.data.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PredictorTest {
  private static final int ROWS = 6;
  private static final Offset<Double> ROUNDING = Offset.offset(1e-6);

  @Test
  void answersAsTheModelDoesWhateverTheNumberOfRows() {
    for (DType dtype : DType.values()) {
      Model model = classifier(dtype);
      double[] x = inputs();
      double[] want = answers(model, x);
      for (int rows : new int[] {1, 2, 3, ROWS}) {
        Predictor p = model.predictor(rows);
        assertThat(p.inputs()).isEqualTo(rows * 4);
        assertThat(p.outputs()).isEqualTo(rows * 3);
        double[] out = new double[p.outputs()];
        float[] outs = new float[p.outputs()];
        for (int from = 0; from < ROWS; from += rows) {
          double[] part = Arrays.copyOfRange(x, from * 4, (from + rows) * 4);
          p.predict(part, out);
          p.predict(floats(part), outs);
          for (int i = 0; i < out.length; i++) {
            assertThat(out[i]).isCloseTo(want[from * 3 + i], ROUNDING);
            assertThat((double) outs[i]).isCloseTo(want[from * 3 + i], ROUNDING);
          }
        }
      }
    }
  }

  @Test
  void aRegressionAnswersInTheUsersUnits() {
    Table table =
        Table.of(
            "houses.csv",
            new Column.Number("size", new double[] {50, 80, 120, 60}),
            new Column.Number("price", new double[] {100.5, 160, 250.25, 130}));
    Preprocessor p = Preprocessor.fit(table, new int[] {0, 1, 2, 3}, Options.of("price"));
    Model model =
        model(Task.REGRESSION, 1, List.of("price"), DType.F64, Optional.of(p), new Losses.Mse());
    Dataset rows = p.inputs(table, DType.F64);
    double[] out = new double[4];
    model.predictor(4).predict(rows.features().doubles(), out);
    for (int i = 0; i < 4; i++) {
      assertThat(out[i]).isEqualTo(model.predict(table).value(i, 0));
    }
  }

  @Test
  void severalThreadsGetTheirOwnAnswers() throws Exception {
    Model model = classifier(DType.F32);
    Predictor p = model.predictor(1);
    double[] x = inputs();
    double[] want = answers(model, x);
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int t = 0; t < 12; t++) {
      int row = t % ROWS;
      calls.add(() -> {
        float[] in = floats(Arrays.copyOfRange(x, row * 4, row * 4 + 4));
        float[] out = new float[3];
        boolean same = true;
        for (int i = 0; i < 500; i++) {
          p.predict(in, out);
          for (int j = 0; j < 3; j++) {
            same &= Math.abs(out[j] - want[row * 3 + j]) < 1e-6;
          }
        }
        return same;
      });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      for (Future<Boolean> call : threads.invokeAll(calls)) {
        assertThat(call.get()).isTrue();
      }
    }
  }

  @Test
  void arraysOfAnotherLengthAreNamed() {
    Predictor p = classifier(DType.F32).predictor(2);
    assertThatThrownBy(() -> p.predict(new float[8], new float[3]))
        .isInstanceOf(ShapeException.class)
        .hasMessage("predict: takes 8 numbers and gives 6, but the arrays have 8 and 3");
    assertThatThrownBy(() -> classifier(DType.F32).predictor(0))
        .hasMessage("a predictor takes at least one row, not 0");
  }

  private static double[] inputs() {
    return IntStream.range(0, ROWS * 4).mapToDouble(Key.of(3)::normal).toArray();
  }

  private static double[] answers(Model model, double[] x) {
    Array in = Array.of(Shape.of(ROWS, 4), x).cast(model.description().precision());
    return model.inference().outputs(model.params(), in).toDoubles();
  }

  private static float[] floats(double[] x) {
    float[] f = new float[x.length];
    IntStream.range(0, x.length).forEach(i -> f[i] = (float) x[i]);
    return f;
  }

  private static Model classifier(DType dtype) {
    return model(
        Task.CLASSIFICATION,
        4,
        List.of("a", "b", "c"),
        dtype,
        Optional.empty(),
        Losses.CATALOG.named("cross-entropy"));
  }

  private static Model model(
      Task task,
      int inputs,
      List<String> outputs,
      DType dtype,
      Optional<Preprocessor> preprocessor,
      Loss loss) {
    Model.Description d =
        new Model.Description(
            task,
            inputs,
            List.of(
                new Dense(5, Activations.TANH), new Dense(outputs.size(), Activations.IDENTITY)),
            loss.natural().orElse(Activations.IDENTITY),
            loss,
            dtype,
            outputs);
    return new Model(d, d.network().init(Key.of(4), dtype), preprocessor, Map.of(), 7, "0123");
  }
}
