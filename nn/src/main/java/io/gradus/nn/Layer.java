package io.gradus.nn;

import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import java.util.Optional;

/// A layer: hyper-parameters only. Its parameters live beside it in a tree of arrays by name.
public interface Layer {
  /// The width of the result for inputs of the given width: the same, unless a layer changes it.
  default int outputs(int inputs) {
    return inputs;
  }

  /// The parameters by name, for inputs of the given width: none, unless a layer has some.
  default Tree<Parameter> parameters(int inputs) {
    return Tree.empty();
  }

  /// The result (batch, out) for inputs (batch, in), as the layer is used after training.
  ///
  /// @param params the parameters, under the names that [#parameters] gave them
  Expr apply(Tree<Expr> params, Expr x);

  /// The result in training, where a layer may be random and may keep statistics.
  ///
  /// @param params the parameters, under the names that [#parameters] gave them
  /// @param noise the source of randomness, for this layer alone
  default Trained train(Tree<Expr> params, Expr x, Noise noise) {
    return new Trained(apply(params, x), Tree.empty());
  }

  /// The nonlinearity that the result comes from, with what goes into it; empty if there is none.
  ///
  /// @param params the parameters, under the names that [#parameters] gave them
  default Optional<Bent> bent(Tree<Expr> params, Expr x) {
    return Optional.empty();
  }

  /// This layer with an initializer of its weights where none was chosen.
  default Layer withInit(Initializer init) {
    return this;
  }

  /// A nonlinearity at work.
  ///
  /// @param by the nonlinearity
  /// @param z what goes into it: pre-activations (batch, out)
  record Bent(Activation by, Expr z) {}

  /// What a layer yields in training.
  ///
  /// @param output the result (batch, out)
  /// @param buffers the next values of the parameters that are not learned, under their names
  record Trained(Expr output, Tree<Expr> buffers) {}

  /// What a parameter is before it has numbers.
  ///
  /// @param shape its extents
  /// @param init how its numbers begin
  /// @param fanIn the number of inputs that reach an output of the layer
  /// @param fanOut the number of outputs that an input of the layer reaches
  /// @param learned true if the optimizer moves it; false for a buffer, which its layer keeps
  record Parameter(Shape shape, Initializer init, int fanIn, int fanOut, boolean learned) {
    /// A parameter that is learned.
    public Parameter(Shape shape, Initializer init, int fanIn, int fanOut) {
      this(shape, init, fanIn, fanOut, true);
    }

    /// A buffer that begins with one number everywhere.
    public static Parameter buffer(Shape shape, double value) {
      return new Parameter(shape, new Initializers.Constant(value), 1, 1, false);
    }
  }
}
