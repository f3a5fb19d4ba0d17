package io.gradus.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.Vectors;
import io.gradus.array.Array;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.rewrite.Simplify;
import io.gradus.text.Reader;
import io.gradus.text.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Formulas from text to value, gradient, Hessian and Jacobian, against numbers of high precision.
class ExpressionsVectorsTest {
  @TestFactory
  Stream<DynamicTest> expressions() {
    return Vectors.cases("expressions.json", ExpressionsVectorsTest::expression);
  }

  @TestFactory
  Stream<DynamicTest> jacobians() {
    return Vectors.cases("jacobians.json", ExpressionsVectorsTest::jacobian);
  }

  private static void expression(JsonNode c) {
    Scope scope = new Scope();
    List<Expr> x = scope.variables(names(c.get("variables"))).symbols();
    Expr f = Reader.read(c.get("expression").asString(), scope).expr();
    List<Expr> reverse = Reverse.grad(f, x);
    List<Expr> forward = x.stream().map(v -> Forward.derivative(f, v)).toList();
    List<Expr> hessian = new ArrayList<>();
    reverse.forEach(g -> x.forEach(v -> hessian.add(Forward.derivative(g, v))));
    for (JsonNode point : c.get("points")) {
      List<Array> at = arrays(point.get("at"));
      compare(c, "value", at, x, List.of(f), flat(point.get("value")), 1e-11);
      compare(c, "reverse", at, x, reverse, flat(point.get("gradient")), 1e-11);
      compare(c, "forward", at, x, forward, flat(point.get("gradient")), 1e-11);
      compare(
          c, "simplified", at, x, Simplify.simplify(reverse), flat(point.get("gradient")), 1e-11);
      compare(c, "hessian", at, x, hessian, flat(point.get("hessian")), 1e-11);
      compare(
          c, "simplified", at, x, Simplify.simplify(hessian), flat(point.get("hessian")), 1e-11);
    }
  }

  private static void jacobian(JsonNode c) {
    Scope scope = new Scope();
    List<Expr> x = scope.variables(names(c.get("variables"))).symbols();
    List<Expr> f =
        StreamSupport.stream(c.get("components").spliterator(), false)
            .map(t -> Reader.read(t.asString(), scope).expr())
            .toList();
    List<Expr> byRows = f.stream().flatMap(y -> Reverse.grad(y, x).stream()).toList();
    List<Expr> byColumns =
        f.stream().flatMap(y -> x.stream().map(v -> Forward.derivative(y, v))).toList();
    for (JsonNode point : c.get("points")) {
      List<Array> at = arrays(point.get("at"));
      compare(c, "value", at, x, f, flat(point.get("value")), 0);
      compare(c, "reverse", at, x, byRows, flat(point.get("jacobian")), 0);
      compare(c, "forward", at, x, byColumns, flat(point.get("jacobian")), 0);
      List<Expr> v = constants(point.get("jvp").get("v"));
      Map<Expr, Expr> seeds = new HashMap<>();
      for (int i = 0; i < v.size(); i++) {
        seeds.put(x.get(i), v.get(i));
      }
      compare(c, "jvp", at, x, Forward.push(f, seeds), flat(point.get("jvp").get("Jv")), 0);
      List<Expr> u = constants(point.get("vjp").get("u"));
      compare(c, "vjp", at, x, Reverse.pull(f, u, x), flat(point.get("vjp").get("uJ")), 0);
    }
  }

  private static void compare(
      JsonNode c,
      String what,
      List<Array> at,
      List<Expr> x,
      List<Expr> f,
      double[] want,
      double relative) {
    List<Array> got = Interpreter.run(new Graph(x, f), at);
    double largest = 1;
    for (double w : want) {
      largest = Math.max(largest, Math.abs(w));
    }
    assertThat(got).hasSameSizeAs(want);
    for (int i = 0; i < want.length; i++) {
      assertThat(Math.abs(got.get(i).item() - want[i]))
          .as("%s %d of %s at %s: got %s", what, i, c.get("id"), at, got.get(i))
          .isLessThanOrEqualTo(relative * Math.abs(want[i]) + 1e-12 * largest);
    }
  }

  private static String[] names(JsonNode n) {
    return StreamSupport.stream(n.spliterator(), false)
        .map(JsonNode::asString)
        .toArray(String[]::new);
  }

  private static List<Array> arrays(JsonNode n) {
    return StreamSupport.stream(n.spliterator(), false)
        .map(v -> Array.of(Vectors.number(v)))
        .toList();
  }

  private static List<Expr> constants(JsonNode n) {
    return arrays(n).stream().map(Expr::constant).toList();
  }

  /// The numbers of nested arrays, row by row.
  private static double[] flat(JsonNode n) {
    if (!n.isArray()) {
      return new double[] {Vectors.number(n)};
    }
    return StreamSupport.stream(n.spliterator(), false)
        .flatMapToDouble(v -> Arrays.stream(flat(v)))
        .toArray();
  }
}
