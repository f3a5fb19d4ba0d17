package io.gradus.app.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RangeTest {
  private static final double[] S =
      IntStream.range(0, 1001).mapToDouble(i -> -5 + i * 0.01).toArray();

  @Test
  void holdsAllFiniteValues() {
    assertThat(Range.of(3, Double.NaN, -1, Double.POSITIVE_INFINITY)).isEqualTo(new Range(-1, 3));
    assertThat(Range.of(Double.NaN)).isEqualTo(new Range(0, 1));
  }

  @Test
  void aPoleDoesNotStretchIt() {
    Range tan = Range.robust(map(Math::tan));
    assertThat(tan.length()).isBetween(5.0, 30.0);
    Range inverse = Range.robust(map(x -> 1 / x));
    assertThat(inverse.high()).isBetween(1.0, 10.0);
  }

  @Test
  void whatHasNoPoleIsShownWhole() {
    assertThat(Range.robust(map(x -> x * x))).isEqualTo(Range.of(map(x -> x * x)));
    assertThat(Range.robust(map(Math::exp))).isEqualTo(Range.of(map(Math::exp)));
    assertThat(Range.robust(map(Math::tanh))).isEqualTo(Range.of(map(Math::tanh)));
    assertThat(Range.robust(7, 7, 7)).isEqualTo(new Range(7, 7));
  }

  @Test
  void axesLeaveALittleRoomButBarsStandOnZero() {
    Chart lines = Chart.of("", Axis.linear(""), Axis.linear(""));
    Mark line = Mark.line("", new double[] {0, 10}, new double[] {10, 20});
    assertThat(Ranges.y(lines.with(line))).isEqualTo(new Range(9.5, 20.5));
    assertThat(Ranges.x(lines.with(line))).isEqualTo(new Range(0, 10));
    assertThat(Ranges.y(lines.with(Mark.bars("", 2, 4))).low()).isZero();
    assertThat(Ranges.y(lines.with(Mark.line("", new double[1], new double[1]))).length())
        .isPositive();
    assertThat(Ranges.y(Chart.of("", Axis.linear(""), Axis.log("")).with(line)).low())
        .isBetween(9.0, 10.0);
  }

  @Test
  void axesHaveEndsForAnyValues() {
    double[] x = {0, 1, 2};
    Chart linear = Chart.of("", Axis.linear(""), Axis.linear("").cut());
    Chart log = Chart.of("", Axis.linear(""), Axis.log("").cut());
    assertThat(Ranges.y(linear.with(Mark.line("", x, new double[3])))).isEqualTo(new Range(-1, 1));
    Range widest = Ranges.y(log.with(Mark.line("", x, new double[] {1e-308, 1, 1e308})));
    assertThat(widest.low()).isPositive();
    assertThat(widest.high()).isFinite();
    assertThat(Ranges.y(log.with(Mark.line("", x, new double[] {-1, -2, 0}))).low()).isPositive();
    double most = Double.MAX_VALUE;
    assertThat(Ranges.y(linear.with(Mark.line("", x, new double[] {-most, 1, most}))).length())
        .isFinite();
  }

  private static double[] map(java.util.function.DoubleUnaryOperator f) {
    return java.util.Arrays.stream(S).map(f).toArray();
  }
}
