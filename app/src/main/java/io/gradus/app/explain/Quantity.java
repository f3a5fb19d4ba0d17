package io.gradus.app.explain;

/// A number with its symbol.
///
/// @param symbol how formulas call it
/// @param value the number
public record Quantity(Symbol symbol, double value) {}
