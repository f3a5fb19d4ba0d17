package io.gradus.app.check;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.check.Numeric;
import io.gradus.diff.Forward;
import io.gradus.diff.Reverse;
import io.gradus.eval.Backend;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.nn.Network;
import io.gradus.nn.data.Task;
import io.gradus.nn.io.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Checks the gradient of a trained model's loss in double precision, on a few rows of random
/// input: for each parameter the derivative along a random direction. By the interpreter, as each
/// function runs a few times only.
public final class Models {
  private static final int ROWS = 4;

  private Models() {}

  /// A finding for each parameter.
  public static List<Finding> check(Model model, Key key) {
    Model.Description is = model.description();
    Network network = is.network();
    Tree<Expr> params = network.params(DType.F64);
    Expr x = network.input(ROWS, DType.F64);
    Expr y = network.target(ROWS, DType.F64);
    Expr loss = is.loss().of(network.scores(params, x), is.activation(), y);
    List<Expr> inputs = new ArrayList<>(params.values());
    inputs.addAll(List.of(x, y));
    List<Array> at = new ArrayList<>();
    model.params().values().forEach(p -> at.add(p.cast(DType.F64)));
    at.add(normal(x.shape(), key.fold(0)));
    at.add(targets(is.task(), y.shape(), key.fold(1)));

    Backend.Executable value = new Interpreter().compile(new Graph(inputs, List.of(loss)));
    List<Array> gradient =
        Interpreter.run(new Graph(inputs, Reverse.grad(loss, params.values())), at);
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < params.size(); i++) {
      int own = i;
      Array way = normal(at.get(i).shape(), key.fold(2 + i));
      double reverse = inner(gradient.get(i), way);
      double forward = forward(loss, params.values().get(i), way, inputs, at);
      double numeric =
          Numeric.derivative(
                  t -> {
                    List<Array> moved = new ArrayList<>(at);
                    moved.set(own, moved(at.get(own), way, t));
                    return value.run(moved).getFirst().item();
                  },
                  0)
              .value();
      double largest = Math.max(Math.max(Math.abs(forward), Math.abs(reverse)), 1);
      double spread =
          Math.max(Math.max(forward, reverse), numeric)
              - Math.min(Math.min(forward, reverse), numeric);
      findings.add(
          new Finding(
              params.names().get(i),
              Map.of(),
              Map.of(
                  "forward", List.of(forward),
                  "reverse", List.of(reverse),
                  "numeric", List.of(numeric)),
              spread / largest));
    }
    return findings;
  }

  private static double forward(
      Expr loss, Expr param, Array way, List<Expr> inputs, List<Array> at) {
    Expr tangent = Forward.push(List.of(loss), Map.of(param, Expr.constant(way))).getFirst();
    return Interpreter.run(new Graph(inputs, List.of(tangent)), at).getFirst().item();
  }

  /// Classes are one-hot rows, labels 0 or 1, other targets any numbers.
  private static Array targets(Task task, Shape shape, Key key) {
    double[] v = new double[shape.size()];
    int outputs = shape.dim(1);
    for (int i = 0; i < v.length; i++) {
      v[i] =
          switch (task) {
            case CLASSIFICATION ->
                (int) (key.uniform(i / outputs) * outputs) == i % outputs ? 1 : 0;
            case MULTI_LABEL -> key.uniform(i) < 0.5 ? 1 : 0;
            case REGRESSION -> key.normal(i);
          };
    }
    return Array.of(shape, v);
  }

  private static Array normal(Shape shape, Key key) {
    return Array.of(shape, IntStream.range(0, shape.size()).mapToDouble(key::normal).toArray());
  }

  private static Array moved(Array x, Array way, double t) {
    double[] v = x.toDoubles();
    for (int i = 0; i < v.length; i++) {
      v[i] += t * way.get(i);
    }
    return Array.of(x.shape(), v);
  }

  private static double inner(Array a, Array b) {
    return IntStream.range(0, a.size()).mapToDouble(i -> a.get(i) * b.get(i)).sum();
  }
}
