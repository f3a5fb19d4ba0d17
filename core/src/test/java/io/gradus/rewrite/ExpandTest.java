package io.gradus.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.array.ShapeException;
import io.gradus.diff.Reverse;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.text.Notation;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Entries of vectors and matrices, as formulas and as numbers.
class ExpandTest {
  private final Expr x1 = Expr.param("x1", Type.f64());
  private final Expr x2 = Expr.param("x2", Type.f64());
  private final Expr x = Expr.stack(List.of(x1, x2));

  private static List<String> print(List<Expr> entries) {
    return Simplify.simplify(entries).stream().map(Notation.TEXT::print).toList();
  }

  private static List<String> gradient(Expr y, Expr w) {
    Expr grad = Reverse.grad(y, List.of(w)).getFirst();
    return print(Expand.entries(List.of(grad), Map.of(w, Expand.symbols(w))).getFirst());
  }

  @Test
  void gradientOfAnExponentialOfADotProduct() {
    Expr w = Expr.param("w1", Type.f64(2));
    assertThat(gradient(x.dot(w).exp(), w))
        .containsExactly("x1*exp(w11*x1 + w12*x2)", "x2*exp(w11*x1 + w12*x2)");
  }

  @Test
  void gradientOfABell() {
    Expr w = Expr.param("w1", Type.f64(2));
    assertThat(gradient(x.dot(w).square().neg().exp(), w))
        .containsExactly(
            "-2*x1*(w11*x1 + w12*x2)*exp(-(w11*x1 + w12*x2)^2)",
            "-2*x2*(w11*x1 + w12*x2)*exp(-(w11*x1 + w12*x2)^2)");
  }

  @Test
  void gradientByAMatrix() {
    Expr w = Expr.param("w", Type.f64(2, 2));
    assertThat(gradient(x.dot(w).square().neg().exp().at(0), w))
        .containsExactly(
            "-2*x1*(w11*x1 + w21*x2)*exp(-(w11*x1 + w21*x2)^2)",
            "0",
            "-2*x2*(w11*x1 + w21*x2)*exp(-(w11*x1 + w21*x2)^2)",
            "0");
  }

  @Test
  void elementsOfParametersStandForThemselves() {
    Expr w = Expr.param("w", Type.f64(2));
    assertThat(Expand.entries(w.mul(x))).containsExactly(w.at(0).mul(x1), w.at(1).mul(x2));
  }

  @Test
  void namesStayApart() {
    assertThat(Expand.symbols(Expr.param("w", Type.f64(2, 12))))
        .extracting(Notation.TEXT::print)
        .startsWith("w_1_1", "w_1_2")
        .endsWith("w_2_12");
  }

  /// The entries of every operation have the values of the operation.
  @TestFactory
  Stream<DynamicTest> operations() {
    Expr a = Expr.param("a", Type.f64(2, 3));
    Expr b = Expr.param("b", Type.f64(3, 2));
    Expr at = Expr.constant(Array.vector(2, 0, 2, 1));
    return Map.<String, Expr>ofEntries(
            Map.entry("pointwise", a.sin().mul(a.add(1)).div(a.square())),
            Map.entry("sum", a.sum(1)),
            Map.entry("sum of all", a.sum()),
            Map.entry("broadcast", a.mean(0).sub(a)),
            Map.entry("transpose", a.transpose()),
            Map.entry("reshape", a.reshape(3, 2)),
            Map.entry("slice", a.slice(1, 1, 3)),
            Map.entry("pad", a.pad(List.of(1, 0), List.of(0, 2))),
            Map.entry("concat", Expr.concat(1, List.of(a, a.neg()))),
            Map.entry("gather", a.gather(1, at)),
            Map.entry("scatter", a.gather(1, at).scatterAdd(1, 3, at)),
            Map.entry("cumsum", a.cumsum(1, false)),
            Map.entry("cumsum from back", a.cumsum(0, true)),
            Map.entry("max", a.reduceMax(0)),
            Map.entry("min", a.reduceMin(1)),
            Map.entry("product", a.dot(b)),
            Map.entry("select", a.gt(0).select(a, a.transpose().reshape(2, 3))),
            Map.entry("iota", Expr.iota(1, Type.f64(2, 3)).mul(a)),
            Map.entry("softmax", a.softmax(1)),
            Map.entry("empty sum", Expr.fill(1, Type.f64(2, 0)).sum(1).add(a.sum(1))))
        .entrySet()
        .stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> sameValues(e.getValue(), a, b)));
  }

  private static void sameValues(Expr e, Expr a, Expr b) {
    Array va = Array.of(Shape.of(2, 3), 0.3, -1.2, 2.5, 0.7, 1.9, -0.4);
    Array vb = Array.of(Shape.of(3, 2), 1.5, 0.2, -0.8, 2.2, 0.6, -1.1);
    Map<Expr, Array> known = Map.of(a, va, b, vb);
    Array whole = Evaluation.value(e, known);
    List<Expr> entries = Expand.entries(e);
    assertThat(entries).hasSize(whole.size());
    IntStream.range(0, whole.size())
        .forEach(i ->
            assertThat(Evaluation.value(entries.get(i), known).item())
                .isCloseTo(whole.get(i), within(1e-12)));
  }

  @Test
  void tooLargeIsAClearError() {
    Expr big = Expr.param("big", Type.f64(200, 200));
    assertThatThrownBy(() -> Expand.entries(big.sin()))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("40,000 entries");
  }
}
