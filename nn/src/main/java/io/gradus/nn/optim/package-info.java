/// Optimizers: pure transformations of gradients, put together by
/// [io.gradus.nn.optim.GradientTransform#chain], and the records that name them.
///
/// In a training the gradients of the loss go through these stations; each may be missing.
///
/// 1. `regularization` by `l2` and `l1` adds the gradient of the penalty.
/// 2. `clip` limits the sum.
/// 3. `optimizer` makes a step of it: its direction times −η.
/// 4. `regularization` by `weight-decay` subtracts ηλw.
/// 5. `schedule`, one or several in the order given, scales the step, or kicks.
/// 6. `layer-rates` scales it layer by layer, and freezes layers.
///
/// What comes out is added to the parameters.
package io.gradus.nn.optim;
