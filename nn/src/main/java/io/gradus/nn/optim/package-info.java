/// Optimizers: pure transformations of gradients, put together by
/// [io.gradus.nn.optim.GradientTransform#chain], and the records that name them.
package io.gradus.nn.optim;
