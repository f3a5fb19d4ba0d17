package io.gradus.jit.step;

import io.gradus.array.Shape;
import io.gradus.array.ShapeException;
import io.gradus.jit.emit.Operands;
import io.gradus.op.Flat;
import io.gradus.op.Indexed;
import io.gradus.op.Linear;
import io.gradus.op.Op;
import java.util.Arrays;

/// An operation that moves or combines slices along one axis, at positions that are known only when
/// it runs or one after another: plain loops that allocate nothing. Operand 0 is the result, then
/// come those of the operation.
///
/// An array is (outer, axis, inner) here; one of the two has `extent` slices along the axis, the
/// other `count`.
public final class IndexStep implements Step {
  private static final int LONG = 16; // elements worth a call to copy them

  private final Op op;
  private final Operands operands;
  private final Shape whole; // the array that positions point into
  private final int axis;
  private final int outer;
  private final int count;
  private final int extent;
  private final int inner;
  private final int places; // in a window
  private final int[] positions; // of the slices

  /// @param op an operation for which [#takes] is true
  /// @param from the shape of its first operand
  /// @param to the shape of its result
  public IndexStep(Op op, Shape from, Shape to, Operands operands) {
    this.op = op;
    this.operands = operands;
    boolean adds = isSum(op);
    whole = adds ? to : from;
    axis = axis(op);
    extent = whole.dim(axis);
    count = op instanceof Flat.ArgMax ? 1 : (adds ? from : to).dim(axis);
    places = op instanceof Indexed.Fold ? from.dim(axis + 1) : 1;
    inner = whole.strides()[axis];
    positions = new int[count];
    int below = 1;
    for (int a = 0; a < axis; a++) {
      below *= whole.dim(a);
    }
    outer = below;
  }

  /// True if this is the step for an operation.
  public static boolean takes(Op op) {
    return switch (op) {
      case Indexed.Unfold _ -> false;
      case Indexed _, Linear.CumSum _, Flat.ArgMax _ -> true;
      default -> false;
    };
  }

  private static boolean isSum(Op op) {
    return op instanceof Indexed.ScatterAdd
        || op instanceof Indexed.PutAlong
        || op instanceof Indexed.Fold;
  }

  private static int axis(Op op) {
    return switch (op) {
      case Indexed.Gather g -> g.axis();
      case Indexed.ScatterAdd s -> s.axis();
      case Indexed.TakeAlong t -> t.axis();
      case Indexed.PutAlong p -> p.axis();
      case Indexed.Fold f -> f.axis();
      case Linear.CumSum c -> c.axis();
      case Flat.ArgMax a -> a.axis();
      default -> throw new IllegalArgumentException("no index step: " + op);
    };
  }

  @Override
  public void run() {
    if (isSum(op)) {
      clear(operands.at[0], outer * extent * inner);
    }
    switch (op) {
      case Indexed.Gather _ -> slices("gather", false);
      case Indexed.ScatterAdd _ -> slices("scatter-add", true);
      case Indexed.TakeAlong _ -> elements("take-along", false);
      case Indexed.PutAlong _ -> elements("put-along", true);
      case Indexed.Fold f -> windows(f);
      case Linear.CumSum c -> sums(c.fromBack());
      default -> largest();
    }
  }

  /// Slices at the positions in operand 2, a vector.
  private void slices(String name, boolean add) {
    int in = operands.at[1];
    int out = operands.at[0];
    for (int i = 0; i < count; i++) {
      positions[i] = position(i, name);
    }
    for (int o = 0; o < outer; o++) {
      if (inner == 1 && !add) {
        pick(in + o * extent, out + o * count);
        continue;
      }
      for (int i = 0; i < count; i++) {
        int there = (o * extent + positions[i]) * inner;
        int here = (o * count + i) * inner;
        if (add) {
          add(in + here, out + there, inner);
        } else {
          copy(in + there, out + here, inner);
        }
      }
    }
  }

  /// Elements at the positions in operand 2, which has one for each.
  private void elements(String name, boolean add) {
    int in = operands.at[1];
    int out = operands.at[0];
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < count; i++) {
        for (int k = 0; k < inner; k++) {
          int here = (o * count + i) * inner + k;
          int there = (o * extent + position(here, name)) * inner + k;
          if (add) {
            add(in + here, out + there, 1);
          } else {
            copy(in + there, out + here, 1);
          }
        }
      }
    }
  }

  private int position(int i, String name) {
    int at = operands.at[2] + i;
    double p = operands.f32[2] != null ? operands.f32[2][at] : operands.f64[2][at];
    if (!(p >= 0 && p < extent)) {
      throw new ShapeException(
          name + ": position " + p + " is outside axis " + axis + " of " + whole);
    }
    return (int) p;
  }

  /// Adds overlapping windows.
  private void windows(Indexed.Fold f) {
    int in = operands.at[1];
    int out = operands.at[0];
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < places; j++) {
          int to = o * extent + i * f.stride() + j * f.dilation();
          add(in + ((o * count + i) * places + j) * inner, out + to * inner, inner);
        }
      }
    }
  }

  /// Running sums, rounded only where they are stored.
  private void sums(boolean fromBack) {
    int step = fromBack ? -inner : inner;
    for (int o = 0; o < outer; o++) {
      for (int k = 0; k < inner; k++) {
        int at = (o * extent + (fromBack ? extent - 1 : 0)) * inner + k;
        double sum = -0.0; // the number that changes none
        for (int i = 0; i < extent; i++, at += step) {
          sum += read(at);
          write(at, sum);
        }
      }
    }
  }

  /// The position of the first of the largest elements; NaN is not larger than any.
  private void largest() {
    for (int o = 0; o < outer; o++) {
      for (int k = 0; k < inner; k++) {
        int first = o * extent * inner + k;
        int best = 0;
        for (int i = 1; i < extent; i++) {
          if (read(first + i * inner) > read(first + best * inner)) {
            best = i;
          }
        }
        write(o * inner + k, best);
      }
    }
  }

  // Elements in either number format; `from` and `to` are positions in the arrays

  private double read(int i) {
    int at = operands.at[1] + i;
    return operands.f32[1] != null ? operands.f32[1][at] : operands.f64[1][at];
  }

  private void write(int i, double value) {
    int at = operands.at[0] + i;
    if (operands.f32[0] != null) {
      operands.f32[0][at] = (float) value;
    } else {
      operands.f64[0][at] = value;
    }
  }

  private void clear(int to, int size) {
    if (operands.f32[0] != null) {
      Arrays.fill(operands.f32[0], to, to + size, 0);
    } else {
      Arrays.fill(operands.f64[0], to, to + size, 0);
    }
  }

  private void copy(int from, int to, int size) {
    if (operands.f32[0] != null) {
      float[] x = operands.f32[1];
      float[] y = operands.f32[0];
      if (size >= LONG) {
        System.arraycopy(x, from, y, to, size);
        return;
      }
      for (int i = 0; i < size; i++) {
        y[to + i] = x[from + i];
      }
    } else {
      double[] x = operands.f64[1];
      double[] y = operands.f64[0];
      if (size >= LONG) {
        System.arraycopy(x, from, y, to, size);
        return;
      }
      for (int i = 0; i < size; i++) {
        y[to + i] = x[from + i];
      }
    }
  }

  /// Single elements at the positions.
  private void pick(int from, int to) {
    int[] picked = positions;
    if (operands.f32[0] != null) {
      float[] x = operands.f32[1];
      float[] y = operands.f32[0];
      for (int i = 0; i < picked.length; i++) {
        y[to + i] = x[from + picked[i]];
      }
    } else {
      double[] x = operands.f64[1];
      double[] y = operands.f64[0];
      for (int i = 0; i < picked.length; i++) {
        y[to + i] = x[from + picked[i]];
      }
    }
  }

  private void add(int from, int to, int size) {
    if (operands.f32[0] != null) {
      float[] x = operands.f32[1];
      float[] y = operands.f32[0];
      for (int i = 0; i < size; i++) {
        y[to + i] += x[from + i];
      }
    } else {
      double[] x = operands.f64[1];
      double[] y = operands.f64[0];
      for (int i = 0; i < size; i++) {
        y[to + i] += x[from + i];
      }
    }
  }
}
