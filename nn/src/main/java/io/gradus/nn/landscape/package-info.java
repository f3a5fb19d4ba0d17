/// The surface of a loss over the parameters: slices along lines and planes, the way of a training
/// across it, and the curvature where it ended.
///
/// All of it is about functions of one float64 vector, so it serves networks and formulas alike.
package io.gradus.nn.landscape;
