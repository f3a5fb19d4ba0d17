package io.gradus.app;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.app.diff.Problem;
import io.gradus.app.explain.Backpropagation;
import io.gradus.app.explain.DenseNet;
import io.gradus.app.explain.Explanation;
import io.gradus.app.explain.Format;
import io.gradus.app.explain.Homework;
import io.gradus.app.explain.Texts;
import io.gradus.app.trace.TraceReport;
import io.gradus.graph.Expr;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.Loss;
import io.gradus.nn.Losses;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Everything that commands write in TeX.
class TexTest {
  private static Backpropagation net(Activation hidden, Activation head, Loss loss) {
    double[][] first = {{0.5}, {2.5e-7}};
    double[][] second = {{1, -1.5}, {0.7, 0.2}};
    DenseNet net =
        new DenseNet(
            List.of(
                new DenseNet.Layer(first, Optional.of(new double[] {0.4, -2}), hidden),
                new DenseNet.Layer(second, Optional.empty(), Activations.IDENTITY)),
            head,
            loss);
    return Backpropagation.of(net, new double[][] {{1.5}}, new double[][] {{0.2, 0.8}}, 0.1);
  }

  @ParameterizedTest
  @CsvSource({"en, '[]'", "ru, '[А-Яа-яёЁ«»—]'", "fa, '[آ-یءأؤئۀ-ۿ‌«»،؛۰-۹]'"})
  void explanationsAndHomework(String language, String letters) {
    Texts texts = Texts.in(language);
    String known = letters.equals("[]") ? "(?!)" : letters;
    Backpropagation b = net(Activations.TANH, Activations.SOFTMAX, new Losses.CrossEntropy("auto"));
    Tex.document(Explanation.write(b, Format.TEX, texts), known);
    for (boolean solved : new boolean[] {false, true}) {
      String sheet = Homework.sheet(b, Homework.blanks(b, 1), solved, Format.TEX, texts);
      Tex.document(sheet, known);
    }
  }

  @Test
  void everyActivationAndLoss() {
    for (Activation f : Activations.all()) {
      check(net(f, Activations.SIGMOID, new Losses.BinaryCrossEntropy("auto")));
    }
    for (Loss loss : Losses.all()) {
      check(net(Activations.RELU, Activations.SOFTPLUS, loss));
    }
    check(net(Activations.formula("x^2*tanh(x)"), Activations.IDENTITY, new Losses.Mse()));
  }

  private static void check(Backpropagation b) {
    Tex.document(Explanation.write(b, Format.TEX, Texts.in("en")), "(?!)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x1*x2 + sin(x1)",
        "exp(x1*x2) + x2^3",
        "x/y - max(x, y)*tanh(x - 1) + sqrt(2)/x",
        "if(x > y, x^2, if(y >= 2, y*x, -x))",
        "atan2(x, y) + abs(x - y)*erf(x*y) + cbrt(x) + floor(y)*sign(x)",
        "lgamma(y) + logistic(x)^2 + softplus(y) + sinh(x)/cosh(x)",
        "1e-30*x + 2.5e300*y + pi*x^(1/3)",
        "rate_in*alpha + B2*Omega",
      })
  void traces(String text) {
    Problem p = Problem.read(List.of(text), List.of(), List.of());
    List<String> variables = p.variables().keySet().stream().map(x -> x + "=1.7").toList();
    for (var at : List.of(Map.<Expr, Double>of(), p.point(variables))) {
      Tex.formula(TraceReport.forward(p, at).tex());
      Tex.formula(TraceReport.reverse(p, at).tex());
    }
  }

  @Test
  void wideMatrices() {
    DenseNet.Layer layer =
        new DenseNet.Layer(new double[1][12], Optional.empty(), Activations.IDENTITY);
    DenseNet net = new DenseNet(List.of(layer), Activations.IDENTITY, new Losses.Mse());
    check(Backpropagation.of(net, new double[1][12], new double[1][1], 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\frac{1}{2",
        "x^2^3",
        "x_{1}_{2}",
        "\\left(x",
        "{\\left(x}\\right)",
        "\\newcommand{\\x}{}",
        "a & b",
        "\\begin{array}{ll} 1 & 2 \\\\ 3 \\end{array}",
        "\\begin{pmatrix} 1 & 2 \\end{array}",
        "δ",
        "50%",
        "",
      })
  void theCheckFindsWhatIsWrong(String tex) {
    assertThatThrownBy(() -> Tex.formula(tex))
        .isInstanceOfAny(AssertionError.class, RuntimeException.class);
  }
}
