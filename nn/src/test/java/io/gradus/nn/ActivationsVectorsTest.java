package io.gradus.nn;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.diff.Reverse;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import io.gradus.nn.Vectors.Case;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ActivationsVectorsTest {
  @TestFactory
  Stream<DynamicTest> valuesAndDerivatives() {
    return Vectors.cases(
        "activations.json",
        c -> {
          Activation a = activation(c);
          if (c.has("jacobian")) {
            rowwise(a, c);
          } else {
            scalar(a, c);
          }
        });
  }

  private static Activation activation(Case c) {
    Activation a =
        Activations.named(c.text("fn").replace("hardtanh", "hard-tanh").replace('_', '-'));
    for (String setting : a.settings().keySet()) {
      a = a.with(setting, c.at("params").number(setting));
    }
    return a;
  }

  private static void scalar(Activation a, Case c) {
    Fn f =
        Fn.of(
            List.of(Type.f64()),
            p -> {
              Expr y = a.of(p.getFirst());
              Expr d = Reverse.grad(y, p).getFirst();
              return List.of(y, d, Reverse.grad(d, p).getFirst());
            });
    List<Array> got = f.run(List.of(Vectors.scalar(c.number("x"))));
    Vectors.close("value", got.get(0).item(), c.number("value"), 1e-12, 1e-14);
    Vectors.close("d1", got.get(1).item(), c.number("d1"), 1e-12, 1e-14);
    Vectors.close("d2", got.get(2).item(), c.number("d2"), 1e-12, 1e-14);
  }

  private static void rowwise(Activation a, Case c) {
    double[] x = c.vector("x");
    double[][] jacobian = c.rows("jacobian");
    for (int i = 0; i < x.length; i++) {
      int output = i;
      Fn f =
          Fn.of(
              List.of(Type.f64(x.length)),
              p -> {
                Expr y = a.of(p.getFirst());
                return List.of(y, Reverse.grad(y.at(output), p).getFirst());
              });
      List<Array> got = f.run(List.of(Array.vector(x)));
      Vectors.close("value", got.get(0), c.vector("value"), 1e-12, 1e-14);
      Vectors.close("jacobian row " + i, got.get(1), jacobian[i], 1e-12, 1e-14);
    }
  }
}
