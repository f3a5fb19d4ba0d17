package io.gradus.nn;

import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import java.util.Optional;

/// A fully connected layer: σ(x W + b), with W of shape (in, out) and b of shape (out).
///
/// @param units the number of outputs
/// @param activation the nonlinearity σ
/// @param init how W begins
/// @param bias how b begins
public record Dense(
    @Setting(min = 1, max = 1 << 20, doc = "The number of outputs.") int units,
    @Setting(value = "identity", doc = "The nonlinearity.") Activation activation,
    @Setting(value = "auto", doc = "How the weights begin; auto: what suits the activation.")
        Optional<Initializer> init,
    @Setting(value = "zeros", doc = "How the bias begins.") Initializer bias)
    implements Layer {
  /// A layer with the usual beginnings.
  public Dense(int units, Activation activation) {
    this(units, activation, Optional.empty(), new Initializers.Zeros());
  }

  @Override
  public int outputs(int inputs) {
    return units;
  }

  @Override
  public Tree<Parameter> parameters(int inputs) {
    Initializer start = init.orElseGet(() -> Initializers.matching(activation));
    return Tree.leaf("weight", new Parameter(Shape.of(inputs, units), start, inputs, units))
        .with("bias", new Parameter(Shape.of(units), bias, inputs, units));
  }

  @Override
  public Expr apply(Tree<Expr> params, Expr x) {
    return activation.of(affine(params, x)); // (batch, units)
  }

  private static Expr affine(Tree<Expr> params, Expr x) {
    return x.dot(params.get("weight")).add(params.get("bias"));
  }

  @Override
  public Optional<Bent> bent(Tree<Expr> params, Expr x) {
    return Optional.of(new Bent(activation, affine(params, x)));
  }

  @Override
  public Layer withInit(Initializer chosen) {
    return new Dense(units, activation, init.or(() -> Optional.of(chosen)), bias);
  }
}
