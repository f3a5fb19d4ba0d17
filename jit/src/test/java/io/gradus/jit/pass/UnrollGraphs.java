package io.gradus.jit.pass;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import io.gradus.array.ShapeException;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Bilinear;
import io.gradus.op.Flat;
import io.gradus.op.Op;
import io.gradus.op.Pointwise.Unary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// Random functions of many small vectors and matrices, and how they are compared.
final class UnrollGraphs {
  private static final Key KEY = Key.of(11);
  private static final int[][] SHAPES = {{3}, {2, 3}, {4}, {3, 3}, {2}, {}};

  private final SplittableRandom random;
  private final List<Expr> pool = new ArrayList<>();

  private UnrollGraphs(long seed) {
    random = new SplittableRandom(seed);
  }

  /// A function of values of shapes (lanes, small…) and (small…).
  static Graph random(long seed, int lanes, int steps) {
    UnrollGraphs g = new UnrollGraphs(seed);
    List<Expr> params = new ArrayList<>();
    for (int[] s : SHAPES) {
      params.add(Expr.param("x", Type.f64(s).with(Shape.of(s).insert(0, lanes))));
      params.add(Expr.param("c", Type.f64(s)));
    }
    g.pool.addAll(params);
    for (int i = 0; i < steps; i++) {
      Expr e = g.step(g.pick(), lanes);
      if (e.shape().size() <= 200 * lanes && e.shape().size() > 0) {
        g.pool.add(e);
      }
    }
    int n = g.pool.size();
    return new Graph(params, g.pool.subList(Math.max(0, n - 4), n));
  }

  private Expr pick() {
    int n = pool.size();
    return pool.get(random.nextBoolean() ? n - 1 : random.nextInt(n));
  }

  private Expr step(Expr x, int lanes) {
    int rank = x.shape().rank();
    int axis = rank == 0 ? 0 : random.nextInt(rank);
    int extent = rank == 0 ? 1 : x.shape().dim(axis);
    boolean small = rank > 0 && extent < 10;
    Expr other =
        pool.stream()
            .filter(y -> y.shape().equals(x.shape()))
            .skip(random.nextInt(2))
            .findFirst()
            .orElse(x);
    return switch (random.nextInt(20)) {
      case 0 -> x.add(other);
      case 1 -> other.mul(x.apply(Unary.SIN));
      case 2 -> other.gate(x);
      case 3 -> x.gt(other).select(x.neg(), other);
      case 4 -> x.apply(Unary.TANH);
      case 5 -> small && extent > 1 ? x.slice(axis, 1, extent) : x;
      case 6 -> small ? Expr.concat(axis, List.of(other, x)).apply(Unary.TANH) : x;
      case 7 -> small ? x.gather(axis, Expr.constant(Array.vector(extent - 1, 0, 0))) : x;
      case 8 ->
          small ? x.scatterAdd(axis, 4, Expr.constant(vector(extent, i -> (2 * i + 1) % 4))) : x;
      case 9 -> small ? x.cumsum(axis, random.nextBoolean()) : x;
      case 10 -> rank > 0 ? x.sum(axis).mul(0.5) : x;
      case 11 -> rank > 0 ? x.reduceMax(axis) : x;
      case 12 -> rank == 3 ? x.permute(List.of(0, 2, 1)) : x;
      case 13 -> rank == 3 ? x.permute(List.of(2, 1, 0)) : x;
      case 14 ->
          rank > 1 && x.shape().dim(0) == lanes
              ? x.reshape(lanes, x.shape().size() / lanes)
              : x.reshape(x.shape().insert(rank, 1));
      case 15 -> rank < 3 ? x.broadcast(x.shape().insert(axis, 2), List.of(axis)) : x;
      case 16 -> x.cast(DType.F32).square().cast(DType.F64);
      case 17 -> small ? x.pad(on(rank, axis, 1), on(rank, axis, 2)).add(1) : x;
      default -> product(x);
    };
  }

  private Expr product(Expr x) {
    Expr y = pick();
    String left = "abcd".substring(0, x.shape().rank());
    List<Expr> fit = new ArrayList<>();
    for (String right :
        List.of("", "a", "ab", "ba", "b", "bc", "cb", "bx", "abx", "acx", "x", "c")) {
      for (String out : List.of("", "a", "ab", "ax", "abx", "acx", "axc", "xa", "abc")) {
        contraction(x, y, left, right, out).ifPresent(fit::add);
      }
    }
    return fit.isEmpty() ? x : fit.get(random.nextInt(fit.size())).mul(0.3);
  }

  private static Optional<Expr> contraction(Expr x, Expr y, String left, String right, String out) {
    try {
      return Optional.of(x.contract(y, left, right, out));
    } catch (ShapeException _) {
      return Optional.empty();
    }
  }

  private static List<Integer> on(int rank, int axis, int n) {
    return IntStream.range(0, rank).map(a -> a == axis ? n : 0).boxed().toList();
  }

  private static Array vector(int n, IntUnaryOperator f) {
    return Array.vector(IntStream.range(0, n).map(f).asDoubleStream().toArray());
  }

  /// Random operands of a function.
  static List<Array> operands(Graph g) {
    return IntStream.range(0, g.params().size())
        .mapToObj(i -> array(i, g.params().get(i).type()))
        .toList();
  }

  private static Array array(int label, Type type) {
    Key key = KEY.fold(label);
    double[] values = IntStream.range(0, type.shape().size()).mapToDouble(key::normal).toArray();
    return Array.of(type.shape(), values).cast(type.dtype());
  }

  /// Asserts that two functions agree up to rounding.
  static void agree(Graph found, Graph expected) {
    assertThat(found.params()).isEqualTo(expected.params());
    List<Array> args = operands(expected);
    List<Array> a = Interpreter.run(found, args);
    List<Array> b = Interpreter.run(expected, args);
    for (int i = 0; i < b.size(); i++) {
      assertThat(Type.of(a.get(i))).isEqualTo(Type.of(b.get(i)));
      double[] x = a.get(i).toDoubles();
      double[] y = b.get(i).toDoubles();
      for (int j = 0; j < y.length; j++) {
        double error = Math.abs(x[j] - y[j]);
        boolean same =
            error <= 1e-12 * Math.max(1, Math.abs(y[j])) || Double.compare(x[j], y[j]) == 0;
        assertThat(same).as("result %d, entry %d: %s and %s", i, j, x[j], y[j]).isTrue();
      }
    }
  }

  /// How many operations of a kind a function has.
  static long count(Graph g, Class<? extends Op> kind) {
    return g.nodes().stream().filter(e -> kind.isInstance(e.op())).count();
  }

  /// The contractions of a function, in words.
  static List<String> contractions(Graph g) {
    return g.nodes().stream()
        .filter(e -> e.op() instanceof Bilinear.Contract)
        .map(e -> e.op().toString())
        .toList();
  }

  /// True if no parameter of the graph is new.
  static boolean isClosed(Graph g) {
    return g.nodes().stream()
        .allMatch(e -> !(e.op() instanceof Flat.Param) || g.params().contains(e));
  }
}
