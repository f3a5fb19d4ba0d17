package io.gradus.nn.optim;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Tree;
import io.gradus.graph.Type;
import io.gradus.nn.Activation;
import io.gradus.nn.Loss;
import io.gradus.nn.Network;
import io.gradus.nn.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// The mean loss of all rows as a function of all learned parameters, one float64 vector.
///
/// The network is taken as it is used: without noise, its buffers constant. Rows go through in
/// chunks of a fixed size, so that memory is bounded and the bits depend on nothing else.
public final class EmpiricalRisk implements Objective {
  private static final int CHUNK = 256;

  private final Network network;
  private final Tree<Array> like; // types of the parameters, and the buffers
  private final int size;
  private final List<Part> parts = new ArrayList<>();

  /// Some of the rows.
  private record Part(double share, Composite loss) {}

  /// A loss of a network.
  ///
  /// @param activation the activation of the last layer, which the loss may contain
  /// @param params the types of the parameters, and the values of the buffers
  /// @param x the inputs, (rows, inputs)
  /// @param y the targets, (rows, outputs)
  public EmpiricalRisk(
      Network network, Loss loss, Activation activation, Tree<Array> params, Array x, Array y) {
    this.network = network;
    this.like = params;
    this.size = Math.toIntExact(network.size());
    int n = x.shape().dim(0);
    Composite last = null;
    for (int from = 0, rows; from < n; from += rows) {
      rows = Math.min(CHUNK, n - from);
      List<Array> data = List.of(rows(x, from, rows), rows(y, from, rows));
      boolean same = last != null && rows == CHUNK;
      last = same ? last.with(data) : composite(loss, activation, rows, data);
      parts.add(new Part((double) rows / n, last));
    }
  }

  private Composite composite(Loss loss, Activation activation, int rows, List<Array> data) {
    Expr w = Expr.param("w", Type.f64(size));
    Expr x = network.input(rows, DType.F64);
    Expr y = network.target(rows, DType.F64);
    Expr z = Expr.param("z", y.type());
    return new Composite(
        new Graph(List.of(w, x, y), List.of(network.scores(params(w), x))),
        new Graph(List.of(z, x, y), List.of(loss.of(z, activation, y))),
        data);
  }

  /// The parameters as parts of the vector.
  private Tree<Expr> params(Expr w) {
    List<Expr> params = new ArrayList<>();
    Tree<Array> learned = network.learned(like);
    int at = 0;
    for (String name : like.names()) {
      Array a = like.get(name);
      if (learned.leaves().containsKey(name)) {
        params.add(w.slice(0, at, at + a.size()).reshape(a.shape()));
        at += a.size();
      } else {
        params.add(Expr.constant(a.cast(DType.F64)));
      }
    }
    return Tree.of(like.names(), params);
  }

  /// The learned parameters, one after the other.
  public double[] vector(Tree<Array> params) {
    return network.learned(params).values().stream()
        .flatMapToDouble(a -> Arrays.stream(a.toDoubles()))
        .toArray();
  }

  /// The parameters that a vector stands for, buffers included, in their number format.
  public Tree<Array> params(double[] w) {
    List<Array> params = new ArrayList<>();
    Tree<Array> learned = network.learned(like);
    int at = 0;
    for (String name : like.names()) {
      Array a = like.get(name);
      if (learned.leaves().containsKey(name)) {
        double[] values = Arrays.copyOfRange(w, at, at + a.size());
        params.add(Array.of(a.shape(), values).cast(a.dtype()));
        at += a.size();
      } else {
        params.add(a);
      }
    }
    return Tree.of(like.names(), params);
  }

  private static Array rows(Array a, int from, int count) {
    int width = a.shape().dim(1);
    double[] part = new double[count * width];
    for (int i = 0; i < part.length; i++) {
      part[i] = a.get(from * width + i);
    }
    return Array.of(Shape.of(count, width), part);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public double value(double[] w) {
    return sum(p -> p.loss.value(w));
  }

  @Override
  public Point point(double[] w) {
    List<Point> points = parts.stream().map(p -> p.loss.point(w)).toList();
    double value = 0;
    double[] gradient = new double[size];
    for (int i = 0; i < parts.size(); i++) {
      value += parts.get(i).share * points.get(i).value();
      gradient = Vec.plus(gradient, parts.get(i).share, points.get(i).gradient());
    }
    return new Point(w, value, gradient);
  }

  @Override
  public double[] hessianTimes(double[] w, double[] v) {
    double[] sum = new double[size];
    for (Part p : parts) {
      sum = Vec.plus(sum, p.share, p.loss.hessianTimes(w, v));
    }
    return sum;
  }

  /// @throws UserException if the matrix does not fit the memory
  @Override
  public Array gaussNewton(double[] w) {
    double bytes = 8.0 * size * size;
    if (4 * bytes > Runtime.getRuntime().maxMemory()) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "the matrix of %,d parameters takes %.1f GB, which does not fit the memory;"
                  + " lbfgs needs no matrix",
              size,
              bytes * 1e-9));
    }
    double[] sum = new double[size * size];
    for (Part p : parts) {
      sum = Vec.plus(sum, p.share, p.loss.gaussNewton(w).doubles());
    }
    return Array.of(Shape.of(size, size), sum);
  }

  private double sum(ToDoubleFunction<Part> f) {
    double sum = 0;
    for (Part p : parts) {
      sum += p.share * f.applyAsDouble(p);
    }
    return sum;
  }
}
