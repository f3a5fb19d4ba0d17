package io.gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.check.GradCheck;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.Layer.Parameter;
import io.gradus.nn.Layer.Trained;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayersTest {
  /// One of each kind, for rows of three numbers.
  static final List<Object> SAMPLES =
      List.of(
          Map.of("dense", Map.of("units", 4, "activation", "tanh")),
          Map.of("activation", Map.of("formula", "x*tanh(x)")),
          "dropout(0.4)",
          "batch-normalization",
          "layer-normalization",
          Map.of("residual", Map.of("layers", List.of("tanh(2)", "dropout", "linear(3)"))),
          Map.of("residual", List.of("batch-normalization", "softplus(2)")),
          Map.of("embedding", Map.of("columns", List.of(Map.of("at", 1, "levels", 5)), "width", 2)),
          "kan(2)",
          Map.of(
              "formula",
              Map.of("text", "a*sin(u) + v*exp(b*w)", "inputs", List.of("u", "v", "w"))));

  private static final Array X =
      Array.matrix(
          new double[][] {
            {0.31, 0.55, -0.8}, {-0.64, 0.9, 0.27}, {0.93, -0.7, 0.11}, {-0.25, 0.15, -0.42}
          });
  private static final Array LEVELS = // in the second column
      Array.matrix(
          new double[][] {{0.31, 1, -0.8}, {-0.64, 4, 0.27}, {0.93, 0, 0.11}, {-0.25, 1, -0.42}});

  @Test
  void everyKindHasASample() {
    assertThat(SAMPLES.stream().map(s -> layer(s).getClass().getSimpleName()).map(Codec::kebab))
        .containsAll(Layers.names());
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void theTreeOfALayerMakesTheSameLayer(Object sample) {
    Layer layer = layer(sample);
    assertThat(layer(Codec.ofNetworks().write(layer))).isEqualTo(layer);
  }

  /// In use and in training, by parameters and inputs; a column of levels is no variable.
  @ParameterizedTest
  @FieldSource("SAMPLES")
  void gradients(Object sample) {
    Layer layer = layer(sample);
    boolean levels = layer instanceof Embedding;
    for (boolean training : new boolean[] {false, true}) {
      Tree<Expr> params = placeholders(layer);
      Expr x = levels ? Expr.constant(LEVELS) : Expr.param("x", Type.of(X));
      List<Expr> in = new ArrayList<>(params.values());
      List<Array> at = new ArrayList<>(numbers(layer).values());
      if (!levels) {
        in.add(x);
        at.add(X);
      }
      Graph f =
          new Graph(
              in, List.of(training ? trained(layer, params, x).output() : layer.apply(params, x)));
      GradCheck.Report report = GradCheck.check(f, at, 2, Key.of(5));
      assertThat(report.passes()).as("%s", report).isTrue();
    }
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void buffersAreWhatIsNotLearned(Object sample) {
    Layer layer = layer(sample);
    Tree<Parameter> params = layer.parameters(3);
    Tree<Expr> placeholders = placeholders(layer);
    Trained trained = trained(layer, placeholders, Expr.constant(X));
    assertThat(trained.buffers().names())
        .containsExactlyElementsOf(params.filter(n -> !params.get(n).learned()).names());
    trained
        .buffers()
        .leaves()
        .forEach((name, next) -> assertThat(next.type()).isEqualTo(placeholders.get(name).type()));
    assertThat(trained.output().shape()).isEqualTo(Shape.of(4, layer.outputs(3)));
    assertThat(layer.apply(placeholders, Expr.constant(X)).shape())
        .isEqualTo(Shape.of(4, layer.outputs(3)));
  }

  @Test
  void dropoutKeepsTheMean() {
    Layer dropout = new Layers.Dropout(0.3);
    Expr ones = Expr.fill(1, Type.f64(1000, 20));
    double[] y = run(trained(dropout, Tree.empty(), ones).output()).toDoubles();
    long zeros = Arrays.stream(y).filter(v -> v == 0).count();
    assertThat(zeros / 20_000.0).isCloseTo(0.3, within(5 * Math.sqrt(0.3 * 0.7 / 20_000)));
    assertThat(Arrays.stream(y).filter(v -> v != 0)).allMatch(v -> Math.abs(v - 1 / 0.7) < 1e-15);
    assertThat(dropout.apply(Tree.empty(), ones)).isSameAs(ones);
  }

  @Test
  void layersOfANetworkDropIndependently() {
    Network net =
        new Network(
            50, List.of(new Layers.Dropout(0.5), new Layers.Dropout(0.5)), Activations.IDENTITY);
    double[] y =
        run(net.train(Tree.empty(), Expr.fill(1, Type.f64(200, 50)), noise(1)).output())
            .toDoubles();
    double kept = Arrays.stream(y).filter(v -> v != 0).count() / 10_000.0;
    assertThat(kept).isCloseTo(0.25, within(5 * Math.sqrt(0.25 * 0.75 / 10_000)));
  }

  @Test
  void batchNormalizationByHand() {
    Layer layer = new Layers.BatchNormalization(0.75, 0);
    Array x = Array.matrix(new double[][] {{1, 10}, {3, 30}});
    Tree<Expr> params =
        constants(
            Map.of("scale", Array.vector(2, 1), "bias", Array.vector(0, 5)),
            Map.of("mean", Array.vector(4, 0), "variance", Array.vector(4, 1)));
    Trained trained = trained(layer, params, Expr.constant(x));
    assertThat(run(trained.output())).isEqualTo(Array.matrix(new double[][] {{-2, 4}, {2, 6}}));
    assertThat(run(trained.buffers().get("mean"))).isEqualTo(Array.vector(3.5, 5));
    assertThat(run(trained.buffers().get("variance"))).isEqualTo(Array.vector(3.25, 25.75));
    assertThat(run(layer.apply(params, Expr.constant(x))))
        .isEqualTo(Array.matrix(new double[][] {{-3, 15}, {-1, 35}}));
  }

  @Test
  void layerNormalizationByHand() {
    Layer layer = new Layers.LayerNormalization(1);
    Array x = Array.matrix(new double[][] {{1, 1 + 2 * Math.sqrt(3)}});
    Tree<Expr> params =
        constants(Map.of("scale", Array.vector(2, 4)), Map.of("bias", Array.vector(0, 1)));
    double[] y = run(layer.apply(params, Expr.constant(x))).toDoubles();
    assertThat(y)
        .containsExactly(new double[] {-Math.sqrt(3), 1 + 2 * Math.sqrt(3)}, within(1e-14));
  }

  @Test
  void embeddingByHand() {
    Embedding layer =
        new Embedding(List.of(new Embedding.Column(2, 3), new Embedding.Column(0, 2)));
    Tree<Expr> params =
        constants(
            Map.of("column0", Array.matrix(new double[][] {{7}, {8}})),
            Map.of("column2", Array.matrix(new double[][] {{1, 2}, {3, 4}, {5, 6}})));
    Array x = Array.matrix(new double[][] {{1, 0.5, 2}, {0, -0.5, 9}});
    assertThat(layer.outputs(3)).isEqualTo(4);
    assertThat(run(layer.apply(params, Expr.constant(x))))
        .isEqualTo(Array.matrix(new double[][] {{8, 0.5, 5, 6}, {7, -0.5, 5, 6}}));
    assertThatThrownBy(() -> layer.parameters(2)).isInstanceOf(UserException.class);
  }

  /// The splines against the recursion of Cox and de Boor.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void splinesFollowTheRecursion(int order) {
    int grid = 4;
    Kan kan = new Kan(1, grid, order, -2, 1, Activations.SILU, 1, Optional.empty());
    for (double x : new double[] {-5, -2, -1.9, -0.5, 0.1, 0.999, 1, 3}) {
      double u = (Math.clamp(x, -2, 1) + 2) * grid / 3;
      for (int i = 0; i < grid + order; i++) {
        double[] c = new double[grid + order];
        c[i] = 1;
        Tree<Expr> params =
            constants(
                Map.of("weight", Array.matrix(new double[][] {{0}})),
                Map.of("spline", Array.of(Shape.of(1, grid + order, 1), c)));
        Expr one = Expr.constant(Array.matrix(new double[][] {{x}}));
        assertThat(run(kan.apply(params, one)).item())
            .isCloseTo(spline(order, i - order, u), within(1e-14));
      }
    }
  }

  /// The B-spline of a degree on the whole numbers that begins at `i`.
  private static double spline(int degree, int i, double u) {
    return degree == 0
        ? (i <= u && u < i + 1 ? 1 : 0)
        : (u - i) / degree * spline(degree - 1, i, u)
            + (i + degree + 1 - u) / degree * spline(degree - 1, i + 1, u);
  }

  @Test
  void aFinerGridHoldsTheSameFunctions() {
    Kan coarse = new Kan(2);
    Kan fine = coarse.withGrid(15);
    Tree<Array> before = numbers(coarse);
    Tree<Array> after = coarse.refine(before, fine);
    assertThat(after.get("spline").shape()).isEqualTo(Shape.of(3, 18, 2));
    double[] want = run(coarse.apply(before.map(Expr::constant), Expr.constant(X))).toDoubles();
    double[] got = run(fine.apply(after.map(Expr::constant), Expr.constant(X))).toDoubles();
    assertThat(got).containsExactly(want, within(1e-10));
    // A grid that does not divide the other one comes near.
    Kan other = coarse.withGrid(23);
    double[] near =
        run(other.apply(coarse.refine(before, other).map(Expr::constant), Expr.constant(X)))
            .toDoubles();
    assertThat(near).containsExactly(want, within(1e-3));
  }

  @Test
  void shortForms() {
    assertThat(layer("relu(64)")).isEqualTo(new Dense(64, Activations.RELU));
    assertThat(layer("swish(3)")).isEqualTo(new Dense(3, Activations.SILU));
    assertThat(layer("{x*tanh(x)}(5)")).isEqualTo(new Dense(5, Activations.formula("x*tanh(x)")));
    assertThat(layer(Map.of("dropout", 0.1))).isEqualTo(new Layers.Dropout(0.1));
    assertThat(layer(" dropout( 0.1 ) ")).isEqualTo(new Layers.Dropout(0.1));
    assertThat(layer("kan(7)")).isEqualTo(new Kan(7));
    assertThat(layer(Map.of("activation", Map.of("elu", 2))))
        .isEqualTo(new Layers.Activation(Activations.ELU.with("alpha", 2)));
    assertThatThrownBy(() -> layer("dropuot(0.1)"))
        .hasMessage("unknown layer or activation 'dropuot'; did you mean 'dropout'?");
    assertThatThrownBy(() -> layer("relu(many)")).hasMessageContaining("expected a number");
    assertThatThrownBy(() -> layer("dropout(1)")).hasMessageContaining("between 0 and 0.999");
    assertThat(Layers.split("relu(64), {max(x, 0)}(32) dropout(0.1)"))
        .containsExactly("relu(64)", "{max(x, 0)}(32)", "dropout(0.1)");
  }

  private static Layer layer(Object node) {
    return Layers.CATALOG.read(node, new Codec.Reading(Codec.ofNetworks(), "", path -> ""));
  }

  private static Noise noise(int step) {
    return new Noise(Key.of(11), Expr.fill(step, Type.f64()));
  }

  private static Trained trained(Layer layer, Tree<Expr> params, Expr x) {
    return layer.train(params, x, noise(1));
  }

  private static Tree<Expr> placeholders(Layer layer) {
    Tree<Parameter> params = layer.parameters(3);
    return Tree.of(
        params.names(),
        params.leaves().entrySet().stream()
            .map(e -> Expr.param(e.getKey(), new Type(DType.F64, e.getValue().shape())))
            .toList());
  }

  /// Numbers at which nothing is degenerate.
  private static Tree<Array> numbers(Layer layer) {
    return layer
        .parameters(3)
        .map(p -> {
          double[] v = new double[p.shape().size()];
          Arrays.setAll(v, i -> 0.7 + 0.3 * Math.sin(2.7 * i));
          return Array.of(p.shape(), v);
        });
  }

  @SafeVarargs
  private static Tree<Expr> constants(Map<String, Array>... parts) {
    Tree<Expr> tree = Tree.empty();
    for (Map<String, Array> part : parts) {
      for (Map.Entry<String, Array> e : part.entrySet()) {
        tree = tree.with(e.getKey(), Expr.constant(e.getValue()));
      }
    }
    return tree;
  }

  private static Array run(Expr e) {
    return Interpreter.run(new Graph(List.of(), List.of(e)), List.of()).getFirst();
  }
}
