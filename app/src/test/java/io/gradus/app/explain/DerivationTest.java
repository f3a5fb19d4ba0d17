package io.gradus.app.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.Fn;
import io.gradus.graph.Type;
import io.gradus.nn.Activations;
import io.gradus.nn.Losses;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class DerivationTest {
  @Test
  void tanhNeedsOneExponential() {
    Fn f = Fn.of(Type.f64(), Derivation::tanhByOneExponential);
    for (double z = -3; z <= 3; z += 0.25) {
      assertThat(f.run(z)).isCloseTo(Math.tanh(z), within(1e-14));
    }
  }

  @Test
  void theFactorOfTheResidual() {
    assertThat(factor("softmax", "cross-entropy", 0, 1, 0)).hasValue(1);
    assertThat(factor("softmax", "cross-entropy", 0, 1, 1)).isEmpty(); // no distribution
    assertThat(factor("sigmoid", "binary-cross-entropy", 1, 0)).hasValue(0.5);
    assertThat(factor("identity", "half-squared", 3, -2)).hasValue(1);
    assertThat(factor("identity", "mse", 3, -2, 1)).hasValue(2.0 / 3);
    assertThat(factor("sigmoid", "half-squared", 1)).isEmpty();
    assertThat(factor("identity", "mae", 1)).isEmpty();
  }

  private static OptionalDouble factor(String head, String loss, double... target) {
    double[][] weights = new double[target.length][1];
    DenseNet.Layer layer = new DenseNet.Layer(weights, Optional.empty(), Activations.IDENTITY);
    DenseNet net =
        new DenseNet(List.of(layer), Activations.named(head), Losses.CATALOG.named(loss));
    return Residual.factor(net, new double[][] {target});
  }
}
