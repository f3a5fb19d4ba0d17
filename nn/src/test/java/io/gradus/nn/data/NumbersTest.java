package io.gradus.nn.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.array.Key;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "1",
        "+7",
        "007",
        "3.14",
        ".5",
        "5.",
        "-1e-3",
        "1E5",
        "2.5e+10",
        "1e-400",
        "123456789012345678901234567890",
        "0.000000000000000000000000000001",
        "9007199254740993",
        "8.988465674311579e307",
        "4.9e-324",
        "1e22",
        "1e23",
        "17976931348623157e292",
        "0.1234567890123456789e5",
        "00000000000000000000001.5"
      })
  void readsAsJavaDoes(String text) {
    assertThat(Numbers.parse(text)).isEqualTo(Double.parseDouble(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+",
        ".",
        "e5",
        "1e",
        "1e+",
        "1d",
        "0x10",
        "Infinity",
        "NaN",
        "1 2",
        "1,5",
        "--1",
        "1.2.3",
        "1e5.0",
        "1e400",
        "-1e999999999999",
        "١"
      })
  void refusesWhatIsNoNumber(String text) {
    assertThat(Numbers.parse(text)).isNaN();
  }

  @Test
  void readsTheDecimalCommaIfAsked() {
    assertThat(Numbers.parse("3,25".toCharArray(), 0, 4, true)).isEqualTo(3.25);
    assertThat(Numbers.parse("1.234,5".toCharArray(), 0, 7, true)).isNaN();
    String many = "0,12345678901234567890123";
    assertThat(Numbers.parse(many.toCharArray(), 0, many.length(), true))
        .isEqualTo(0.12345678901234567890123);
  }

  @Test
  void readsRandomNumbersCorrectlyRounded() {
    Key key = Key.of(7);
    for (int i = 0; i < 20_000; i++) {
      double x = Double.longBitsToDouble(key.at(i));
      if (Double.isFinite(x)) {
        assertThat(Numbers.parse(Double.toString(x))).isEqualTo(x);
      }
      String text = String.format(Locale.ROOT, "%." + i % 12 + "f", 1e4 * key.normal(i));
      assertThat(Numbers.parse(text)).isEqualTo(Double.parseDouble(text));
    }
  }

  @Test
  void namesNumbersShortly() {
    assertThat(Numbers.text(1)).isEqualTo("1");
    assertThat(Numbers.text(-0.0)).isEqualTo("0");
    assertThat(Numbers.text(-2.5)).isEqualTo("-2.5");
    assertThat(Numbers.parse(Numbers.text(1e300))).isEqualTo(1e300);
  }
}
