package io.gradus.nn;

import io.gradus.graph.Expr;
import io.gradus.nn.Layer.Bent;
import java.util.Optional;

/// What comes out of a layer.
///
/// @param layer the place and kind of the layer, such as `0.dense`
/// @param bent the nonlinearity that it comes from, if there is one
/// @param output the result (batch, out)
public record Signal(String layer, Optional<Bent> bent, Expr output) {}
