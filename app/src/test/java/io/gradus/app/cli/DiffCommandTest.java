package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.app.Shell;
import io.gradus.app.Shell.Result;
import io.gradus.nn.io.Json;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiffCommandTest {
  private static final String F = "x1*x2 + sin(x1)";
  private static final double BY_X1 = 3 + Math.cos(2);

  @Test
  void theGradientReadsWell() {
    assertThat(Shell.run("diff", F).out())
        .isEqualTo(
            """
            ∂/∂x1 = x2 + cos(x1)
            ∂/∂x2 = x1
            """);
  }

  @Test
  void valuesStandBesideTheFormulas() {
    assertThat(Shell.run("diff", F, "--at", "x1=2,x2=3").out().lines())
        .hasSize(3)
        .element(1)
        .asString()
        .startsWith("∂/∂x1 = x2 + cos(x1)   = 2.58385316345");
  }

  @Test
  void jsonHasTheKeysOfTheContract() {
    Map<String, Object> json = Shell.run("diff", F, "--at", "x1=2,x2=3", "--json").json();
    assertThat(json.get("derivatives"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(2)
        .first()
        .isEqualTo(
            Map.of(
                "of",
                F,
                "wrt",
                List.of("x1"),
                "text",
                "x2 + cos(x1)",
                "tex",
                "x_{2} + \\cos x_{1}",
                "value",
                BY_X1));
  }

  @Test
  void fourModesAgree() {
    Map<String, Object> json =
        Shell.run("diff", F, "--at", "x1=2,x2=3", "--mode", "all", "--json").json();
    Map<?, ?> modes = (Map<?, ?>) json.get("modes");
    assertThat(modes.keySet().toString()).isEqualTo("[symbolic, forward, reverse, numeric]");
    modes.forEach((name, answer) -> {
      double value = (Double) ((List<?>) ((Map<?, ?>) answer).get("value")).getFirst();
      double allowed = name.equals("numeric") ? 1e-6 : 1e-15;
      assertThat(value).isCloseTo(BY_X1, within(allowed * BY_X1));
      assertThat((Long) ((Map<?, ?>) answer).get("operations")).isPositive();
    });
    assertThat((Double) json.get("maxDisagreement")).isBetween(0.0, 1e-6);
  }

  @Test
  void oneVariableHasANumberAsValue() {
    Map<String, Object> json =
        Shell.run("diff", "x^3", "--order", "2", "--at", "x=2", "--mode", "all", "--json").json();
    Map<?, ?> modes = (Map<?, ?>) json.get("modes");
    assertThat(((Map<?, ?>) modes.get("reverse")).get("value")).isEqualTo(12.0);
    assertThat(json.get("value")).isEqualTo(8.0);
  }

  @Test
  void aTableComparesTheModes() {
    assertThat(Shell.run("diff", F, "--at", "x1=2,x2=3", "--mode", "all").out())
        .contains("symbolic", "forward", "reverse", "numeric", "operations", "max disagreement");
  }

  @Test
  void higherOrdersAndMatrices() {
    assertThat(Shell.run("diff", "x^3", "--order", "2").out()).isEqualTo("d²/dx² = 6*x\n");
    assertThat(Shell.run("diff", "x^2*y", "--hessian").out())
        .isEqualTo("[ 2*y   2*x ]\n[ 2*x   0   ]\n");
    assertThat(Shell.run("diff", "{x*y, x}", "--jacobian").out())
        .contains("[ y   x ]\n[ 1   0 ]\n");
  }

  @Test
  void anExpressionMayBeginWithAMinusSign() {
    assertThat(Shell.run("diff", "-x^2").out()).isEqualTo("d/dx = -2*x\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tex", "mathml", "wolfram"})
  void formulasComeInOtherNotations(String format) {
    Result result = Shell.run("diff", "sin(x)", "--format", format);
    assertThat(result.code()).isZero();
    assertThat(result.out().strip()).containsIgnoringCase("cos").doesNotContain("d/dx");
  }

  @Test
  void mistakesAreOneSentence() {
    Shell.run("diff").refused("give an expression");
    Shell.run("diff", "x +").refused("position");
    Shell.run("diff", "x*y", "--at", "x=1").refused("no value for 'y'");
    Shell.run("diff", "x", "--at", "x").refused("'x'", "x=1");
    Shell.run("diff", "x", "--at", "x=one").refused("'x'");
    Shell.run("diff", "x", "--wrt", "2x").refused("'2x'");
    Shell.run("diff", "2").refused("no variables");
    Shell.run("diff", "x", "--order", "0").refused("--order");
    Shell.run("diff", "x", "--mode", "revers").refused("did you mean 'reverse'?");
    Shell.run("diff", "x", "--mode", "all").refused("--at x=1");
    Shell.run("diff", "x", "--format", "html").refused("unknown format 'html'");
    Shell.run("diff", "--batch", "no-such.jsonl").refused("no-such.jsonl");
  }

  @Test
  void aVariableThatDoesNotOccurIsNoted() {
    Result result = Shell.run("diff", "x", "--wrt", "x,z");
    assertThat(result.out()).isEqualTo("∂/∂x = 1\n∂/∂z = 0\n");
    assertThat(result.err()).contains("z does not occur");
  }

  @Test
  void aBatchAnswersLineByLine() {
    Result result =
        Shell.feed(
            """
            {"expr": "x^2", "wrt": ["x"], "at": [{"x": 3}, {"x": 4}]}
            {"expr": "x +"}
            {"expr": "x*y", "wrt": ["x", "y"], "order": 1}
            {"expr": "x^4", "order": 3, "at": [{"x": 1}]}
            {"expr": "log(x)", "at": [{"x": 0}]}
            not json
            {"expr": "x", "at": [{"y": 1}]}
            {"expr": "x", "wrt": 3}
            {"expresion": "x"}
            """,
            "diff",
            "--batch",
            "-");
    assertThat(result.code()).isZero();
    List<Map<String, Object>> lines =
        result.out().lines().map(line -> Json.parseMap(line, "answer")).toList();
    assertThat(lines).hasSize(9);
    assertThat(lines.get(0))
        .isEqualTo(
            Map.of(
                "derivatives",
                List.of(
                    Map.of(
                        "of",
                        "x^2",
                        "wrt",
                        List.of("x"),
                        "text",
                        "2*x",
                        "values",
                        List.of(6.0, 8.0))),
                "value",
                List.of(9.0, 16.0)));
    assertThat((List<?>) lines.get(2).get("derivatives")).hasSize(2);
    assertThat(lines.get(3).toString()).contains("24*x", "values=[24.0]");
    assertThat(lines.get(4).toString()).contains("Infinity");
    for (int failed : new int[] {1, 5, 6, 7, 8}) {
      assertThat(lines.get(failed)).containsOnlyKeys("error");
    }
    assertThat(result.err()).contains("5 lines have failed");
  }
}
