package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.app.Shell;
import org.junit.jupiter.api.Test;

/// The gradients of the notebook that the project began with, entry by entry.
class SeedGradientsTest {
  private static final String BELL =
      "activation[x_] := Exp[-x^2]; f[z_, w_] := activation[z.w]; x = {x1, x2}; ";
  private static final String TWO_LAYERS = BELL + "f2[x_, w1_, w2_] := f[f[x, w1], w2]; ";

  @Test
  void exponentialOfADotProduct() {
    String f =
        "activation[x_] := Exp[x]; f[z_, w_] := activation[z.w];"
            + "x = {x1, x2}; W1 = {w11, w12}; f[x, W1]";
    assertThat(Shell.run("diff", f, "--wrt", "W1").out())
        .isEqualTo(
            """
            ∂/∂w11 = x1*exp(w11*x1 + w12*x2)
            ∂/∂w12 = x2*exp(w11*x1 + w12*x2)
            """);
  }

  @Test
  void bellOfADotProduct() {
    String f = BELL + "W1 = {w11, w12}; f[x, W1]";
    assertThat(Shell.run("diff", f, "--wrt", "W1").out())
        .isEqualTo(
            """
            ∂/∂w11 = -2*x1*(w11*x1 + w12*x2)*exp(-(w11*x1 + w12*x2)^2)
            ∂/∂w12 = -2*x2*(w11*x1 + w12*x2)*exp(-(w11*x1 + w12*x2)^2)
            """);
  }

  @Test
  void rowsOfAMatrixGiveJacobians() {
    String f = BELL + "W3 = {{w11, w12}, {w21, w22}}; f[x, W3]";
    assertThat(Shell.run("diff", f, "--wrt", "W3[[2]]").out().lines().skip(2))
        .containsExactly(
            "∂f1/∂w21 = -2*x2*(w11*x1 + w21*x2)*exp(-(w11*x1 + w21*x2)^2)",
            "∂f1/∂w22 = 0",
            "∂f2/∂w21 = 0",
            "∂f2/∂w22 = -2*x2*(w12*x1 + w22*x2)*exp(-(w12*x1 + w22*x2)^2)");
  }

  @Test
  void twoLayersOfFittingShapes() {
    String f = TWO_LAYERS + "W1 = {{w11, w12}, {w21, w22}}; w2 = {v1, v2}; f2[x, W1, w2]";
    assertThat(Shell.run("diff", f, "--wrt", "W1,w2").out().lines())
        .hasSize(6)
        .noneMatch(line -> line.contains("{") || line.contains("einsum"))
        .last()
        .asString()
        .startsWith("∂/∂v2  = -2*");
  }

  @Test
  void aNumberDotAVectorIsRefused() {
    String f = TWO_LAYERS + "w1 = {w11, w12}; w2 = {w21, w22}; f2[x, w1, w2]";
    Shell.run("diff", f, "--wrt", "w1,w2").refused("in 'f2'", "()·(2)");
  }

  @Test
  void commonPartsAreNamedOnce() {
    assertThat(Shell.run("diff", "tanh(tanh(tanh(x)))", "--cse").out())
        .isEqualTo(
            """
            t1 = tanh(x)
            t2 = tanh(t1)
            d/dx = (1 - t1^2)*(1 - t2^2)*(1 - tanh(t2)^2)
            """);
  }

  @Test
  void aPointMakesENoNumber() {
    assertThat(Shell.run("diff", "e^x", "--wrt", "x", "--at", "e=1,x=2").out())
        .contains("e^x*log(e)");
  }
}
