package io.gradus.nn;

import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Tree;

/// A layer: hyper-parameters only. Its parameters live beside it in a tree of arrays by name.
public interface Layer {
  /// The width of the result for inputs of the given width.
  int outputs(int inputs);

  /// The parameters by name, for inputs of the given width.
  Tree<Parameter> parameters(int inputs);

  /// The result (batch, out) for inputs (batch, in).
  ///
  /// @param params the parameters, under the names that [#parameters] gave them
  Expr apply(Tree<Expr> params, Expr x);

  /// What a parameter is before it has numbers.
  ///
  /// @param shape its extents
  /// @param init how its numbers begin
  /// @param fanIn the number of inputs that reach an output of the layer
  /// @param fanOut the number of outputs that an input of the layer reaches
  record Parameter(Shape shape, Initializer init, int fanIn, int fanOut) {}
}
