package io.gradus.nn.train;

import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.diff.Batching;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.nn.Activation;
import io.gradus.nn.Loss;
import io.gradus.nn.Signal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What can be looked at inside of a training step: further results of the same function, computed
/// only in the steps that are asked for them.
enum Probe {
  /// The loss of each row, (rows): what the loss says of the row alone.
  ROW_LOSSES {
    @Override
    Tree<Expr> of(Inside in) {
      int rows = in.scores.shape().dim(0);
      int m = in.scores.shape().dim(1);
      Expr scores = Expr.param("scores", in.scores.type().with(Shape.of(1, m)));
      Expr target = Expr.param("target", in.target.type().with(Shape.of(1, m)));
      Expr loss = in.loss.of(scores, in.activation, target);
      Graph one = new Graph(List.of(scores, target), List.of(loss));
      List<Expr> each =
          Batching.vmap(one, List.of(true, true), rows)
              .apply(List.of(in.scores.reshape(rows, 1, m), in.target.reshape(rows, 1, m)));
      return Tree.leaf(LOSSES, each.getFirst());
    }
  },

  /// The norm of the gradient, ‖∇‖.
  GRADIENT_NORM {
    @Override
    Tree<Expr> of(Inside in) {
      return Tree.leaf(GRADIENT, norm(in.grads));
    }
  },

  /// The norm of the step, ‖w(t) − w(t−1)‖.
  UPDATE_NORM {
    @Override
    Tree<Expr> of(Inside in) {
      return Tree.leaf(UPDATE, norm(in.updates));
    }
  },

  /// For each layer the norms of its gradient and its weights, and the ratio of the norms of its
  /// step and its weights.
  LAYER_NORMS {
    @Override
    Tree<Expr> of(Inside in) {
      Tree<Expr> norms = Tree.empty();
      Map<String, Tree<Expr>> updates = layers(in.updates);
      Map<String, Tree<Expr>> weights = layers(in.params);
      for (Map.Entry<String, Tree<Expr>> layer : layers(in.grads).entrySet()) {
        Expr weight = norm(weights.get(layer.getKey()));
        norms =
            norms.with(
                LAYERS + "." + layer.getKey(),
                Tree.leaf("gradientNorm", norm(layer.getValue()))
                    .with("weightNorm", weight)
                    .with("updateRatio", norm(updates.get(layer.getKey())).div(weight)));
      }
      return norms;
    }
  },

  /// For each layer what its outputs are like and which of its units do anything.
  SIGNALS {
    @Override
    Tree<Expr> of(Inside in) {
      Tree<Expr> all = Tree.empty();
      for (Signal signal : in.signals) {
        all =
            all.with(
                LAYERS + "." + signal.layer(),
                SignalStatistics.of(signal, in.grads).map(e -> e.cast(DType.F64)));
      }
      return all;
    }
  };

  static final String LOSSES = "losses";
  static final String GRADIENT = "gradient";
  static final String UPDATE = "update";
  static final String LAYERS = "layers";

  /// What is seen, by name.
  abstract Tree<Expr> of(Inside in);

  /// The inside of a step.
  ///
  /// @param signals what comes out of the layers
  /// @param params the learned parameters before the step
  /// @param grads the gradients of the loss
  /// @param updates what is added to the parameters
  /// @param scores what the last layer yields, (rows, outputs)
  /// @param target what it should say, (rows, outputs)
  record Inside(
      Loss loss,
      Activation activation,
      List<Signal> signals,
      Tree<Expr> params,
      Tree<Expr> grads,
      Tree<Expr> updates,
      Expr scores,
      Expr target) {}

  /// √Σ x² over all leaves; in double precision, in which no square of a float32 overflows.
  private static Expr norm(Tree<Expr> tree) {
    return tree.values().stream()
        .map(x -> x.cast(DType.F64).square().sum())
        .reduce(Expr::add)
        .orElseThrow()
        .sqrt();
  }

  /// The leaves by layer: the first two words of their names, as in `0.dense.weight`.
  private static Map<String, Tree<Expr>> layers(Tree<Expr> tree) {
    Map<String, Tree<Expr>> layers = new LinkedHashMap<>();
    for (String name : tree.names()) {
      int end = name.indexOf('.', name.indexOf('.') + 1);
      layers.merge(
          name.substring(0, end),
          Tree.leaf(name, tree.get(name)),
          (before, leaf) -> before.with(name, leaf.get(name)));
    }
    return layers;
  }
}
