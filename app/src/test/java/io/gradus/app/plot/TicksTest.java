package io.gradus.app.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicksTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0; 1; 5; 0.0 0.2 0.4 0.6 0.8 1.0",
        "0; 10; 5; 0 2 4 6 8 10",
        "-3; 3; 4; −2 0 2",
        "0.1; 0.3; 4; 0.10 0.15 0.20 0.25 0.30",
        "97; 103; 6; 97 98 99 100 101 102 103",
        "0; 3.2e7; 4; 0 1×10⁷ 2×10⁷ 3×10⁷",
        "0; 1e-5; 5; 0 0.2×10⁻⁵ 0.4×10⁻⁵ 0.6×10⁻⁵ 0.8×10⁻⁵ 1.0×10⁻⁵",
        "1000000; 1000010; 5; 1000000 1000002 1000004 1000006 1000008 1000010",
        "1e15; 1.000000000000002e15; 2; 1000000000000000 1000000000000001 1000000000000002"
      })
  void ofALinearAxis(double low, double high, int most, String labels) {
    assertThat(of(Axis.linear(""), low, high, most).labels()).isEqualTo(split(labels));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0.01; 100; 6; 0.01 0.1 1 10 100",
        "1e-12; 1; 5; 10⁻¹² 10⁻⁹ 10⁻⁶ 0.001 1",
        "0.3; 4; 5; 0.5 1 2",
        "0.31; 0.38; 4; 0.32 0.34 0.36 0.38",
        "1e-300; 1e300; 4; 10⁻²⁰⁰ 1 10²⁰⁰"
      })
  void ofALogarithmicAxis(double low, double high, int most, String labels) {
    assertThat(of(Axis.log(""), low, high, most).labels()).isEqualTo(split(labels));
  }

  @Test
  void betweenPowersOfTenAreMarksWithoutNames() {
    assertThat(of(Axis.log(""), 0.5, 30, 5).minor())
        .containsExactly(
            0.5,
            0.6000000000000001,
            0.7000000000000001,
            0.8,
            0.9,
            2.0,
            3.0,
            4.0,
            5.0,
            6.0,
            7.0,
            8.0,
            9.0,
            20.0,
            30.0);
    assertThat(of(Axis.log(""), 1e-4, 1e4, 4).values())
        .containsExactly(1e-4, 1e-2, 1.0, 100.0, 1e4);
    assertThat(of(Axis.log(""), 1e-4, 1e4, 4).minor()).containsExactly(1e-3, 0.1, 10.0, 1000.0);
  }

  @Test
  void whatIsCountedHasWholeMarks() {
    assertThat(of(Axis.counts(""), 1, 3, 10).labels()).containsExactly("1", "2", "3");
  }

  @Test
  void namesStandForNumbers() {
    Ticks ticks = of(Axis.categories("", List.of("a", "b")), -0.5, 1.5, 1);
    assertThat(ticks.values()).containsExactly(0.0, 1.0);
    assertThat(ticks.labels()).containsExactly("a", "b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0; 0",
        "-0.25; −0.25",
        "3; 3",
        "0.123456; 0.1235",
        "1234567; 1234567",
        "99999.9; 100000",
        "12345678; 1.235×10⁷",
        "1e-6; 10⁻⁶",
        "-2.5e-9; −2.5×10⁻⁹",
        "0.99999; 1",
        "NaN; –",
        "-Infinity; −∞"
      })
  void numbersForPeople(double x, String text) {
    assertThat(Numbers.text(x)).isEqualTo(text);
  }

  @Test
  void numbersOfTablesHaveFourDigits() {
    assertThat(Numbers.cell(0.25)).isEqualTo("0.2500");
    assertThat(Numbers.cell(-0.25)).isEqualTo("−0.2500");
    assertThat(Numbers.cell(1e-6)).isEqualTo("10⁻⁶");
    assertThat(Numbers.cell(60711.4)).isEqualTo("60711");
    assertThat(Numbers.count(12384)).isEqualTo("12,384");
  }

  private static Ticks of(Axis axis, double low, double high, int most) {
    return Ticks.of(axis, new Range(low, high), most);
  }

  private static List<String> split(String labels) {
    return List.of(labels.split(" "));
  }
}
