package io.gradus.nn.train;

import io.gradus.nn.io.Model;

/// The model with which a training begins.
public final class Untrained {
  private Untrained() {}

  /// The network of a spec with its first weights.
  ///
  /// @throws io.gradus.nn.UserException if the spec does not fit the data
  public static Model of(Spec spec, Parts parts) {
    Setup setup = Setup.of(spec, parts.train());
    return new Model(
        setup.description(),
        setup.init(spec, parts.train()),
        parts.preprocessor(),
        spec.toTree(),
        spec.seed(),
        parts.hash());
  }
}
