package io.gradus.graph;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.array.ShapeException;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Indexed;
import io.gradus.op.Linear;
import io.gradus.op.Move;
import io.gradus.op.Op;
import io.gradus.op.Structured;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// A node of the typed expression graph: an operation and its arguments.
///
/// Nodes are immutable and interned: equal operation and arguments give the same object, so that
/// shared subexpressions are shared by construction and equality is identity. Only expressions have
/// operators; numbers come from running a function.
///
/// Methods of two operands broadcast as NumPy does; the primitives below them never do. Arithmetic
/// and functions of single elements are in [Elementary], shapes, sums and matrices here.
public final class Expr extends Elementary {
  private static final AtomicLong IDS = new AtomicLong();

  private final Op op;
  private final List<Expr> args;
  private final List<Type> types;

  /// Reserved for the interner.
  Expr(Op op, List<Expr> args) {
    this.op = op;
    this.args = List.copyOf(args);
    List<Type> in =
        op instanceof Control.Item
            ? args.getFirst().types
            : this.args.stream().map(Expr::type).toList();
    this.types =
        switch (op) {
          case Op.Single s -> List.of(s.infer(in));
          case Control c -> c.infer(in);
        };
  }

  /// The node for an operation and its arguments, or a simpler equal of it.
  ///
  /// @throws ShapeException if the arguments do not fit
  public static Expr of(Op op, List<Expr> args) {
    return Identities.apply(op, args).orElseGet(() -> Interner.intern(op, args));
  }

  /// The same operation on other arguments; this node itself if they are its own.
  public Expr over(List<Expr> others) {
    return others.equals(args) ? this : of(op, others);
  }

  private static Expr of(Op op, Expr... args) {
    return of(op, List.of(args));
  }

  // Leaves

  /// A new parameter.
  public static Expr param(String name, Type type) {
    return of(new Flat.Param(name, type, IDS.incrementAndGet()));
  }

  /// One number in every place.
  public static Expr fill(double value, Type type) {
    return of(new Flat.Fill(value, type));
  }

  /// An array known now.
  public static Expr constant(Array array) {
    return array.shape().isScalar()
        ? fill(array.item(), Type.of(array))
        : of(new Flat.Constant(array));
  }

  /// The number π, which keeps its name in print.
  public static Expr pi(Type type) {
    return of(new Flat.Named("pi", Math.PI, type));
  }

  /// Positions 0, 1, 2, … along an axis.
  public static Expr iota(int axis, Type type) {
    return of(new Flat.Iota(axis, type));
  }

  // What a node is

  /// The operation.
  public Op op() {
    return op;
  }

  /// The arguments, in order.
  public List<Expr> args() {
    return args;
  }

  /// The types of all results; one but for [Control] operations.
  public List<Type> types() {
    return types;
  }

  /// The type of the only result.
  public Type type() {
    if (types.size() != 1) {
      throw new IllegalStateException(
          op.symbol() + " has " + types.size() + " results; pick one with item(i)");
    }
    return types.getFirst();
  }

  /// The shape of the result.
  public Shape shape() {
    return type().shape();
  }

  /// The number format of the result.
  public DType dtype() {
    return type().dtype();
  }

  /// The number in every place, if the node is such a constant.
  public Optional<Double> number() {
    return op instanceof Flat.Fill f ? Optional.of(f.value()) : Optional.empty();
  }

  /// True if the node is the constant `value` in every place.
  public boolean isNumber(double value) {
    return op instanceof Flat.Fill f && f.value() == value;
  }

  /// True if the node is an exact zero.
  public boolean isZero() {
    return isNumber(0);
  }

  /// True if the node is data known now.
  public boolean isConstant() {
    return op instanceof Flat.Fill || op instanceof Flat.Constant || op instanceof Flat.Named;
  }

  /// A constant of the type of this node.
  public Expr like(double value) {
    return fill(value, type());
  }

  /// Zeros of the type of this node.
  public Expr zeros() {
    return like(0);
  }

  /// Result `i` of an operation with several.
  public Expr item(int i) {
    return of(new Control.Item(i), this);
  }

  // Shape

  /// Repeated along the new axes `axes` of `to`.
  public Expr broadcast(Shape to, List<Integer> axes) {
    return of(new Move.Broadcast(to, axes), this);
  }

  /// Stretched to a larger shape by the rules of NumPy.
  public Expr broadcastTo(Shape to) {
    Shape from = shape();
    if (from.equals(to)) {
      return this;
    }
    if (!Shape.broadcast(from, to).equals(to)) {
      throw new ShapeException("broadcast: " + from + " does not stretch to " + to);
    }
    int lead = to.rank() - from.rank();
    List<Integer> added =
        IntStream.range(0, to.rank())
            .filter(a -> a < lead || from.dim(a - lead) != to.dim(a))
            .boxed()
            .toList();
    int[] kept =
        IntStream.range(0, to.rank()).filter(a -> !added.contains(a)).map(to::dim).toArray();
    return reshape(Shape.of(kept)).broadcast(to, added);
  }

  /// The same elements under another shape.
  public Expr reshape(Shape to) {
    return of(new Move.Reshape(to), this);
  }

  /// The same elements under another shape.
  public Expr reshape(int... to) {
    return reshape(Shape.of(to));
  }

  /// Axes in another order.
  public Expr permute(List<Integer> order) {
    return of(new Move.Permute(order), this);
  }

  /// The transpose of a matrix; of more axes the last two are swapped.
  public Expr transpose() {
    int rank = shape().rank();
    shape().axis(-2);
    List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    order.set(rank - 2, rank - 1);
    order.set(rank - 1, rank - 2);
    return permute(List.copyOf(order));
  }

  /// The block of shape `size` that begins at `start`.
  public Expr slice(List<Integer> start, Shape size) {
    return of(new Move.Slice(start, size), this);
  }

  /// Positions `from` ≤ i < `to` along an axis.
  public Expr slice(int axis, int from, int to) {
    int a = shape().axis(axis);
    List<Integer> start =
        IntStream.range(0, shape().rank()).map(i -> i == a ? from : 0).boxed().toList();
    return slice(start, shape().with(a, to - from));
  }

  /// Element or sub-array `i` along the first axis.
  public Expr at(int i) {
    return slice(0, i, i + 1).reshape(shape().remove(0));
  }

  /// Zeros added around.
  public Expr pad(List<Integer> before, List<Integer> after) {
    return of(new Move.Pad(before, after), this);
  }

  /// Operands one after another along an axis.
  public static Expr concat(int axis, List<Expr> parts) {
    return of(new Move.Concat(parts.getFirst().shape().axis(axis)), parts);
  }

  /// Operands of one shape stacked along a new first axis.
  public static Expr stack(List<Expr> parts) {
    return concat(0, parts.stream().map(p -> p.reshape(p.shape().insert(0, 1))).toList());
  }

  /// The slices along an axis at the positions in a vector.
  public Expr gather(int axis, Expr positions) {
    return of(new Indexed.Gather(shape().axis(axis)), this, positions);
  }

  /// Adds slices along an axis into zeros of extent `extent`, at the positions in a vector.
  public Expr scatterAdd(int axis, int extent, Expr positions) {
    return of(new Indexed.ScatterAdd(shape().axis(axis), extent), this, positions);
  }

  /// The values in another number format.
  public Expr cast(DType to) {
    return of(new Linear.Cast(to), this);
  }

  // Sums and products over axes

  /// The sum over some axes, which disappear.
  public Expr sum(List<Integer> axes) {
    return of(new Linear.Sum(axes.stream().map(shape()::axis).sorted().toList()), this);
  }

  /// The sum over some axes; over all if none is named.
  public Expr sum(int... axes) {
    return sum(axes.length == 0 ? allAxes() : IntStream.of(axes).boxed().toList());
  }

  /// The mean over some axes; over all if none is named.
  public Expr mean(int... axes) {
    Expr sum = sum(axes);
    return sum.mul((double) sum.shape().size() / shape().size());
  }

  /// The largest element over some axes; over all if none is named.
  public Expr reduceMax(int... axes) {
    return extreme(true, axes);
  }

  /// The smallest element over some axes; over all if none is named.
  public Expr reduceMin(int... axes) {
    return extreme(false, axes);
  }

  /// The position of the largest element along an axis.
  public Expr argMax(int axis) {
    return of(new Flat.ArgMax(shape().axis(axis)), this);
  }

  /// Running sums along an axis.
  public Expr cumsum(int axis, boolean fromBack) {
    return of(new Linear.CumSum(shape().axis(axis), fromBack), this);
  }

  /// Matrix and vector product: the last axis here against the first but one (or only) of `y`.
  ///
  /// @throws ShapeException naming both shapes and a likely fix
  public Expr dot(Expr y) {
    int r = shape().rank();
    int s = y.shape().rank();
    if (r == 0 || s == 0 || r > 2 || s > 2) {
      throw new ShapeException(
          "dot: "
              + shape()
              + "·"
              + y.shape()
              + ": needs vectors or matrices; did you mean a product of elements?");
    }
    int inner = y.shape().dim(Math.max(-2, -s));
    if (shape().dim(-1) != inner) {
      boolean flip = s == 2 && y.shape().dim(-1) == shape().dim(-1);
      throw new ShapeException(
          "dot: %s·%s: inner sizes %d and %d differ%s"
              .formatted(
                  shape(),
                  y.shape(),
                  shape().dim(-1),
                  inner,
                  flip ? "; did you mean y.transpose()?" : ""));
    }
    String left = r == 1 ? "j" : "ij";
    String right = s == 1 ? "j" : "jk";
    return contract(y, left, right, (left + right).replace("j", ""));
  }

  /// The product summed over shared axes, such as `ij,jk->ik`; see [Bilinear.Contract].
  public Expr contract(Expr y, String left, String right, String out) {
    return of(new Bilinear.Contract(left, right, out), this, y);
  }

  /// ln Σ eˣ over an axis, which stays with extent 1; stable for large x.
  public Expr logSumExp(int axis) {
    int a = shape().axis(axis);
    Shape kept = shape().with(a, 1);
    Expr top = reduceMax(a).stop().reshape(kept);
    return sub(top).exp().sum(a).reshape(kept).log().add(top);
  }

  /// eˣ/Σ eˣ along an axis; stable for large x.
  public Expr softmax(int axis) {
    int a = shape().axis(axis);
    Shape kept = shape().with(a, 1);
    Expr e = sub(reduceMax(a).stop().reshape(kept)).exp();
    return e.div(e.sum(a).reshape(kept));
  }

  /// The logarithm of the softmax; stable for large x.
  public Expr logSoftmax(int axis) {
    return sub(logSumExp(axis));
  }

  /// The operation, its type and the number of nodes below; the printers write formulas.
  @Override
  public String toString() {
    return op.symbol() + ":" + types + "/" + Graph.nodes(List.of(this)).size();
  }

  @Override
  Expr self() {
    return this;
  }

  private Expr extreme(boolean max, int... axes) {
    List<Integer> list =
        axes.length == 0
            ? allAxes()
            : IntStream.of(axes).map(shape()::axis).sorted().boxed().toList();
    return of(new Structured.Extreme(max, list), this);
  }

  private List<Integer> allAxes() {
    return IntStream.range(0, shape().rank()).boxed().toList();
  }
}
