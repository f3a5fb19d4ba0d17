package io.gradus.app.check;

import java.util.List;
import java.util.Map;

/// How well the engines agree on one thing.
///
/// @param of the expression, or the name of a parameter
/// @param at the point; empty for a model
/// @param values the derivatives by engine
/// @param disagreement the largest relative difference between two engines; NaN without a real
///   point
public record Finding(
    String of, Map<String, Double> at, Map<String, List<Double>> values, double disagreement) {}
