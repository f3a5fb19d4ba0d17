package io.gradus.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Functions and values that a text defines for itself.
class DefinitionsTest {
  private static String read(String text) {
    return Printer.text(Reader.read(text).expr());
  }

  @Test
  void functionsAreDefinedInBothNotations() {
    assertThat(read("f[x_] := Exp[-x^2]; f[2 y]")).isEqualTo(read("exp(-(2*y)^2)"));
    assertThat(read("f(x, y) = x*y; f(a, b+c)")).isEqualTo(read("a*(b+c)"));
  }

  @Test
  void functionsSeeValuesAndOtherFunctions() {
    assertThat(read("a[x_] := Tanh[x]; k = 3; f[z_] := a[k z]; f[q]")).isEqualTo(read("tanh(3*q)"));
  }

  @Test
  void derivativesOfOnesOwnFunctions() {
    assertThat(read("f(x) = x*a; f'(b)")).isEqualTo("a");
  }

  @Test
  void definitionsAreReported() {
    assertThat(Reader.read("x = {x1, x2}; x.x").definitions()).containsOnlyKeys("x");
  }

  @Test
  void mistakesAreNamed() {
    assertThatThrownBy(() -> Reader.read("f[x_] := x^2"))
        .isInstanceOf(ReadException.class)
        .hasMessageContaining("after the definition of 'f'");
    assertThatThrownBy(() -> Reader.read("f[x_] := f[x]; f[x]"))
        .isInstanceOf(ReadException.class)
        .hasMessage("in 'f' at position 16: the definition of 'f' calls itself");
    assertThatThrownBy(() -> Reader.read("f[x_] := ; x")).isInstanceOf(ReadException.class);
    assertThatThrownBy(() -> Reader.read("f[x_] := x; f[x, y]"))
        .isInstanceOf(ReadException.class)
        .hasMessageContaining("takes 1 arguments, not 2");
  }
}
