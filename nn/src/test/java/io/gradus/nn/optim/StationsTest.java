package io.gradus.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.nn.UserException;
import io.gradus.nn.optim.GradientTransform.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Clipping, regularization and rates by layer, on gradients of norm 5 and 12, together 13.
class StationsTest {
  private static final Tree<Expr> GRADS =
      Tree.of(List.of("0.dense.weight", "0.dense.bias"), List.of(vector(3, -4), vector(12, 0)));
  private static final Tree<Expr> PARAMS =
      Tree.of(List.of("0.dense.weight", "0.dense.bias"), List.of(vector(2, -6), vector(10, 1)));

  @Test
  void clippingByValue() {
    check(new Clip.Value(3.5), 3, -3.5, 3.5, 0);
  }

  @Test
  void clippingByTheNormOfEachParameter() {
    check(new Clip.Norm(6), 3, -4, 6, 0);
    check(new Clip.Norm(1), 0.6, -0.8, 1, 0);
  }

  @Test
  void clippingByTheNormOfAll() {
    check(new Clip.GlobalNorm(26), 3, -4, 12, 0);
    check(new Clip.GlobalNorm(6.5), 1.5, -2, 6, 0);
    Tree<Expr> zeros = GRADS.map(Expr::zeros);
    assertThat(values(new Clip.GlobalNorm(1), zeros)).containsExactly(0, 0, 0, 0);
  }

  @Test
  void gradientsWhoseSquaresOverflowAreClippedToo() {
    Tree<Expr> huge = GRADS.map(g -> g.mul(1e30).cast(DType.F32));
    double[] want = {3 / 13.0, -4 / 13.0, 12 / 13.0, 0};
    assertThat(values(new Clip.GlobalNorm(1), huge)).containsExactly(want, within(1e-7));
  }

  @Test
  void penaltiesAreForWeightsOnly() {
    check(new Regularization(0.5, 0, 0).penalty().orElseThrow(), 4, -7, 12, 0);
    check(new Regularization(0, 0.5, 0).penalty().orElseThrow(), 3.5, -4.5, 12, 0);
    check(new Regularization(0.5, 0.25, 0).penalty().orElseThrow(), 4.25, -7.25, 12, 0);
    assertThat(new Regularization(0, 0, 1).penalty()).isEmpty();
  }

  @Test
  void decayIsScaledByTheRate() {
    check(new Regularization(0, 0, 0.5).decay(0.1).orElseThrow(), 2.9, -3.7, 12, 0);
    assertThat(new Regularization(1, 1, 0).decay(0.1)).isEmpty();
  }

  @Test
  void theLongestNameThatFitsGivesTheRate() {
    check(new LayerRates(Map.of("0", 2.0)), 6, -8, 24, 0);
    check(new LayerRates(Map.of("0", 2.0, "0.dense.bias", 0.5)), 6, -8, 6, 0);
    check(new LayerRates(Map.of("0.dense", 0.0, "0.dense.bias", 1.0)), 0, 0, 12, 0);
    check(new LayerRates(Map.of("1", 0.0)), 3, -4, 12, 0);
  }

  @Test
  void aRateForNoLayerIsToldWithTheNearest() {
    assertThatThrownBy(() -> new LayerRates(Map.of("0.dense.wieght", 1.0)).check(PARAMS.names()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "layer-rates: no layer or parameter '0.dense.wieght'; did you mean '0.dense.weight'?");
    new LayerRates(Map.of("0", 1.0, "0.dense", 1.0, "0.dense.bias", 0.0)).check(PARAMS.names());
  }

  private static void check(GradientTransform transform, double... want) {
    double[] got = values(transform, GRADS);
    for (int i = 0; i < want.length; i++) {
      assertThat(got[i]).isCloseTo(want[i], within(1e-15));
    }
  }

  private static double[] values(GradientTransform transform, Tree<Expr> grads) {
    Expr one = Expr.constant(Array.of(1));
    Step step = new Step(PARAMS, one, one, Optional.empty());
    Expr all =
        Expr.concat(0, transform.update(grads, transform.init(grads), step).updates().values());
    return Fn.of(new Graph(List.of(), List.of(all))).run(List.of()).getFirst().toDoubles();
  }

  private static Expr vector(double... x) {
    return Expr.constant(Array.vector(x));
  }
}
