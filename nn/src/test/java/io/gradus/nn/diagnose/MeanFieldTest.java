package io.gradus.nn.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeanFieldTest {
  /// Fixed points found with an independent program; the last column is six depth scales.
  @ParameterizedTest
  @CsvSource({
    "sigmoid, 1, 0.265, 0.056, 0.236, 2.08",
    "sigmoid, 2, 0.555, 0.101, 0.318, 2.62",
    "tanh,    1, 0,     1,     1,     Infinity",
    "tanh,    2, 0.618, 1.106, 1.051, 59.8",
    "relu,    1, 0,     0.5,   0.707, 8.66",
    "relu,    2, 1,     1,     1,     Infinity",
    "elu,     1, 0,     1,     1,     Infinity",
    "selu,    1, 1,     1.072, 1.035, 86.7"
  })
  void fixedPointsAndFactors(
      String name, double weights, double q, double chi, double factor, double depth) {
    MeanField theory = new MeanField(Activations.named(name), weights, 0);
    assertThat(theory.fixedPoint()).hasValueCloseTo(q, within(5e-4));
    assertThat(theory.chi()).isCloseTo(chi, within(6e-4));
    assertThat(theory.factor()).isCloseTo(factor, within(6e-4));
    assertThat(theory.depthScale() * 6)
        .satisfiesAnyOf(
            six -> assertThat(six).isEqualTo(depth),
            six -> assertThat(six).isCloseTo(depth, within(0.01 * depth)));
  }

  @Test
  void heMakesSeluExplode() {
    MeanField theory = new MeanField(Activations.SELU, 2, 0);
    assertThat(theory.fixedPoint()).isEmpty();
    double line = 1.0507009873554805; // the slope on the right, where half of the signals are
    assertThat(theory.chi()).isCloseTo(line * line, within(1e-4));
  }

  /// E[erf(√q z)²] = 2/π asin(2q/(1 + 2q)), and its slope, from Williams 1997.
  @ParameterizedTest
  @CsvSource({"1e-6", "0.01", "1", "37", "1e4", "1e6"})
  void erfHasAClosedForm(double q) {
    Activation erf = Activations.formula("erf(x)");
    MeanField theory = new MeanField(erf, 1.5, 0.25);
    double square = 2 / Math.PI * Math.asin(2 * q / (1 + 2 * q));
    assertThat(theory.next(q)).isCloseTo(1.5 * square + 0.25, within(1e-9));
    double slope = 4 / Math.PI / Math.sqrt(1 + 4 * q);
    assertThat(theory.chi(q)).isCloseTo(1.5 * slope, within(1e-9));
  }

  @Test
  void kinksAwayFromZeroAreSeen() {
    double inside = 0.6826894921370859; // of standard normal numbers between −1 and 1
    assertThat(new MeanField(Activations.HARD_TANH, 1, 0).chi(1)).isCloseTo(inside, within(1e-9));
  }

  @Test
  void biasesKeepTheVarianceUp() {
    MeanField theory = new MeanField(Activations.IDENTITY, 0.5, 1);
    assertThat(theory.fixedPoint()).hasValueCloseTo(2.0, within(1e-12));
    assertThat(theory.first(3)).isEqualTo(2.5);
  }

  @Test
  void softmaxHasNoTheoryOfOneNumber() {
    assertThatThrownBy(() -> new MeanField(Activations.SOFTMAX, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("softmax");
  }
}
