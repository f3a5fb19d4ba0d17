package io.gradus.nn.optim;

import io.gradus.array.Array;
import io.gradus.graph.Tree;
import io.gradus.nn.Activations;
import io.gradus.nn.Losses;
import io.gradus.nn.Network;
import java.util.LinkedHashMap;
import java.util.Map;

/// A parameter fitted by least squares.
///
/// @param value its value
/// @param error its standard error √(s² (JᵀJ)⁻¹ᵢᵢ) with s² = Σr²/(rows − parameters); NaN if the
///   rows do not determine it
public record Estimate(double value, double error) {
  /// The learned parameters of a model, by name.
  ///
  /// Source: Bates and Watts 1988, chapter 2.
  ///
  /// @param x the inputs, (rows, inputs)
  /// @param y the targets, (rows, outputs)
  public static Map<String, Estimate> of(Network model, Tree<Array> params, Array x, Array y) {
    EmpiricalRisk half = // Σr²/(2 rows), with the matrix JᵀJ/rows
        new EmpiricalRisk(model, new Losses.HalfSquared(), Activations.IDENTITY, params, x, y);
    double[] w = half.vector(params);
    Array matrix = half.gaussNewton(w);
    double scale = 2 * half.value(w) / (y.size() - w.length); // s²/rows
    Map<String, Estimate> estimates = new LinkedHashMap<>();
    int at = 0;
    for (Map.Entry<String, Array> p : model.learned(params).leaves().entrySet()) {
      for (int i = 0; i < p.getValue().size(); i++, at++) {
        double[] unit = new double[w.length];
        unit[at] = -1;
        double inverse = Damped.solve(matrix, new double[w.length], unit)[at];
        String name = p.getValue().size() == 1 ? p.getKey() : p.getKey() + "[" + i + "]";
        double error = scale < 0 ? Double.NaN : Math.sqrt(scale * inverse);
        estimates.put(name, new Estimate(w[at], error));
      }
    }
    return estimates;
  }
}
