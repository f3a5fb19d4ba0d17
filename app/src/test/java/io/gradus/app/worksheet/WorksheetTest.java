package io.gradus.app.worksheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.app.worksheet.Worksheet.Cell;
import io.gradus.app.worksheet.Worksheet.Shown;
import io.gradus.array.Array;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.text.Parsed;
import io.gradus.text.Reader;
import io.gradus.text.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The language of worksheets.
class WorksheetTest {
  static final String BELL =
      """
      activation[x_] := Exp[-x^2];
      f[z_, w_] := activation[z.w]; (* a comment; with a semicolon *)
      x = {x1, x2}; W1 = {w11, w12}; W3 = {{w11, w12}, {w21, w22}};
      """;
  private static final Map<String, Double> POINT =
      new TreeMap<>(Map.of("x1", 0.3, "x2", -0.7, "w11", 1.1, "w12", 0.4, "w21", -0.2, "w22", 0.9));

  static List<Cell> run(String notebook) {
    return Worksheet.report(notebook, "test").cells();
  }

  /// The only cell, which must not fail.
  static Cell cell(String code) {
    List<Cell> cells = run(code);
    assertThat(cells).hasSize(1);
    assertThat(cells.getFirst().error()).isEmpty();
    return cells.getFirst();
  }

  private static String output(String code) {
    return String.join("\n", cell(code).outputs().stream().map(Shown::text).toList());
  }

  /// The numbers of a list of formulas at a point.
  static List<Double> values(String list, Map<String, Double> point) {
    Scope scope = new Scope().variables(point.keySet().toArray(String[]::new));
    Parsed parsed = Reader.read(list, scope);
    List<Expr> params = scope.symbols();
    List<Array> args = point.values().stream().map(Array::of).toList();
    return Interpreter.run(new Graph(params, parsed.entries()), args).stream()
        .map(Array::item)
        .toList();
  }

  private static void close(List<Double> is, double... should) {
    assertThat(is).hasSize(should.length);
    for (int i = 0; i < should.length; i++) {
      assertThat(is.get(i)).as("entry %d", i).isCloseTo(should[i], within(1e-14));
    }
  }

  @Test
  void gradientOfAnExponentialOfADotProduct() {
    String gradient =
        output(
            """
            activation[x_] := Exp[x]; f[z_, w_] := activation[z.w];
            x = {x1, x2}; W1 = {w11, w12};
            MatrixForm[Grad[f[x, W1], W1]]
            """);
    double e = Math.exp(0.3 * 1.1 - 0.7 * 0.4);
    close(values(gradient, POINT), 0.3 * e, -0.7 * e);
  }

  @Test
  void gradientOfABell() {
    double u = 0.3 * 1.1 - 0.7 * 0.4;
    double e = Math.exp(-u * u);
    close(values(output(BELL + "f[x, W1]"), POINT), e);
    close(values(output(BELL + "Grad[f[x, W1], W1]"), POINT), -2 * 0.3 * u * e, -2 * -0.7 * u * e);
  }

  @Test
  void jacobiansByTheRowsOfAMatrix() {
    String rows = output(BELL + "MatrixForm[{Grad[f[x, W3], W3[[1]]], Grad[f[x, W3], W3[[2]]]}]");
    double u = 0.3 * 1.1 + -0.7 * -0.2;
    double v = 0.3 * 0.4 + -0.7 * 0.9;
    double du = -2 * u * Math.exp(-u * u);
    double dv = -2 * v * Math.exp(-v * v);
    close(values(rows, POINT), 0.3 * du, 0, 0, 0.3 * dv, -0.7 * du, 0, 0, -0.7 * dv);
  }

  @Test
  void aNumberDotAVectorIsExplainedAndWorkedOutWithShapesThatFit() {
    Cell cell =
        run(BELL
                + """
                f2[x_, w1_, w2_] := f[f[x, w1], w2];
                w2 = {v1, v2};
                Grad[f2[x, w1, w2], Join[w1, w2]]
                """)
            .getFirst();
    assertThat(cell.error().orElseThrow()).startsWith("line 6: in 'f2': ").contains("(2)·()");
    assertThat(String.join("\n", cell.reasons()))
        .contains("w1 has no value, but W1 = {w11, w12} has", "()·(2)")
        .contains("A number has no dot product with a vector")
        .endsWith("The shapes fit with w1 a matrix of 2×2 variables:");
    Map<String, Double> point = new TreeMap<>();
    double[][] w = {{1.1, 0.4}, {-0.2, 0.9}};
    double[] v = {0.8, -0.5};
    double[] x = {0.3, -0.7};
    for (int i = 0; i < 2; i++) {
      point.put("x" + (i + 1), x[i]);
      point.put("v" + (i + 1), v[i]);
      for (int j = 0; j < 2; j++) {
        point.put("w1_%d_%d".formatted(i + 1, j + 1), w[i][j]);
      }
    }
    // y = φ(v·φ(xW)) with φ(z) = exp(−z²), by hand.
    double[] z = new double[2];
    double[] a = new double[2];
    for (int j = 0; j < 2; j++) {
      z[j] = x[0] * w[0][j] + x[1] * w[1][j];
      a[j] = Math.exp(-z[j] * z[j]);
    }
    double u = v[0] * a[0] + v[1] * a[1];
    double dy = -2 * u * Math.exp(-u * u);
    double[] should = new double[6];
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        should[2 * i + j] = dy * v[j] * -2 * z[j] * a[j] * x[i];
      }
      should[4 + i] = dy * a[i];
    }
    close(values(cell.correction().orElseThrow().text(), point), should);
  }

  @Test
  void oneCapitalLetterTooFewIsCorrected() {
    Cell cell = run(BELL + "Grad[f[x, w1], W1]").getFirst();
    assertThat(cell.reasons().getFirst()).startsWith("w1 has no value, but W1");
    assertThat(cell.correction().orElseThrow().text())
        .isEqualTo(output(BELL + "Grad[f[x, W1], W1]"));
  }

  @TestFactory
  Stream<DynamicTest> language() {
    String[][] table = {
      {"N[13470 / 50]", "269.4"},
      {"13470/50", "1347/5"},
      {"2^10", "1024"},
      {"N[1/3]", "0.3333333333333333"},
      {"1/3", "1/3"},
      {"N[Pi]", "3.141592653589793"},
      {"x = 2; x^2", "4"},
      {"x = 2", "2"},
      {"x = 2;", ""},
      {"a = 1\nb = a + 1\nb + 1", "1\n2\n3"},
      {"y = x^2; x = 3; y", "9"},
      {"x = 3; Clear[x]; x^2", "x^2"},
      {"f[x_] := x^2; ClearAll[f]; f[x_] := x^3; f[2]", "8"},
      {"f(x) = x^2; f[3]", "9"},
      {"f[s_] := Tanh[s]; f'[0]", "1"},
      {"f[s_] := s^4; f''[s]", "12*s^2"},
      {"f[s_] := s^4; f'(s)", "4*s^3"},
      {"f[t_] := s t; h[s_] := f[2]; h[5]", "2*s"},
      {"D[x^2 y, x, y]", "2*x"},
      {"D[x^5, {x, 2}]", "20*x^3"},
      {"D[{x^2, x^3}, x]", "{2*x, 3*x^2}"},
      {"Grad[x^2 y, {x, y}]", "{2*x*y, x^2}"},
      {"Grad[Grad[x^2 y, {x, y}], {x, y}]", "{{2*y, 2*x}, {2*x, 0}}"},
      {"W = {{1, 2}, {3, 4}}; W[[2]]", "{3, 4}"},
      {"W = {{1, 2}, {3, 4}}; W[[2, 1]]", "3"},
      {"W = {{a, b}, {c, d}}; {1, 2}.W", "{a + 2*c, b + 2*d}"},
      {"W = {{a, b}, {c, d}}; D[x W[[1, 2]], b]", "x"},
      {"Join[{a}, {b, c}]", "{a, b, c}"},
      {"Join[{{a, b}}, {c}]", "{a, b, c}"},
      {"Flatten[{{a, b}, {c, d}}]", "{a, b, c, d}"},
      {"{First[{a, b}], Last[{a, b}], Length[{a, b}]}", "{a, b, 2}"},
      {"Transpose[{{1, 2}, {3, 4}}]", "{{1, 3}, {2, 4}}"},
      {"Table[k^2, {k, 4}]", "{1, 4, 9, 16}"},
      {"Table[k x, {k, 2, 6, 2}]", "{2*x, 4*x, 6*x}"},
      {"Table[i j, {i, 2}, {j, 2}]", "{{1, 2}, {2, 4}}"},
      {"Sum[k, {k, 1, 100}]", "5050"},
      {"Sum[i j, {i, 2}, {j, 3}]", "18"},
      {"Product[k, {k, 5}]", "120"},
      {"g[s_] := s^2; NestList[g, s, 3]", "{s, s^2, s^4, s^8}"},
      {"Nest[Tanh, s, 2]", "tanh(tanh(s))"},
      {"RecurrenceTable[{a[n + 1] == 2 a[n], a[1] == s}, a, {n, 1, 3}]", "{s, 2*s, 4*s}"},
      {
        "RecurrenceTable[{a[n] == a[n - 1] + a[n - 2], a[1] == 1, a[2] == 1}, a, {n, 1, 8}]",
        "{1, 1, 2, 3, 5, 8, 13, 21}"
      },
      {"{a, {b, c}}", "{a, {b, c}}"},
      {"\"value\" 2*3", "value 6"},
      {"\"a text\"", "a text"},
      {"TableForm[{{a, b}, {c, d}}]", "a   b\nc   d"},
      {"TableForm[{a, b}]", "a\nb"},
      {"Print[\"x =\", 2]", "x = 2"},
      {"p = Plot[x, {x, 0, 1}]; p", "[x for x from 0 to 1]"},
      {"If[2 > 1, a, b]", "a"},
      {"If[a > 1, 2, 3] /. a -> 5", "2"},
      {"x + y // N", "x + y"},
      {"1/3 // N", "0.3333333333333333"},
      {"{a, b} // Map[# + 1 &, #] &", "{a + 1, b + 1}"},
      {"x^2 + y /. {x -> y, y -> x}", "y^2 + x"},
      {"f = #^2 &; {f[3], f'[x]}", "{9, 2*x}"},
      {"h = Function[{u, v}, u v]; h[2, 3]", "6"},
      {"f[y_] := (# + y) & /@ {1, 2}; f[a]", "{a + 1, a + 2}"},
      {"Sin /@ {a, b}", "{sin(a), sin(b)}"},
      {"Plus @@ {a, b, c}", "a + b + c"},
      {"2 + 3\n% + 1\n2 %", "5\n6\n12"},
      {"x^2;\nD[%, x]", "2*x"},
      {"Module[{a = 2, b}, b = a^2; b + 1] + 1", "6"},
      {"a = 1; Block[{a = 5}, a^2] + a", "26"},
      {"With[{k = 3}, Plot[k x, {x, 0, 1}]]", "[k x for x from 0 to 1]"},
      {"fact[n_] := If[n <= 1, 1, n fact[n - 1]]; fact[10]", "3628800"},
      {"a[1] = 1; a[2] = 1; a[n_] := a[n - 1] + a[n - 2]; a[10]", "55"},
      {"a[n_] := n^2; a[2] = x; {a[2], a[3]}", "{x, 9}"},
      {"a[0] = 1; Clear[a]; a[n_] := n; a[0]", "0"},
      {"Which[1 > 2, a, True, b]", "b"},
      {"g[x_] = D[x^3, x]; g[2]", "12"},
      {"D[x^3 y, {{x, y}}]", "{3*x^2*y, x^3}"},
      {"D[x^2 y, {{x, y}, 2}]", "{{2*y, 2*x}, {2*x, 0}}"},
      {"Det[{{a, b}, {c, d}}]", "a*d - b*c"},
      {"Det[{{2, 0, 1}, {1, 3, 2}, {0, 1, 4}}]", "21"},
      {"Inverse[{{1, 2}, {3, 4}}].{{1, 2}, {3, 4}}", "{{1, 0}, {0, 1}}"},
      {"Tr[{{a, b}, {c, d}}] IdentityMatrix[2]", "{{a + d, 0}, {0, a + d}}"},
      {"{Range[3], Range[2, 4]}", "{{1, 2, 3}, {2, 3, 4}}"},
      {"Range[0, 1, 0.25]", "{0, 0.25, 0.5, 0.75, 1}"},
      {"Total[{{a, b}, {c, d}}]", "{a + c, b + d}"},
      {"Reverse[Append[{a, b}, c]]", "{c, b, a}"},
      {"{Rest[{a, b}], Most[{a, b}]}", "{{b}, {a}}"},
      {"FixedPoint[Cos, 1]", "0.7390851332151607"},
      {"FoldList[#1 + 2 #2 &, a, {b, c}]", "{a, a + 2*b, a + 2*b + 2*c}"},
      {"Array[#^2 &, 3]", "{1, 4, 9}"},
      {"ListPlot[{1, 4, 9}, PlotLabel -> \"squares\"]", "[{1, 4, 9}]"},
      {"1 + 1 == 2", "True"},
      {"\\[Alpha] + α", "2*alpha"},
      {"x = {1, 2};\n(* nothing (* nested *) *)\nx.x", "5"},
    };
    return Stream.of(table)
        .map(row ->
            DynamicTest.dynamicTest(row[0], () -> assertThat(output(row[0])).isEqualTo(row[1])));
  }

  @TestFactory
  Stream<DynamicTest> mistakesAreNamed() {
    String[][] table = {
      {"Tanhh[x]", "unknown function 'Tanhh'; did you mean 'Tanh'?"},
      {"1 + Plot[x, {x, 0, 1}]", "Plot has no value"},
      {"Plot[x y, {x, 0, 1}]", "needs a number for 'y'"},
      {"Plot[x, {x, 1, 0}]", "an interval that ascends"},
      {"Plot[x]", "Plot is written as"},
      {"Grad[x^2, {x^2}]", "x^2 is none"},
      {"Grad[x^2]", "Grad takes 2 arguments, not 1"},
      {"f[x_] := f[x]; f[1]", "calls itself"},
      {"x = x + 1; x = x + 1; x", "is defined by itself"},
      {"{1, 2", "'{' is never closed"},
      {"1, 2", "stands outside of brackets"},
      {"x = ", "a value is missing"},
      {"1 +", "an operand is missing"},
      {"\"open", "has no end"},
      {"{{1, 2}, {3, 4}}[[3]]", "a position from 1 to 2"},
      {"{1, 2} . {1, 2, 3}", "inner sizes 2 and 3 differ"},
      {"RecurrenceTable[{a[n + 1] == a[n]}, a, {n, 1, 3}]", "as in a[1] == s"},
      {"Table[k, {k, 1, 10^9}]", "from 1 to 10000 steps"},
      {"Foo[1]", "unknown function 'Foo'"},
      {"% + 1", "% is the output before, and there is none"},
      {"x /. {x, 1}", "a rule is written as x -> 1, but not as x"},
      {"{1, 2}[[1]] = 3", "'=' is not understood"},
      {"FixedPoint[# + 1 &, 0]", "has found none"},
      {"Inverse[{{1, 2}, {2, 4}}]", "singular"},
      {"Det[{1, 2}]", "a square matrix"},
      {"Map[# + 1 &, 2]", "2 is no list"},
      {"Module[{a = 1}]", "is written as Module[{a = 1}, a^2]"},
      {"2 -> 3", "'->' has no place"},
      {"Sqrt[-1]", "only real numbers"},
    };
    return Stream.of(table)
        .map(row ->
            DynamicTest.dynamicTest(
                row[0],
                () -> {
                  List<Cell> cells = run("```\n" + row[0] + "\n```\n\n```\n1 + 1\n```\n");
                  assertThat(cells.getFirst().error().orElse("none"))
                      .startsWith("line 2: ")
                      .contains(row[1])
                      .doesNotContain("fault of gradus", "at position");
                  assertThat(cells.getLast().outputs().getFirst().text()).isEqualTo("2");
                }));
  }

  @Test
  void roundBracketsCallWithANote() {
    Cell cell = cell("g[s_] := s^2; h[s_] := g[g[s]]; h'(s)");
    assertThat(cell.outputs().getFirst().text()).isEqualTo("4*s^3");
    assertThat(cell.notes()).containsExactly("h'(…) is read as the call h'[…]");
  }

  @Test
  void plotsHaveASeriesForEachCurveAndSayWhereTheyAreNotReal() {
    Shown plot =
        cell("""
        g[s_] := s^1.5; h[s_] := g[g[s]];
        Plot[{g[s], N[g'[s]], N[h'(s)]}, {s, -1, 1},
          PlotLegends -> "Expressions", PlotRange → Full]
        """)
            .outputs()
            .getFirst();
    assertThat(plot.html())
        .contains("g[s]</text>", "N[g'[s]]</text>", "N[h'(s)]</text>")
        .contains("Gap for s &lt; 0, where there is no real value: g[s], N[g'[s]], N[h'(s)]")
        .contains("role=\"img\"");
  }

  /// The iterates of the four functions, as a notebook on vanishing gradients plots them.
  @TestFactory
  Stream<DynamicTest> iteratesAndTheirDerivativesHaveACurveEach() {
    Map<String, Integer> functions =
        Map.of(
            "s^2",
            4,
            "2 Exp[-s^2]",
            4,
            "Tanh[s]",
            4,
            "2 Exp[-s^2] - Exp[-(s - 1)^2] + Exp[-(s - 2)^2]",
            2);
    return functions.entrySet().stream()
        .map(g -> DynamicTest.dynamicTest(g.getKey(), () -> iterates(g.getKey(), g.getValue())));
  }

  private static void iterates(String g, int n) {
    Shown plots =
        cell("""
        g[s_] := %s;
        t = RecurrenceTable[{a[n + 1] == g[a[n]], a[1] == g[s]}, a, {n, 1, %d}];
        dt = D[t, s];
        TableForm[{Plot[t, {s, -4, 4}, PlotRange -> Full],
          Plot[dt, {s, -4, 4}, PlotRange -> Full]}]
        """
                .formatted(g, n))
            .outputs()
            .getFirst();
    String[] charts = plots.html().split("<figure>");
    assertThat(charts).hasSize(3);
    for (int i = 1; i < 3; i++) {
      assertThat(charts[i].split("<path class=\"s-(blue|orange|green|purple)\"")).hasSize(n + 1);
    }
  }

  @Test
  void derivativesOfIteratesAreProducts() {
    List<Double> is =
        values(
            output(
                """
                g[s_] := 2 Exp[-s^2];
                t = RecurrenceTable[{a[n + 1] == g[a[n]], a[1] == g[s]}, a, {n, 1, 4}];
                D[t, s]
                """),
            Map.of("s", 0.6));
    double s = 0.6;
    double product = 1;
    for (int i = 0; i < 4; i++) {
      product *= -4 * s * Math.exp(-s * s);
      s = 2 * Math.exp(-s * s);
      assertThat(is.get(i)).isCloseTo(product, within(1e-13));
    }
  }

  @Test
  void aCellThatTakesTooLongIsStopped() {
    StringBuilder doubling = new StringBuilder("f0[x_] := x^2 + x;\n");
    for (int i = 1; i <= 60; i++) {
      doubling.append("f%d[x_] := f%d[x] f%d[x + 1];\n".formatted(i, i - 1, i - 1));
    }
    List<Worksheet.Part> parts =
        Worksheet.run(doubling + "f60[x]\n\n1 + 1\n", Duration.ofMillis(300));
    assertThat(parts.getFirst().cell().orElseThrow().error().orElseThrow())
        .contains("takes longer than");
    assertThat(parts.getLast().cell().orElseThrow().outputs().getFirst().text()).isEqualTo("2");
  }
}
