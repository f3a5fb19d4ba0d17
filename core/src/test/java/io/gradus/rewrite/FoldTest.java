package io.gradus.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Flat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Constant folding.
class FoldTest {
  private final Expr x = Expr.param("x", Type.f64(3));

  @Test
  void numbersAreComputed() {
    assertThat(Fold.fold(x.mul(x.like(2).sqrt()))).isSameAs(x.mul(x.like(Math.sqrt(2))));
    assertThat(Fold.fold(Expr.pi(Type.f64()).mul(2))).isSameAs(Expr.fill(2 * Math.PI, Type.f64()));
  }

  @Test
  void resultsAreRoundedToTheFormat() {
    Expr e = Fold.fold(Expr.fill(2, Type.f32()).sqrt());
    assertThat(e.number()).contains((double) (float) Math.sqrt(2));
  }

  @Test
  void arraysAreComputed() {
    Expr mask = Expr.iota(0, Type.f64(3)).gt(0.5);
    Expr folded = Fold.fold(mask.mul(x));
    assertThat(folded).isSameAs(Expr.constant(Array.vector(0, 1, 1)).mul(x));
  }

  @Test
  void parametersStay() {
    Expr e = x.sin().add(1);
    assertThat(Fold.fold(e)).isSameAs(e);
    assertThat(Fold.fold(x)).isSameAs(x);
  }

  @Test
  void largeResultsOfSmallConstantsStay() {
    Expr e = Expr.constant(Array.vector(1, 2, 3)).broadcastTo(Shape.of(100_000, 3));
    assertThat(Fold.fold(e)).isSameAs(e);
  }

  @Test
  void depthCostsNoStack() {
    Expr e = Expr.fill(1, Type.f64());
    for (int i = 0; i < 20_000; i++) {
      e = e.sin();
    }
    assertThat(Fold.fold(e).op()).isInstanceOf(Flat.Fill.class);
  }

  @Test
  void valuesAreTheSameBits() {
    for (int seed = 0; seed < 500; seed++) {
      RandomExpr.Sample s = new RandomExpr(seed).withKinks().next();
      double[] at = {0.7, 1.3};
      Expr partly =
          Graph.substitute(
                  List.of(s.expr()), Map.of(s.params().get(0), Expr.fill(at[0], Type.f64())))
              .getFirst();
      double value = RandomExpr.value(partly, s.params(), at);
      double folded = RandomExpr.value(Fold.fold(partly), s.params(), at);
      assertThat(folded == value || Double.isNaN(value)).as("seed %d", seed).isTrue();
    }
  }
}
