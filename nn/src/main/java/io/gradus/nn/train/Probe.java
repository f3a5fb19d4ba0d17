package io.gradus.nn.train;

import io.gradus.array.Shape;
import io.gradus.diff.Batching;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.nn.Activation;
import io.gradus.nn.Loss;
import java.util.List;

/// What can be looked at inside of a training step: further results of the same function, computed
/// only in the steps that are asked for them.
enum Probe {
  /// The loss of each row, (rows): what the loss says of the row alone.
  ROW_LOSSES {
    @Override
    Tree<Expr> of(Inside in) {
      int m = in.scores.shape().dim(1);
      Expr scores = Expr.param("scores", in.scores.type().with(Shape.of(1, m)));
      Expr target = Expr.param("target", in.target.type().with(Shape.of(1, m)));
      Expr one = in.loss.of(scores, in.activation, target);
      int rows = in.scores.shape().dim(0);
      Graph all =
          Batching.vmap(
              new Graph(List.of(scores, target), List.of(one)), List.of(true, true), rows);
      List<Expr> each =
          all.apply(List.of(in.scores.reshape(rows, 1, m), in.target.reshape(rows, 1, m)));
      return Tree.leaf(LOSSES, each.getFirst());
    }
  };

  static final String LOSSES = "losses";

  /// What is seen, by name.
  abstract Tree<Expr> of(Inside in);

  /// The inside of a step.
  ///
  /// @param params the learned parameters before the step
  /// @param grads the gradients of the loss
  /// @param updates what is added to the parameters
  /// @param scores what the last layer yields, (rows, outputs)
  /// @param target what it should say, (rows, outputs)
  record Inside(
      Loss loss,
      Activation activation,
      Tree<Expr> params,
      Tree<Expr> grads,
      Tree<Expr> updates,
      Expr scores,
      Expr target) {}
}
