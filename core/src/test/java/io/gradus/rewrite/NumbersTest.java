package io.gradus.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.DType;
import io.gradus.graph.Rational;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Exact numbers, roots of numbers, and the order of names.
class NumbersTest {
  @Test
  void fractionsStayExact() {
    Num third = Num.of(1.0 / 3, DType.F64);
    assertThat(third.add(Num.of(1.0 / 6, DType.F64))).isEqualTo(Num.HALF);
    assertThat(Num.of((float) 0.1, DType.F32).exact()).contains(new Rational(1, 10));
    assertThat(Num.of(Math.sqrt(2), DType.F64).exact()).isEmpty();
  }

  @Test
  void largeFractionsBecomeDoubles() {
    Num big = Num.of(1L << 52);
    assertThat(big.mul(big).value()).isEqualTo(Math.pow(2, 104));
    assertThat(big.mul(big).exact()).isEmpty();
  }

  @Test
  void decimalsAreWrittenAsDecimals() {
    List.of(1.702, 0.044715, 3.7, 0.99)
        .forEach(x -> assertThat(Num.of(x, DType.F64).isFraction()).as("" + x).isFalse());
    List.of(0.5, 2.0 / 3, 0.75, 0.1, 35.0 / 128, 1.0 / 60)
        .forEach(x -> assertThat(Num.of(x, DType.F64).isFraction()).as("" + x).isTrue());
  }

  @Test
  void rootsKeepTheirValue() {
    for (long n = 1; n < 40; n++) {
      for (long d = 1; d < 7; d++) {
        for (Rational k : List.of(new Rational(1, 2), new Rational(-3, 2), new Rational(5, 3))) {
          Num c = Num.of(new Rational(n, d));
          Roots.of(c, Num.of(k))
              .ifPresent(r -> {
                double f = k.value() - Math.floor(k.value());
                double value = r.outside().value() * Math.pow(r.inside().value(), f);
                assertThat(value).isCloseTo(Math.pow(c.value(), k.value()), within(1e-9));
              });
        }
      }
    }
  }

  @Test
  void namesAreOrderedAsPeopleCount() {
    List<String> names = new ArrayList<>(List.of("x10", "x2", "a", "x1", "x", "w_1_10", "w_1_9"));
    names.sort(Order::natural);
    assertThat(names).containsExactly("a", "w_1_9", "w_1_10", "x", "x1", "x2", "x10");
  }
}
