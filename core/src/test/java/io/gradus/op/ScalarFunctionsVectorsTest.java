package io.gradus.op;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.Vectors;
import io.gradus.array.Array;
import io.gradus.diff.Forward;
import io.gradus.diff.Reverse;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Pointwise.Unary;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Elementary functions against values and derivatives of high precision.
class ScalarFunctionsVectorsTest {
  private final Expr x = Expr.param("x", Type.f64());
  private final Expr y = Expr.param("y", Type.f64());

  @TestFactory
  Stream<DynamicTest> scalarFunctions() {
    return Vectors.cases(
        "scalar-functions.json",
        c -> {
          if (c.has("y")) {
            two(c);
          } else {
            one(c);
          }
        });
  }

  private void one(JsonNode c) {
    Expr f = unary(c);
    compare(c, "value", c.get("value"), f, x);
    if (c.path("class").asString().equals("kink") || c.path("d").isNull()) {
      return;
    }
    Expr forward = f;
    Expr reverse = f;
    for (int order = 1; order <= 4; order++) {
      forward = Forward.derivative(forward, x);
      reverse = Reverse.grad(reverse, List.of(x)).getFirst();
      compare(c, "forward " + order, c.get("d").get(order - 1), forward, x);
      compare(c, "reverse " + order, c.get("d").get(order - 1), reverse, x);
    }
  }

  private void two(JsonNode c) {
    Expr f =
        switch (c.get("fn").asString()) {
          case "atan2" -> y.atan2(x);
          case "pow" -> x.pow(y);
          case "hypot" -> x.hypot(y);
          case "max" -> x.max(y);
          case "min" -> x.min(y);
          default -> throw new IllegalArgumentException(c.toString());
        };
    compare(c, "value", c.get("value"), f, x, y);
    Map<String, Expr> derivatives =
        Map.of(
            "dx", Forward.derivative(f, x),
            "dy", Reverse.grad(f, List.of(y)).getFirst(),
            "dxx", Forward.derivative(Reverse.grad(f, List.of(x)).getFirst(), x),
            "dxy", Forward.derivative(Reverse.grad(f, List.of(y)).getFirst(), x),
            "dyy", Reverse.grad(Forward.derivative(f, y), List.of(y)).getFirst());
    if (!c.path("class").asString().equals("kink")) {
      derivatives.forEach((name, d) -> compare(c, name, c.path(name), d, x, y));
    }
  }

  private Expr unary(JsonNode c) {
    String name = c.get("fn").asString();
    return switch (name) {
      case "neg" -> x.neg();
      case "sign" -> x.sign();
      case "floor" -> x.floor();
      case "sigmoid" -> x.logistic();
      case "pow_const" -> x.pow(Vectors.number(c.get("p")));
      case "const_pow" -> x.like(Vectors.number(c.get("c"))).pow(x);
      default ->
          x.apply(
              Stream.of(Unary.values())
                  .filter(u -> u.symbol().equals(name))
                  .findFirst()
                  .orElseThrow(() -> new IllegalArgumentException("no function " + name)));
    };
  }

  private static void compare(JsonNode c, String what, JsonNode expected, Expr f, Expr... params) {
    if (expected.isMissingNode() || expected.isNull()) {
      return;
    }
    double want = Vectors.number(expected);
    List<Array> at =
        Stream.of("x", "y")
            .limit(params.length)
            .map(n -> Array.of(Vectors.number(c.get(n))))
            .toList();
    double got = Interpreter.run(new Graph(List.of(params), List.of(f)), at).getFirst().item();
    double tolerance =
        c.get("class").asString().equals("near-singular")
            ? 1e-6 * Math.abs(want)
            : 1e-12 * Math.abs(want) + 1e-14;
    boolean same = Double.compare(got, want) == 0 || Math.abs(got - want) <= tolerance;
    assertThat(same).as("%s of %s: got %s, want %s", what, c, got, want).isTrue();
  }
}
