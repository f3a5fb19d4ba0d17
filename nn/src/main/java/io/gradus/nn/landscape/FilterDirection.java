package io.gradus.nn.landscape;

import io.gradus.array.Array;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.graph.Tree;

/// Random directions in which a step of 1 changes each filter by as much as the filter is long: dⱼ
/// ← dⱼ ‖wⱼ‖/‖dⱼ‖, where dⱼ is standard normal. So networks whose weights differ in scale, which
/// changes nothing that they compute, have slices that can be compared.
///
/// The filter of a unit is its incoming weights: the entries of a parameter that share their last
/// index. Biases and the factors of normalizations stay as they are; where there is nothing but
/// vectors and scalars, as in a formula, each number is a filter.
///
/// Source: Li, Xu, Taylor, Studer and Goldstein 2018, "Visualizing the loss landscape of neural
/// nets", section 4.
public final class FilterDirection {
  private FilterDirection() {}

  /// A direction, one number for each entry of the parameters, one parameter after the other.
  ///
  /// @param params the learned parameters
  /// @param key its randomness
  public static double[] of(Tree<Array> params, Key key) {
    boolean matrices = params.values().stream().anyMatch(a -> a.shape().rank() > 1);
    double[] direction = new double[params.values().stream().mapToInt(Array::size).sum()];
    int at = 0;
    for (Array a : params.values()) {
      Shape shape = a.shape();
      int filters = shape.rank() > 1 ? shape.dim(shape.rank() - 1) : a.size();
      for (int j = 0; j < filters && (shape.rank() > 1 || !matrices); j++) {
        double length = 0;
        double drawn = 0;
        for (int i = j; i < a.size(); i += filters) {
          direction[at + i] = key.normal(at + i);
          length += a.get(i) * a.get(i);
          drawn += direction[at + i] * direction[at + i];
        }
        for (int i = j; i < a.size(); i += filters) {
          direction[at + i] *= Math.sqrt(length / drawn);
        }
      }
      at += a.size();
    }
    return direction;
  }
}
