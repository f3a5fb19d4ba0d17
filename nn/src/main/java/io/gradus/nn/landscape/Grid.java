package io.gradus.nn.landscape;

import io.gradus.nn.io.Json;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// A function on a part of a plane.
///
/// @param x the first coordinates, ascending
/// @param y the second coordinates, ascending
/// @param loss the values, `loss[row][column]` at `(x[column], y[row])`
public record Grid(double[] x, double[] y, double[][] loss) {
  /// The values at given coordinates.
  public static Grid of(ToDoubleFunction<double[]> f, Plane plane, double[] x, double[] y) {
    double[][] loss = new double[y.length][x.length];
    for (int i = 0; i < y.length; i++) {
      for (int j = 0; j < x.length; j++) {
        loss[i][j] = f.applyAsDouble(plane.at(x[j], y[i]));
      }
    }
    return new Grid(x, y, loss);
  }

  /// The grid as a tree that JSON can hold.
  public Map<String, Object> toTree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("x", Arrays.stream(x).boxed().toList());
    tree.put("y", Arrays.stream(y).boxed().toList());
    tree.put(
        "loss",
        Arrays.stream(loss)
            .map(row -> Arrays.stream(row).mapToObj(Json::number).toList())
            .toList());
    return tree;
  }
}
