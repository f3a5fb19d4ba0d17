package io.gradus.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.nn.UserException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateRangeTest {
  private static Spec spec(Object optimizer) {
    return Spec.fromTree(
        Map.of(
            "data",
            Map.of("digits", 200),
            "model",
            Map.of("layers", List.of("relu(16)")),
            "optimizer",
            optimizer,
            "steps",
            100),
        path -> "");
  }

  @Test
  void ratesRiseExponentiallyUntilTheLossDoes() {
    Spec spec = spec(Map.of("sgd", 0.1));
    RateRange range = RateRange.of(spec, Parts.load(spec).train());
    List<RateRange.Point> points = range.points();
    assertThat(points.getFirst().rate()).isCloseTo(1e-5, within(1e-20));
    double growth = Math.pow(1e7, 1.0 / 99);
    for (int i = 1; i < points.size(); i++) {
      assertThat(points.get(i).rate() / points.get(i - 1).rate()).isCloseTo(growth, within(1e-9));
    }
    assertThat(points).hasSizeBetween(50, 100);
    double least = points.stream().mapToDouble(RateRange.Point::mean).min().orElseThrow();
    assertThat(points.getFirst().mean()).isGreaterThan(1.1 * least);
    assertThat(points.getLast().mean()).isGreaterThan(1.1 * least);
    double rate = range.suggested().orElseThrow();
    assertThat(rate).isBetween(0.005, 2.0);
    assertThat(range).isEqualTo(RateRange.of(spec, Parts.load(spec).train()));
  }

  @Test
  void minimizersHaveNoRate() {
    Spec spec = spec("lbfgs");
    assertThatThrownBy(() -> RateRange.of(spec, Parts.load(spec).train()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("finds the length of its steps itself");
  }
}
