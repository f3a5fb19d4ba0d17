package io.gradus.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.Array;
import io.gradus.diff.Reverse;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.text.Notation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Laws of the simplifier on random graphs: it keeps values, never writes more, and does its work
/// in one go.
class SimplifyPropertyTest {
  private static final int BATCH = 250;

  private static Stream<DynamicTest> batches(String name, int count, IntCheck check) {
    return IntStream.range(0, count)
        .mapToObj(b ->
            DynamicTest.dynamicTest(
                name + " " + b * BATCH,
                () -> IntStream.range(b * BATCH, (b + 1) * BATCH).forEach(check::of)));
  }

  private interface IntCheck {
    void of(int seed);
  }

  private static RandomExpr random(int seed) {
    return new RandomExpr(seed).steps(4 + seed % 14).symbols(1 + seed % 3);
  }

  @TestFactory
  Stream<DynamicTest> smoothGraphs() {
    return batches("smooth", 12, seed -> check(random(seed).next(), false, 1e-9));
  }

  @TestFactory
  Stream<DynamicTest> graphsWithKinks() {
    return batches("kinks", 8, seed -> check(random(seed).withKinks().next(), false, 1e-9));
  }

  @TestFactory
  Stream<DynamicTest> derivatives() {
    return batches("derivative", 6, seed -> check(random(seed).next(), true, 1e-9));
  }

  @TestFactory
  Stream<DynamicTest> derivativesWithKinks() {
    return batches("derivative", 4, seed -> check(random(seed).withKinks().next(), true, 1e-9));
  }

  @TestFactory
  Stream<DynamicTest> vectorsInSinglePrecision() {
    return batches("float32", 2, seed -> check(random(seed).type(Type.f32(2)).next(), false, 1e-2));
  }

  private static void check(RandomExpr.Sample sample, boolean derive, double tolerance) {
    List<double[]> points = sample.points(3);
    if (points.isEmpty()) {
      return;
    }
    List<Expr> in = derive ? Reverse.grad(sample.expr(), sample.params()) : List.of(sample.expr());
    List<Expr> out = Simplify.simplify(in);
    assertThat(Simplify.simplify(out)).as("idempotence").isEqualTo(out);
    for (int i = 0; i < in.size(); i++) {
      Expr before = in.get(i);
      Expr after = out.get(i);
      assertThat(Simplify.size(after)).isLessThanOrEqualTo(Simplify.size(before));
      for (double[] at : points) {
        Map<Expr, Array> values = RandomExpr.values(List.of(before), sample.params(), at);
        double scale =
            values.values().stream().mapToDouble(v -> Math.abs(v.get(0))).max().orElse(0);
        double x = values.get(before).get(0);
        if (Double.isFinite(x) && scale < 1e7) {
          assertThat(RandomExpr.value(after, sample.params(), at))
              .as(() -> at(before, after, at))
              .isCloseTo(x, within(tolerance * (1 + scale)));
        }
      }
    }
  }

  private static String at(Expr before, Expr after, double[] point) {
    return Notation.TEXT.print(before)
        + "\n  as "
        + Notation.TEXT.print(after)
        + "\n  at "
        + Arrays.toString(point);
  }
}
