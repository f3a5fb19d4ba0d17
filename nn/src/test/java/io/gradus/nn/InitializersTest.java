package io.gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitializersTest {
  private static final Key KEY = Key.of(5);

  @ParameterizedTest
  @CsvSource({"5,5", "3,8", "8,3", "1,4", "60,40"})
  void theShorterSideIsOrthogonal(int rows, int columns) {
    Array w = new Initializers.Orthogonal(1.5).init(Type.f64(rows, columns), rows, columns, KEY);
    Expr e = Expr.constant(w);
    Array gram = run(rows < columns ? e.dot(e.transpose()) : e.transpose().dot(e));
    int n = gram.shape().dim(0);
    for (int i = 0; i < n * n; i++) {
      assertThat(gram.get(i)).isCloseTo(i % (n + 1) == 0 ? 2.25 : 0, within(1e-13));
    }
  }

  @Test
  void orthogonalMatricesAreSpreadEvenly() {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 2000; i++) {
      double first = new Initializers.Orthogonal(1).init(Type.f64(2, 2), 2, 2, KEY.fold(i)).get(0);
      sum += first; // the cosine of an angle that is uniform
      squares += first * first;
    }
    assertThat(sum / 2000).isCloseTo(0, within(5 * Math.sqrt(0.5 / 2000)));
    assertThat(squares / 2000).isCloseTo(0.5, within(5 * Math.sqrt(0.125 / 2000)));
  }

  @Test
  void lsuvGivesEveryProductVarianceOne() {
    Initializer lsuv = new Initializers.Lsuv();
    Layer block = new Layers.Residual(List.of(dense(7, Activations.RELU, lsuv)), Optional.of(lsuv));
    Network net =
        new Network(
            4,
            List.of(dense(9, Activations.TANH, lsuv), block, dense(2, Activations.IDENTITY, lsuv)),
            Activations.IDENTITY);
    Array x = normal(Shape.of(50, 4), 3);
    Array y = normal(Shape.of(50, 2), 1);
    Tree<Array> params = net.init(KEY, x, y);
    assertThat(params).isEqualTo(net.init(KEY, x, y)).isNotEqualTo(net.init(KEY, DType.F64));
    Expr scores = net.scores(params.map(Expr::constant), Expr.constant(x));
    double[] out = run(scores).toDoubles();
    assertThat(variance(out)).isCloseTo(1, within(1e-12));
    Expr first = Expr.constant(x).dot(Expr.constant(params.get("0.dense.weight")));
    assertThat(variance(run(first).toDoubles())).isCloseTo(1, within(1e-12));
    Expr shortcut = first.tanh().dot(Expr.constant(params.get("1.residual.shortcut")));
    assertThat(variance(run(shortcut).toDoubles())).isCloseTo(1, within(1e-12));
  }

  @Test
  void correlationIsTheBestWeightOfEachInputAlone() {
    Initializer correlation = new Initializers.Correlation();
    Network net =
        new Network(2, List.of(dense(1, Activations.IDENTITY, correlation)), Activations.IDENTITY);
    Array x = Array.matrix(new double[][] {{1, 0}, {2, 0}, {-1, 0}});
    Array y = Array.matrix(new double[][] {{3}, {4}, {-1}});
    assertThat(net.init(KEY, x, y).get("0.dense.weight"))
        .isEqualTo(Array.matrix(new double[][] {{(3 + 8 + 1) / 6.0}, {0}}));
    Network wide =
        new Network(2, List.of(dense(3, Activations.IDENTITY, correlation)), Activations.IDENTITY);
    assertThatThrownBy(() -> wide.init(KEY, x, y))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("each of the 1 targets, but this one has 3");
  }

  @Test
  void aBiasCannotBeginFromData() {
    Layer layer = new Dense(2, Activations.TANH, Optional.empty(), new Initializers.Lsuv());
    Network net = new Network(2, List.of(layer), Activations.IDENTITY);
    Array x = normal(Shape.of(3, 2), 1);
    assertThatThrownBy(() -> net.init(KEY, x, x))
        .hasMessageStartingWith("0.dense.bias is no weight");
  }

  private static Layer dense(int units, Activation activation, Initializer init) {
    return new Dense(units, activation, Optional.of(init), new Initializers.Zeros());
  }

  private static Array normal(Shape shape, double scale) {
    double[] v = new double[shape.size()];
    Arrays.setAll(v, i -> scale * Key.of(8).normal(i));
    return Array.of(shape, v);
  }

  private static double variance(double[] v) {
    double mean = Arrays.stream(v).average().orElseThrow();
    return Arrays.stream(v).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
  }

  private static Array run(Expr e) {
    return Interpreter.run(new Graph(List.of(), List.of(e)), List.of()).getFirst();
  }
}
