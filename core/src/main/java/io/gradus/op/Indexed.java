package io.gradus.op;

import static io.gradus.op.Elementwise.pick;
import static io.gradus.op.Elementwise.scatter;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.array.ShapeException;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import java.util.List;

/// Linear operations that move elements to positions given by an operand, or by overlapping
/// windows. They come in pairs, each the transpose of the other.
public sealed interface Indexed extends Linear {
  /// The slices of the first operand along an axis at the positions in the second, a vector.
  /// Transpose: [ScatterAdd].
  record Gather(int axis) implements Indexed {
    @Override
    public String symbol() {
      return "gather";
    }

    @Override
    public boolean linearIn(int operand) {
      return operand == 0;
    }

    @Override
    public Type infer(List<Type> in) {
      Axes.requireIndices("gather", in.get(1));
      Type x = in.getFirst();
      return x.with(x.shape().with(axis, in.get(1).shape().size()));
    }

    @Override
    public Array eval(List<Array> in) {
      Array x = in.getFirst();
      int count = in.get(1).size();
      return pick(
          x, x.shape().with(axis, count), Axes.indexed(x.shape(), axis, in.get(1), "gather"));
    }

    @Override
    public List<Expr> transpose(Expr ct, List<Expr> x) {
      int extent = x.getFirst().shape().dim(axis);
      return List.of(ct.scatterAdd(axis, extent, x.get(1)), x.get(1).zeros());
    }
  }

  /// Adds the slices of the first operand along an axis into zeros, at the positions in the second.
  /// Transpose: [Gather].
  record ScatterAdd(int axis, int extent) implements Indexed {
    @Override
    public String symbol() {
      return "scatter-add";
    }

    @Override
    public boolean linearIn(int operand) {
      return operand == 0;
    }

    @Override
    public Type infer(List<Type> in) {
      Axes.requireIndices("scatter-add", in.get(1));
      Type x = in.getFirst();
      if (x.shape().dim(axis) != in.get(1).shape().size()) {
        throw new ShapeException(
            "scatter-add: "
                + in.get(1).shape()
                + " positions for axis "
                + axis
                + " of "
                + x.shape());
      }
      return x.with(x.shape().with(axis, extent));
    }

    @Override
    public Array eval(List<Array> in) {
      Array x = in.getFirst();
      Shape to = x.shape().with(axis, extent);
      return scatter(x, to, Axes.indexed(to, axis, in.get(1), "scatter-add"));
    }

    @Override
    public List<Expr> transpose(Expr ct, List<Expr> x) {
      return List.of(ct.gather(axis, x.get(1)), x.get(1).zeros());
    }
  }

  /// Elements along an axis at positions of their own: `y[…, i, …] = x[…, p[…, i, …], …]`. The
  /// positions have the shape of the result. Transpose: [PutAlong].
  record TakeAlong(int axis) implements Indexed {
    @Override
    public String symbol() {
      return "take-along";
    }

    @Override
    public boolean linearIn(int operand) {
      return operand == 0;
    }

    @Override
    public Type infer(List<Type> in) {
      Axes.requireAlong("take-along", axis, in.get(0).shape(), in.get(1).shape());
      return in.getFirst().with(in.get(1).shape());
    }

    @Override
    public Array eval(List<Array> in) {
      Array at = in.get(1);
      return pick(
          in.getFirst(), at.shape(), Axes.along(in.getFirst().shape(), axis, at, "take-along"));
    }

    @Override
    public List<Expr> transpose(Expr ct, List<Expr> x) {
      int extent = x.getFirst().shape().dim(axis);
      return List.of(Expr.of(new PutAlong(axis, extent), List.of(ct, x.get(1))), x.get(1).zeros());
    }
  }

  /// Adds elements along an axis into zeros, at positions of their own. Transpose: [TakeAlong].
  record PutAlong(int axis, int extent) implements Indexed {
    @Override
    public String symbol() {
      return "put-along";
    }

    @Override
    public boolean linearIn(int operand) {
      return operand == 0;
    }

    @Override
    public Type infer(List<Type> in) {
      Axes.requireAlong("put-along", axis, in.get(0).shape(), in.get(1).shape());
      return in.getFirst().with(in.getFirst().shape().with(axis, extent));
    }

    @Override
    public Array eval(List<Array> in) {
      Shape to = in.getFirst().shape().with(axis, extent);
      return scatter(in.getFirst(), to, Axes.along(to, axis, in.get(1), "put-along"));
    }

    @Override
    public List<Expr> transpose(Expr ct, List<Expr> x) {
      return List.of(Expr.of(new TakeAlong(axis), List.of(ct, x.get(1))), x.get(1).zeros());
    }
  }

  /// Windows along an axis: the axis becomes two, (window, place in the window), and `y[…, i, j, …]
  /// = x[…, i·stride + j·dilation, …]`. A convolution is a contraction of windows with a kernel.
  /// Transpose: [Fold].
  ///
  /// @param axis the axis to look along
  /// @param size the places in a window
  /// @param stride the step from window to window
  /// @param dilation the step from place to place
  record Unfold(int axis, int size, int stride, int dilation) implements Indexed {
    @Override
    public String symbol() {
      return "unfold";
    }

    @Override
    public Type infer(List<Type> in) {
      Shape s = in.getFirst().shape();
      int span = (size - 1) * dilation + 1;
      if (size < 1 || stride < 1 || dilation < 1 || span > s.dim(axis)) {
        throw new ShapeException(
            "unfold: windows of " + span + " do not fit into axis " + axis + " of " + s);
      }
      int windows = (s.dim(axis) - span) / stride + 1;
      return in.getFirst().with(s.with(axis, windows).insert(axis + 1, size));
    }

    @Override
    public Array eval(List<Array> in) {
      Array x = in.getFirst();
      Shape to = infer(List.of(Type.of(x))).shape();
      return pick(x, to, Axes.walk(to, Axes.windows(x.shape(), axis, stride, dilation), 0));
    }

    @Override
    public List<Expr> transpose(Expr ct, List<Expr> x) {
      int extent = x.getFirst().shape().dim(axis);
      return List.of(Expr.of(new Fold(axis, extent, stride, dilation), List.of(ct)));
    }
  }

  /// Adds overlapping windows into one axis. Transpose: [Unfold].
  ///
  /// @param axis the axis of the windows; the places are the next one
  /// @param extent the extent of the result along the axis
  /// @param stride the step from window to window
  /// @param dilation the step from place to place
  record Fold(int axis, int extent, int stride, int dilation) implements Indexed {
    @Override
    public String symbol() {
      return "fold";
    }

    @Override
    public Type infer(List<Type> in) {
      return in.getFirst().with(in.getFirst().shape().remove(axis + 1).with(axis, extent));
    }

    @Override
    public Array eval(List<Array> in) {
      Array x = in.getFirst();
      Shape to = infer(List.of(Type.of(x))).shape();
      return scatter(x, to, Axes.walk(x.shape(), Axes.windows(to, axis, stride, dilation), 0));
    }

    @Override
    public List<Expr> transpose(Expr ct, List<Expr> x) {
      int size = x.getFirst().shape().dim(axis + 1);
      return List.of(Expr.of(new Unfold(axis, size, stride, dilation), List.of(ct)));
    }
  }
}
