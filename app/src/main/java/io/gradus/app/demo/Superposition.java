package io.gradus.app.demo;

import io.gradus.Fn;
import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.Activations;
import io.gradus.nn.Kan;
import io.gradus.nn.Losses;
import io.gradus.nn.Network;
import io.gradus.nn.optim.EmpiricalRisk;
import io.gradus.nn.optim.LevenbergMarquardt;
import io.gradus.nn.optim.LevenbergMarquardt.Damping;
import io.gradus.nn.optim.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A function of several variables as sums of learned functions of one, f(x) = Σ_q Φ_q(Σ_p
/// φ_qp(x_p)), on grids that get finer.
///
/// Sources: Kolmogorov 1957; Arnold 1957; Liu, Wang, Vaidya, Ruehle, Halverson, Soljačić, Hou and
/// Tegmark 2024.
///
/// @param inner the layer of the φ
/// @param outer the layer of the Φ
/// @param params the parameters of both, by place: `0` and `1`
/// @param stages how good it was on each grid
public record Superposition(Kan inner, Kan outer, Tree<Array> params, List<Stage> stages) {
  private static final int SIDE = 24; // of the grid to learn from
  private static final int FINE = 61; // of the grid to measure with
  private static final double REACH = 3; // the sums that Φ is made for lie within ±3
  private static final int STEPS = 60;

  /// What a grid brought.
  ///
  /// @param grid the number of its intervals
  /// @param parameters the number of parameters
  /// @param rmse the root mean square error on points that were not learned from
  public record Stage(int grid, long parameters, double rmse) {}

  /// Fits a function on [−1, 1]ⁿ.
  ///
  /// @param sums the number of inner sums, q
  /// @param grids the numbers of intervals, one after the other
  /// @param goal the error at which no finer grid is tried
  public static Superposition fit(
      Target target, int sums, List<Integer> grids, double goal, long seed) {
    Array x = target.grid(side(SIDE * SIDE, target.inputs()));
    Array fine = target.grid(side(FINE * FINE, target.inputs()));
    Array y = target.values(x);
    Array truth = target.values(fine);
    Kan inner = kan(sums, grids.getFirst(), 1);
    Kan outer = kan(1, grids.getFirst(), REACH);
    Tree<Array> params = network(target, inner, outer).init(Key.of(seed), DType.F64);
    List<Stage> stages = new ArrayList<>();
    for (int grid : grids) {
      Kan finerInner = inner.withGrid(grid);
      Kan finerOuter = outer.withGrid(grid);
      params =
          Tree.<Array>empty()
              .with("0.kan", inner.refine(params.at("0.kan"), finerInner))
              .with("1.kan", outer.refine(params.at("1.kan"), finerOuter));
      inner = finerInner;
      outer = finerOuter;
      Network net = network(target, inner, outer);
      EmpiricalRisk risk =
          new EmpiricalRisk(net, new Losses.HalfSquared(), Activations.IDENTITY, params, x, y);
      Walk walk = Walk.of(new LevenbergMarquardt(Damping.NIELSEN, 1e-3), risk, risk.vector(params));
      for (int i = 0; i < STEPS && walk.step(); i++) {}
      params = risk.params(walk.point().w());
      stages.add(new Stage(grid, net.size(), rmse(net, params, fine, truth)));
      if (stages.getLast().rmse() <= goal) {
        break;
      }
    }
    return new Superposition(inner, outer, params, List.copyOf(stages));
  }

  private static Kan kan(int units, int grid, double reach) {
    return new Kan(units, grid, 3, -reach, reach, Activations.SILU, 0.1, Optional.empty());
  }

  private static Network network(Target target, Kan inner, Kan outer) {
    return new Network(target.inputs(), List.of(inner, outer), Activations.IDENTITY);
  }

  private static double rmse(Network net, Tree<Array> params, Array x, Array truth) {
    Tree<Expr> p = net.params(DType.F64);
    Expr in = Expr.param("x", Type.of(x));
    List<Expr> operands = new ArrayList<>(p.values());
    operands.add(in);
    List<Array> args = new ArrayList<>(params.values());
    args.add(x);
    Array y = Fn.of(new Graph(operands, List.of(net.apply(p, in)))).run(args).getFirst();
    double squares = 0;
    for (int i = 0; i < y.size(); i++) {
      squares += Math.pow(y.get(i) - truth.get(i), 2);
    }
    return Math.sqrt(squares / y.size());
  }

  private static int side(int points, int inputs) {
    return Math.max(3, (int) Math.round(Math.pow(points, 1.0 / inputs)));
  }

  /// The values at some points of the learned function from an input of a layer to an output.
  ///
  /// @param layer 0 for φ, 1 for Φ
  public double[] edge(int layer, int input, int output, double[] at) {
    Kan kan = layer == 0 ? inner : outer;
    Tree<Array> all = params.at(layer + ".kan");
    Kan one = kan(1, kan.grid(), kan.to());
    Tree<Array> own = Tree.empty();
    for (String name : all.names()) { // (inputs, …, units), of which one row and one column
      Array a = all.get(name).at(input);
      int units = kan.units();
      double[] column = new double[a.size() / units];
      for (int i = 0; i < column.length; i++) {
        column[i] = a.get(i * units + output);
      }
      Shape shape =
          column.length == 1 && a.shape().rank() == 1
              ? Shape.of(1, 1)
              : Shape.of(1, column.length, 1);
      own = own.with(name, Array.of(shape, column));
    }
    Tree<Array> numbers = own;
    return Fn.of(
            Type.f64(at.length, 1),
            x -> one.apply(numbers.map(Expr::constant), x).reshape(at.length))
        .run(Array.of(Shape.of(at.length, 1), at))
        .doubles();
  }
}
