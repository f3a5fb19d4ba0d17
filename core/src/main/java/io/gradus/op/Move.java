package io.gradus.op;

import static io.gradus.op.Elementwise.pick;
import static io.gradus.op.Elementwise.scatter;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.array.ShapeException;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Linear operations that only move elements, to places fixed by the operation itself.
public sealed interface Move extends Linear {
  /// Repeats the operand along new axes: `axes` are those of `to` that the operand lacks.
  /// Transpose: the sum over them.
  record Broadcast(Shape to, List<Integer> axes) implements Move {
    @Override
    public String symbol() {
      return "broadcast";
    }

    @Override
    public Type infer(List<Type> in) {
      Type x = in.getFirst();
      if (!Axes.remove(to, axes).equals(x.shape())) {
        throw new ShapeException(
            "broadcast: shape " + x.shape() + " is not " + to + " without axes " + axes);
      }
      return x.with(to);
    }

    @Override
    public Array eval(List<Array> in) {
      Array x = in.getFirst();
      int[] kept = IntStream.range(0, to.rank()).filter(a -> !axes.contains(a)).toArray();
      int[] inner = x.shape().strides();
      int[] strides = new int[to.rank()];
      for (int i = 0; i < kept.length; i++) {
        strides[kept[i]] = inner[i];
      }
      return pick(x, to, Axes.walk(to, strides, 0));
    }

    @Override
    public List<Expr> transpose(Expr ct, List<Expr> x) {
      return List.of(ct.sum(axes));
    }
  }

  /// The same elements in row-major order under another shape. Transpose: the shape before.
  record Reshape(Shape to) implements Move {
    @Override
    public String symbol() {
      return "reshape";
    }

    @Override
    public Type infer(List<Type> in) {
      Type x = in.getFirst();
      if (x.shape().size() != to.size()) {
        throw new ShapeException(
            "reshape: "
                + x.shape()
                + " has "
                + x.shape().size()
                + " elements, "
                + to
                + " has "
                + to.size());
      }
      return x.with(to);
    }

    @Override
    public Array eval(List<Array> in) {
      return in.getFirst().reshape(to);
    }

    @Override
    public List<Expr> transpose(Expr ct, List<Expr> x) {
      return List.of(ct.reshape(x.getFirst().shape()));
    }
  }

  /// Axes in another order: axis `i` of the result is axis `order[i]` of the operand. Transpose:
  /// the inverse order.
  record Permute(List<Integer> order) implements Move {
    @Override
    public String symbol() {
      return "transpose";
    }

    @Override
    public Type infer(List<Type> in) {
      Shape s = in.getFirst().shape();
      if (order.size() != s.rank() || order.stream().distinct().count() != s.rank()) {
        throw new ShapeException("transpose: " + order + " is no order of the axes of " + s);
      }
      return in.getFirst().with(Shape.of(order.stream().mapToInt(s::dim).toArray()));
    }

    @Override
    public Array eval(List<Array> in) {
      Array x = in.getFirst();
      int[] from = x.shape().strides();
      Shape to = Shape.of(order.stream().mapToInt(x.shape()::dim).toArray());
      return pick(x, to, Axes.walk(to, order.stream().mapToInt(a -> from[a]).toArray(), 0));
    }

    @Override
    public List<Expr> transpose(Expr ct, List<Expr> x) {
      Integer[] inverse = new Integer[order.size()];
      for (int i = 0; i < inverse.length; i++) {
        inverse[order.get(i)] = i;
      }
      return List.of(ct.permute(List.of(inverse)));
    }
  }

  /// Zeros added before and after along each axis. Transpose: the slice without them.
  record Pad(List<Integer> before, List<Integer> after) implements Move {
    @Override
    public String symbol() {
      return "pad";
    }

    @Override
    public Type infer(List<Type> in) {
      int[] d = in.getFirst().shape().dims();
      for (int i = 0; i < d.length; i++) {
        d[i] += before.get(i) + after.get(i);
      }
      return in.getFirst().with(Shape.of(d));
    }

    @Override
    public Array eval(List<Array> in) {
      Array x = in.getFirst();
      Shape to = infer(List.of(Type.of(x))).shape();
      int[] strides = to.strides();
      int offset = 0;
      for (int i = 0; i < strides.length; i++) {
        offset += before.get(i) * strides[i];
      }
      return scatter(x, to, Axes.walk(x.shape(), strides, offset));
    }

    @Override
    public List<Expr> transpose(Expr ct, List<Expr> x) {
      return List.of(ct.slice(before, x.getFirst().shape()));
    }
  }

  /// The block of shape `size` that begins at `start`. Transpose: zeros around it.
  record Slice(List<Integer> start, Shape size) implements Move {
    @Override
    public String symbol() {
      return "slice";
    }

    @Override
    public Type infer(List<Type> in) {
      Shape s = in.getFirst().shape();
      for (int i = 0; i < s.rank(); i++) {
        if (start.get(i) < 0 || start.get(i) + size.dim(i) > s.dim(i)) {
          throw new ShapeException(
              "slice: block " + size + " at " + start + " reaches outside " + s);
        }
      }
      return in.getFirst().with(size);
    }

    @Override
    public Array eval(List<Array> in) {
      Array x = in.getFirst();
      int[] strides = x.shape().strides();
      int offset = 0;
      for (int i = 0; i < strides.length; i++) {
        offset += start.get(i) * strides[i];
      }
      return pick(x, size, Axes.walk(size, strides, offset));
    }

    @Override
    public List<Expr> transpose(Expr ct, List<Expr> x) {
      Shape s = x.getFirst().shape();
      List<Integer> after =
          IntStream.range(0, s.rank())
              .mapToObj(i -> s.dim(i) - size.dim(i) - start.get(i))
              .toList();
      return List.of(ct.pad(start, after));
    }
  }

  /// Operands one after another along an axis. Transpose: their slices.
  record Concat(int axis) implements Move {
    @Override
    public String symbol() {
      return "concat";
    }

    @Override
    public Type infer(List<Type> in) {
      Shape first = in.getFirst().shape();
      int extent = 0;
      for (Type t : in) {
        if (t.dtype() != in.getFirst().dtype()
            || !t.shape().with(axis, 0).equals(first.with(axis, 0))) {
          throw new ShapeException(
              "concat along axis " + axis + ": operands " + in + " do not fit");
        }
        extent += t.shape().dim(axis);
      }
      return in.getFirst().with(first.with(axis, extent));
    }

    @Override
    public Array eval(List<Array> in) {
      Shape to = infer(in.stream().map(Type::of).toList()).shape();
      int row = IntStream.range(axis, to.rank()).map(to::dim).reduce(1, (a, b) -> a * b);
      Array out = Array.zeros(in.getFirst().dtype(), to);
      int column = 0;
      for (Array x : in) {
        int part = IntStream.range(axis, to.rank()).map(x.shape()::dim).reduce(1, (a, b) -> a * b);
        for (int r = 0; part > 0 && r < x.size() / part; r++) {
          if (x.dtype() == DType.F32) {
            System.arraycopy(x.floats(), r * part, out.floats(), r * row + column, part);
          } else {
            System.arraycopy(x.doubles(), r * part, out.doubles(), r * row + column, part);
          }
        }
        column += part;
      }
      return out;
    }

    @Override
    public List<Expr> transpose(Expr ct, List<Expr> x) {
      List<Expr> out = new ArrayList<>();
      int at = 0;
      for (Expr e : x) {
        int[] start = new int[e.shape().rank()];
        start[axis] = at;
        out.add(ct.slice(IntStream.of(start).boxed().toList(), e.shape()));
        at += e.shape().dim(axis);
      }
      return out;
    }
  }
}
