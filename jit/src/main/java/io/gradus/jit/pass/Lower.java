package io.gradus.jit.pass;

import io.gradus.array.DType;
import io.gradus.graph.Expr;
import io.gradus.jit.emit.Loop;
import io.gradus.jit.emit.Loop.Access;
import io.gradus.jit.emit.Loop.Instr;
import io.gradus.jit.emit.Loop.Kind;
import io.gradus.jit.emit.Loop.Store;
import io.gradus.jit.pass.Group.Output;
import io.gradus.jit.product.Product;
import io.gradus.op.Flat;
import io.gradus.op.Structured;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Third pass, for fused loop nests: from members and views to straight-line code over an iteration
/// space with as few axes as the strides allow.
///
/// @param loop the code
/// @param operands the stored values it reads and writes, in the order of the operands of the loop
/// @param rows the number of rows
/// @param columns the number of columns
/// @param depth the extent of the outermost reduced axis
record Lower(Loop loop, List<Expr> operands, int rows, int columns, int depth) {

  /// The code of a group that is a loop nest.
  static Lower of(Group g, Fuse fuse) {
    return new Builder(g, fuse).build();
  }

  private static final class Builder {
    private final Group g;
    private final Fuse fuse;
    private final List<Integer> dims;
    private final List<Expr> operands = new ArrayList<>();
    private final List<Raw> raws = new ArrayList<>(); // accesses, with strides over all of `dims`
    private final Map<Raw, Integer> loads = new HashMap<>();
    private final Map<Expr, Integer> values = new HashMap<>();
    private final List<Object> code = new ArrayList<>(); // Instr, or Raw for a load
    private final List<Raw> stores = new ArrayList<>();
    private final List<Integer> stored = new ArrayList<>();
    private final Map<Expr, Kind> accumulated = new HashMap<>();

    /// An access before the axes are ordered and joined.
    private record Raw(int operand, int offset, List<Integer> strides) {}

    Builder(Group g, Fuse fuse) {
      this.g = g;
      this.fuse = fuse;
      this.dims = g.dims;
    }

    Lower build() {
      List<Expr> order = new ArrayList<>(g.members);
      Map<Expr, Integer> at = fuse.positions();
      order.sort((a, b) -> Integer.compare(at.get(a), at.get(b)));
      if (g.product != null) {
        List<Integer> strides = new ArrayList<>(View.rowMajor(dims));
        if (!g.keepsProduct()) {
          strides = tiled(strides);
        }
        values.put(g.product, load(new Raw(operand(g.product), 0, strides)));
      }
      order.forEach(this::member);
      for (Output o : g.outputs) {
        if (o.value() == g.product) {
          continue;
        }
        Integer value = values.get(o.value());
        if (value == null) { // only looked at
          value = load(access(fuse.schedule.view(o.value())));
        }
        stored.add(value);
        stores.add(access(o.to()));
      }
      return axes();
    }

    /// Rows of a product tile that nobody else reads lie at the distance of the tile's width.
    private List<Integer> tiled(List<Integer> strides) {
      List<Integer> out = new ArrayList<>(strides);
      int width = dims.getLast();
      for (int a = 0; a < out.size() - 1; a++) {
        out.set(a, out.get(a) / width * Product.TILE);
      }
      return out;
    }

    private void member(Expr e) {
      int value;
      if (Alignment.isMove(e) && !isReduction(e)) {
        View v = fuse.schedule.source(e);
        Integer known = values.get(v.base()); // a member, looked at in its own place
        value = known != null ? known : load(access(v));
      } else if (e.op() instanceof Flat.Iota i) {
        value = add(new Position(e, i.axis()));
      } else if (isReduction(e)) {
        int arg = read(e.args().getFirst());
        Kind kind = kind(e);
        if (g.over.isEmpty()) {
          value = add(new Instr.Reduce(kind, arg));
        } else {
          value = arg;
          accumulated.put(e, kind);
        }
      } else {
        List<Integer> args = e.args().stream().map(this::read).toList();
        value = add(new Instr.Apply(e.op(), e.dtype(), args));
      }
      values.put(e, value);
    }

    /// The index along an axis of the space, not yet known by its final number.
    private record Position(Expr e, int axis) {}

    private boolean isReduction(Expr e) {
      return fuse.schedule.role(e) == Schedule.Role.REDUCE;
    }

    private static Kind kind(Expr e) {
      return e.op() instanceof Structured.Extreme x ? x.max() ? Kind.MAX : Kind.MIN : Kind.SUM;
    }

    private int read(Expr e) {
      Integer known = values.get(e);
      if (known != null) {
        return known;
      }
      View v = fuse.schedule.view(e);
      known = values.get(v.base());
      if (known != null) { // a member, looked at in its own place
        return known;
      }
      Optional<Instr> number = number(v.base());
      return number.isPresent() ? add(number.get()) : load(access(v));
    }

    private static Optional<Instr> number(Expr e) {
      return switch (e.op()) {
        case Flat.Fill f -> Optional.of(new Instr.Number(e.dtype(), f.value()));
        case Flat.Named n -> Optional.of(new Instr.Number(e.dtype(), n.value()));
        default -> Optional.empty();
      };
    }

    private int add(Object instr) {
      int known = code.indexOf(instr);
      if (known >= 0 && !(instr instanceof Instr.Reduce)) {
        return known;
      }
      code.add(instr);
      return code.size() - 1;
    }

    private int load(Raw raw) {
      return loads.computeIfAbsent(
          raw,
          r -> {
            code.add(r);
            return code.size() - 1;
          });
    }

    private int operand(Expr base) {
      int known = operands.indexOf(base);
      if (known < 0) {
        operands.add(base);
        known = operands.size() - 1;
      }
      return known;
    }

    /// Strides over the axes of the space. A value without the last axes is the same in all of
    /// them.
    private Raw access(View v) {
      View flat = v.squeeze();
      List<Integer> strides = new ArrayList<>();
      List<Integer> own = flat.dims();
      if (own.equals(dims)) {
        strides.addAll(flat.strides());
      } else if (!g.over.isEmpty() && own.size() == dims.size() - g.over.size()) {
        int next = 0;
        for (int a = 0; a < dims.size(); a++) {
          strides.add(g.over.contains(a) ? 0 : flat.strides().get(next++));
        }
      } else {
        strides.addAll(flat.strides());
        strides.addAll(Collections.nCopies(dims.size() - own.size(), 0));
      }
      return new Raw(operand(v.base()), v.offset(), strides);
    }

    // Order and number of axes

    private Lower axes() {
      List<Raw> all = new ArrayList<>(stores);
      code.forEach(c -> {
        if (c instanceof Raw r) {
          all.add(r);
        }
      });
      boolean positions = code.stream().anyMatch(c -> c instanceof Position);
      List<List<Integer>> order = new ArrayList<>(); // axes of the space joined into one, each
      IntStream.range(0, dims.size()).forEach(a -> order.add(List.of(a)));
      List<List<Integer>> kept = new ArrayList<>();
      List<List<Integer>> reduced = new ArrayList<>();
      List<Integer> lane = List.of();
      if (g.rowRank >= 0) {
        lane = IntStream.range(g.rowRank, dims.size()).boxed().toList();
        kept.addAll(order.subList(0, g.rowRank));
      } else {
        for (List<Integer> a : order) {
          (g.over.contains(a.getFirst()) ? reduced : kept).add(a);
        }
        if (!kept.isEmpty()) {
          int best = lane(kept, all);
          lane = kept.remove(best);
        }
      }
      boolean join = !positions && g.product == null;
      if (join) {
        join(kept, all);
        join(reduced, all);
        if (g.rowRank < 0 && g.over.isEmpty() && kept.size() == 1) {
          List<List<Integer>> both = new ArrayList<>(List.of(kept.getFirst(), lane));
          join(both, all);
          if (both.size() == 1) {
            lane = both.getFirst();
            kept.clear();
          }
        }
      }
      List<List<Integer>> outer = new ArrayList<>(kept);
      outer.addAll(reduced);
      return finish(outer, lane, kept.size(), reduced.size());
    }

    /// The axis for vectors to lie along: most accesses should have neighbours side by side.
    private int lane(List<List<Integer>> kept, List<Raw> all) {
      int last = kept.size() - 1;
      if (g.product != null) {
        return last;
      }
      int best = last;
      double bestScore = -1;
      for (int i = last; i >= 0; i--) {
        int axis = kept.get(i).getFirst();
        double score = 0;
        for (Raw r : all) {
          int s = r.strides.get(axis);
          score += s == 1 ? 1 : s == 0 ? 0.9 : 0.15;
        }
        score *= Math.min(1, dims.get(axis) / 16.0);
        if (score > bestScore * 1.01) {
          bestScore = score;
          best = i;
        }
      }
      return best;
    }

    /// Joins neighbours in `axes` that every access walks without gaps.
    private void join(List<List<Integer>> axes, List<Raw> all) {
      for (int i = axes.size() - 2; i >= 0; i--) {
        List<Integer> both = new ArrayList<>(axes.get(i));
        both.addAll(axes.get(i + 1));
        int inner = extent(axes.get(i + 1));
        List<Integer> first = axes.get(i);
        List<Integer> second = axes.get(i + 1);
        if (all.stream().allMatch(r -> stride(r, first) == stride(r, second) * inner)) {
          axes.set(i, both);
          axes.remove(i + 1);
        }
      }
    }

    private int extent(List<Integer> axes) {
      return axes.stream().mapToInt(dims::get).reduce(1, (a, b) -> a * b);
    }

    private static int stride(Raw r, List<Integer> axes) {
      return axes.isEmpty() ? 0 : r.strides.get(axes.getLast());
    }

    private Lower finish(List<List<Integer>> outer, List<Integer> lane, int kept, int reduced) {
      List<List<Integer>> all = new ArrayList<>(outer);
      if (all.isEmpty()) {
        all.add(List.of()); // one row
      }
      List<List<Integer>> axes = all;
      List<Integer> middle = axes.stream().skip(1).map(this::extent).toList();
      int columns = extent(lane);
      List<Instr> instrs = new ArrayList<>();
      boolean reduces = false;
      for (Object c : code) {
        instrs.add(
            switch (c) {
              case Raw r -> new Instr.Load(access(r, axes, lane));
              case Position p -> new Instr.Position(p.e.dtype(), number(p, axes, lane));
              case Instr i -> i;
              default -> throw new IllegalStateException();
            });
        reduces |= c instanceof Instr.Reduce;
      }
      List<Store> to = new ArrayList<>();
      for (int i = 0; i < stores.size(); i++) {
        to.add(new Store(stored.get(i), access(stores.get(i), axes, lane)));
      }
      Optional<Loop.Over> over =
          g.over.isEmpty()
              ? Optional.empty()
              : Optional.of(new Loop.Over(accumulated.values().iterator().next(), reduced));
      List<DType> types = operands.stream().map(Expr::dtype).toList();
      Loop loop =
          new Loop(types, middle, reduces ? columns : -1, instrs, to, over, g.product != null);
      int rows = outer.stream().limit(kept).mapToInt(this::extent).reduce(1, (a, b) -> a * b);
      int depth = g.over.isEmpty() ? 0 : extent(axes.get(kept));
      return new Lower(loop, List.copyOf(operands), rows, columns, depth);
    }

    private Access access(Raw r, List<List<Integer>> axes, List<Integer> lane) {
      List<Integer> strides = new ArrayList<>(axes.stream().map(a -> stride(r, a)).toList());
      strides.add(stride(r, lane));
      return new Access(r.operand, r.offset, List.copyOf(strides));
    }

    /// The number of the axis that a position counts along; extent 1 has only position 0.
    private int number(Position p, List<List<Integer>> axes, List<Integer> lane) {
      int axis = 0;
      for (int a = 0; a < p.axis; a++) {
        axis += p.e.shape().dim(a) != 1 ? 1 : 0;
      }
      int wanted = axis;
      for (int i = 0; i < axes.size(); i++) {
        if (axes.get(i).contains(wanted)) {
          return i;
        }
      }
      return axes.size();
    }
  }
}
