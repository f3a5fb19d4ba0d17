package io.gradus.nn.optim;

import io.gradus.array.Key;

/// What a schedule knows of the training it belongs to.
///
/// @param steps the number of steps of the training
/// @param stepsPerEpoch the number of steps of an epoch
/// @param key the source of randomness
public record Course(long steps, long stepsPerEpoch, Key key) {}
