package io.gradus.jit.pass;

import io.gradus.array.DType;
import io.gradus.graph.Expr;
import io.gradus.op.Bilinear;
import io.gradus.op.Flat;
import io.gradus.op.Linear;
import io.gradus.op.Move;
import io.gradus.op.Op;
import io.gradus.op.Pointwise;
import io.gradus.op.Structured;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Second pass: which values are computed together.
///
/// Nodes are visited from the results back to the parameters, so that all readers of a value have
/// their groups before the value gets one. A value that is read in one group only, at the same
/// places, joins it and is never stored. A cheap value that several groups read is computed in each
/// of them: arithmetic costs less than memory. Any other value is stored, by a group that also
/// reads it if no way leads from its other readers back into that group, else by one of its own.
final class Fuse {
  static final int LIMIT = 32; // members of a group: time to compile grows faster than the code
  private static final int COPIES = 3; // groups that may compute a cheap value again

  /// The most elements of a reduction to one number that is fused with its readers.
  private static final int ONE_ROW = 4096;

  final Schedule schedule;
  final Alignment places;
  final Flow flow = new Flow();
  final List<Group> groups = new ArrayList<>();

  private final Map<Expr, Integer> positions = new HashMap<>();
  private final int limit;
  private int made; // groups

  private Fuse(Schedule schedule, int limit) {
    this.limit = limit;
    this.schedule = schedule;
    places = new Alignment(schedule);
  }

  /// @param limit the most members of a group
  static Fuse of(Schedule schedule, int limit) {
    Fuse f = new Fuse(schedule, limit);
    for (Expr r : schedule.graph.results()) {
      View v = schedule.view(r);
      f.flow.use(v, new Use(null, null, v, null));
    }
    for (int i = schedule.nodes.size() - 1; i >= 0; i--) {
      f.place(schedule.nodes.get(i));
    }
    return f;
  }

  private void place(Expr n) {
    List<Use> readers = flow.readers(n);
    if (readers.isEmpty()) {
      return;
    }
    switch (schedule.role(n)) {
      case LEAF, VIEW -> {}
      case MAP -> placeMap(n, readers);
      case REDUCE -> placeReduction(n, readers);
      case PRODUCT -> placeProduct(n, readers);
      case ASSEMBLE -> assemble(n, readers);
      case ITEM -> {
        // The control operation stores all of its results.
        flow.use(View.whole(n), n.args().getFirst(), readers);
      }
      case WHOLE -> placeWhole(n, readers);
    }
  }

  // Element by element

  private void placeMap(Expr n, List<Use> readers) {
    Set<Group> inside = merged(joinable(n, readers));
    boolean outside = readers.stream().anyMatch(u -> !inside.contains(u.group()));
    if (!outside && (inside.size() == 1 || isCheap(n) && inside.size() <= COPIES)) {
      inside.forEach(g -> join(g, n));
      return;
    }
    for (Group g : inside) {
      if (g.over.isEmpty() && Alignment.storesJoin(g, readers) && flow.isLegal(g, readers)) {
        join(g, n);
        flow.store(g, n, readers);
        return;
      }
    }
    Group g = sibling(n, readers);
    if (g == null) {
      g = group(n.dtype(), View.squeezed(n.shape()));
    }
    join(g, n);
    flow.store(g, n, readers);
  }

  /// The groups all of whose uses of a value are at its own place in the iteration, so that the
  /// value can be computed in them.
  private Set<Group> joinable(Expr n, List<Use> readers) {
    Set<Group> in = new LinkedHashSet<>();
    Set<Group> out = new HashSet<>();
    for (Use u : readers) {
      if (u.group() != null
          && u.reader() != null
          && accepts(u.group(), n)
          && places.aligned(u.group(), n, u.view())) {
        in.add(u.group());
      } else {
        out.add(u.group());
      }
    }
    in.removeAll(out);
    return in;
  }

  /// Makes one group of those that read a value over the same space and do not wait for each other,
  /// so that the value is computed once and need not be stored.
  private Set<Group> merged(Set<Group> inside) {
    List<Group> left = new ArrayList<>();
    for (Group g : inside) {
      boolean taken = false;
      for (int i = 0; i < left.size() && !taken; i++) {
        taken = merge(left.get(i), g);
      }
      if (!taken) {
        left.add(g);
      }
    }
    return new LinkedHashSet<>(left);
  }

  private boolean merge(Group a, Group b) {
    boolean alike =
        a.dims.equals(b.dims)
            && a.dtype == b.dtype
            && a.rowRank == b.rowRank
            && a.over.isEmpty()
            && b.over.isEmpty()
            && (a.product == null || b.product == null)
            && a.members.size() + b.members.size() <= limit;
    if (!alike || Group.leads(a.users(), b) || Group.leads(b.users(), a)) {
      return false;
    }
    a.take(b);
    groups.remove(b);
    flow.replace(b, a);
    return true;
  }

  /// True if a group has room for another member of this number format.
  private boolean accepts(Group g, Expr n) {
    return g.isLoop() && g.members.size() < limit && g.dtype == n.dtype();
  }

  /// The position of each node in the order of computation.
  Map<Expr, Integer> positions() {
    if (positions.isEmpty()) {
      schedule.nodes.forEach(e -> positions.put(e, positions.size()));
    }
    return positions;
  }

  private void join(Group g, Expr n) {
    List<Integer> own = View.squeezed(n.shape());
    if (!own.equals(g.dims) && g.rowRank < 0 && g.over.isEmpty()) {
      g.rowRank = own.size();
    }
    if (g.members.add(n)) {
      for (View v : places.reads(n)) {
        flow.use(v, new Use(g, n, v, null));
      }
    }
  }

  /// A group that computes another part of the same larger value over the same space.
  private Group sibling(Expr n, List<Use> readers) {
    List<Integer> own = View.squeezed(n.shape());
    for (Use u : readers) {
      if (u.into() == null) {
        continue;
      }
      for (Group g : List.copyOf(flow.writers(u.into().base()))) {
        if (accepts(g, n)
            && g.dims.equals(own)
            && g.over.isEmpty()
            && places.fits(g, n)
            && Alignment.storesJoin(g, readers)
            && flow.isLegal(g, readers)) {
          return g;
        }
      }
    }
    return null;
  }

  private Group group(DType dtype, List<Integer> dims) {
    Group g = new Group(made++, dtype, dims);
    groups.add(g);
    return g;
  }

  /// True for what costs less than a trip to memory.
  private boolean isCheap(Expr n) {
    return switch (n.op()) {
      case Linear.Add _, Linear.Neg _, Linear.Select _, Bilinear.Mul _, Flat _ -> true;
      case Pointwise.Unary u -> u == Pointwise.Unary.SQUARE || u == Pointwise.Unary.ABS;
      case Pointwise.Binary b -> b == Pointwise.Binary.MAX || b == Pointwise.Binary.MIN;
      default -> false;
    };
  }

  // Reductions

  private void placeReduction(Expr n, List<Use> readers) {
    Expr x = n.args().getFirst();
    List<Integer> from = View.squeezed(x.shape());
    List<Integer> axes = reduced(n);
    List<Integer> own = View.squeezed(n.shape());
    boolean last = axes.isEmpty() || axes.getFirst() == from.size() - axes.size();
    if (!last) {
      Group g = group(n.dtype(), from);
      g.over = axes;
      join(g, n);
      flow.store(g, n, readers);
      return;
    }
    int rank = own.size();
    for (Group g : joinableRows(n, from, rank, readers)) {
      boolean only = readers.stream().allMatch(u -> u.group() == g);
      if (only || flow.isLegal(g, readers)) {
        g.dims = from;
        g.rowRank = rank;
        join(g, n);
        flow.store(g, n, readers);
        return;
      }
    }
    Group g = group(n.dtype(), from);
    g.rowRank = rank;
    join(g, n);
    flow.store(g, n, readers);
  }

  /// The reduced axes, counted without those of extent 1.
  static List<Integer> reduced(Expr n) {
    List<Integer> axes =
        n.op() instanceof Linear.Sum s ? s.axes() : ((Structured.Extreme) n.op()).axes();
    List<Integer> out = new ArrayList<>();
    int at = 0;
    for (int a = 0; a < n.args().getFirst().shape().rank(); a++) {
      if (n.args().getFirst().shape().dim(a) != 1) {
        if (axes.contains(a)) {
          out.add(at);
        }
        at++;
      }
    }
    return out;
  }

  /// Groups over the rows of `from` that can take the reduction in: those over the same space, and
  /// those over the rows alone, whose members then have one value for each row.
  private List<Group> joinableRows(Expr n, List<Integer> from, int rank, List<Use> readers) {
    List<Group> out = new ArrayList<>();
    boolean small = from.stream().mapToLong(d -> d).reduce(1, (a, b) -> a * b) <= ONE_ROW;
    if (rank == 0 && !small) {
      return out;
    }
    for (Group g : joinable(n, readers)) {
      if (g.product != null || !g.over.isEmpty()) {
        continue;
      }
      boolean same =
          g.dims.equals(from)
              && (g.rowRank == rank || g.rowRank < 0 && places.columnsJoin(g, rank));
      boolean promoted =
          g.dims.equals(View.squeezed(n.shape()))
              && g.rowRank < 0
              && (rank > 0 || g.members.stream().allMatch(m -> m.dtype() == n.dtype()))
              && Alignment.joins(schedule.view(n.args().getFirst()), from, rank);
      if (same || promoted) {
        out.add(g);
      }
    }
    return out;
  }

  // Products

  private void placeProduct(Expr n, List<Use> readers) {
    List<Integer> own = View.squeezed(n.shape());
    Bilinear.Contract c = (Bilinear.Contract) n.op();
    int columns = n.shape().rank() == 0 ? 1 : n.shape().dim(-1);
    boolean plain = columns > 1 && freeColumns(c) == 1 && n.shape().size() > 0;
    for (Group g : plain ? merged(joinable(n, readers)) : Set.<Group>of()) {
      if (g.product == null
          && g.rowRank < 0
          && g.over.isEmpty()
          && g.dims.equals(own)
          && flow.isLegal(g, readers)) {
        host(g, n);
        flow.store(g, n, readers);
        return;
      }
    }
    Group g = group(n.dtype(), own);
    host(g, n);
    flow.write(g, n, View.whole(n));
    Flow.link(g, readers);
  }

  private void host(Group g, Expr n) {
    g.product = n;
    for (Expr a : n.args()) {
      View v = schedule.view(a);
      flow.use(v, new Use(g, null, v, null));
    }
  }

  /// The number of axes that the columns of a product have.
  private static long freeColumns(Bilinear.Contract c) {
    return c.out().chars().filter(a -> c.left().indexOf(a) < 0).count();
  }

  // Assembled values and whole operations

  /// Parts are written in place, by the groups that compute them where possible.
  private void assemble(Expr n, List<Use> readers) {
    if (n.op() instanceof Move.Pad || n.shape().size() == 0) {
      Group zeros = group(n.dtype(), List.of());
      zeros.whole = n;
      flow.write(zeros, n, View.whole(n));
      Flow.link(zeros, readers);
    }
    int[] strides = n.shape().strides();
    int column = 0;
    for (Expr part : n.args()) {
      int offset = 0;
      if (n.op() instanceof Move.Pad pad) {
        for (int a = 0; a < strides.length; a++) {
          offset += pad.before().get(a) * strides[a];
        }
      } else if (n.op() instanceof Move.Concat concat) {
        offset = column * strides[concat.axis()];
        column += part.shape().dim(concat.axis());
      }
      View into = new View(n, offset, View.list(part.shape().dims()), View.list(strides));
      part(part, into, readers);
    }
  }

  private void part(Expr part, View into, List<Use> readers) {
    View v = schedule.view(part);
    if (part.shape().size() == 0) {
      return;
    }
    boolean map = schedule.role(v.base()) == Schedule.Role.MAP;
    if (map && v.isWhole() && v.squeeze().dims().equals(View.squeezed(v.base().shape()))) {
      flow.use(v, new Use(null, null, v, into));
      return;
    }
    Group g = group(part.dtype(), View.squeezed(part.shape()));
    flow.write(g, part, into);
    Flow.link(g, readers);
    flow.use(v, new Use(g, null, v, null));
  }

  private void placeWhole(Expr n, List<Use> readers) {
    Group g = group(n.types().isEmpty() ? DType.F64 : n.types().getFirst().dtype(), List.of());
    g.whole = n;
    if (n.op() instanceof Op.Single) {
      flow.write(g, n, View.whole(n));
    } else {
      for (Use u : readers) {
        flow.write(g, u.view().base(), View.whole(u.view().base()));
      }
    }
    Flow.link(g, readers);
    for (Expr a : n.args()) {
      View v = schedule.view(a);
      flow.use(v, new Use(g, null, v, null));
    }
  }
}
