package io.gradus.nn;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.diff.Reverse;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class LossesVectorsTest {
  @TestFactory
  Stream<DynamicTest> valuesAndGradients() {
    return Vectors.cases(
        "losses.json",
        c -> {
          Loss loss = named(c.text("loss"));
          Array o = c.matrix("prediction");
          Fn f =
              Fn.of(
                  List.of(Type.of(o), Type.of(o)),
                  p -> {
                    Expr value = loss.of(p.get(0), p.get(1));
                    return List.of(value, Reverse.grad(value, List.of(p.get(0))).getFirst());
                  });
          List<Array> got = f.run(List.of(o, c.matrix("target")));
          Vectors.close("value", got.get(0).item(), c.number("value"), 1e-12, 1e-14);
          Vectors.close("gradient", got.get(1), Vectors.flat(c.rows("gradient")), 1e-12, 1e-14);
        });
  }

  /// The loss that the reference files call by this name.
  static Loss named(String name) {
    return switch (name) {
      case "half_squared_error" -> new Losses.HalfSquared();
      case "mean_squared_error" -> new Losses.Mse();
      case "mean_absolute_error" -> new Losses.Mae();
      case "huber" -> new Losses.Huber(1);
      case "cross_entropy" -> new Losses.CrossEntropy("probabilities");
      case "softmax_cross_entropy" -> new Losses.CrossEntropy("logits");
      case "binary_cross_entropy" -> new Losses.BinaryCrossEntropy("probabilities");
      case "bce_with_logits" -> new Losses.BinaryCrossEntropy("logits");
      case "hinge" -> new Losses.Hinge();
      case "kl_divergence" -> new Losses.Kl();
      default -> throw new IllegalArgumentException("no loss " + name);
    };
  }
}
