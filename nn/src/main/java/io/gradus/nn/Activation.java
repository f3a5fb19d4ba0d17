package io.gradus.nn;

import io.gradus.graph.Expr;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/// A nonlinearity: a name and its formula. Values, derivatives of any order, print and kernels
/// follow from the formula.
///
/// @param name the name in specs and files, such as `leaky-relu`; of a user's formula its text
/// @param settings the numbers in the formula that a user may change, such as `alpha`
/// @param kinks points where the formula is not differentiable
/// @param pointwise whether each output depends on its own input only
/// @param formula the formula
public record Activation(
    String name,
    Map<String, Double> settings,
    List<Double> kinks,
    boolean pointwise,
    Formula formula) {
  /// An expression in x and the settings by name.
  @FunctionalInterface
  public interface Formula {
    /// The value at x.
    Expr of(Expr x, ToDoubleFunction<String> setting);
  }

  public Activation {
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    kinks = List.copyOf(kinks);
  }

  /// The activation of `x`.
  public Expr of(Expr x) {
    return formula.of(x, settings::get);
  }

  /// The same formula with another number in it.
  ///
  /// @throws UserException if there is no such setting
  public Activation with(String setting, double value) {
    if (!settings.containsKey(setting)) {
      throw new UserException(
          "activation "
              + name
              + " has no setting '"
              + setting
              + "'"
              + Nearest.hint(setting, settings.keySet()));
    }
    Map<String, Double> changed = new TreeMap<>(settings);
    changed.put(setting, value);
    return new Activation(name, changed, kinks, pointwise, formula);
  }

  /// Equal name and settings; the name stands for the formula.
  @Override
  public boolean equals(Object o) {
    return o instanceof Activation a && name.equals(a.name) && settings.equals(a.settings);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + settings.hashCode();
  }

  /// The name, with the settings in brackets if there are any.
  @Override
  public String toString() {
    return settings.isEmpty() ? name : name + settings;
  }
}
