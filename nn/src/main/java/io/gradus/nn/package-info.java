/// Networks as definitions over expressions: activations, layers, losses, initializers.
///
/// A [io.gradus.nn.Layer] is a record of hyper-parameters; its parameters live beside it in a tree
/// by name. An [io.gradus.nn.Activation] is its formula. What a user may choose is a record whose
/// components carry a [io.gradus.nn.Setting]; a [io.gradus.nn.Catalog] finds it by name and a
/// [io.gradus.nn.Codec] reads and writes it, so that a new choice is a change in one file.
///
/// Floors: `nn` → `nn.data`, `nn.optim` → `nn.io` → `nn.train`; an import points down, to the left.
package io.gradus.nn;
