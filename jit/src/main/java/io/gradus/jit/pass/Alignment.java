package io.gradus.jit.pass;

import io.gradus.graph.Expr;
import io.gradus.op.Flat;
import io.gradus.op.Indexed;
import io.gradus.op.Linear;
import io.gradus.op.Move;
import java.util.ArrayList;
import java.util.List;

/// Which values a loop nest can compute where it reads them: those that it reads at the place where
/// it is, in every column or the same in all columns of a row.
final class Alignment {
  private final Schedule schedule;

  Alignment(Schedule schedule) {
    this.schedule = schedule;
  }

  /// True if group `g` can compute `n` where it reads it as `v`: at the same place of the space, or
  /// once for each row.
  boolean aligned(Group g, Expr n, View v) {
    List<Integer> own = View.squeezed(n.shape());
    if (v.offset() != 0) {
      return false;
    }
    View flat = v.squeeze();
    if (own.equals(g.dims)) {
      return flat.dims().equals(own) && flat.strides().equals(View.rowMajor(own)) && fits(g, n);
    }
    int rank = own.size();
    boolean row =
        g.over.isEmpty()
            && g.product == null
            && rank > 0
            && rank < g.dims.size()
            && (g.rowRank == -1 || g.rowRank == rank)
            && g.dims.subList(0, rank).equals(own);
    if (!row) {
      return false;
    }
    if (flat.dims().equals(own)) { // read by a member that is itself the same in all columns
      return flat.strides().equals(View.rowMajor(own)) && g.rowRank == rank;
    }
    return flat.dims().equals(g.dims)
        && flat.strides().subList(0, rank).equals(View.rowMajor(own))
        && flat.strides().subList(rank, flat.dims().size()).stream().allMatch(s -> s == 0)
        && (g.rowRank == rank || columnsJoin(g, rank));
  }

  /// True if the axes of the columns can be walked as one by what `n` reads.
  boolean fits(Group g, Expr n) {
    return g.rowRank < 0 || reads(n).stream().allMatch(v -> joins(v, g.dims, g.rowRank));
  }

  /// True if the axes from `rank` on can be walked as one by all that a group reads and stores.
  boolean columnsJoin(Group g, int rank) {
    return g.members.stream()
            .filter(m -> View.squeezed(m.shape()).equals(g.dims))
            .flatMap(m -> reads(m).stream())
            .allMatch(v -> joins(v, g.dims, rank))
        && g.outputs.stream().allMatch(o -> joins(o.to(), g.dims, rank));
  }

  /// The same for the parts of larger values that a value is stored into.
  static boolean storesJoin(Group g, List<Use> readers) {
    return g.rowRank < 0
        || readers.stream().allMatch(u -> u.into() == null || joins(u.into(), g.dims, g.rowRank));
  }

  /// True if `v`, read in a space of extents `dims`, walks the axes from `rank` on as one.
  static boolean joins(View v, List<Integer> dims, int rank) {
    View flat = v.squeeze();
    if (!flat.dims().equals(dims)) {
      return true; // a value for each row, or a number
    }
    List<Integer> axes = new ArrayList<>();
    for (int a = rank; a < dims.size(); a++) {
      axes.add(a);
    }
    return flat.stride(axes).isPresent();
  }

  /// What a member reads, through views.
  List<View> reads(Expr n) {
    if (n.args().size() == 1 && schedule.role(n) == Schedule.Role.MAP && isMove(n)) {
      return List.of(schedule.source(n));
    }
    List<View> in = new ArrayList<>();
    for (Expr arg : n.args()) {
      in.add(schedule.view(arg));
    }
    return in;
  }

  /// True for a move of data that is carried out.
  static boolean isMove(Expr n) {
    return n.op() instanceof Move
        || n.op() instanceof Indexed
        || n.op() == Flat.Step.STOP
        || n.op() instanceof Linear.Sum;
  }
}
