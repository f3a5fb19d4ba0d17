package io.gradus.nn.optim;

import io.gradus.graph.Expr;
import io.gradus.graph.Tree;
import java.util.List;
import java.util.Optional;

/// A pure map on gradients: state goes in and comes out, nothing is remembered.
///
/// All of it is expressions, so that forward pass, backward pass and update are one function. The
/// last transformation of a chain turns its input into the step that is *added* to the parameters.
///
/// Source: the design of Optax (DeepMind JAX ecosystem, 2020).
public interface GradientTransform {
  /// The state before the first step.
  Tree<Expr> init(Tree<Expr> params);

  /// The transformed gradients and the next state.
  Update update(Tree<Expr> grads, Tree<Expr> state, Step step);

  /// What [#update] returns.
  ///
  /// @param updates what the gradients became, by parameter
  /// @param state the next state, of the names and types of the one before
  record Update(Tree<Expr> updates, Tree<Expr> state) {}

  /// What else a transformation may look at.
  ///
  /// @param params the parameters before the step
  /// @param count the number of the step from 1, a float64 scalar
  /// @param loss the loss before the step, a scalar
  /// @param x the inputs (batch, in), unless the loss is made of no examples
  record Step(Tree<Expr> params, Expr count, Expr loss, Optional<Expr> x) {}

  /// The transformations one after the other; the state of the i-th is named `i.…`.
  static GradientTransform chain(GradientTransform... transforms) {
    return new Chain(List.of(transforms));
  }
}
