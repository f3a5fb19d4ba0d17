package io.gradus.app.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.nn.Activations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DepthTest {
  private static final int LAYERS = 8;

  /// The prediction is for layers without end; the 200 neurons here come near to it.
  @ParameterizedTest
  @CsvSource({
    "sigmoid, lecun-normal",
    "sigmoid, he-uniform",
    "tanh, glorot-uniform",
    "relu, he-normal",
    "relu, orthogonal",
    "selu, lecun-normal",
    "gaussian, he-normal",
    "sine, lecun-uniform"
  })
  void whatIsPredictedIsMeasured(String name, String init) {
    Depth depth = Depth.of(Activations.named(name), 1, init, LAYERS, 200, 3);
    double perLayer = Math.log(depth.last().measured() / depth.last().predicted()) / LAYERS;
    assertThat(perLayer).as("%s %s", name, init).isCloseTo(0, within(0.03));
  }

  @Test
  void theBoundHoldsForOrthogonalWeightsOnly() {
    double steepest = ActivationStudy.of(Activations.SIGMOID).supDerivative();
    Depth orthogonal = Depth.of(Activations.SIGMOID, steepest, "orthogonal", LAYERS, 64, 3);
    assertThat(orthogonal.rows())
        .allSatisfy(row -> {
          assertThat(row.bound()).isEqualTo(Math.pow(0.25, row.layers()));
          assertThat(row.measured()).isLessThan(row.bound());
        });
    Depth he = Depth.of(Activations.SIGMOID, steepest, "he-normal", LAYERS, 64, 3);
    assertThat(he.last().measured()).isGreaterThan(he.last().bound());
  }
}
