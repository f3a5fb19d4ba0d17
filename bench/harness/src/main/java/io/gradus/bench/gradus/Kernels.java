package io.gradus.bench.gradus;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.bench.child.Case;
import io.gradus.bench.child.Workload;
import io.gradus.bench.plain.Inputs;
import io.gradus.eval.Backend;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.Network;
import java.util.List;
import java.util.function.UnaryOperator;

/// Functions run over and over on the same operands.
final class Kernels {
  private Kernels() {}

  /// Calls of the net of W2 per second.
  static Case inference(int rows) {
    Workload w = Workload.W2;
    Network network = Nets.network(w);
    Tree<Array> weights = Nets.params(w); // known when compiling, as in an ONNX file
    Tree<Expr> params =
        Tree.of(weights.names(), weights.values().stream().map(Expr::constant).toList());
    Expr x = network.input(rows, DType.F32);
    Graph graph = new Graph(List.of(x), List.of(network.apply(params, x)));
    return new Repeated(graph, List.of(Array.of(x.shape(), w.inputs(rows))), 1);
  }

  /// Billions of operations per second of the product of square matrices.
  static Case product(int n) {
    Type type = new Type(DType.F32, Shape.of(n, n));
    Graph graph = Graph.trace(List.of(type, type), p -> List.of(p.get(0).dot(p.get(1))));
    List<Array> args =
        List.of(
            Array.of(type.shape(), Inputs.matrix(n, 1)),
            Array.of(type.shape(), Inputs.matrix(n, 2)));
    return new Repeated(graph, args, 2e-9 * n * n * n);
  }

  /// Billions of elements per second of an elementary function.
  static Case maths(String name) {
    UnaryOperator<Expr> f =
        switch (name) {
          case "exp" -> Expr::exp;
          case "log" -> Expr::log;
          case "tanh" -> Expr::tanh;
          case "sin" -> Expr::sin;
          default -> throw new IllegalArgumentException(name);
        };
    Array x = Array.of(Shape.of(Inputs.ELEMENTS), Inputs.positive());
    Graph graph = Graph.trace(List.of(Type.of(x)), p -> List.of(f.apply(p.getFirst())));
    return new Repeated(graph, List.of(x), 1e-9 * Inputs.ELEMENTS);
  }

  private static final class Repeated implements Case {
    private final Backend.Executable executable;
    private final List<Array> args;
    private final double amount;
    private final List<Array> results;
    private int chunk;

    Repeated(Graph graph, List<Array> args, double amount) {
      this.executable = Backend.current().compile(graph);
      this.args = args;
      this.amount = amount;
      Type type = graph.results().getFirst().type();
      this.results = List.of(Array.zeros(type.dtype(), type.shape()));
    }

    @Override
    public double prepare() throws Exception {
      chunk = Case.warm(2, this::one);
      Array y = results.getFirst();
      return y.get(y.size() / 2);
    }

    @Override
    public double measure(double seconds) throws Exception {
      return amount * Case.rate(seconds, chunk, this::one);
    }

    private void one() {
      executable.run(args, results);
    }
  }
}
