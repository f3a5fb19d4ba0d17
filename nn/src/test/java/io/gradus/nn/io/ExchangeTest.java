package io.gradus.nn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.graph.Tree;
import io.gradus.nn.UserException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeTest {
  private static final Model MODEL = ModelTest.regression();

  @Test
  void bothFormatsGiveTheSameModelBack() {
    Model odd = with(MODEL.params().map(ExchangeTest::odd));
    for (Model m : new Model[] {MODEL, odd}) {
      assertThat(Exchange.ofSafetensors(Exchange.toSafetensors(m), "m")).isEqualTo(m);
      assertThat(Exchange.ofJson(Exchange.toJson(m), "m")).isEqualTo(m);
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyBitOfANumberSurvivesJson(DType dtype) {
    Key key = Key.of(11);
    for (int i = 0; i < 200; i++) {
      long bits = key.at(i);
      double x =
          dtype == DType.F32 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
      Array a = Array.full(dtype, Shape.of(1), x);
      assertThat(Exchange.read(Json.parse(Json.line(Exchange.write(a)), ""), "a")).isEqualTo(a);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"format\": 1, \"parameters\": []}",
        "{\"format\": 1, \"parameters\": {}}",
        "{\"format\": 1, \"parameters\": {\"w\": {\"shape\": [2], \"data\": [1]}}}",
        "{\"format\": 1, \"parameters\": {\"w\": {\"shape\": [1e300], \"data\": [1]}}}",
        "{\"format\": 1, \"parameters\": {\"w\": {\"shape\": [-1], \"data\": [\"x\"]}}}",
        "{\"format\": 9, \"parameters\": {}}",
        "{\"format\": 1, \"network\": {\"layers\": 3}, \"parameters\": {}}",
      })
  void jsonThatIsNoModelIsRefused(String text) {
    assertThatThrownBy(() -> Exchange.ofJson(text.getBytes(StandardCharsets.UTF_8), "m.json"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("m.json");
  }

  @Test
  void parametersWithoutLayersAreNamed() {
    byte[] bytes = Safetensors.encode(Tree.leaf("fc1.weight", Array.vector(1)), Map.of());
    assertThatThrownBy(() -> Exchange.ofSafetensors(bytes, "m.safetensors"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("m.safetensors has parameters (fc1.weight) but does not say");
  }

  private static Model with(Tree<Array> params) {
    return new Model(
        MODEL.description(),
        params,
        MODEL.preprocessor(),
        MODEL.spec(),
        MODEL.seed(),
        MODEL.dataHash());
  }

  /// The numbers that are hard to write: not finite, negative zero, the smallest.
  private static Array odd(Array a) {
    double[] odd = {Double.NaN, Double.NEGATIVE_INFINITY, -0.0, Double.MIN_VALUE, 1 / 3.0};
    double[] v = a.toDoubles();
    for (int i = 0; i < v.length; i++) {
      v[i] = odd[i % odd.length];
    }
    return Array.of(a.shape(), v).cast(a.dtype());
  }
}
