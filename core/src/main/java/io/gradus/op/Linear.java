package io.gradus.op;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.ShapeException;
import io.gradus.graph.Expr;
import io.gradus.graph.Type;
import java.util.List;

/// Operations that are linear in their operands, and their transposes.
///
/// A linear map is its own derivative; reverse mode needs its transpose. Masks and indices are
/// operands too, but flat ones: no derivative passes through them. This file holds the arithmetic,
/// [Move] what only moves elements, [Indexed] what moves them by computed or overlapping positions.
public sealed interface Linear extends Op.Single
    permits Linear.Add,
        Linear.Neg,
        Linear.Sum,
        Linear.Cast,
        Linear.Select,
        Linear.CumSum,
        Move,
        Indexed {
  /// The cotangents of the operands `x` from the cotangent `ct` of the result; zero for flat ones.
  List<Expr> transpose(Expr ct, List<Expr> x);

  /// False for the flat operands: masks and indices.
  default boolean linearIn(int operand) {
    return true;
  }

  /// x + y. Transpose: ct to both.
  record Add() implements Linear {
    @Override
    public String symbol() {
      return "add";
    }

    @Override
    public Type infer(List<Type> in) {
      if (in.size() != 2 || !in.get(0).equals(in.get(1))) {
        throw new ShapeException("add: operands " + in + " differ in type");
      }
      return in.getFirst();
    }

    @Override
    public Array eval(List<Array> in) {
      return Elementwise.zip(in.get(0), in.get(1), Double::sum);
    }

    @Override
    public List<Expr> transpose(Expr ct, List<Expr> x) {
      return List.of(ct, ct);
    }
  }

  /// −x. Its own transpose.
  record Neg() implements Linear {
    @Override
    public String symbol() {
      return "neg";
    }

    @Override
    public Type infer(List<Type> in) {
      return in.getFirst();
    }

    @Override
    public Array eval(List<Array> in) {
      return Elementwise.map(in.getFirst(), v -> -v);
    }

    @Override
    public List<Expr> transpose(Expr ct, List<Expr> x) {
      return List.of(ct.neg());
    }
  }

  /// The sum over `axes`, which disappear. Transpose: broadcast along them.
  record Sum(List<Integer> axes) implements Linear {
    @Override
    public String symbol() {
      return "sum";
    }

    @Override
    public Type infer(List<Type> in) {
      return in.getFirst().with(Axes.remove(in.getFirst().shape(), axes));
    }

    @Override
    public Array eval(List<Array> in) {
      return Reduction.reduce(in.getFirst(), axes, 0, Double::sum);
    }

    @Override
    public List<Expr> transpose(Expr ct, List<Expr> x) {
      return List.of(ct.broadcast(x.getFirst().shape(), axes));
    }
  }

  /// The same values in another number format. Transpose: back.
  record Cast(DType to) implements Linear {
    @Override
    public String symbol() {
      return "cast";
    }

    @Override
    public Type infer(List<Type> in) {
      return new Type(to, in.getFirst().shape());
    }

    @Override
    public Array eval(List<Array> in) {
      return in.getFirst().cast(to);
    }

    @Override
    public List<Expr> transpose(Expr ct, List<Expr> x) {
      return List.of(ct.cast(x.getFirst().dtype()));
    }
  }

  /// The second operand where the mask (first) is not 0, else the third. The transpose selects too,
  /// so that the branch not taken gets an exact zero.
  record Select() implements Linear {
    @Override
    public String symbol() {
      return "where";
    }

    @Override
    public boolean linearIn(int operand) {
      return operand > 0;
    }

    @Override
    public Type infer(List<Type> in) {
      if (!in.get(0).equals(in.get(1)) || !in.get(0).equals(in.get(2))) {
        throw new ShapeException("where: mask and branches " + in + " differ in type");
      }
      return in.get(1);
    }

    @Override
    public Array eval(List<Array> in) {
      Array mask = in.get(0);
      Array yes = in.get(1);
      Array no = in.get(2);
      return Elementwise.fill(
          yes.dtype(), yes.shape(), i -> mask.get(i) != 0 ? yes.get(i) : no.get(i));
    }

    @Override
    public List<Expr> transpose(Expr ct, List<Expr> x) {
      Expr mask = x.getFirst();
      return List.of(mask.zeros(), mask.select(ct, ct.zeros()), mask.select(ct.zeros(), ct));
    }
  }

  /// Running sums along an axis, from the front or from the back. Transpose: the other direction.
  record CumSum(int axis, boolean fromBack) implements Linear {
    @Override
    public String symbol() {
      return "cumsum";
    }

    @Override
    public Type infer(List<Type> in) {
      in.getFirst().shape().axis(axis);
      return in.getFirst();
    }

    @Override
    public Array eval(List<Array> in) {
      return Reduction.scan(in.getFirst(), axis, fromBack, Double::sum);
    }

    @Override
    public List<Expr> transpose(Expr ct, List<Expr> x) {
      return List.of(ct.cumsum(axis, !fromBack));
    }
  }
}
