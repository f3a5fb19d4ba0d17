package io.gradus.app.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.app.diff.Derivatives;
import io.gradus.app.diff.Problem;
import io.gradus.app.trace.Trace.Row;
import io.gradus.app.trace.Trace.Step;
import io.gradus.check.Modes;
import io.gradus.graph.Expr;
import io.gradus.text.Notation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {
  private static Problem problem(String... texts) {
    return Problem.read(List.of(texts), List.of(), List.of());
  }

  private static List<String> operations(Trace trace) {
    return trace.steps().stream()
        .map(s -> s.name() + " = " + Notation.TEXT.print(s.body()))
        .toList();
  }

  private static List<String> derivatives(List<Row> rows) {
    return rows.stream()
        .map(r -> Derivatives.name(r.mark()) + " = " + Notation.TEXT.print(r.formula()))
        .toList();
  }

  private static List<String> names(List<Step> steps) {
    return steps.stream().map(Step::name).toList();
  }

  @Test
  void forwardModeIsTheLecturesTable() {
    Problem p = problem("x1*x2 + sin(x1)");
    Trace trace = new Trace(p);
    assertThat(operations(trace))
        .containsExactly("w1 = x1", "w2 = x2", "w3 = w1*w2", "w4 = sin(w1)", "w5 = w3 + w4");
    assertThat(derivatives(trace.forward(p.wrt().getFirst(), Map.of())))
        .containsExactly(
            "ẇ1 = 1", "ẇ2 = 0", "ẇ3 = w1*ẇ2 + w2*ẇ1", "ẇ4 = ẇ1*cos(w1)", "ẇ5 = ẇ3 + ẇ4");
    assertThat(derivatives(trace.forward(p.wrt().getLast(), Map.of())))
        .startsWith("ẇ1 = 0", "ẇ2 = 1");
  }

  @Test
  void reverseModeIsTheLecturesTable() {
    Trace trace = new Trace(problem("x1*x2 + sin(x1)"));
    assertThat(derivatives(trace.reverse(Map.of())))
        .containsExactly(
            "w̄5 = 1", "w̄4 = w̄5", "w̄3 = w̄5", "w̄2 = w1*w̄3", "w̄1 = w2*w̄3 + w̄4*cos(w1)");
  }

  @Test
  void stepsComeAsSoonAsTheirOperandsAreThere() {
    Trace trace = new Trace(problem("exp(x1*x2) + x2^3"));
    assertThat(operations(trace))
        .containsExactly(
            "w1 = x1", "w2 = x2", "w3 = w1*w2", "w4 = w2^3", "w5 = exp(w3)", "w6 = w5 + w4");
    assertThat(derivatives(trace.reverse(Map.of())))
        .containsExactly(
            "w̄6 = 1",
            "w̄5 = w̄6",
            "w̄4 = w̄6",
            "w̄3 = w̄5*exp(w3)",
            "w̄2 = 3*w2^2*w̄4 + w1*w̄3",
            "w̄1 = w2*w̄3");
  }

  @Test
  void dependenciesAreThoseOfTheGraph() {
    Trace trace = new Trace(problem("exp(x1*x2) + x2^3"));
    assertThat(trace.steps().stream().map(s -> names(trace.dependsOn(s))))
        .containsExactly(
            List.of(),
            List.of(),
            List.of("w1", "w2"),
            List.of("w2"),
            List.of("w3"),
            List.of("w4", "w5"));
    assertThat(trace.steps().stream().map(s -> names(trace.influences(s))))
        .containsExactly(
            List.of("w3"),
            List.of("w3", "w4"),
            List.of("w5"),
            List.of("w6"),
            List.of("w6"),
            List.of());
    assertThat(names(trace.outputs())).containsExactly("w6");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x/y - max(x, y)*tanh(x - 1) + sqrt(2)/x",
        "x^y*log(x + y^2)",
        "if(x > y, x^2, y*x)",
        "atan2(x, y) + abs(x - y)*erf(x*y)",
        "-x",
        "x",
        "3*x - floor(y)*x",
        "logistic(x*y)^2 + x*x*x",
      })
  void bothModesYieldTheGradient(String text) {
    Problem p = Problem.read(List.of(text), List.of("x", "y"), List.of());
    Map<Expr, Double> at = p.point(List.of("x=1.3", "y=0.7"));
    Trace trace = new Trace(p);
    List<Double> expected = Modes.of(p.exprs().getFirst(), p.wrt(), at).symbolic().values();
    List<Row> reverse = trace.reverse(at);
    for (int i = 0; i < p.wrt().size(); i++) {
      Expr x = p.wrt().get(i);
      double tangent =
          trace.forward(x, at).stream()
              .filter(r -> trace.outputs().contains(r.step()))
              .findFirst()
              .orElseThrow()
              .derivative();
      double adjoint =
          reverse.stream().filter(r -> r.step().body() == x).findFirst().orElseThrow().derivative();
      assertThat(tangent).isCloseTo(expected.get(i), within(1e-12));
      assertThat(adjoint).isCloseTo(expected.get(i), within(1e-12));
    }
  }

  @Test
  void numbersConditionsAndSignsAreWrittenWhereTheyAreUsed() {
    assertThat(operations(new Trace(problem("sqrt(2)*x - y"))))
        .containsExactly("w1 = x", "w2 = y", "w3 = sqrt(2)*w1", "w4 = w3 - w2");
  }

  @Test
  void stepsHaveALetterOfTheirOwn() {
    assertThat(operations(new Trace(problem("w1*w2"))))
        .containsExactly("v1 = w1", "v2 = w2", "v3 = v1*v2");
  }

  @Test
  void forwardModeIsCheapForManyOutputsAndReverseModeForManyInputs() {
    Trace wide = new Trace(problem("sin(a*b*c*d*f)"));
    assertThat(wide.reverseOperations()).isLessThan(wide.forwardOperations());
    Trace tall = new Trace(problem("sin(x)", "cos(x)", "exp(x)*sin(x)", "cos(sin(x))"));
    assertThat(tall.forwardOperations()).isLessThan(tall.reverseOperations());
  }
}
