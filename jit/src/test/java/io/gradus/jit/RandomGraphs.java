package io.gradus.jit;

import io.gradus.Maths;
import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.diff.Reverse;
import io.gradus.diff.Schedule;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Control;
import io.gradus.op.Indexed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Random functions over arrays: smooth and bounded, so that rounding stays rounding, with shapes
/// of all ranks, moves of data, sums, products, loops and branches.
final class RandomGraphs {
  private static final int[] EXTENTS = {1, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 33};

  private final SplittableRandom random;
  private final DType dtype;
  private final List<Expr> values = new ArrayList<>();

  private RandomGraphs(long seed) {
    random = new SplittableRandom(seed);
    dtype = random.nextBoolean() ? DType.F32 : DType.F64;
  }

  /// A function, operands for it, and how many results are carried.
  record Case(Graph graph, List<Array> args, int carried) {}

  static Case of(long seed) {
    return new RandomGraphs(seed).make();
  }

  private Case make() {
    List<Expr> params = new ArrayList<>();
    for (int i = 0, n = 1 + random.nextInt(4); i < n; i++) {
      params.add(Expr.param("p" + i, new Type(dtype, shape(random.nextInt(4)))));
    }
    values.addAll(params);
    for (int i = 0, n = 1 + random.nextInt(25); i < n; i++) {
      Expr e = next();
      if (e.shape().size() <= 4000) {
        values.add(e);
      }
    }
    List<Expr> results = new ArrayList<>();
    for (int i = 0, n = 1 + random.nextInt(3); i < n; i++) {
      results.add(values.get(values.size() - 1 - random.nextInt(Math.min(6, values.size()))));
    }
    if (random.nextInt(3) == 0) { // a derivative
      Expr sum = results.getFirst().sum();
      results.addAll(Reverse.grad(sum, params));
    }
    int carried = 0;
    if (random.nextInt(3) == 0) { // an update of the operands
      List<Expr> updated = new ArrayList<>();
      for (Expr p : params) {
        Expr like = values.stream().filter(v -> v.type().equals(p.type())).reduce(p, (a, b) -> b);
        updated.add(random.nextInt(4) == 0 ? like : p.sub(like.mul(0.1)));
      }
      carried = updated.size();
      results.addAll(0, updated);
    }
    List<Array> args = params.stream().map(p -> data(p.type())).toList();
    return new Case(new Graph(params, results), args, carried);
  }

  private Shape shape(int rank) {
    return Shape.of(IntStream.range(0, rank).map(i -> EXTENTS[random.nextInt(12)]).toArray());
  }

  private Array data(Type t) {
    double[] d = random.doubles(t.shape().size(), -1.5, 1.5).toArray();
    return Array.of(t.shape(), d).cast(t.dtype());
  }

  private Expr any() {
    return values.get(random.nextInt(values.size()));
  }

  private Expr next() {
    Expr x = any();
    int rank = x.shape().rank();
    return switch (random.nextInt(24)) {
      case 0 -> x.tanh();
      case 1 -> x.sin();
      case 2 -> x.logistic();
      case 3 -> x.square().add(1).sqrt();
      case 4 -> x.square().neg().exp();
      case 5, 6 -> x.mul(like(x));
      case 7, 8 -> x.add(like(x));
      case 9 -> x.div(like(x).square().add(1));
      case 10 -> x.max(like(x));
      case 11 -> rank == 0 ? x.neg() : x.mean(random.nextInt(rank));
      case 12 -> x.mean();
      case 13 -> rank == 0 ? x.cos() : x.reduceMax(random.nextInt(rank));
      case 14 -> rank < 2 ? x.softplus() : x.permute(shuffled(rank));
      case 15 -> x.reshape(x.shape().size());
      case 16 -> rank == 0 ? x.cos() : sliced(x);
      case 17 -> rank == 0 ? x.erf() : Expr.concat(random.nextInt(rank), List.of(x, x.sin()));
      case 18 -> rank == 0 ? x.sin() : padded(x);
      case 19 -> rank < 2 ? x.sin() : product(x);
      case 20 -> rank == 0 || x.shape().dim(-1) == 0 ? x.tanh() : x.softmax(random.nextInt(rank));
      case 21 -> rank == 0 ? x.tanh() : indexed(x);
      case 22 -> loop(x);
      default -> branch(x);
    };
  }

  /// A value that broadcasts to the shape of `x`: of that shape, a row, a column, or a number.
  private Expr like(Expr x) {
    List<Expr> fits =
        values.stream()
            .filter(v -> v.shape().rank() <= x.shape().rank() && broadcasts(v.shape(), x.shape()))
            .toList();
    return fits.isEmpty() ? x.like(0.5) : fits.get(random.nextInt(fits.size()));
  }

  private static boolean broadcasts(Shape from, Shape to) {
    for (int i = 1; i <= from.rank(); i++) {
      if (from.dim(-i) != 1 && from.dim(-i) != to.dim(-i)) {
        return false;
      }
    }
    return true;
  }

  private List<Integer> shuffled(int rank) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    for (int i = rank - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      order.set(i, order.set(j, order.get(i)));
    }
    return List.copyOf(order);
  }

  private Expr sliced(Expr x) {
    int axis = random.nextInt(x.shape().rank());
    int n = x.shape().dim(axis);
    int from = random.nextInt(n);
    return x.slice(axis, from, from + 1 + random.nextInt(n - from));
  }

  private Expr padded(Expr x) {
    List<Integer> before = new ArrayList<>();
    List<Integer> after = new ArrayList<>();
    for (int i = 0; i < x.shape().rank(); i++) {
      before.add(random.nextInt(3));
      after.add(random.nextInt(3));
    }
    return x.tanh().pad(before, after);
  }

  /// A product with another value or a transpose, scaled so that it stays bounded.
  private Expr product(Expr x) {
    int inner = x.shape().dim(-1);
    String batch = "abc".substring(0, x.shape().rank() - 2);
    Expr scaled = x.mul(1.0 / Math.max(1, inner));
    List<Expr> fits =
        values.stream().filter(v -> v.shape().rank() == 2 && v.shape().dim(0) == inner).toList();
    if (!fits.isEmpty() && random.nextBoolean()) {
      Expr y = fits.get(random.nextInt(fits.size()));
      return scaled.contract(y, batch + "ij", "jk", batch + "ik");
    }
    return scaled.contract(
        x, batch + "ij", batch + "kj", batch + (random.nextBoolean() ? "ik" : "ki"));
  }

  private Expr indexed(Expr x) {
    int axis = random.nextInt(x.shape().rank());
    int n = x.shape().dim(axis);
    double[] at =
        IntStream.range(0, 1 + random.nextInt(6)).mapToDouble(i -> random.nextInt(n)).toArray();
    Expr positions = Expr.constant(Array.vector(at).cast(dtype));
    return switch (random.nextInt(4)) {
      case 0 -> x.gather(axis, positions);
      case 1 -> x.gather(axis, positions).scatterAdd(axis, n, positions);
      case 2 -> x.cumsum(axis, random.nextBoolean());
      default ->
          n < 3
              ? x.sin()
              : Expr.of(new Indexed.Unfold(axis, 2, 1 + random.nextInt(2), 1), List.of(x));
    };
  }

  private Expr loop(Expr x) {
    if (x.shape().rank() == 0 || x.shape().dim(0) > 8) {
      return x.sin();
    }
    int n = x.shape().dim(0);
    Expr start = x.at(random.nextInt(n));
    Expr scale = like(start);
    Maths.Step out =
        Maths.scan(
            n,
            List.of(start, scale),
            List.of(x),
            random.nextBoolean() ? new Schedule.StoreAll() : new Schedule.SquareRoot(),
            (s, u) -> {
              Expr h = s.get(0).mul(s.get(1)).add(u.getFirst()).tanh();
              return new Maths.Step(List.of(h, s.get(1)), List.of(h.mul(0.5)));
            });
    return random.nextBoolean() ? out.outputs().getFirst() : out.state().getFirst();
  }

  private Expr branch(Expr x) {
    Expr scalar = values.getFirst().sum().gt(random.nextDouble() - 0.5);
    Graph yes = Graph.trace(List.of(x.type()), p -> List.of(p.getFirst().sin()));
    Graph no = Graph.trace(List.of(x.type()), p -> List.of(p.getFirst().mul(0.5).tanh()));
    Expr e = Expr.of(new Control.Cond(yes, no), List.of(scalar, x)).item(0);
    return random.nextBoolean()
        ? e
        : Expr.of(new Control.Call("f", yes, Optional.empty()), List.of(x)).item(0);
  }
}
