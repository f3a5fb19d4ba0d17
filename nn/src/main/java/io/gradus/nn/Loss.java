package io.gradus.nn;

import io.gradus.graph.Expr;
import java.util.Optional;

/// How far outputs are from targets: one number for a batch.
public interface Loss {
  /// The loss of a batch.
  ///
  /// @param output what the network says, (batch, outputs)
  /// @param target what it should say, of the same type
  /// @return a scalar
  Expr of(Expr output, Expr target);

  /// The loss from the scores of the last layer, before its activation: [#of] the activated scores,
  /// unless the loss contains that activation in a form that loses no digits.
  default Expr of(Expr scores, Activation activation, Expr target) {
    return of(activation.of(scores), target);
  }

  /// The activation that turns scores into predictions under this loss.
  default Activation head(Activation activation) {
    return activation;
  }

  /// The activation that this loss calls for in the last layer; empty if the task decides.
  default Optional<Activation> natural() {
    return Optional.empty();
  }

  /// This loss for the given training data, by which weights of classes may be decided.
  ///
  /// @param counts how many examples each class has, or how many have each label
  /// @param examples the number of examples
  /// @throws UserException if the loss does not fit the classes
  default Loss forClasses(long[] counts, long examples) {
    return this;
  }
}
