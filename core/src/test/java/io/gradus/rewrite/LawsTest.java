package io.gradus.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.op.Pointwise.Unary;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every identity in the tables: both sides agree at random points, and the simplifier knows it.
class LawsTest {
  private final Expr x = Expr.param("x", Type.f64());

  @TestFactory
  Stream<DynamicTest> compositions() {
    return Laws.COMPOSITIONS.stream()
        .map(c -> law(c.name(), c.left().apply(x), c.right().apply(x)));
  }

  @TestFactory
  Stream<DynamicTest> ratios() {
    return Laws.RATIOS.stream()
        .flatMap(r -> {
          Expr f = x.apply(r.f());
          Expr g = x.apply(r.g());
          Expr h = x.apply(r.h());
          return Stream.of(
              law(r + " product", g.mul(h), f),
              law(r + " quotient", f.div(h), g),
              law(r + " quotient of f", f.div(g), h),
              law(r + " inverse", h.div(f), g.reciprocal()));
        });
  }

  @TestFactory
  Stream<DynamicTest> squares() {
    return Laws.SQUARES.stream()
        .flatMap(s -> {
          Expr f = x.apply(s.f()).square();
          Expr g = x.apply(s.g()).square();
          double sigma = s.sigma().value();
          double tau = s.tau().value();
          return Stream.of(
              law(s + " sum", f.add(g.mul(sigma)), x.like(tau)),
              law(s + " rest", f.sub(tau), g.mul(-sigma)));
        });
  }

  @TestFactory
  Stream<DynamicTest> parities() {
    return Stream.concat(
        Laws.ODD.stream().map(f -> law("odd " + f, x.neg().apply(f), x.apply(f).neg())),
        Laws.EVEN.stream().map(f -> law("even " + f, x.neg().apply(f), x.apply(f))));
  }

  /// Values in closed form at multiples of π/12, and of the inverse functions there.
  @TestFactory
  Stream<DynamicTest> angles() {
    return Stream.of(Unary.SIN, Unary.COS, Unary.TAN, Unary.ASIN, Unary.ACOS, Unary.ATAN)
        .map(f -> DynamicTest.dynamicTest(f.symbol(), () -> angles(f)));
  }

  private void angles(Unary f) {
    int known = 0;
    for (int k = -30; k <= 30; k++) {
      Expr angle = Expr.pi(Type.f64()).mul(k / 12.0);
      for (Expr arg : List.of(angle, angle.sin(), angle.apply(Unary.TAN))) {
        Expr e = Simplify.simplify(arg).apply(f);
        Expr simple = Simplify.simplify(e);
        known += simple == e ? 0 : 1;
        double value = RandomExpr.value(e, List.of());
        if (Math.abs(value) < 1e6) {
          assertThat(RandomExpr.value(simple, List.of())).isCloseTo(value, within(1e-12));
        }
      }
    }
    assertThat(known).isGreaterThan(20);
  }

  private DynamicTest law(String name, Expr left, Expr right) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          assertThat(Simplify.simplify(left)).isSameAs(Simplify.simplify(right));
          SplittableRandom random = new SplittableRandom(7);
          int real = 0;
          for (int i = 0; i < 200; i++) {
            double at = random.nextDouble(-3, 3);
            double value = RandomExpr.value(left, List.of(x), at);
            if (Double.isFinite(value) && Math.abs(value) < 1e4) {
              real++;
              assertThat(RandomExpr.value(right, List.of(x), at))
                  .isCloseTo(value, within(1e-9 * (1 + Math.abs(value))));
            }
          }
          assertThat(real).isGreaterThan(20);
        });
  }
}
