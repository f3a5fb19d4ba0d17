package io.gradus;

import io.gradus.array.Array;
import io.gradus.array.Shape;
import io.gradus.array.ShapeException;
import io.gradus.diff.Batching;
import io.gradus.diff.Forward;
import io.gradus.diff.Reverse;
import io.gradus.diff.Sparsity;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import java.util.BitSet;
import java.util.List;

/// Jacobians and Hessians with few entries, from few passes.
///
/// Columns without a common row share one forward pass (or rows without a common column one reverse
/// pass, if that takes fewer). Source: Curtis, Powell and Reid 1974.
///
/// ```java
/// Fn band = Fn.of(Type.f64(100), x -> x.slice(0, 0, 99).mul(x.slice(0, 1, 100).sin()));
/// Sparse jacobian = Sparse.jacobian(band);
/// jacobian.passes(); // → 2
/// Sparse.Csr entries = jacobian.at(Array.vector(new double[100]));
/// ```
public final class Sparse {
  private final BitSet[] pattern; // by row of the Jacobian: its columns
  private final int[] colors; // of the columns, or of the rows
  private final boolean forward;
  private final int passes;
  private final Fn compressed;

  private Sparse(Fn f) {
    if (f.graph().params().size() != 1 || f.graph().results().size() != 1) {
      throw new ShapeException("a sparse Jacobian needs a function of one argument and one result");
    }
    Expr x = f.graph().params().getFirst();
    Expr y = f.graph().results().getFirst();
    pattern = Sparsity.pattern(y, x);
    BitSet[] byColumn = transpose(pattern, x.shape().size());
    int[] columns = color(byColumn, pattern);
    int[] rows = color(pattern, byColumn);
    forward = count(columns) <= count(rows);
    colors = forward ? columns : rows;
    passes = count(colors);
    Graph d = forward ? Forward.jvp(f.graph()) : Reverse.vjp(f.graph());
    Graph many = Batching.vmap(d, List.of(false, true), passes);
    Shape one = (forward ? x : y).shape();
    Expr seeds = Expr.constant(seeds(one)).cast(x.dtype());
    compressed = Fn.of(new Graph(List.of(x), many.apply(List.of(x, seeds))));
  }

  /// The Jacobian of a function of one argument and one result, both read as vectors.
  public static Sparse jacobian(Fn f) {
    return new Sparse(f);
  }

  /// The Hessian of a scalar function of one argument, read as a vector.
  public static Sparse hessian(Fn f) {
    return new Sparse(Gradus.grad(f));
  }

  /// A matrix by its entries, in compressed sparse rows.
  ///
  /// @param rows where each row begins in the other two; one more than there are rows
  /// @param columns the column of each entry, ascending within a row
  /// @param values the entries
  public record Csr(int[] rows, int[] columns, double[] values) {}

  /// The entries at `x`.
  public Csr at(Array x) {
    Array y = compressed.run(x);
    int width = y.size() / Math.max(1, passes);
    int entries = 0;
    for (BitSet row : pattern) {
      entries += row.cardinality();
    }
    Csr out = new Csr(new int[pattern.length + 1], new int[entries], new double[entries]);
    int k = 0;
    for (int i = 0; i < pattern.length; i++) {
      for (int j = pattern[i].nextSetBit(0); j >= 0; j = pattern[i].nextSetBit(j + 1)) {
        out.columns[k] = j;
        out.values[k++] = forward ? y.get(colors[j] * width + i) : y.get(colors[i] * width + j);
      }
      out.rows[i + 1] = k;
    }
    return out;
  }

  /// How many passes one evaluation takes, all in one run.
  public int passes() {
    return passes;
  }

  private Array seeds(Shape one) {
    double[] s = new double[passes * one.size()];
    for (int i = 0; i < colors.length; i++) {
      s[colors[i] * one.size() + i] = 1;
    }
    return Array.of(one.insert(0, passes), s);
  }

  /// Gives each line the smallest color that no line crossing one of its crossings has.
  private static int[] color(BitSet[] lines, BitSet[] crossing) {
    int[] colors = new int[lines.length];
    BitSet[] usedAt = new BitSet[crossing.length];
    for (int i = 0; i < crossing.length; i++) {
      usedAt[i] = new BitSet();
    }
    for (int i = 0; i < lines.length; i++) {
      BitSet taken = new BitSet();
      lines[i].stream().forEach(c -> taken.or(usedAt[c]));
      int color = taken.nextClearBit(0);
      colors[i] = color;
      lines[i].stream().forEach(c -> usedAt[c].set(color));
    }
    return colors;
  }

  private static int count(int[] colors) {
    int most = 0;
    for (int c : colors) {
      most = Math.max(most, c + 1);
    }
    return most;
  }

  private static BitSet[] transpose(BitSet[] rows, int columns) {
    BitSet[] out = new BitSet[columns];
    for (int j = 0; j < columns; j++) {
      out[j] = new BitSet();
    }
    for (int i = 0; i < rows.length; i++) {
      int row = i;
      rows[i].stream().forEach(j -> out[j].set(row));
    }
    return out;
  }
}
