package io.gradus.app.demo;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.eval.Backend;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.Activation;
import io.gradus.nn.Dense;
import io.gradus.nn.Initializer;
import io.gradus.nn.Initializers;
import io.gradus.nn.Layer.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What becomes of mean and variance on the way through many layers that are still as they began.
///
/// Sources: Glorot and Bengio 2010; Klambauer, Unterthiner, Mayr and Hochreiter 2017.
///
/// @param activation the name of the nonlinearity
/// @param init the name of the initializer
/// @param means the mean of all activations after each layer
/// @param variances their variance
public record Propagation(
    String activation, String init, List<Double> means, List<Double> variances) {
  private static final double FAR = 100; // a variance beyond this factor is lost

  /// Sends rows of standard normal numbers through layers.
  ///
  /// @param width the neurons of each layer
  /// @param rows how many rows
  public static Propagation of(
      Activation activation, String init, int layers, int width, int rows, long seed) {
    Initializer weights = Initializers.CATALOG.named(init);
    Dense dense = new Dense(width, activation, Optional.of(weights), new Initializers.Zeros());
    Tree<Parameter> parameters = dense.parameters(width);
    Expr x = Expr.param("x", new Type(DType.F32, Shape.of(rows, width)));
    Tree<Expr> params =
        Tree.of(
            parameters.names(),
            parameters.names().stream()
                .map(n -> Expr.param(n, new Type(DType.F32, parameters.get(n).shape())))
                .toList());
    Expr y = dense.apply(params, x);
    Expr wide = y.cast(DType.F64);
    Expr mean = wide.mean();
    List<Expr> operands = new ArrayList<>(List.of(x));
    operands.addAll(params.values());
    Backend.Executable layer =
        Backend.current()
            .compile(new Graph(operands, List.of(y, mean, wide.sub(mean).square().mean())));

    Key key = Key.of(seed);
    Array h = new Initializers.Normal(1).init(x.type(), width, width, key);
    List<Double> means = new ArrayList<>();
    List<Double> variances = new ArrayList<>();
    for (int i = 1; i <= layers; i++) {
      List<Array> args = new ArrayList<>(List.of(h));
      for (String name : parameters.names()) {
        Parameter p = parameters.get(name);
        Type type = new Type(DType.F32, p.shape());
        args.add(p.init().init(type, p.fanIn(), p.fanOut(), key.fold(i)));
      }
      List<Array> out = layer.run(args);
      h = out.get(0);
      means.add(out.get(1).item());
      variances.add(out.get(2).item());
    }
    return new Propagation(activation.name(), init, List.copyOf(means), List.copyOf(variances));
  }

  /// `kept`, `vanishes`, `explodes` or `drifts`, where the mean is what is left.
  public String verdict() {
    double mean = means.getLast();
    double variance = variances.getLast();
    if (!Double.isFinite(variance) || variance > FAR) {
      return "explodes";
    }
    if (variance < 1 / FAR) {
      return "vanishes";
    }
    return mean * mean > variance ? "drifts" : "kept";
  }
}
