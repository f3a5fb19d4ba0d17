package io.gradus.check;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Domain;
import io.gradus.op.Flat;
import io.gradus.op.Indexed;
import io.gradus.op.Linear;
import io.gradus.op.Move;
import io.gradus.op.Op;
import io.gradus.op.Pointwise;
import io.gradus.op.Structured;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Every operation with operands to try it on, found by walking the sealed types.
public final class Samples {
  private Samples() {}

  /// An operation, its operands as a function of float64 parameters, and where to try it.
  ///
  /// @param label for test names
  /// @param op the operation
  /// @param graph a function whose body is the operation
  /// @param at operands where the operation is smooth
  public record Sample(String label, Op op, Graph graph, List<Array> at) {
    @Override
    public String toString() {
      return label;
    }
  }

  /// All concrete classes of operations.
  public static List<Class<?>> classes() {
    return leaves(Op.class).toList();
  }

  private static Stream<Class<?>> leaves(Class<?> c) {
    return c.isSealed() && c.isInterface()
        ? Arrays.stream(c.getPermittedSubclasses()).flatMap(Samples::leaves)
        : Stream.of(c);
  }

  /// Samples for every operation.
  ///
  /// @throws IllegalStateException naming an operation without a sample
  public static List<Sample> all() {
    List<Sample> all = new ArrayList<>();
    for (Class<?> c : classes()) {
      List<Sample> samples = samples(c);
      if (samples.isEmpty()) {
        throw new IllegalStateException("no sample for operation " + c.getSimpleName());
      }
      all.addAll(samples);
    }
    return all;
  }

  private static List<Sample> samples(Class<?> c) {
    if (c.isEnum()) {
      return Arrays.stream(c.getEnumConstants()).map(o -> elementwise((Op) o)).toList();
    }
    Shape s = Shape.of(2, 3);
    return switch (c.getSimpleName()) {
      case "Add" -> List.of(of(new Linear.Add(), s, s));
      case "Neg" -> List.of(of(new Linear.Neg(), s));
      case "Sum" ->
          List.of(
              of(new Linear.Sum(List.of(0)), s),
              of(new Linear.Sum(List.of(0, 2)), Shape.of(2, 3, 2)));
      case "Broadcast" ->
          List.of(
              of(new Move.Broadcast(s, List.of(0)), Shape.of(3)),
              of(new Move.Broadcast(Shape.of(2, 3, 4), List.of(1)), Shape.of(2, 4)));
      case "Reshape" -> List.of(of(new Move.Reshape(Shape.of(3, 2)), s));
      case "Permute" -> List.of(of(new Move.Permute(List.of(2, 0, 1)), Shape.of(2, 3, 4)));
      case "Pad" -> List.of(of(new Move.Pad(List.of(1, 0), List.of(0, 2)), s));
      case "Slice" -> List.of(of(new Move.Slice(List.of(1, 1), Shape.of(1, 2)), s));
      case "Concat" -> List.of(of(new Move.Concat(1), s, Shape.of(2, 1)));
      case "Gather" -> List.of(indexed(new Indexed.Gather(1), s, 2, 0, 2, 2));
      case "ScatterAdd" -> List.of(indexed(new Indexed.ScatterAdd(1, 4), s, 3, 3, 0));
      case "Cast" -> List.of(of(new Linear.Cast(DType.F64), s));
      case "Select" -> List.of(select(s));
      case "CumSum" ->
          List.of(of(new Linear.CumSum(0, false), s), of(new Linear.CumSum(1, true), s));
      case "Mul" -> List.of(of(new Bilinear.Mul(false), s, s), of(new Bilinear.Mul(true), s, s));
      case "Contract" ->
          List.of(
              of(new Bilinear.Contract("ij", "jk", "ik"), s, Shape.of(3, 4)),
              of(new Bilinear.Contract("i", "i", ""), Shape.of(4), Shape.of(4)),
              of(new Bilinear.Contract("bji", "bjk", "kbi"), Shape.of(2, 3, 2), Shape.of(2, 3, 4)));
      case "Extreme" ->
          List.of(
              of(new Structured.Extreme(true, List.of(1)), s),
              of(new Structured.Extreme(false, List.of(0, 1)), s));
      case "Param", "Fill", "Named", "Constant", "Iota" -> List.of(leaf(c.getSimpleName()));
      case "TakeAlong" -> List.of(along(new Indexed.TakeAlong(1), Shape.of(2, 4)));
      case "PutAlong" -> List.of(along(new Indexed.PutAlong(1, 5), s));
      case "Unfold" ->
          List.of(
              of(new Indexed.Unfold(1, 3, 1, 1), Shape.of(2, 5)),
              of(new Indexed.Unfold(0, 2, 2, 3), Shape.of(8, 2)));
      case "Fold" -> List.of(of(new Indexed.Fold(1, 5, 1, 1), Shape.of(2, 3, 3)));
      case "Polygamma" ->
          List.of(of(new Pointwise.Polygamma(0), s), of(new Pointwise.Polygamma(2), s));
      case "Solve" -> Arrays.stream(Structured.Part.values()).flatMap(Samples::solve).toList();
      case "Cholesky" -> List.of(matrix(new Structured.Cholesky()));
      case "Determinant" ->
          List.of(
              matrix(new Structured.Determinant(false)), matrix(new Structured.Determinant(true)));
      case "ArgMax" -> List.of(of(new Flat.ArgMax(1), s));
      case "ArgSort" -> List.of(of(new Flat.ArgSort(1), s));
      case "Cond" -> List.of(cond(1), cond(0));
      case "Scan" -> List.of(scan(false), scan(true));
      case "Call" -> List.of(of(call(), s, s));
      case "Item" -> List.of(item(s));
      default -> List.of();
    };
  }

  private static Sample leaf(String kind) {
    Type t = Type.f64(2);
    Op op =
        switch (kind) {
          case "Fill" -> new Flat.Fill(1.5, t);
          case "Named" -> new Flat.Named("pi", Math.PI, t);
          case "Constant" -> new Flat.Constant(Array.vector(1, 2));
          case "Iota" -> new Flat.Iota(0, t);
          default -> null;
        };
    if (op != null) {
      return new Sample(kind, op, new Graph(List.of(), List.of(Expr.of(op, List.of()))), List.of());
    }
    Expr x = Expr.param("x", t);
    return new Sample(kind, x.op(), new Graph(List.of(x), List.of(x)), List.of(Array.vector(1, 2)));
  }

  /// (x, y) → (x·sin y, x).
  private static Control.Call call() {
    Expr x = Expr.param("x", Type.f64(2, 3));
    Expr y = Expr.param("y", Type.f64(2, 3));
    return new Control.Call(
        "f", new Graph(List.of(x, y), List.of(x.mul(y.sin()), x)), Optional.empty());
  }

  private static Stream<Sample> solve(Structured.Part part) {
    return Stream.of(false, true).map(transposed -> matrix(new Structured.Solve(part, transposed)));
  }

  /// An operation on a well-conditioned symmetric matrix, and on a right side if it takes one.
  private static Sample matrix(Op op) {
    Shape s = Shape.of(2, 3, 3);
    double[] v = new double[s.size()];
    for (int i = 0; i < v.length; i++) {
      int row = i / 3 % 3;
      int column = i % 3;
      v[i] = row == column ? 3 + row : 0.3 * (row + column) + i / 9;
    }
    Sample one = op instanceof Structured.Solve ? of(op, s, Shape.of(2, 3, 2)) : of(op, s);
    List<Array> at = new ArrayList<>(one.at);
    at.set(0, Array.of(s, v));
    return new Sample(op.toString(), op, one.graph, at);
  }

  private static Sample cond(double condition) {
    Graph sine = Graph.trace(List.of(Type.f64(3)), x -> List.of(x.getFirst().sin()));
    Graph square = Graph.trace(List.of(Type.f64(3)), x -> List.of(x.getFirst().square()));
    Control op = new Control.Cond(sine, square);
    Expr x = Expr.param("x", Type.f64(3));
    Expr y = Expr.of(op, List.of(Expr.fill(condition, Type.f64()), x)).item(0);
    return new Sample(
        "cond " + condition,
        op,
        new Graph(List.of(x), List.of(y)),
        List.of(random(x.shape(), 0, null)));
  }

  /// state′ = sin(state)·c + u, c passed through, outputs state·u.
  private static Sample scan(boolean backward) {
    Graph body =
        Graph.trace(
            List.of(Type.f64(2), Type.f64(2), Type.f64(2)),
            p ->
                List.of(
                    p.get(0).sin().mul(p.get(1)).add(p.get(2)), p.get(1), p.get(0).mul(p.get(2))));
    Control op = new Control.Scan(body, 4, 2, backward);
    return of(op, Shape.of(2), Shape.of(2), Shape.of(4, 2));
  }

  private static Sample along(Op op, Shape positions) {
    boolean take = op instanceof Indexed.TakeAlong;
    Shape s = take ? Shape.of(2, 3) : positions;
    double[] at = new double[positions.size()];
    for (int i = 0; i < at.length; i++) {
      at[i] = i * 2 % 3;
    }
    Expr x = Expr.param("x", new Type(DType.F64, s));
    Expr y = Expr.of(op, List.of(x, Expr.constant(Array.of(positions, at))));
    return new Sample(
        op.symbol(), op, new Graph(List.of(x), List.of(y)), List.of(random(s, 0, null)));
  }

  private static Sample item(Shape s) {
    Sample call = of(call(), s, s);
    Expr second = call.graph.results().get(1);
    return new Sample(
        "item", second.op(), new Graph(call.graph.params(), List.of(second)), call.at);
  }

  private static Sample indexed(Op op, Shape s, double... positions) {
    Expr x = Expr.param("x", new Type(DType.F64, s));
    Expr y = Expr.of(op, List.of(x, Expr.constant(Array.vector(positions))));
    return new Sample(
        op.symbol(), op, new Graph(List.of(x), List.of(y)), List.of(random(s, 0, null)));
  }

  private static Sample select(Shape s) {
    Type t = new Type(DType.F64, s);
    Expr x = Expr.param("x", t);
    Expr y = Expr.param("y", t);
    Expr mask = Expr.constant(Array.of(s, 1.0, 0, 1, 0, 0, 1));
    Op op = new Linear.Select();
    return new Sample(
        op.symbol(),
        op,
        new Graph(List.of(x, y), List.of(Expr.of(op, List.of(mask, x, y)))),
        List.of(random(s, 0, null), random(s, 1, null)));
  }

  private static Sample elementwise(Op op) {
    int arity =
        switch (op) {
          case Pointwise p -> p.arity();
          case Flat.Compare _ -> 2;
          default -> 1;
        };
    Shape[] shapes = new Shape[arity];
    Arrays.fill(shapes, Shape.of(5));
    return of(op, shapes);
  }

  private static Sample of(Op op, Shape... shapes) {
    List<Expr> params = new ArrayList<>();
    List<Array> at = new ArrayList<>();
    for (int i = 0; i < shapes.length; i++) {
      params.add(Expr.param("x" + i, new Type(DType.F64, shapes[i])));
      at.add(random(shapes[i], i, op));
    }
    Expr y = Expr.of(op, params);
    List<Expr> results =
        op instanceof Control
            ? IntStream.range(0, y.types().size()).mapToObj(y::item).toList()
            : List.of(y);
    return new Sample(op.symbol() + Arrays.toString(shapes), op, new Graph(params, results), at);
  }

  /// Numbers where `op` is smooth: inside the domain, away from kinks, no two alike.
  private static Array random(Shape s, int operand, Op op) {
    Key key = Key.of(7).fold(operand);
    Domain domain = op instanceof Pointwise.Unary u ? u.domain() : Domain.REAL;
    boolean positive =
        op == Pointwise.Binary.POW
            || op instanceof Pointwise.Polygamma
            || (op == Pointwise.Binary.DIV && operand == 1);
    double[] v = new double[s.size()];
    for (int i = 0, n = 0; i < v.length; n++) {
      double low = Math.max(domain.low(), positive ? 0.1 : -2);
      double high = Math.min(domain.high(), low + 4);
      double x = low + (high - low) * key.uniform(n);
      if (domain.smoothAt(x, 0.05) && Math.abs(x - Math.rint(x)) > 0.05) {
        v[i++] = x;
      }
    }
    return Array.of(s, v);
  }
}
