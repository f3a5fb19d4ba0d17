package io.gradus.app.explain;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A line of the calculation: a quantity, its formula, and its value.
///
/// @param result what is computed, and its value as the one graph of the network has it
/// @param formula the formula over earlier quantities
public record Step(Quantity result, Formula formula) {
  /// What is computed.
  public Symbol name() {
    return result.symbol();
  }

  /// The number.
  public double value() {
    return result.value();
  }

  /// The equation from the name to the value.
  Equation equation() {
    Symbol value = Symbol.number(value());
    Set<Symbol> sides = new LinkedHashSet<>();
    sides.add(name());
    sides.add(formula.symbols());
    sides.add(formula.substitution());
    sides.remove(value);
    sides.add(value);
    return new Equation(List.copyOf(sides));
  }

  /// Steps that belong together.
  ///
  /// @param title the key of the title: forward, loss, backward or update
  /// @param layer the layer, counted from 1; 0 for the whole network
  /// @param steps the steps in order
  public record Section(String title, int layer, List<Step> steps) {}
}
