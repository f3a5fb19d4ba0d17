package io.gradus.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.op.Flat;
import io.gradus.op.Pointwise.Unary;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReaderTest {
  private static final Map<String, Double> AT =
      Map.ofEntries(
          Map.entry("x", 0.7),
          Map.entry("y", 1.3),
          Map.entry("z", -0.4),
          Map.entry("a", 1.1),
          Map.entry("b", 0.6),
          Map.entry("c", 2.5),
          Map.entry("d", -1.5),
          Map.entry("e", 3.1),
          Map.entry("i", 0.2),
          Map.entry("x1", 0.9),
          Map.entry("x_1", 0.8),
          Map.entry("alpha", 0.35),
          Map.entry("r", 2.0),
          Map.entry("N", 4.0));

  private static double value(String text) {
    return Formulas.value(text, AT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      commentCharacter = '~',
      quoteCharacter = '"',
      textBlock =
          """
          2x                     # 2*x
          2 x y                  # 2*x*y
          x y                    # x*y
          3sin(x)                # 3*sin(x)
          2(x+1)                 # 2*(x+1)
          (a+b)(c+d)             # (a+b)*(c+d)
          x (a+b x)              # x*(a+b*x)
          x(x+1)                 # x*(x+1)
          Sin[x] y               # sin(x)*y
          Sqrt[x] a(b+c)         # sqrt(x)*a*(b+c)
          x/2 y                  # (x/2)*y
          a/b/c                  # a/(b*c)
          a b^c                  # a*(b^c)
          a - b - c              # (a-b)-c
          a -b                   # a-b
          -x^2                   # 0-(x*x)
          2^3^2                  # 512
          x**2                   # x*x
          x^-1                   # 1/x
          x^-1*y                 # y/x
          x^-y^2                 # 1/(x^(y^2))
          2--x                   # 2+x
          --x                    # x
          +x                     # x
          Exp[-x^2]              # exp(-(x*x))
          E^(a+b*x)              # exp(a+b*x)
          1/(1+e^(-x))           # logistic(x)
          c*d^2 + a*e^2          # c*d*d+a*e*e
          e^x + e                # exp(x*log(e))+e
          Log[2, 8]              # 3
          Log[x]                 # ln(x)
          log10(1000)            # 3
          ArcTan[x, y]           # atan2(y, x)
          Surd[-8, 3]            # -2
          Surd[-32, 5]           # -2
          CubeRoot[-27]          # -3
          cbrt(-27)              # -3
          Sqrt[1 + Sqrt[1 + Sqrt[x]]]  # (1+(1+x^(1/2))^(1/2))^(1/2)
          Power[x, 3/2]          # x*sqrt(x)
          Times[x, y, 2]         # 2*x*y
          Plus[x, y, 2]          # x+y+2
          Max[x, y, 1]           # 1.3
          min(x, y, 1)           # 0.7
          Abs[z] + Sign[z]       # -0.6
          Floor[z] + ceil(x)     # 0
          sec(x)*Cos[x]          # 1
          csc(x)*Sin[x]          # 1
          cot(x)*Tan[x]          # 1
          sech(x)*Cosh[x]        # 1
          csch(x)*Sinh[x]        # 1
          coth(x)*Tanh[x]        # 1
          sec(ArcSec[c])         # c
          csc(arccsc(c))         # c
          cot(acot(x))           # x
          cot(acot(z))           # z
          Sech[ArcSech[x]]       # x
          Csch[arcsch(x)]        # x
          Coth[arccoth(c)]       # c
          arcsin(x) - ArcSin[x]  # 0
          arsinh(x) - ArcSinh[x] # 0
          sigmoid(x)             # 1/(1+exp(-x))
          relu(z) + relu(x)      # x
          where(x > 0, a, b)     # a
          If[x < 0, a, b]        # b
          Piecewise[{{a, x > 1}, {b, x > 0}}, c]  # b
          Piecewise[{{a, x > 1}}]  # 0
          0 < x < 1              # 1
          0 < x < 0.5            # 0
          x >= 0.7 && y <= 1     # 0
          x == 0.7 || y <= 1     # 1
          x != 0.7               # 0
          !(x > 0)               # 0
          UnitStep[x]            # 1
          {1,2,3}.{x,y,z}        # x+2*y+3*z
          {a,b,c}[[2]]           # b
          {{a,b},{c,d}}[[2,1]]   # c
          {a,b,c}[[-1]]          # c
          Total[{a,b,c}]         # a+b+c
          1.5*^-3                # 0.0015
          1e-3 + .5              # 0.501
          2.5x                   # 5*x/2
          2E^x                   # 2*exp(x)
          1.0E-3                 # 0.001
          2πr                    # 2*Pi*r
          α + \\[Alpha] + alpha  # 3*alpha
          x₁ + x1                # 2*x1
          x[1] + x_1             # 2*x_1
          x² · y⁻¹               # x*x/y
          x − y × z ÷ 2          # x-y*z/2
          i x                    # 0.2*x
          2 (* a comment (* in a comment *) *) x  # 2*x
          t1 = x^2; t2 = sin(t1); t1*t2  # x^2*sin(x^2)
          Sin'[x]                # cos(x)
          Tanh''[x]              # -2*tanh(x)*(1-tanh(x)^2)
          D[x^2 y, x]            # 2*x*y
          D[x^5, {x, 2}]         # 20*x^3
          N*x                    # 4*x
          mod(-1, 3)             # 2
          -2*Sqrt[2]*ArcTanh[Sqrt[a+b*x]/(2*Sqrt[2])]*Csc[a+b*x]/(a+b*x)^(3/2)  # \
          -2*sqrt(2)*atanh(sqrt(a+b*x)/(2*sqrt(2)))/(sin(a+b*x)*(a+b*x)^1.5)
          """)
  void bothHabitsMeanTheSame(String text, String plain) {
    assertThat(value(text)).isCloseTo(value(plain), within(1e-14));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      commentCharacter = '~',
      quoteCharacter = '"',
      textBlock =
          """
          sinn(x)      # 1 # unknown function 'sinn' at position 1; did you mean 'sin'?
          x + Sinn[x]  # 5 # unknown function 'Sinn' at position 5; did you mean 'Sin'?
          1/2x         # 4 # (1/2)*x or 1/(2*x)
          x/2y         # 4 # (x/2)*y or x/(2*y)
          1/2(x+1)^2   # 4 # (1/2)*(x+1)^2 or 1/(2*(x+1)^2)
          1/sin(x)y    # 9 # (1/sin(x))*y or 1/(sin(x)*y)
          x^2y         # 4 # x^2*y or x^(2*y)
          e^-2x        # 5 # e^-2*x or e^(-2*x)
          sin x        # 1 # write sin(x)
          sin x y      # 1 # sin(x)*y or sin(x*y)
          sin          # 1 # has no argument
          sin^2(x)     # 1 # sin(x)^2
          f(x)         # 1 # either the product f*(x) or a call of an unknown function 'f'
          a(b+c)       # 1 # a*(b+c)
          atan(x, y)   # 1 # atan2(y, x)
          sin()        # 1 # takes 1 argument, but 0 are given
          Sqrt[-1]     # 1 # complex
          log(-2)      # 1 # complex
          (-1)^(1/3)   # 5 # complex
          2 + I        # 5 # complex unit
          2E-3         # 1 # 2e-3 or 2*E - 3
          x.5          # 2 # dot product
          2 3          # 3 # two numbers
          x +          # 4 # missing at the end
          * x          # 1 # missing before '*'
          ()           # 2 # missing before ')'
          (x           # 1 # '(' at position 1 is never closed; add ')'
          x)           # 2 # closes nothing
          sin(x]       # 6 # write ')'
          {{1,2},{3}}  # 1 # differ in length
          {1,2}+{1,2,3} # 6 # do not broadcast
          {x, 2}[[3]]  # 7 # from 1 to 2
          x, y         # 2 # write a list as {a, b}
          (x, y)       # 3 # write a list as {a, b}
          x + y = 3    # 7 # write == to compare
          |x|          # 1 # abs(x)
          x!           # 2 # factorials
          x'           # 1 # needs an argument
          f'(x)        # 1 # unknown function 'f'
          1e999        # 1 # too large
          x @ y        # 3 # '@' at position 3 is not understood
          (* x         # 1 # has no end
          Surd[x, y]   # 1 # positive whole number
          Piecewise[x] # 1 # pairs
          """)
  void errorsSayWhatAndWhere(String text, String position, String sentence) {
    assertThatThrownBy(() -> Reader.read(text))
        .isInstanceOfSatisfying(
            ReadException.class,
            e -> assertThat(e.position()).isEqualTo(Integer.parseInt(position)))
        .hasMessageContaining(sentence)
        .message()
        .doesNotContain(" @")
        .doesNotContain("\n");
  }

  @Test
  void emptyTextIsRefused() {
    assertThatThrownBy(() -> Reader.read(" ")).hasMessage("the formula is empty");
  }

  @Test
  void symbolsStandInOrderOfFirstAppearance() {
    Parsed p = Reader.read("w2*x1 + sin(w1)*x1 + 0*b");
    assertThat(p.symbols().stream().map(e -> ((Flat.Param) e.op()).name()))
        .containsExactly("w2", "x1", "w1", "b");
    assertThat(p.expr().type()).isEqualTo(Type.f64());
  }

  @Test
  void aScopeSharesVariables() {
    Scope scope = new Scope().variables("x", "e");
    Parsed f = Reader.read("x*y + e^x", scope);
    Parsed g = Reader.read("y - x", scope);
    assertThat(g.symbols()).containsExactly(f.symbols().get(1), f.symbols().get(0));
    assertThat(scope.symbols()).hasSize(3);
    assertThat(f.notes()).isEmpty();
    assertThat(Reader.read("e^x").notes()).hasSize(1);
  }

  @Test
  void knownNamesMayBeArrays() {
    Expr x = Expr.param("x", Type.f64(2));
    Expr w = Expr.param("W", Type.f64(2, 3));
    Parsed p = Reader.read("x.W", Map.of("x", x, "W", w));
    assertThat(p.expr()).isSameAs(x.dot(w));
    assertThatThrownBy(() -> Reader.read("W.x", Map.of("x", x, "W", w)))
        .isInstanceOf(ReadException.class)
        .hasMessageContaining("(2, 3)·(2)");
  }

  @Test
  void aListIsAVectorOfItsEntries() {
    Parsed p = Reader.read("{x*y, {1, 2}.{x, y}}");
    assertThat(p.expr().type()).isEqualTo(Type.f64(2));
    assertThat(p.entries()).hasSize(2);
    Expr x = p.symbols().get(0);
    assertThat(p.entries().getFirst()).isSameAs(x.mul(p.symbols().get(1)));
  }

  @Test
  void definitionsServeScalarsAndLists() {
    Scope scope = new Scope();
    scope.define("activation", List.of("s"), "Exp[-s^2]");
    scope.define("f", List.of("z", "w"), "activation[z.w]");
    Parsed p = Reader.read("f[{x1, x2}, {w11, w12}]", scope);
    assertThat(Printer.text(p.entries().getFirst())).contains("exp(-");
    double e = Formulas.value(p.expr(), Map.of("x1", 0.5, "x2", -0.3, "w11", 0.2, "w12", 0.7));
    assertThat(e).isCloseTo(Math.exp(-0.11 * 0.11), within(1e-15));
    Parsed d = Reader.read("activation'[x1]", scope);
    assertThat(Formulas.value(d.expr(), Map.of("x1", 0.5)))
        .isCloseTo(-Math.exp(-0.25), within(1e-15));
    assertThatThrownBy(() -> Reader.read("f[x1]", scope)).hasMessageContaining("takes 2");
    scope.define("g", List.of("x"), "g(x) + 1");
    assertThatThrownBy(() -> Reader.read("g(2)", scope)).hasMessageContaining("calls itself");
  }

  @ParameterizedTest
  @EnumSource(Unary.class)
  void everyFunctionIsReadByBothNames(Unary f) {
    Parsed p = Reader.read(f.symbol() + "(x)");
    assertThat(p.expr()).isSameAs(p.symbols().getFirst().apply(f));
    Parsed q = Reader.read(f.wolfram() + "[x]");
    assertThat(q.expr()).isSameAs(q.symbols().getFirst().apply(f));
  }

  @Test
  void rationalsAreExact() {
    Expr x = Reader.read("x").symbols().getFirst();
    assertThat(Reader.read("x^(1/2)", Map.of("x", x)).expr()).isSameAs(x.sqrt());
    assertThat(Reader.read("1/3 + 1/6").expr().isNumber(0.5)).isTrue();
    assertThat(Reader.read("0.1").expr().isNumber(0.1)).isTrue();
  }

  @Test
  void longSumsAndDeepNestingAreRead() {
    String sum = "x" + " + sin(x)*2".repeat(100_000);
    assertThat(value(sum)).isCloseTo(0.7 + 200_000 * Math.sin(0.7), within(1e-6));
    String deep = "sin(".repeat(10_000) + "x" + ")".repeat(10_000);
    assertThat(value(deep)).isBetween(0.0, 0.1);
    assertThat(value("-".repeat(100_001) + "x")).isEqualTo(-0.7);
    assertThat(value("1^".repeat(100_000) + "x")).isEqualTo(1);
  }

  @Test
  void bottomlessNestingIsRefused() {
    for (String open : List.of("(", "{", "sin(", "{{", "x[[", "2^(")) {
      assertThatThrownBy(() -> Reader.read(open.repeat(100_000))).isInstanceOf(ReadException.class);
    }
    assertThatThrownBy(() -> Reader.read("(".repeat(100_000) + "x" + ")".repeat(100_000)))
        .hasMessageContaining("nested deeper than");
  }
}
