package io.gradus.nn.train;

import io.gradus.array.Key;

/// The independent sources of randomness of a training, all split from its seed.
enum Keys {
  PARAMETERS,
  SPLIT,
  ORDER,
  NOISE,
  KICKS;

  Key of(Spec spec) {
    return Key.of(spec.seed()).fold(ordinal());
  }
}
