package io.gradus.app.demo;

import io.gradus.Fn;
import io.gradus.app.diff.Problem;
import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.diff.Batching;
import io.gradus.diff.Forward;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.nn.UserException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A user's function on a cube, to be approximated.
///
/// @param text how it is written
/// @param variables the names of its variables, in order of appearance
/// @param graph the function of scalars
/// @param low the least value of each variable
/// @param high the greatest value of each variable
public record Target(String text, List<String> variables, Graph graph, double low, double high) {
  /// Reads a formula.
  ///
  /// @throws UserException if it is not one number
  public static Target of(String text, double low, double high) {
    Problem p = Problem.read(List.of(text), List.of(), List.of());
    if (p.exprs().size() != 1) {
      throw new UserException("a function to approximate is one number, not a list");
    }
    List<String> names = List.copyOf(p.variables().keySet());
    return new Target(text, names, p.function(p.exprs()), low, high);
  }

  /// The number of variables.
  public int inputs() {
    return variables.size();
  }

  /// All points of a grid with so many points on each side, the ends included.
  public Array grid(int side) {
    int rows = (int) Math.round(Math.pow(side, inputs()));
    double[] x = new double[rows * inputs()];
    for (int i = 0; i < rows; i++) {
      int rest = i;
      for (int j = 0; j < inputs(); j++) {
        x[i * inputs() + j] = low + (high - low) * (rest % side) / (side - 1);
        rest /= side;
      }
    }
    return Array.of(Shape.of(rows, inputs()), x);
  }

  /// The values (rows, 1) at points (rows, inputs).
  public Array values(Array x) {
    return all(graph, x);
  }

  /// The greatest |∂²f/∂xⱼ²| at some points, for each variable.
  public double[] curvatures(Array x) {
    double[] most = new double[inputs()];
    for (int j = 0; j < inputs(); j++) {
      Expr v = graph.params().get(j);
      Expr second = Forward.derivative(Forward.derivative(graph.results().getFirst(), v), v);
      for (double d : all(new Graph(graph.params(), List.of(second)), x).doubles()) {
        most[j] = Math.max(most[j], Math.abs(d));
      }
    }
    return most;
  }

  private static Array all(Graph f, Array x) {
    int rows = x.shape().dim(0);
    List<Array> columns = new ArrayList<>();
    for (int j = 0; j < x.shape().dim(1); j++) {
      double[] column = new double[rows];
      for (int i = 0; i < rows; i++) {
        column[i] = x.get(i * x.shape().dim(1) + j);
      }
      columns.add(Array.vector(column));
    }
    List<Boolean> mapped = Collections.nCopies(columns.size(), true);
    return Fn.of(Batching.vmap(f, mapped, rows)).run(columns).getFirst().reshape(Shape.of(rows, 1));
  }
}
