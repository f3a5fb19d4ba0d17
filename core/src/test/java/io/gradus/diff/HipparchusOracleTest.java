package io.gradus.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Bilinear;
import io.gradus.op.Flat;
import io.gradus.op.Linear;
import io.gradus.op.Pointwise.Binary;
import io.gradus.op.Pointwise.Unary;
import io.gradus.rewrite.RandomExpr;
import io.gradus.rewrite.Simplify;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hipparchus.analysis.differentiation.DSFactory;
import org.hipparchus.analysis.differentiation.DerivativeStructure;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// All partial derivatives up to order 5 of random functions of two variables, against the Taylor
/// arithmetic of Hipparchus, which shares no code and no method with ours.
class HipparchusOracleTest {
  private static final int ORDER = 5;

  /// The functions that Hipparchus knows.
  private static final List<Unary> KNOWN =
      RandomExpr.SMOOTH.stream().filter(f -> f != Unary.ERF && f != Unary.ERFC).toList();

  @TestFactory
  Stream<DynamicTest> partialsUpToOrderFive() {
    RandomExpr random = new RandomExpr(Long.getLong("gradus.seed", 20)).functions(KNOWN).steps(7);
    return Stream.generate(random::next)
        .filter(s -> s.point().isPresent())
        .limit(150)
        .map(s -> dynamicTest("seed " + s.seed(), () -> compare(s)));
  }

  /// (sin x · e^(−x²))⁽¹⁰⁾, by our derivative of a derivative and by one Taylor expansion.
  @Test
  void orderTen() {
    Expr x = Expr.param("x", Type.f64());
    Expr f = x.sin().mul(x.square().neg().exp());
    for (int i = 0; i < 10; i++) {
      f = Forward.derivative(f, x);
    }
    Expr simple = Simplify.simplify(f);
    for (double at : new double[] {0.3, -1.1, 2}) {
      DerivativeStructure t = new DSFactory(1, 10).variable(0, at);
      double want = t.sin().multiply(t.multiply(t).negate().exp()).getPartialDerivative(10);
      for (Expr d : List.of(f, simple)) {
        assertThat(RandomExpr.value(d, List.of(x), at))
            .isCloseTo(want, within(1e-10 * Math.abs(want)));
      }
    }
  }

  private static void compare(RandomExpr.Sample sample) {
    double[] at = sample.point().orElseThrow();
    DerivativeStructure want = oracle(sample, at);
    Expr x = sample.params().get(0);
    Expr y = sample.params().get(1);
    double scale = 0;
    List<Expr> rows = new ArrayList<>(); // ∂ⁱ/∂xⁱ
    for (int i = 0; i <= ORDER; i++) {
      rows.add(i == 0 ? sample.expr() : Forward.derivative(rows.getLast(), x));
    }
    for (int i = 0; i <= ORDER; i++) {
      Expr d = rows.get(i);
      for (int j = 0; i + j <= ORDER; j++) {
        double expected = want.getPartialDerivative(i, j);
        scale = Math.max(scale, Math.abs(expected));
        double got = RandomExpr.value(d, sample.params(), at);
        assertThat(Math.abs(got - expected))
            .as("order (%d, %d): %s, expected %s", i, j, got, expected)
            .isLessThanOrEqualTo(1e-9 * Math.max(Math.max(1, scale), sample.scale(at)));
        d = j % 2 == 0 ? Reverse.grad(d, List.of(y)).getFirst() : Forward.derivative(d, y);
      }
    }
  }

  private static DerivativeStructure oracle(RandomExpr.Sample sample, double[] at) {
    DSFactory factory = new DSFactory(2, ORDER);
    Map<Expr, DerivativeStructure> values = new HashMap<>();
    IntStream.range(0, 2)
        .forEach(i -> values.put(sample.params().get(i), factory.variable(i, at[i])));
    for (Expr e : Graph.nodes(List.of(sample.expr()))) {
      List<DerivativeStructure> x = e.args().stream().map(values::get).toList();
      if (!values.containsKey(e)) {
        values.put(e, apply(e, x, factory));
      }
    }
    return values.get(sample.expr());
  }

  private static DerivativeStructure apply(Expr e, List<DerivativeStructure> x, DSFactory factory) {
    return switch (e.op()) {
      case Linear.Add _ -> x.get(0).add(x.get(1));
      case Linear.Neg _ -> x.get(0).negate();
      case Bilinear.Mul _ -> x.get(0).multiply(x.get(1));
      case Flat.Fill f -> factory.constant(f.value());
      case Binary f ->
          switch (f) {
            case DIV -> x.get(0).divide(x.get(1));
            case POW ->
                e.args().get(1).number().isPresent()
                    ? x.get(0).pow(e.args().get(1).number().get())
                    : x.get(0).pow(x.get(1));
            case MAX, MIN, ATAN2, HYPOT -> throw new IllegalArgumentException(f.symbol());
          };
      case Unary f -> apply(f, x.get(0));
      default -> throw new IllegalArgumentException(e.op().symbol());
    };
  }

  private static DerivativeStructure apply(Unary f, DerivativeStructure x) {
    return switch (f) {
      case SQUARE -> x.multiply(x);
      case RECIPROCAL -> x.reciprocal();
      case SQRT -> x.sqrt();
      case CBRT -> x.cbrt();
      case EXP -> x.exp();
      case EXPM1 -> x.expm1();
      case LOG -> x.log();
      case LOG1P -> x.log1p();
      case SIN -> x.sin();
      case COS -> x.cos();
      case TAN -> x.tan();
      case ASIN -> x.asin();
      case ACOS -> x.acos();
      case ATAN -> x.atan();
      case SINH -> x.sinh();
      case COSH -> x.cosh();
      case TANH -> x.tanh();
      case ASINH -> x.asinh();
      case ACOSH -> x.acosh();
      case ATANH -> x.atanh();
      case LOGISTIC -> x.negate().exp().add(1).reciprocal();
      case SOFTPLUS -> x.exp().log1p();
      case ERF, ERFC, LGAMMA, ABS -> throw new IllegalArgumentException(f.symbol());
    };
  }
}
