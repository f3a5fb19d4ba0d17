package io.gradus.nn;

import io.gradus.Maths;
import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A Kolmogorov–Arnold layer: yₖ = Σⱼ φⱼₖ(xⱼ), with a learned function on each edge,
///
/// φ(x) = w σ(x) + Σᵢ cᵢ Bᵢ(x),
///
/// where the Bᵢ are the B-splines of an order on a uniform grid. Beyond the range of the grid the
/// spline keeps its value at the end, and only the base function w σ(x) goes on.
///
/// Source: Liu, Wang, Vaidya, Ruehle, Halverson, Soljačić, Hou and Tegmark 2024.
///
/// @param units the number of outputs
/// @param grid the number of intervals of the grid
/// @param order the degree of the polynomials between knots
/// @param from the left end of the grid
/// @param to the right end of the grid
/// @param base the base function σ
/// @param scale the standard deviation of the sums of splines in the beginning
/// @param init how the weights w begin
public record Kan(
    @Setting(min = 1, max = 1 << 20, doc = "The number of outputs.") int units,
    @Setting(value = "5", min = 1, max = 10_000, doc = "The number of intervals of the grid.")
        int grid,
    @Setting(value = "3", min = 1, max = 9, doc = "The degree of the splines.") int order,
    @Setting(value = "-1", doc = "Where the grid begins.") double from,
    @Setting(value = "1", doc = "Where the grid ends.") double to,
    @Setting(value = "silu", doc = "The function beside the splines.") Activation base,
    @Setting(value = "0.1", min = 0, doc = "How far the splines are from 0 in the beginning.")
        double scale,
    @Setting(value = "auto", doc = "How the weights of the base function begin.")
        Optional<Initializer> init)
    implements Layer {
  private static final String WEIGHT = "weight";
  private static final String SPLINE = "spline";

  /// Checks that the grid has a length.
  public Kan {
    if (!(from < to)) {
      throw new UserException("the grid ends at " + to + ", not after its beginning " + from);
    }
  }

  /// A layer with all defaults.
  public Kan(int units) {
    this(units, 5, 3, -1, 1, Activations.SILU, 0.1, Optional.empty());
  }

  @Override
  public int outputs(int inputs) {
    return units;
  }

  @Override
  public Tree<Parameter> parameters(int inputs) {
    Initializer start = init.orElse(new Initializers.GlorotUniform());
    Initializer small = new Initializers.Normal(scale / Math.sqrt(inputs));
    return Tree.leaf(WEIGHT, new Parameter(Shape.of(inputs, units), start, inputs, units))
        .with(SPLINE, new Parameter(Shape.of(inputs, splines(), units), small, inputs, units));
  }

  @Override
  public Expr apply(Tree<Expr> params, Expr x) {
    int terms = x.shape().dim(1) * splines();
    Expr basis = basis(x).reshape(x.shape().dim(0), terms);
    Expr curved = basis.dot(params.get(SPLINE).reshape(terms, units));
    return base.of(x).dot(params.get(WEIGHT)).add(curved);
  }

  @Override
  public Layer withInit(Initializer chosen) {
    return new Kan(units, grid, order, from, to, base, scale, init.or(() -> Optional.of(chosen)));
  }

  /// This layer on another grid.
  public Kan withGrid(int intervals) {
    return new Kan(units, intervals, order, from, to, base, scale, init);
  }

  /// The parameters of `finer` for which its functions are those of this layer: by least squares,
  /// and equal but for rounding if each interval of this grid is divided.
  ///
  /// @param params the parameters of this layer
  /// @param finer this layer on another grid, see [#withGrid]
  public Tree<Array> refine(Tree<Array> params, Kan finer) {
    Array spline = params.get(SPLINE);
    int inputs = spline.shape().dim(0);
    Expr before = Expr.param("c", new Type(DType.F64, spline.shape()));
    int count = 4 * (splines() + finer.splines());
    Expr points = points(count);
    Expr a = finer.basis(points).reshape(count, finer.splines());
    Expr b = basis(points).reshape(count, splines());
    Expr values = // (points, inputs · units)
        b.dot(before.permute(List.of(1, 0, 2)).reshape(splines(), inputs * units));
    Expr after =
        Maths.solve(a.transpose().dot(a), a.transpose().dot(values))
            .reshape(finer.splines(), inputs, units)
            .permute(List.of(1, 0, 2));
    Graph graph = new Graph(List.of(before), List.of(after));
    Array fitted = Interpreter.run(graph, List.of(spline.cast(DType.F64))).getFirst();
    return Tree.leaf(WEIGHT, params.get(WEIGHT)).with(SPLINE, fitted.cast(spline.dtype()));
  }

  /// Points spread evenly over the range of the grid, as a column.
  private Expr points(int count) {
    double step = (to - from) / (count - 1);
    double[] x = IntStream.range(0, count).mapToDouble(i -> from + i * step).toArray();
    return Expr.constant(Array.of(Shape.of(count, 1), x));
  }

  private int splines() {
    return grid + order;
  }

  /// The values of all B-splines (batch, in, splines) at numbers (batch, in).
  ///
  /// Measured in intervals, all of them are one function at different places: with n the order and
  /// t = max(0, (n+1)/2 − |distance from the center|), its value is 1/n! Σⱼ (−1)ʲ (n+1 over j)
  /// max(0, t − j)ⁿ over j < (n+1)/2.
  ///
  /// Source: Schoenberg 1946.
  private Expr basis(Expr x) {
    Expr place = x.max(from).min(to).sub(from).mul(grid / (to - from)); // 0 … grid
    Type line = new Type(x.dtype(), Shape.of(splines()));
    Expr centers = Expr.iota(0, line).add((1 - order) / 2.0);
    double half = (order + 1) / 2.0;
    Expr t = place.reshape(place.shape().insert(2, 1)).sub(centers).abs().neg().add(half).max(0);
    Expr sum = t.zeros();
    double factor = 1;
    for (int n = 2; n <= order; n++) {
      factor /= n;
    }
    for (int j = 0; j < half; j++) {
      sum = sum.add(power(t.sub(j).max(0)).mul(factor));
      factor *= -(order + 1.0 - j) / (j + 1);
    }
    return sum;
  }

  private Expr power(Expr x) {
    Expr product = x;
    for (int n = 2; n <= order; n++) {
      product = product.mul(x);
    }
    return product;
  }
}
