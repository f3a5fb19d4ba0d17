package io.gradus.nn.train;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.diff.Reverse;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.Activation;
import io.gradus.nn.Layer.Bent;
import io.gradus.nn.Signal;
import java.util.List;
import java.util.stream.DoubleStream;

/// What the outputs of a layer are like, as scalars by name:
///
/// - `mean`, `std` of all outputs; `rowStd`, how much an output differs from row to row (the root
///   of its variance over rows, averaged over units);
/// - `max`, the greatest magnitude of a pre-activation, or of an output where there is none;
/// - `flat`, the share of pre-activations where the slope of the nonlinearity is at most 3 % of its
///   greatest (or of 1): inactive for ReLU, saturated for sigmoid and tanh;
/// - `dead`, the share of units that are flat on all rows;
/// - `zeroGradient`, the share of weights whose gradient is exactly 0.
final class SignalStatistics {
  private static final double FLAT = 0.03;
  private static final double RANGE = 10; // of pre-activations in which the steepest is looked for
  private static final int POINTS = 2001;

  private SignalStatistics() {}

  /// @param grads the gradients of the learned parameters of all layers
  static Tree<Expr> of(Signal signal, Tree<Expr> grads) {
    Expr out = signal.output();
    Expr mean = out.mean();
    Expr ofColumn = out.mean(0);
    Expr centered = out.sub(ofColumn);
    Expr seen = signal.bent().map(Bent::z).orElse(out);
    Tree<Expr> all =
        Tree.leaf("mean", mean)
            .with("std", out.sub(mean).square().mean().sqrt())
            .with("rowStd", centered.square().mean().sqrt())
            .with("max", seen.abs().reduceMax());
    if (signal.bent().isPresent() && signal.bent().get().by().pointwise()) {
      Expr flat = flat(signal.bent().get());
      all = all.with("flat", flat.mean()).with("dead", isZero(flat.mean(0).neg().add(1)).mean());
    }
    String weight = signal.layer() + ".weight";
    if (grads.names().contains(weight)) {
      all = all.with("zeroGradient", isZero(grads.get(weight)).mean());
    }
    return all;
  }

  /// 1 where the slope is next to nothing.
  private static Expr flat(Bent bent) {
    Expr slope = slope(bent.by(), bent.z());
    double limit = FLAT * Math.min(1, steepest(bent.by()));
    return slope.like(limit).ge(slope.abs()).cast(slope.dtype());
  }

  private static Expr isZero(Expr x) {
    return x.like(0).ge(x.abs()).cast(x.dtype());
  }

  private static Expr slope(Activation f, Expr z) {
    return Reverse.grad(f.of(z).sum(), List.of(z)).getFirst();
  }

  private static double steepest(Activation f) {
    double[] places =
        DoubleStream.iterate(-RANGE, x -> x + 2 * RANGE / (POINTS - 1)).limit(POINTS).toArray();
    Expr z = Expr.param("z", new Type(DType.F64, Shape.of(POINTS)));
    Graph graph = new Graph(List.of(z), List.of(slope(f, z).abs()));
    Array slopes =
        new Interpreter()
            .compile(graph)
            .run(List.of(Array.of(Shape.of(POINTS), places)))
            .getFirst();
    double most = 0;
    for (int i = 0; i < slopes.size(); i++) {
      most = Math.max(most, slopes.get(i));
    }
    return most;
  }
}
