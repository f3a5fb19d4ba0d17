package io.gradus.nn.landscape;

import io.gradus.nn.io.Json;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// A function along a line: F(θ₀ + t u).
///
/// @param t the places
/// @param loss the values, as many
public record Slice(double[] t, double[] loss) {
  /// The values at n places at equal distances.
  ///
  /// @param u the direction
  public static Slice of(
      ToDoubleFunction<double[]> f, double[] origin, double[] u, double from, double to, int n) {
    double[] t = Vectors.evenly(from, to, n);
    double[] loss =
        Arrays.stream(t).map(s -> f.applyAsDouble(Vectors.plus(origin, s, u))).toArray();
    return new Slice(t, loss);
  }

  /// The slice as a tree that JSON can hold.
  public Map<String, Object> toTree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("t", Arrays.stream(t).boxed().toList());
    tree.put("loss", Arrays.stream(loss).mapToObj(Json::number).toList());
    return tree;
  }
}
