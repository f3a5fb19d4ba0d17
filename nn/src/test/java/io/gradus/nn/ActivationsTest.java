package io.gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.check.GradCheck;
import io.gradus.diff.Reverse;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ActivationsTest {
  @TestFactory
  Stream<DynamicTest> firstAndSecondDerivative() {
    return Activations.all().stream()
        .map(a ->
            dynamicTest(
                a.name(),
                () -> {
                  double[] points =
                      DoubleStream.of(-6.1, -3.3, -1.7, -0.6, 0.55, 1.9, 4.2, 6.7)
                          .filter(x -> a.kinks().stream().allMatch(k -> Math.abs(x - k) > 0.2))
                          .toArray();
                  Array x = Array.of(Shape.of(2, points.length / 2), points);
                  Graph f = Fn.of(List.of(Type.of(x)), p -> List.of(a.of(p.getFirst()))).graph();
                  Key key = Key.of(7);
                  GradCheck.Report first = GradCheck.check(f, List.of(x), 3, key);
                  assertThat(first.passes()).as("first derivative: %s", first).isTrue();
                  Array ct = Array.full(DType.F64, x.shape(), 0.7);
                  GradCheck.Report second = GradCheck.check(Reverse.vjp(f), List.of(x, ct), 3, key);
                  assertThat(second.passes()).as("second derivative: %s", second).isTrue();
                }));
  }

  @TestFactory
  Stream<DynamicTest> noNanAtLargeInputs() {
    return Activations.all().stream()
        .map(a ->
            dynamicTest(
                a.name(),
                () -> {
                  for (DType dtype : DType.values()) {
                    double most = dtype == DType.F32 ? 1e30 : 1e200;
                    double[] points = {-most, -1e6, -1e3, -100, -0.0, 0, 100, 1e3, 1e6, most};
                    Array x = Array.of(Shape.of(2, 5), points).cast(dtype);
                    Fn f =
                        Fn.of(
                            List.of(Type.of(x)),
                            p -> {
                              var y = a.of(p.getFirst());
                              return List.of(y, Reverse.grad(y.sum(), p).getFirst());
                            });
                    for (Array result : f.run(List.of(x))) {
                      assertThat(result.toDoubles())
                          .as("%s at %s", dtype, x)
                          .doesNotContain(Double.NaN);
                    }
                  }
                }));
  }

  @Test
  void reluHasDerivativeZeroAtZeroAndEluOne() {
    assertThat(derivativeAtZero(Activations.RELU)).isEqualTo(0);
    assertThat(derivativeAtZero(Activations.ELU)).isEqualTo(1);
    assertThat(derivativeAtZero(Activations.LEAKY_RELU)).isEqualTo(0.01);
  }

  private static double derivativeAtZero(Activation a) {
    return Fn.of(Type.f64(), x -> Reverse.grad(a.of(x), List.of(x)).getFirst()).run(0.0);
  }

  @Test
  void aWrongNameSuggestsTheNearest() {
    assertThatThrownBy(() -> Activations.named("rellu"))
        .isInstanceOf(UserException.class)
        .hasMessage("unknown activation 'rellu'; did you mean 'relu'?");
    assertThat(Activations.named("linear")).isSameAs(Activations.IDENTITY);
  }

  @Test
  void settingsChangeTheFormula() {
    Activation elu = Activations.ELU.with("alpha", 2);
    assertThat(Fn.of(Type.f64(), elu::of).run(-1.0)).isEqualTo(2 * Math.expm1(-1));
    assertThat(elu).isNotEqualTo(Activations.ELU);
    assertThatThrownBy(() -> Activations.ELU.with("alfa", 2)).hasMessageEndingWith("known: alpha");
  }

  @Test
  void aFormulaOfTheUserWorksLikeAName() {
    Activation mish = Activations.formula("z*tanh(log(1+exp(z)))");
    assertThat(mish).isEqualTo(Activations.formula("z*tanh(log(1+exp(z)))"));
    for (DType dtype : DType.values()) {
      Array x = Array.of(Shape.of(2, 2), -1.5, 0, 0.25, 3).cast(dtype);
      double[] want = Fn.of(Type.of(x), Activations.MISH::of).run(x).toDoubles();
      assertThat(Fn.of(Type.of(x), mish::of).run(x).toDoubles())
          .containsExactly(want, within(dtype == DType.F32 ? 1e-6 : 1e-15));
    }
    assertThat(
            Activations.CONVERTER.read(
                "{z*tanh(log(1+exp(z)))}", new Codec.Reading(Codec.ofNetworks(), "", path -> "")))
        .isEqualTo(mish);
    Activation choice = Activations.formula("where(x > 0, x, Pi*x)");
    assertThat(Fn.of(Type.f64(2), choice::of).run(Array.vector(2, -1)).toDoubles())
        .containsExactly(2, -Math.PI);
    for (String wrong : new String[] {"x*y", "3", "{x, x}", "x*(", "foo(x)"}) {
      assertThatThrownBy(() -> Activations.formula(wrong)).isInstanceOf(UserException.class);
    }
  }
}
