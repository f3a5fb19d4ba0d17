package io.gradus.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/// Whatever the text, reading ends with an expression or a [ReadException] with one sentence.
class ReaderFuzzTest {
  private static final List<String> FORMULAS =
      List.of(
          "2*exp(-(w11*x1 + w12*x2)^2)/(1 + sin(x)^2)",
          "Sqrt[a+b*x]*ArcTan[x, y] - Log[2, E^(x-1)] + Csc'[x]",
          "where(0 < x <= 1 && y != 2, {a, b}.{{1, 2}, {3, 4}}, x[[1]])",
          "Piecewise[{{a, x > 1}, {b, x > 0}}, c] 2.5e-3 x₁² · \\[Alpha]π",
          "t1 = x^2; D[t1, {x, 2}] + f[1, 2] - Surd[x, 3] (* note *)",
          "Max[1, 2, x] Times[x, y] Sin''[x] 1.5*^-3 N[x] I E Pi e^x");
  private static final List<String> WORDS =
      List.of(
          "x",
          "y",
          "sin",
          "Sin",
          "Log",
          "D",
          "E",
          "I",
          "e",
          "pi",
          "(",
          ")",
          "[",
          "]",
          "[[",
          "]]",
          "{",
          "}",
          ",",
          ";",
          "=",
          "==",
          "+",
          "-",
          "*",
          "/",
          "^",
          "**",
          ".",
          "..",
          "'",
          "!",
          "<",
          ">=",
          "&&",
          "||",
          "1",
          "2.5",
          ".5",
          "1e9",
          "1e",
          "*^",
          "`",
          "(*",
          "*)",
          "\\[",
          "\\[Pi]",
          "²",
          "₁",
          "√",
          "α",
          " ",
          "\n",
          "\u0000",
          "\ud83d\ude00",
          "\ud83d",
          "where",
          "If",
          "Piecewise",
          "Surd",
          "max",
          "_",
          "$",
          "#",
          "@",
          "Infinity",
          "NaN",
          "0",
          "1e308",
          "1e-400");

  @Test
  void randomCharacters() {
    RandomGenerator random = seeded(1);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(1, 40); n > 0; n--) {
        int kind = random.nextInt(4);
        text.append(
            (char)
                (kind == 0
                    ? random.nextInt(0x10000)
                    : kind == 1 ? random.nextInt(0x80) : random.nextInt(0x20, 0x7f)));
      }
      read(text.toString());
    }
  }

  @Test
  void randomWords() {
    RandomGenerator random = seeded(2);
    for (int i = 0; i < 40_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(1, 15); n > 0; n--) {
        text.append(WORDS.get(random.nextInt(WORDS.size())));
      }
      read(text.toString());
    }
  }

  @Test
  void mutatedFormulas() {
    RandomGenerator random = seeded(3);
    int understood = 0;
    for (int i = 0; i < 40_000; i++) {
      StringBuilder text = new StringBuilder(FORMULAS.get(random.nextInt(FORMULAS.size())));
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, WORDS.get(random.nextInt(WORDS.size())));
          default -> text.setCharAt(at, text.charAt(random.nextInt(text.length())));
        }
      }
      understood += read(text.toString()) ? 1 : 0;
    }
    assertThat(understood).isGreaterThan(1000);
  }

  private static boolean read(String text) {
    try {
      Parsed p = Reader.read(text);
      for (Notation n : Notation.values()) {
        assertThat(n.print(p.expr())).isNotEmpty();
      }
      return true;
    } catch (ReadException e) {
      assertThat(e.getMessage()).doesNotContain(" @ ");
      assertThat(e.position()).isBetween(1, text.length() + 1);
      return false;
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("text: " + text, e);
    }
  }

  private static RandomGenerator seeded(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}
