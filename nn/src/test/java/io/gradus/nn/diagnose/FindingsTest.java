package io.gradus.nn.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "100.4, 100",
    "99.96, 100",
    "0.10004, 0.1",
    "-2.5, -2.5",
    "1.2345e-5, 1.23e-5",
    "1e20, 1e20",
    "54321, 54321",
    "123456, 123000",
    "2.5e9, 2.5e9",
    "Infinity, ∞",
    "NaN, NaN"
  })
  void numbersHaveThreeDigits(double x, String text) {
    assertThat(Findings.text(x)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0.126, 13 %", "-0.001, 0 %", "-0.2, -20 %", "1, 100 %"})
  void sharesAreWholePercents(double share, String text) {
    assertThat(Findings.percent(share)).isEqualTo(text);
  }
}
