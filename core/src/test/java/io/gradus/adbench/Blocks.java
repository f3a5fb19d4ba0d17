package io.gradus.adbench;

import io.gradus.Maths;
import io.gradus.array.Shape;
import io.gradus.diff.Schedule;
import io.gradus.graph.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// A function applied to many examples, one block of them after another.
///
/// The loop has no state, so reverse mode stores nothing for it and computes each block again when
/// its turn comes: neither way holds the values inside of more than one block.
final class Blocks {
  private Blocks() {}

  /// The results of `f` for all examples.
  ///
  /// All blocks have the same size; fewer examples than there are blocks may be left for a last
  /// one.
  ///
  /// @param block how many examples to take at a time at most
  /// @param inputs arrays with the examples along the first axis
  /// @param f takes one block of every input and gives results with the same first axis
  static List<Expr> map(int block, List<Expr> inputs, UnaryOperator<List<Expr>> f) {
    int n = inputs.getFirst().shape().dim(0);
    int count = (n + block - 1) / block;
    if (count < 2) {
      return f.apply(inputs);
    }
    int size = n / count;
    int whole = count * size;
    List<Expr> cut =
        inputs.stream()
            .map(x -> x.slice(0, 0, whole).reshape(x.shape().with(0, size).insert(0, count)))
            .toList();
    List<Expr> head =
        Maths.scan(
                count,
                List.of(),
                cut,
                new Schedule.StoreAll(),
                (_, u) -> new Maths.Step(List.of(), f.apply(u)))
            .outputs();
    List<Expr> joined = new ArrayList<>();
    for (Expr y : head) {
      Shape each = y.shape().remove(0);
      joined.add(y.reshape(each.with(0, whole)));
    }
    if (whole == n) {
      return joined;
    }
    List<Expr> tail = f.apply(inputs.stream().map(x -> x.slice(0, whole, n)).toList());
    for (int i = 0; i < tail.size(); i++) {
      joined.set(i, Expr.concat(0, List.of(joined.get(i), tail.get(i))));
    }
    return joined;
  }
}
