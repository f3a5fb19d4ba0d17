package io.gradus.diff;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Shape;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Indexed;
import io.gradus.op.Linear;
import io.gradus.op.Move;
import io.gradus.op.Pointwise;
import io.gradus.op.Structured;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Which entries of a result can depend on which entries of an operand, from the structure of the
/// graph alone. The answer never misses a dependence; where an operation mixes entries in a way
/// that the structure does not tell, it counts all of them.
public final class Sparsity {
  private final Map<Expr, BitSet[]> known = new HashMap<>(); // absent: depends on nothing

  private Sparsity() {}

  /// For each entry of `y`, the entries of `x` it can depend on.
  public static BitSet[] pattern(Expr y, Expr x) {
    Sparsity pass = new Sparsity();
    BitSet[] own = empty(x.shape().size());
    IntStream.range(0, own.length).forEach(i -> own[i].set(i));
    pass.known.put(x, own);
    for (Expr e : Graph.nodes(List.of(y))) {
      if (e != x && e.args().stream().anyMatch(pass.known::containsKey)) {
        pass.visit(e);
      }
    }
    return pass.known.getOrDefault(y, empty(y.shape().size()));
  }

  private void visit(Expr e) {
    switch (e.op()) {
      case Pointwise _ -> known.put(e, each(e, e.args()));
      case Linear l -> known.put(e, linear(l, e));
      case Bilinear.Mul _ -> known.put(e, each(e, e.args()));
      case Bilinear.Contract c -> known.put(e, contract(c, e));
      case Structured _ -> known.put(e, all(e));
      case Flat _ -> {}
      case Control.Item _ -> known.put(e, all(e));
      case Control _ -> known.put(e, new BitSet[] {union(e.args())}); // items read it whole
    }
  }

  private BitSet[] linear(Linear op, Expr e) {
    return switch (op) {
      case Linear.Add _, Linear.Neg _, Linear.Cast _ -> each(e, e.args());
      case Linear.Select _ -> each(e, e.args().subList(1, 3));
      case Linear.CumSum _ -> all(e);
      case Linear.Sum s -> gathered(e, s);
      case Move.Concat _ -> gathered(e, op);
      case Move _ -> moved(e, e.args().getFirst());
      case Indexed i -> positionsKnown(e) ? indexed(i, e) : all(e);
    };
  }

  private BitSet[] indexed(Indexed op, Expr e) {
    return switch (op) {
      case Indexed.Gather _, Indexed.TakeAlong _, Indexed.Unfold _ -> moved(e, e.args().getFirst());
      case Indexed.ScatterAdd _, Indexed.PutAlong _, Indexed.Fold _ -> gathered(e, op);
    };
  }

  private static boolean positionsKnown(Expr e) {
    return e.args().stream().skip(1).allMatch(Expr::isConstant);
  }

  /// An operation that puts entries of `x` to new places: run on entry numbers, it tells from
  /// where.
  private BitSet[] moved(Expr e, Expr x) {
    Map<Expr, Expr> numbered = Map.of(x, numbers(x.shape()));
    Array from =
        Interpreter.value(
            Expr.of(e.op(), e.args().stream().map(a -> numbered.getOrDefault(a, a)).toList()));
    BitSet[] in = known.get(x);
    BitSet[] out = empty(e.shape().size());
    for (int i = 0; i < out.length; i++) {
      int j = (int) from.get(i) - 1; // 0 marks padding
      if (j >= 0) {
        out[i] = in[j];
      }
    }
    return out;
  }

  /// An operation that adds entries up: its transpose, run on entry numbers of the result, tells
  /// where each entry of an operand goes.
  private BitSet[] gathered(Expr e, Linear op) {
    BitSet[] out = empty(e.shape().size());
    List<Expr> to = op.transpose(numbers(e.shape()), e.args());
    for (int k = 0; k < e.args().size(); k++) {
      BitSet[] in = known.get(e.args().get(k));
      if (in != null && op.linearIn(k)) {
        Array at = Interpreter.value(to.get(k));
        for (int i = 0; i < in.length; i++) {
          int j = (int) at.get(i) - 1;
          if (j >= 0) {
            out[j].or(in[i]);
          }
        }
      }
    }
    return out;
  }

  private static Expr numbers(Shape s) {
    double[] n = IntStream.rangeClosed(1, s.size()).mapToDouble(i -> i).toArray();
    return Expr.constant(Array.of(s, n).cast(DType.F64));
  }

  private BitSet[] each(Expr e, List<Expr> args) {
    BitSet[] out = empty(e.shape().size());
    for (Expr a : args) {
      BitSet[] in = known.get(a);
      for (int i = 0; in != null && i < out.length; i++) {
        out[i].or(in[i]);
      }
    }
    return out;
  }

  private BitSet[] contract(Bilinear.Contract c, Expr e) {
    BitSet[] left = known.get(e.args().get(0));
    BitSet[] right = known.get(e.args().get(1));
    String letters = c.left() + c.right().replaceAll("[" + c.left() + "]", "");
    Shape x = e.args().get(0).shape();
    Shape y = e.args().get(1).shape();
    int[] extents =
        letters
            .chars()
            .map(a ->
                c.left().indexOf(a) >= 0 ? x.dim(c.left().indexOf(a)) : y.dim(c.right().indexOf(a)))
            .toArray();
    BitSet[] out = empty(e.shape().size());
    int[] steps = Shape.of(extents).strides();
    for (int i = 0; i < Shape.of(extents).size(); i++) {
      int o = position(i, letters, extents, steps, c.out(), e.shape());
      if (left != null) {
        out[o].or(left[position(i, letters, extents, steps, c.left(), x)]);
      }
      if (right != null) {
        out[o].or(right[position(i, letters, extents, steps, c.right(), y)]);
      }
    }
    return out;
  }

  private static int position(
      int i, String letters, int[] extents, int[] steps, String axes, Shape s) {
    int[] strides = s.strides();
    int at = 0;
    for (int a = 0; a < axes.length(); a++) {
      int k = letters.indexOf(axes.charAt(a));
      at += i / steps[k] % extents[k] * strides[a];
    }
    return at;
  }

  private BitSet[] all(Expr e) {
    BitSet[] out = empty(e.shape().size());
    BitSet union = union(e.args());
    for (BitSet b : out) {
      b.or(union);
    }
    return out;
  }

  private BitSet union(List<Expr> args) {
    BitSet union = new BitSet();
    for (Expr a : args) {
      for (BitSet b : known.getOrDefault(a, new BitSet[0])) {
        union.or(b);
      }
    }
    return union;
  }

  private static BitSet[] empty(int n) {
    BitSet[] out = new BitSet[n];
    for (int i = 0; i < n; i++) {
      out[i] = new BitSet();
    }
    return out;
  }
}
