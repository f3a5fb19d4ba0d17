package io.gradus.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.diff.Forward;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Control;
import io.gradus.op.Pointwise.Unary;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PrinterTest {
  private final Expr x = Expr.param("x", Type.f64());
  private final Expr y = Expr.param("y", Type.f64());

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '"',
      commentCharacter = '~',
      textBlock =
          """
          2*x*cos(x^2)         # 2 x \\cos\\left(x^{2}\\right)  # 2*x*Cos[x^2]   # 2.0 * x * Math.cos(x * x)
          x2 + cos(x1)         # x_{2} + \\cos x_{1}            # x2 + Cos[x1]   # x2 + Math.cos(x1)
          -x/2                 # -\\frac{x}{2}                  # -x/2           # -x / 2.0
          exp(-x^2)            # e^{-x^{2}}                     # E^(-x^2)       # Math.exp(-x * x)
          1/(2*sqrt(x))        # \\frac{1}{2 \\sqrt{x}}         # 1/(2*Sqrt[x])  # 1.0 / (2.0 * Math.sqrt(x))
          x*sin(x)             # x \\sin x                      # x*Sin[x]       # x * Math.sin(x)
          sin(x)*y             # \\sin\\left(x\\right) y        # Sin[x]*y       # Math.sin(x) * y
          sin(x)*cos(y)        # \\sin x \\cos y                # Sin[x]*Cos[y]  # Math.sin(x) * Math.cos(y)
          cos(x)^2             # \\cos^{2} x                    # Cos[x]^2       # Math.pow(Math.cos(x), 2.0)
          x^(3/2)              # x^{\\frac{3}{2}}               # x^(3/2)        # Math.pow(x, 3.0 / 2.0)
          2*x/3 + 0.1          # \\frac{2 x}{3} + 0.1           # 2*x/3 + 0.1    # 2.0 * x / 3.0 + 0.1
          0.044715*x^3         # 0.044715 x^{3}                 # 0.044715*x^3   # 0.044715 * Math.pow(x, 3.0)
          x - (y - 1)          # x - \\left(y - 1\\right)       # x - (y - 1)    # x - (y - 1.0)
          -(x + y)             # -\\left(x + y\\right)          # -(x + y)       # -(x + y)
          x/(y*(x + 1))        # \\frac{x}{y \\left(x + 1\\right)} # x/(y*(x + 1)) # x / (y * (x + 1.0))
          1/x^2                # \\frac{1}{x^{2}}               # 1/x^2          # 1.0 / (x * x)
          (x^2)^3              # \\left(x^{2}\\right)^{3}       # (x^2)^3        # Math.pow(x * x, 3.0)
          x^(y^2)              # x^{y^{2}}                      # x^(y^2)        # Math.pow(x, y * y)
          (-3)^x               # \\left(-3\\right)^{x}          # (-3)^x         # Math.pow(-3.0, x)
          2^(-x)               # 2^{-x}                         # 2^(-x)         # Math.pow(2.0, -x)
          1e-12*x              # 10^{-12} x                     # 1*^-12*x       # 1e-12 * x
          pi*w11 + E           # \\pi w_{11} + e                # Pi*w11 + E     # Math.PI * w11 + Math.E
          log(alpha)           # \\ln \\alpha                   # Log[alpha]     # Math.log(alpha)
          asin(x) + atan(x)    # \\arcsin x + \\arctan x        # ArcSin[x] + ArcTan[x] # Math.asin(x) + Math.atan(x)
          cbrt(x) + abs(x)     # \\sqrt[3]{x} + \\left|x\\right| # CubeRoot[x] + Abs[x] # Math.cbrt(x) + Math.abs(x)
          atan2(y, x)          # \\operatorname{atan2}\\left(y, x\\right) # ArcTan[x, y] # Math.atan2(y, x)
          logistic(x)          # \\sigma\\left(x\\right)        # LogisticSigmoid[x] # 1.0 / (1.0 + Math.exp(-x))
          softplus(x)          # \\operatorname{softplus}\\left(x\\right) # Log[1 + E^x] # Math.max(x, 0.0) + Math.log1p(Math.exp(-Math.abs(x)))
          erf(x)               # \\operatorname{erf}\\left(x\\right) # Erf[x] # erf(x)
          max(x, 0)            # \\max\\left(x, 0\\right)       # Max[x, 0]      # Math.max(x, 0.0)
          floor(x)             # \\left\\lfloor x\\right\\rfloor # Floor[x]      # Math.floor(x)
          where(x > 0, x, y)   # \\begin{cases}x & \\text{if } x > 0 \\\\ y & \\text{otherwise}\\end{cases} # Piecewise[{{x, x > 0}}, y] # (x > 0.0 ? x : y)
          where(x != 0 && y >= 1, 1, 2) # \\begin{cases}1 & \\text{if } x \\ne 0 \\land y \\ge 1 \\\\ 2 & \\text{otherwise}\\end{cases} # Piecewise[{{1, x != 0 && y >= 1}}, 2] # (x != 0.0 && y >= 1.0 ? 1.0 : 2.0)
          (x > y)*x            # \\left[x > y\\right] x         # Boole[x > y]*x # (x > y ? 1.0 : 0.0) * x
          x_1 + w_1_2          # x_{1} + w_{1,2}                # x[1] + w[1,2]  # x_1 + w_1_2
          """)
  void goldenTable(String text, String tex, String wolfram, String java) {
    Expr e = Reader.read(text).expr();
    assertThat(Printer.text(e)).isEqualTo(text);
    assertThat(Printer.tex(e)).isEqualTo(tex);
    assertThat(Notation.WOLFRAM.print(e)).isEqualTo(wolfram);
    assertThat(Notation.JAVA.print(e)).isEqualTo(java);
    assertWellFormed(Notation.MATHML.print(e));
  }

  @Test
  void mathml() {
    assertThat(Notation.MATHML.print(Reader.read("x1/2 - sin(alpha)").expr()))
        .isEqualTo(
            "<math xmlns=\"http://www.w3.org/1998/Math/MathML\"><mrow>"
                + "<mfrac><msub><mi>x</mi><mn>1</mn></msub><mn>2</mn></mfrac><mo>&#x2212;</mo>"
                + "<mrow><mi>sin</mi><mo>&#x2061;</mo><mrow><mo>(</mo><mi>α</mi><mo>)</mo></mrow>"
                + "</mrow></mrow></math>");
  }

  @Test
  void numbersReadWell() {
    assertThat(number(1.0 / 3)).isEqualTo("1/3");
    assertThat(number(-0.5)).isEqualTo("-1/2");
    assertThat(number(-0.0)).isEqualTo("-0");
    assertThat(number(0.1)).isEqualTo("0.1");
    assertThat(number(0.0625)).isEqualTo("1/16");
    assertThat(number(1e-12)).isEqualTo("1e-12");
    assertThat(number(1e20)).isEqualTo("1e20");
    assertThat(number(123456789)).isEqualTo("123456789");
    assertThat(number(Math.sqrt(2))).isEqualTo("1.4142135623730951");
    assertThat(number(Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
    assertThat(number(Double.NaN)).isEqualTo("NaN");
    assertThat(Printer.text(Expr.fill(0.1f, Type.f32()))).isEqualTo("0.1");
    assertThat(Printer.text(Expr.fill(1 / 3f, Type.f32()))).isEqualTo("1/3");
  }

  private static String number(double value) {
    return Printer.text(Expr.fill(value, Type.f64()));
  }

  @Test
  void chainRuleProductsAreProducts() {
    assertThat(Printer.text(x.sin().gate(y))).isEqualTo("sin(x)*y");
    assertThat(Printer.text(x.reciprocal().mul(y).div(x.exp()))).isEqualTo("y/(x*exp(x))");
  }

  @Test
  void parametersOfOneNameAreToldApart() {
    assertThat(Printer.text(x.add(Expr.param("x", Type.f64())))).isEqualTo("x + x_2");
  }

  @ParameterizedTest
  @EnumSource(Unary.class)
  void everyFunctionHasEveryNotation(Unary f) {
    for (Notation n : Notation.values()) {
      assertThat(n.print(x.apply(f))).contains("x");
    }
  }

  @ParameterizedTest
  @EnumSource(Notation.class)
  void arraysHaveEveryNotation(Notation n) {
    Expr a = Expr.param("A", Type.f64(2, 3));
    Expr v = Expr.param("v", Type.f64(3));
    Expr at = Expr.constant(Array.vector(0, 1));
    Graph f = new Graph(List.of(x), List.of(x.sin(), x.cos()));
    Expr call = Expr.of(new Control.Call("wave", f, Optional.empty()), List.of(y));
    List<Expr> all =
        List.of(
            a.dot(v),
            a.transpose(),
            a.sum(),
            a.sum(1),
            a.mean(0),
            a.reduceMax(),
            a.reduceMin(0),
            a.argMax(0),
            a.cumsum(1, false),
            a.cumsum(1, true),
            a.at(1),
            a.at(1).at(2),
            a.slice(0, 0, 1),
            a.reshape(6),
            a.pad(List.of(0, 1), List.of(1, 0)),
            a.gather(0, at),
            a.scatterAdd(0, 4, at),
            Expr.concat(0, List.of(a, a)),
            Expr.stack(List.of(x, y)),
            a.cast(DType.F32),
            a.add(v),
            a.mul(x),
            v.contract(v, "i", "j", "ij"),
            a.contract(a, "ij", "kj", "ik"),
            a.contract(a, "ij", "ij", ""),
            a.permute(List.of(1, 0)),
            Expr.iota(0, Type.f64(3)),
            Expr.constant(Array.matrix(new double[] {1, 0.5})),
            x.broadcastTo(a.shape()),
            a.at(0).at(0).gt(x).select(x, y),
            call.item(0),
            call.item(1),
            x.stop(),
            Expr.fill(1, Type.f64(2)),
            a.logSoftmax(1));
    for (Expr e : all) {
      String print = n.print(e);
      assertThat(print).isNotBlank().doesNotContain("null");
      if (n == Notation.MATHML) {
        assertWellFormed(print);
      }
    }
  }

  @Test
  void arraysReadWell() {
    Expr a = Expr.param("A", Type.f64(2, 3));
    Expr b = Expr.param("B", Type.f64(2, 3));
    Expr v = Expr.param("v", Type.f64(3));
    assertThat(Printer.text(a.dot(v).sum())).isEqualTo("sum(A.v)");
    assertThat(Printer.text(a.contract(b, "ij", "kj", "ik"))).isEqualTo("A.transpose(B)");
    assertThat(Printer.text(a.contract(b, "ij", "ik", "jk"))).isEqualTo("transpose(A).B");
    assertThat(Printer.text(a.add(v).tanh())).isEqualTo("tanh(A + v)");
    assertThat(Printer.text(a.at(1).at(2))).isEqualTo("A[[2]][[3]]");
    assertThat(Printer.text(a.mul(2).sum(1))).isEqualTo("sum(2*A, axis=1)");
    assertThat(Printer.text(Reader.read("{{a, b}, {c, 0}}.{x, y}").expr()))
        .isEqualTo("{{a, b}, {c, 0}}.{x, y}");
    assertThat(Printer.tex(a.dot(v))).isEqualTo("A \\cdot v");
    assertThat(Printer.tex(a.transpose())).isEqualTo("A^{\\top}");
  }

  @Test
  void sharedPartsAreNamedOnRequest() {
    Expr s = Expr.param("s", Type.f64());
    Expr f = s.tanh().tanh().tanh();
    Listing listing = Notation.TEXT.withCse(List.of(f, Forward.derivative(f, s)));
    assertThat(listing.parts().stream().map(p -> p.name() + " = " + p.formula()))
        .containsExactly("t1 = tanh(s)", "t2 = tanh(t1)", "t3 = tanh(t2)");
    assertThat(listing.formulas().getFirst()).isEqualTo("t3");
    assertThat(listing.formulas().getLast()).doesNotContain("tanh");
    Expr t1 = Expr.param("t1", Type.f64());
    assertThat(Notation.TEXT.withCse(List.of(t1.sin().add(t1.sin().exp()))).parts().getFirst())
        .isEqualTo(new Listing.Part("u1", "sin(t1)"));
  }

  @ParameterizedTest
  @EnumSource(Notation.class)
  void sharedGraphsDoNotSwell(Notation n) {
    Expr e = x;
    for (int i = 0; i < 60; i++) {
      e = e.sin().add(e.cos());
    }
    assertThat(n.print(e)).hasSizeLessThan(20_000);
  }

  @ParameterizedTest
  @EnumSource(Notation.class)
  void deepGraphsArePrinted(Notation n) {
    Expr calls = x;
    Expr powers = x;
    Expr sums = x;
    Expr lists = x;
    for (int i = 0; i < 10_000; i++) {
      calls = calls.sin();
      powers = powers.add(1).square().neg();
      sums = y.sub(sums);
      lists = x.gt(lists).select(lists.stop(), y);
    }
    for (Expr e : List.of(calls, powers, sums, lists)) {
      assertThat(n.print(e)).isNotEmpty();
    }
  }

  @Test
  void namedPartsAreReadBack() {
    Expr e = x;
    for (int i = 0; i < 2000; i++) {
      e = e.mul(0.99).sin().add(e.mul(0.001));
    }
    String text = Printer.text(e);
    assertThat(text).contains("t1 = ").contains("; ");
    double value = Formulas.value(e, Map.of("x", 0.4));
    assertThat(Formulas.value(text, Map.of("x", 0.4))).isCloseTo(value, within(1e-12));
  }

  @Test
  void longSumsArePrintedFlat() {
    Expr e = x;
    for (int i = 0; i < 1000; i++) {
      e = e.add(y);
    }
    assertThat(Printer.text(e)).isEqualTo("x" + " + y".repeat(1000));
  }

  private static void assertWellFormed(String mathml) {
    Deque<String> open = new ArrayDeque<>();
    Matcher tags = Pattern.compile("<(/?)(\\w+)[^>]*>").matcher(mathml);
    while (tags.find()) {
      if (tags.group(1).isEmpty()) {
        open.push(tags.group(2));
      } else {
        assertThat(open.pop()).isEqualTo(tags.group(2));
      }
    }
    assertThat(open).isEmpty();
    assertThat(mathml).doesNotContain("< ").doesNotContain("& ");
  }
}
