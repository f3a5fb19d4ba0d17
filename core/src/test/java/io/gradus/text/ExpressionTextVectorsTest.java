package io.gradus.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.Vectors;
import io.gradus.graph.Expr;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Formulas in text against values of high precision, as written and after print and reading back.
class ExpressionTextVectorsTest {
  @TestFactory
  Stream<DynamicTest> expressions() {
    return Vectors.cases(
        "expressions.json",
        c -> {
          Parsed p = Reader.read(c.get("expression").asString());
          for (JsonNode point : c.get("points")) {
            Map<String, Double> at = new HashMap<>();
            for (int i = 0; i < c.get("variables").size(); i++) {
              at.put(c.get("variables").get(i).asString(), Vectors.number(point.get("at").get(i)));
            }
            check(p.expr(), at, point);
            for (Notation n : new Notation[] {Notation.TEXT, Notation.WOLFRAM}) {
              check(Reader.read(n.print(p.expr())).expr(), at, point);
            }
          }
          for (JsonNode derivative : c.at("/sympy/derivatives")) {
            Reader.read(derivative.asString());
          }
        });
  }

  private static void check(Expr e, Map<String, Double> at, JsonNode point) {
    double want = Vectors.number(point.get("value"));
    assertThat(Formulas.value(e, at)).isCloseTo(want, within(1e-12 * (Math.abs(want) + 1)));
  }
}
