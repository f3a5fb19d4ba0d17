package io.gradus.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.nn.optim.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FormulaTest {
  @Test
  void columnsGoInByNameAndTheRestAreParameters() {
    Formula f =
        new Formula("a*width + b*height^2 + c", List.of("height", "width"), Map.of("b", 3.0));
    assertThat(f.parameters(2).names()).containsExactlyInAnyOrder("a", "b", "c");
    Network n = new Network(2, List.of(f), Activations.IDENTITY);
    Tree<Array> params = n.init(Key.of(1), DType.F32);
    Expr x = n.input(2, DType.F32);
    Tree<Expr> symbols = n.params(DType.F32);
    Expr y = n.apply(symbols, x);
    List<Expr> in = new ArrayList<>(symbols.values());
    in.add(x);
    List<Array> args = new ArrayList<>(params.values());
    args.add(Array.of(Shape.of(2, 2), new float[] {2, 10, 1, 5}));
    assertThat(Fn.of(new Graph(in, List.of(y))).run(args).getFirst())
        .isEqualTo(Array.of(Shape.of(2, 1), new float[] {23, 9}));
  }

  @Test
  void theOnlyColumnIsCalledXToo() {
    assertThat(new Formula("a*x + b*time", List.of("time"), Map.of()).parameters(1).names())
        .containsExactly("a", "b");
    assertThat(new Formula("a*x + b*time", List.of("time", "t"), Map.of()).parameters(2).names())
        .containsExactlyInAnyOrder("a", "b", "x");
  }

  @Test
  void mistakesAreToldInASentence() {
    assertThatThrownBy(() -> new Formula("alpha*exp(beta*x)", List.of("x"), Map.of("bet", 1.0)))
        .isInstanceOf(UserException.class)
        .hasMessage("'bet' is no parameter of alpha*exp(beta*x); did you mean 'beta'?");
    assertThatThrownBy(() -> new Formula("x^2", List.of("x"), Map.of()))
        .hasMessageContaining("nothing in 'x^2' can be fitted");
    assertThatThrownBy(() -> new Formula("{a, x}", List.of("x"), Map.of()))
        .hasMessageContaining("a model is one number");
    assertThatThrownBy(() -> new Formula("a*(x", List.of("x"), Map.of()))
        .isInstanceOf(UserException.class);
  }

  /// For a line y = a + bx the errors have closed forms: s/√Sxx and s √(1/n + x̄²/Sxx).
  @Test
  void standardErrorsAreThoseOfALine() {
    double[] x = {1, 2, 4, 7, 11};
    double[] y = {1.1, 1.9, 4.2, 6.8, 11.3};
    double mx = 5;
    double sxx = 66;
    double my = 5.06;
    double b = 0;
    for (int i = 0; i < 5; i++) {
      b += (x[i] - mx) * (y[i] - my) / sxx;
    }
    double a = my - b * mx;
    double rss = 0;
    for (int i = 0; i < 5; i++) {
      rss += Math.pow(y[i] - a - b * x[i], 2);
    }
    double s = Math.sqrt(rss / 3);
    Network n =
        new Network(
            1, List.of(new Formula("a + b*x", List.of("x"), Map.of())), Activations.IDENTITY);
    Tree<Array> params =
        Tree.of(List.of("0.formula.a", "0.formula.b"), List.of(Array.of(a), Array.of(b)));
    Map<String, Estimate> got =
        Estimate.of(n, params, Array.of(Shape.of(5, 1), x), Array.of(Shape.of(5, 1), y));
    assertThat(got.get("0.formula.b").value()).isEqualTo(b);
    assertThat(got.get("0.formula.b").error()).isCloseTo(s / Math.sqrt(sxx), within(1e-12));
    assertThat(got.get("0.formula.a").error())
        .isCloseTo(s * Math.sqrt(0.2 + mx * mx / sxx), within(1e-12));
  }
}
