package io.gradus.jit.emit;

import static java.lang.constant.ConstantDescs.CD_Integer;
import static java.lang.constant.ConstantDescs.CD_int;

import io.gradus.array.DType;
import io.gradus.jit.emit.Frame.Form;
import io.gradus.jit.emit.Frame.Place;
import io.gradus.jit.emit.Loop.Instr;
import io.gradus.jit.emit.Loop.Kind;
import io.gradus.jit.emit.Loop.Store;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Writes rows with reductions over their columns, whose number is known.
///
/// Sums keep a partial sum for each place of a block of 64 bytes, and add these up in a fixed tree:
/// place i with place i + 8, then i + 4, 2, 1. Each reduction waits for a phase to complete; a
/// short row lives in variables through all phases, a long one is read again in each.
final class Columns {
  private final Writer writer;
  private final Analysis analysis;
  private final Values values;
  private final VectorLanes vectors;
  private final int count;
  private final int block;
  private final int lanes;
  private final boolean straight;
  private final Map<Integer, Frame.Tail> tails = new HashMap<>();
  private List<Frame> parts = List.of();

  Columns(Writer writer, Analysis analysis, Values values, LoopEmitter.Style style) {
    this.writer = writer;
    this.analysis = analysis;
    this.values = values;
    vectors = writer.vectors;
    count = analysis.loop.columns();
    boolean single = vectors == null ? all(DType.F32) : vectors.single();
    block = Target.BLOCK / (single ? 4 : 8);
    lanes = vectors == null ? 1 : vectors.length();
    straight = vectors != null && parts() <= style.straight() && count <= 4 * block;
  }

  private boolean all(DType type) {
    return analysis.loop.operands().stream().allMatch(t -> t == type);
  }

  /// True if a row is written without loops.
  boolean straight() {
    return straight;
  }

  /// The number of vectors in a row.
  int parts() {
    return (count + lanes - 1) / lanes;
  }

  /// The place of a vector in a row without loops.
  Place place(int p) {
    return new Place(null, p * lanes, tail(count - p * lanes));
  }

  /// A vector of the present row, without loops.
  Frame part(int p) {
    return parts.get(p);
  }

  private Frame.Tail tail(int left) {
    return left >= lanes ? null : tails.get(left);
  }

  /// Writes what all rows share, before the loops.
  void prepare() {
    if (vectors == null) {
      return;
    }
    int left = count % lanes;
    if (left > 0) {
      Var mask = vectors.firstLanes(() -> writer.code.loadConstant(left));
      tails.put(left, new Frame.Tail(mask, Var.number(TypeKind.INT, left)));
    }
    vectors.prepareRotations();
  }

  /// Writes a whole row.
  void row(Frame f) {
    phases(f);
    List<Store> stores = analysis.varyingStores();
    List<Integer> roots = stores.stream().map(Store::value).toList();
    if (straight) {
      parts.forEach(p -> values.compute(p, roots));
      parts.forEach(p -> stores.forEach(s -> values.store(p, s)));
    } else if (!stores.isEmpty()) {
      each(f, roots, part -> stores.forEach(s -> values.store(part, s)));
    }
  }

  /// Writes a loop over all columns that computes `roots` and then does `body`, part by part.
  void each(Frame f, List<Integer> roots, Consumer<Frame> body) {
    Var c = writer.whole(writer.code::iconst_0);
    int full = count / lanes * lanes;
    Runnable limit = () -> writer.code.loadConstant(full);
    writer.loop(f, c, 0, limit, lanes, g -> at(g, new Place(c, 0, null), roots, body));
    if (full < count) {
      Place rest = new Place(null, full, tail(count - full));
      writer.region(f, g -> at(g, rest, roots, body));
    }
    writer.slots.free(c);
  }

  private void at(Frame f, Place place, List<Integer> roots, Consumer<Frame> body) {
    Frame part = f.at(place);
    values.compute(part, roots);
    body.accept(part);
  }

  /// Writes all reductions over the columns of a row, and what follows from them for the row.
  void phases(Frame f) {
    if (straight) {
      parts = new ArrayList<>();
      for (int p = 0; p < parts(); p++) {
        parts.add(f.at(place(p)));
      }
    }
    for (int phase = 1; phase <= analysis.phases(); phase++) {
      List<Integer> reductions = analysis.reductions(phase);
      if (vectors == null) {
        lanewise(f, reductions);
      } else {
        inVectors(f, reductions);
      }
      analysis.uniforms(phase, false).forEach(i -> values.define(f, i));
    }
  }

  private Instr.Reduce reduction(int i) {
    return (Instr.Reduce) analysis.loop.code().get(i);
  }

  private List<Integer> terms(int i) {
    return analysis.terms(reduction(i).kind(), reduction(i).arg());
  }

  private List<Integer> roots(List<Integer> reductions) {
    return reductions.stream().flatMap(i -> terms(i).stream()).toList();
  }

  private void take(Frame part, int reduction, Accumulator into) {
    List<Var> terms =
        terms(reduction).stream().map(t -> values.value(part, t, vectors != null)).toList();
    into.take(terms, part.place().mask());
  }

  private void inVectors(Frame f, List<Integer> reductions) {
    int perBlock = block / lanes;
    int used = straight ? Math.min(perBlock, parts()) : perBlock;
    List<List<Accumulator>> partials = new ArrayList<>();
    for (int i : reductions) {
      List<Accumulator> all = new ArrayList<>();
      for (int p = 0; p < perBlock; p++) {
        all.add(Accumulator.start(reduction(i).kind(), vectors));
      }
      partials.add(all);
    }
    List<Integer> roots = roots(reductions);
    if (straight) {
      for (int p = 0; p < parts.size(); p++) {
        accumulate(parts.get(p), roots, reductions, partials, p % used);
      }
    } else {
      blocks(f, roots, reductions, partials);
    }
    for (int n = 0; n < reductions.size(); n++) {
      int i = reductions.get(n);
      f.put(i, Form.VECTOR, total(reduction(i).kind(), partials.get(n)));
    }
  }

  private void blocks(
      Frame f, List<Integer> roots, List<Integer> reductions, List<List<Accumulator>> partials) {
    Var c = writer.whole(writer.code::iconst_0);
    int full = count / block * block;
    Consumer<Frame> body =
        g -> {
          for (int p = 0; p < block / lanes; p++) {
            Frame part = g.at(new Place(c, p * lanes, null));
            accumulate(part, roots, reductions, partials, p);
            free(part);
          }
        };
    writer.loop(f, c, 0, () -> writer.code.loadConstant(full), block, body);
    for (int at = full; at < count; at += lanes) {
      int first = at;
      Place place = new Place(null, first, tail(count - first));
      writer.region(
          f, g -> accumulate(g.at(place), roots, reductions, partials, (first - full) / lanes));
    }
    writer.slots.free(c);
  }

  private void free(Frame part) {
    for (int i = 0; i < analysis.loop.code().size(); i++) {
      part.free(i, writer.slots);
    }
  }

  private void accumulate(
      Frame part,
      List<Integer> roots,
      List<Integer> reductions,
      List<List<Accumulator>> partials,
      int p) {
    if (straight) {
      analysis.needed(roots).forEach(i -> values.define(part, i));
    } else {
      values.compute(part, roots);
    }
    for (int n = 0; n < reductions.size(); n++) {
      take(part, reductions.get(n), partials.get(n).get(p));
    }
  }

  /// Adds up the partial sums; all lanes of the result hold the total.
  private Var total(Kind kind, List<Accumulator> partials) {
    List<Var> all = new ArrayList<>(partials.stream().map(Accumulator::v).toList());
    while (all.size() > 1) {
      int half = all.size() / 2;
      for (int p = 0; p < half; p++) {
        all.set(p, Accumulator.combine(kind, vectors, all.get(p), all.remove(half)));
      }
    }
    Var sum = all.getFirst();
    for (int by = lanes / 2; by >= 1; by /= 2) {
      sum = Accumulator.combine(kind, vectors, sum, vectors.rotate(sum, by));
    }
    return sum;
  }

  /// The same in scalar code: place by place of the block, in the order in which the tree adds, so
  /// that a variable for each level of the tree is enough.
  private void lanewise(Frame f, List<Integer> reductions) {
    int levels = Integer.numberOfTrailingZeros(block);
    List<Accumulator> sums = new ArrayList<>();
    List<List<Accumulator>> waiting = new ArrayList<>();
    for (int i : reductions) {
      Kind kind = reduction(i).kind();
      Lanes l = values.scalars(analysis.type(i));
      sums.add(Accumulator.start(kind, l));
      List<Accumulator> all = new ArrayList<>();
      for (int j = 0; j < levels; j++) {
        all.add(Accumulator.start(kind, l));
      }
      waiting.add(all);
    }
    Var turn = writer.whole(writer.code::iconst_0);
    writer.loop(
        f,
        turn,
        0,
        () -> writer.code.loadConstant(block),
        1,
        g -> {
          place(g, turn, levels, reductions, sums);
          for (int n = 0; n < sums.size(); n++) {
            climb(turn, sums.get(n), waiting.get(n));
          }
        });
    writer.slots.free(turn);
    for (int n = 0; n < sums.size(); n++) {
      waiting.get(n).forEach(a -> writer.slots.free(a.v()));
      f.put(reductions.get(n), Form.SCALAR, sums.get(n).v());
    }
  }

  /// Sums up one place of all blocks.
  private void place(
      Frame g, Var turn, int levels, List<Integer> reductions, List<Accumulator> sums) {
    for (int n = 0; n < sums.size(); n++) {
      Accumulator none = Accumulator.start(sums.get(n).kind(), sums.get(n).lanes());
      sums.get(n).set(none.v());
      writer.slots.free(none.v());
    }
    Var c =
        writer.whole(() ->
            writer
                .code
                .iload(turn.slot())
                .invokestatic(CD_Integer, "reverse", MethodTypeDesc.of(CD_int, CD_int))
                .loadConstant(32 - levels)
                .iushr());
    writer.loop(
        g,
        c,
        0,
        () -> writer.code.loadConstant(count),
        block,
        h -> {
          Frame part = h.at(new Place(c, 0, null));
          values.compute(part, roots(reductions));
          for (int n = 0; n < sums.size(); n++) {
            take(part, reductions.get(n), sums.get(n));
          }
        });
  }

  /// Adds the sum to the one that waits at its level of the tree, and so on upwards; an even one
  /// begins to wait.
  private void climb(Var turn, Accumulator sum, List<Accumulator> waiting) {
    Label done = writer.code.newLabel();
    for (int j = 0; j < waiting.size(); j++) {
      Label odd = writer.code.newLabel();
      writer.code.iload(turn.slot()).loadConstant(1 << j).iand().ifne(odd);
      waiting.get(j).set(sum.v());
      writer.code.goto_(done).labelBinding(odd);
      Var both = Accumulator.combine(sum.kind(), sum.lanes(), waiting.get(j).v(), sum.v());
      sum.set(both);
      writer.slots.free(both);
    }
    writer.code.labelBinding(done);
  }
}
