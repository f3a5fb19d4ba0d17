/// Training: a [io.gradus.nn.train.Spec] says what, [io.gradus.nn.train.Parts] are the examples,
/// [io.gradus.nn.train.TrainStep] is one step as one function, [io.gradus.nn.train.Trainer] the
/// loop.
package io.gradus.nn.train;
