package io.gradus.app.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.nn.Activations;
import io.gradus.nn.Losses;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HomeworkTest {
  private static final Backpropagation NET =
      Backpropagation.of(
          new DenseNet(
              List.of(
                  new DenseNet.Layer(
                      new double[][] {{0.5, -0.3}, {0.2, 0.8}},
                      Optional.of(new double[] {0.4, -0.2}),
                      Activations.TANH),
                  new DenseNet.Layer(
                      new double[][] {{1, -1.5}, {0.7, 0.25}},
                      Optional.of(new double[] {0.3, 0.1}),
                      Activations.IDENTITY)),
              Activations.SIGMOID,
              Losses.CATALOG.named("mse")),
          new double[][] {{1.5, -2}},
          new double[][] {{0.2, 0.9}},
          0.1);

  private static final Texts TEXTS = Texts.in("en");

  /// The lines of the calculation, with another answer for one quantity.
  private static List<String> sheet(String name, String answer) {
    return Script.of(NET).stream()
        .flatMap(s -> s.steps().stream())
        .map(s -> {
          String value = s.name().text().equals(name) ? answer : String.valueOf(s.value());
          return s.name().text() + " = " + value;
        })
        .toList();
  }

  private static String sentence(String name, String answer) {
    return Homework.mistake(NET, sheet(name, answer), TEXTS)
        .map(Homework.Mistake::sentence)
        .orElse("right");
  }

  private static double value(String name) {
    return Script.of(NET).stream()
        .flatMap(s -> s.steps().stream())
        .filter(s -> s.name().text().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  /// The wrong answers are computed here from the numbers of the calculation.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "z¹₁; 0.5*1.5 - 0.3*(-2); the part with b¹₁ is missing",
        "z¹₁; 0.5*1.5 + 0.2*(-2) + 0.4; the indices of the weights are interchanged",
        "z¹₂; -(0.2*1.5 + 0.8*(-2) - 0.2); the sign is wrong",
        "z²₁; {z¹₁} - 1.5*{z¹₂} + 0.3; pre-activations z stand where activations a belong",
        "L; ({a²₁} - 0.2)^2 + ({a²₂} - 0.9)^2; is left out, as that of a mean or a half",
        "δ²₁; {∂L/∂a²₁}; the derivative of the activation, ∂a²₁/∂z²₁, is left out",
        "∂a²₁/∂z²₁; logistic({a²₁})*(1 - logistic({a²₁})); activations a stand where",
        "∂L/∂a¹₁; {w²₁₁*}*{δ²₁} + {w²₂₁*}*{δ²₂}; updated weights stand where",
        "∂L/∂a¹₁; {δ²₁} - 1.5*{δ²₂}; the indices of the weights are interchanged",
        "∂L/∂w²₁₁; {δ²₁}*{z¹₁}; pre-activations z stand where",
        "w¹₁₁*; 0.5 + 0.1*{∂L/∂w¹₁₁}; the gradient is added",
        "w¹₁₁*; 0.5 - {∂L/∂w¹₁₁}; the learning rate η is left out",
        "w¹₁₁*; -0.1*{∂L/∂w¹₁₁}; the part with w¹₁₁ is missing",
        "b²₁*; {∂L/∂b²₁}; this is the value of δ²₁",
        "L; 0.30; nearly",
        "z¹₁; 17; the formula gives another number",
        "z¹₁; four; 'four' is no number",
        "z¹₁; x; 'x' is no number",
        "z¹₁; ____; is still empty",
      })
  void slipsAreNamed(String name, String answer, String reason) {
    String numbers = answer;
    for (String cell : sheet("", "")) {
      String[] sides = cell.split(" = ");
      numbers = numbers.replace("{" + sides[0] + "}", "(" + sides[1] + ")");
    }
    assertThat(sentence(name, numbers)).contains(name, reason).startsWith("line ");
  }

  @ParameterizedTest
  @CsvSource({"1.75", "'1,75'", "7/4", "۱٫۷۵", "____1.7500"})
  void numbersMayBeWrittenInManyWays(String answer) {
    assertThat(sentence("z¹₁", answer)).isEqualTo("right");
  }

  @Test
  void fourDigitsAreEnough() {
    for (Step step : Script.of(NET).stream().flatMap(s -> s.steps().stream()).toList()) {
      String rounded = "%.3e".formatted(step.value());
      assertThat(sentence(step.name().text(), rounded)).isEqualTo("right");
    }
    assertThat(sentence("L", String.valueOf(value("L") + 1e-3))).isNotEqualTo("right");
  }

  @Test
  void noLineMayBeMissing() {
    List<String> sheet = sheet("", "").stream().filter(l -> !l.startsWith("δ")).toList();
    assertThat(Homework.mistake(NET, sheet, TEXTS).orElseThrow().sentence())
        .isEqualTo("the sheet has no line for δ²₁");
  }

  @Test
  void everyLanguageSaysTheSame() {
    List<Texts> all = Texts.LANGUAGES.stream().map(Texts::in).toList();
    for (Texts texts : all) {
      assertThat(texts.bundle().keySet()).isEqualTo(TEXTS.bundle().keySet());
      for (String key : TEXTS.bundle().keySet()) {
        assertThat(places(texts.say(key))).as(key).isEqualTo(places(TEXTS.say(key)));
      }
    }
  }

  private static List<String> places(String text) {
    return Stream.of("{0}", "{1}", "{2}", "{3}").filter(text::contains).toList();
  }

  @Test
  void theSheetSaysNothingOfItsBlanks() {
    var blanks = Homework.blanks(NET, 3);
    String sheet = Homework.sheet(NET, blanks, false, Format.TEXT, TEXTS);
    assertThat(sheet.split("____", -1)).hasSize(blanks.size() + 1);
    String key = Homework.sheet(NET, blanks, true, Format.TEXT, TEXTS);
    assertThat(Homework.mistake(NET, key.lines().toList(), TEXTS)).isEmpty();
  }
}
