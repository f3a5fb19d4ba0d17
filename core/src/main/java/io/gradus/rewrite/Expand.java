package io.gradus.rewrite;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.array.ShapeException;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Indexed;
import io.gradus.op.Linear;
import io.gradus.op.Move;
import io.gradus.op.Op;
import io.gradus.op.Pointwise;
import io.gradus.op.Structured;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;

/// Scalar entries of small vectors and matrices, as a person reads them: x·W with x = {x1, x2} and
/// W = {w11, w12} is w11*x1 + w12*x2.
///
/// An operation that moves elements is asked where they go: it is evaluated on the positions of its
/// operand. One that adds elements up is asked through its transpose.
public final class Expand {
  private static final int LARGEST = 10_000;

  private final Map<Expr, Expr[]> entries = new HashMap<>();

  private Expand() {}

  /// The entries of an expression in row-major order, as scalar expressions of the same parameters:
  /// an entry of a parameter W stands as the element of W.
  ///
  /// @throws ShapeException if a part has too many entries to be read, or its entries are not known
  public static List<Expr> entries(Expr e) {
    return entries(List.of(e), Map.of()).getFirst();
  }

  /// The entries of expressions in which some parameters are given by theirs.
  ///
  /// @param known row-major scalar entries by parameter, such as those of [#symbols]
  public static List<List<Expr>> entries(List<Expr> roots, Map<Expr, List<Expr>> known) {
    List<Expr> inlined = inlined(roots);
    Expand expand = new Expand();
    known.forEach((param, names) -> expand.entries.put(param, names.toArray(Expr[]::new)));
    for (Expr node : Graph.nodes(inlined)) {
      if (!expand.entries.containsKey(node)) {
        expand.entries.put(node, expand.expand(node));
      }
    }
    return inlined.stream().map(e -> List.of(expand.entries.get(e))).toList();
  }

  /// New scalar parameters that name the entries of a parameter: `w1`, `w2`, … of a vector, `w11`,
  /// `w12`, … of a matrix; `w_1_10` where digits alone would be ambiguous.
  public static List<Expr> symbols(Expr param) {
    if (!(param.op() instanceof Flat.Param p)) {
      throw new IllegalArgumentException(param + " is no parameter");
    }
    Type scalar = param.type().with(Shape.SCALAR);
    if (param.shape().isScalar()) {
      return List.of(param);
    }
    int[] strides = param.shape().strides();
    boolean digits =
        strides.length == 1 || Arrays.stream(param.shape().dims()).allMatch(d -> d < 10);
    return IntStream.range(0, param.shape().size())
        .mapToObj(i -> {
          StringBuilder name = new StringBuilder(p.name());
          int rest = i;
          for (int stride : strides) {
            name.append(digits ? "" : "_").append(rest / stride + 1);
            rest %= stride;
          }
          return Expr.param(name.toString(), scalar);
        })
        .toList();
  }

  /// The expressions with all calls replaced by the bodies of the called functions.
  private static List<Expr> inlined(List<Expr> roots) {
    List<Expr> now = roots;
    while (true) {
      Map<Expr, Expr> done = new HashMap<>();
      Map<Expr, List<Expr>> results = new HashMap<>();
      for (Expr e : Graph.nodes(now)) {
        List<Expr> args = Graph.images(e.args(), done);
        switch (e.op()) {
          case Control.Call call -> {
            results.put(e, call.body().apply(args));
            done.put(e, results.get(e).getFirst());
          }
          case Control.Item item -> done.put(e, results.get(e.args().getFirst()).get(item.index()));
          case Control.Cond _, Control.Scan _ -> throw unknown(e.op());
          case Op.Single op -> done.put(e, e.over(args));
        }
      }
      now = Graph.images(now, done);
      if (results.isEmpty()) {
        return now;
      }
    }
  }

  private Expr[] expand(Expr e) {
    if (e.shape().size() > LARGEST) {
      throw new ShapeException(
          "%s has %,d entries; up to %,d are written out"
              .formatted(e.op().symbol(), e.shape().size(), LARGEST));
    }
    return switch (e.op()) {
      case Flat.Param _ -> elements(e);
      case Flat.Fill f -> uniform(e, Expr.fill(f.value(), scalar(e)));
      case Flat.Named n ->
          uniform(e, Expr.of(new Flat.Named(n.name(), n.value(), scalar(e)), List.of()));
      case Flat.Constant c -> numbers(e, c.array());
      case Flat.Iota i -> numbers(e, i.eval(List.of()));
      case Flat.ArgMax _, Flat.ArgSort _ -> throw unknown(e.op());
      case Linear.Sum s -> combined(e, new Move.Broadcast(e.args().getFirst().shape(), s.axes()));
      case Linear.CumSum c -> running(e, c);
      case Indexed.Gather _, Indexed.TakeAlong _, Indexed.Unfold _ -> moved(e, (Op.Single) e.op());
      case Indexed.ScatterAdd s -> scattered(e, new Indexed.Gather(s.axis()));
      case Indexed.PutAlong p -> scattered(e, new Indexed.TakeAlong(p.axis()));
      case Indexed.Fold f ->
          combined(
              e,
              new Indexed.Unfold(
                  f.axis(),
                  e.args().getFirst().shape().dim(f.axis() + 1),
                  f.stride(),
                  f.dilation()));
      case Linear.Cast c -> elementwise(e, c);
      case Linear.Add a -> elementwise(e, a);
      case Linear.Neg n -> elementwise(e, n);
      case Linear.Select s -> elementwise(e, s);
      case Move.Broadcast b -> moved(e, b);
      case Move.Reshape _ -> entries.get(e.args().getFirst());
      case Move.Permute p -> moved(e, p);
      case Move.Pad p -> moved(e, p);
      case Move.Slice s -> moved(e, s);
      case Move.Concat c -> moved(e, c);
      case Bilinear.Contract c -> contracted(e, c);
      case Bilinear.Mul m -> elementwise(e, m);
      case Structured.Extreme x -> extreme(e, x);
      case Structured.Solve _, Structured.Cholesky _, Structured.Determinant _ ->
          throw unknown(e.op());
      case Pointwise p -> elementwise(e, p);
      case Flat.Compare c -> elementwise(e, c);
      case Flat.Step s -> elementwise(e, s);
      case Control c -> throw unknown(c);
    };
  }

  private static ShapeException unknown(Op op) {
    return new ShapeException(op.symbol() + ": its entries have no formula");
  }

  private static Type scalar(Expr e) {
    return e.type().with(Shape.SCALAR);
  }

  private static Expr[] elements(Expr e) {
    if (e.shape().isScalar()) {
      return new Expr[] {e};
    }
    Expr flat = e.reshape(e.shape().size());
    return IntStream.range(0, e.shape().size()).mapToObj(flat::at).toArray(Expr[]::new);
  }

  private static Expr[] uniform(Expr e, Expr entry) {
    Expr[] all = new Expr[e.shape().size()];
    Arrays.fill(all, entry);
    return all;
  }

  private static Expr[] numbers(Expr e, Array values) {
    return IntStream.range(0, values.size())
        .mapToObj(i -> Expr.fill(values.get(i), scalar(e)))
        .toArray(Expr[]::new);
  }

  private Expr[] elementwise(Expr e, Op op) {
    return IntStream.range(0, e.shape().size())
        .mapToObj(i -> Expr.of(op, e.args().stream().map(x -> entries.get(x)[i]).toList()))
        .toArray(Expr[]::new);
  }

  /// The entries of an operation that only moves them: the positions, counted from 1 through all
  /// operands, are moved instead; 0 marks padding.
  private Expr[] moved(Expr e, Op.Single op) {
    List<Expr> all = new ArrayList<>();
    List<Array> positions = new ArrayList<>();
    for (Expr x : e.args()) {
      if (op instanceof Indexed && !positions.isEmpty()) {
        positions.add(indices(x));
      } else {
        IntStream places = IntStream.rangeClosed(all.size() + 1, all.size() + x.shape().size());
        positions.add(Array.of(x.shape(), places.asDoubleStream().toArray()));
        all.addAll(List.of(entries.get(x)));
      }
    }
    Array from = op.eval(positions);
    Expr zero = Expr.fill(0, scalar(e));
    return IntStream.range(0, from.size())
        .mapToObj(i -> from.get(i) == 0 ? zero : all.get((int) from.get(i) - 1))
        .toArray(Expr[]::new);
  }

  private Array indices(Expr x) {
    double[] numbers =
        Arrays.stream(entries.get(x))
            .mapToDouble(n ->
                n.number().orElseThrow(() -> new ShapeException("positions must be numbers here")))
            .toArray();
    return Array.of(x.shape(), numbers);
  }

  /// The entries of a sum over groups; `spread` sends positions of the result to those of the
  /// operand.
  private Expr[] combined(Expr e, Op.Single spread) {
    return grouped(e, spread, List.of(), Expr::add);
  }

  private Expr[] grouped(Expr e, Op.Single spread, List<Array> more, BinaryOperator<Expr> f) {
    int n = e.shape().size();
    List<Array> in = new ArrayList<>();
    in.add(Array.of(e.shape(), IntStream.range(0, n).asDoubleStream().toArray()));
    in.addAll(more);
    Array to = spread.eval(in);
    Expr[] x = entries.get(e.args().getFirst());
    Expr[] out = new Expr[n];
    for (int i = 0; i < x.length; i++) {
      int k = (int) to.get(i);
      out[k] = out[k] == null ? x[i] : f.apply(out[k], x[i]);
    }
    Expr zero = Expr.fill(0, scalar(e));
    return Arrays.stream(out).map(y -> y == null ? zero : y).toArray(Expr[]::new);
  }

  private Expr[] scattered(Expr e, Op.Single spread) {
    return grouped(e, spread, List.of(indices(e.args().get(1))), Expr::add);
  }

  private Expr[] extreme(Expr e, Structured.Extreme x) {
    Op.Single spread = new Move.Broadcast(e.args().getFirst().shape(), x.axes());
    return grouped(e, spread, List.of(), x.max() ? Expr::max : Expr::min);
  }

  private Expr[] running(Expr e, Linear.CumSum c) {
    Expr[] out = entries.get(e.args().getFirst()).clone();
    int inner = e.shape().strides()[c.axis()];
    int n = e.shape().dim(c.axis());
    for (int i = 0; i < out.length; i++) {
      int at = c.fromBack() ? out.length - 1 - i : i;
      int k = at / inner % n;
      if (c.fromBack() ? k < n - 1 : k > 0) {
        out[at] = out[c.fromBack() ? at + inner : at - inner].add(out[at]);
      }
    }
    return out;
  }

  private Expr[] contracted(Expr e, Bilinear.Contract c) {
    Expr x = e.args().get(0);
    Expr y = e.args().get(1);
    StringBuilder letters = new StringBuilder(c.out());
    c.left().chars().filter(l -> c.out().indexOf(l) < 0).forEach(l -> letters.append((char) l));
    String all = letters.toString();
    int[] dims =
        all.chars()
            .map(l -> {
              int i = c.left().indexOf(l);
              return i >= 0 ? x.shape().dim(i) : y.shape().dim(c.right().indexOf(l));
            })
            .toArray();
    Shape space = Shape.of(dims);
    Expr[] out = new Expr[e.shape().size()];
    for (int i = 0; i < space.size(); i++) {
      int k = position(i, space, all, c.out(), e.shape());
      Expr product =
          entries.get(x)[position(i, space, all, c.left(), x.shape())].mul(
              entries.get(y)[position(i, space, all, c.right(), y.shape())]);
      out[k] = out[k] == null ? product : out[k].add(product);
    }
    Expr zero = Expr.fill(0, scalar(e));
    return Arrays.stream(out).map(v -> v == null ? zero : v).toArray(Expr[]::new);
  }

  /// The position in an operand with axes `word` of the point `i` of a space with axes `all`.
  private static int position(int i, Shape space, String all, String word, Shape shape) {
    int[] strides = space.strides();
    int at = 0;
    for (int a = 0; a < word.length(); a++) {
      int axis = all.indexOf(word.charAt(a));
      at += i / strides[axis] % space.dim(axis) * shape.strides()[a];
    }
    return at;
  }
}
