package io.gradus.jit.emit;

import io.gradus.array.DType;
import io.gradus.jit.emit.Frame.Place;
import io.gradus.jit.emit.Loop.Access;
import io.gradus.jit.emit.Loop.Kind;
import io.gradus.jit.emit.Loop.Store;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/// Writes the body of [Kernel#run]: the loops over rows and columns around the code of a loop.
final class LoopEmitter extends Writer {
  private static final int ROW = 2;
  private static final int ROW_END = 3;
  private static final int COLUMN = 4;
  private static final int COLUMN_END = 5;
  private static final int PARAMETERS = 6;

  /// The cost up to which code is so short that it is written for four vectors at a time.
  private static final double SIMPLE = 12;

  private final Analysis analysis;
  private final Loop loop;
  private final Addresses addresses;
  private final Values values;
  private final Columns columns;
  private final Style style;
  private final int lanes;

  private Var mainEnd;
  private Frame.Tail tail;

  private LoopEmitter(
      CodeBuilder code, Slots slots, VectorLanes vectors, Analysis analysis, Style style) {
    super(code, slots, vectors);
    this.analysis = analysis;
    this.style = style;
    loop = analysis.loop;
    addresses = new Addresses(code, analysis, slots);
    values = new Values(analysis, addresses, slots, vectors);
    lanes = vectors == null ? 1 : vectors.length();
    columns = new Columns(this, analysis, values, style);
  }

  /// How much code to write: the more, the faster, but a method must not be too long.
  ///
  /// @param unrolled parts of the columns that a reduction over rows does side by side
  /// @param straight vectors for which a row with reductions is written without loops
  record Style(int unrolled, int straight) {}

  /// Writes the whole method.
  ///
  /// @param bits the width of vectors, or 0
  /// @param indices pushes a constant array
  static void emit(
      CodeBuilder code,
      Analysis analysis,
      int bits,
      Style style,
      Function<int[], Runnable> indices) {
    Slots slots = new Slots(PARAMETERS);
    DType type =
        analysis.loop.operands().isEmpty() ? DType.F64 : analysis.loop.operands().getFirst();
    VectorLanes vectors = bits == 0 ? null : new VectorLanes(code, slots, type, bits, indices);
    new LoopEmitter(code, slots, vectors, analysis, style).run();
  }

  private void run() {
    addresses.enter();
    Frame entry = Frame.in(null);
    analysis.uniforms(0, true).forEach(i -> values.define(entry, i));
    if (analysis.reduces()) {
      columns.prepare();
    } else {
      splitColumns();
    }
    Var r = whole(() -> code.iload(ROW));
    loop(entry, r, 0, () -> code.iload(ROW_END), 1, f -> row(f, r));
    code.return_();
  }

  /// Where full vectors end, and which lanes come after.
  private void splitColumns() {
    if (vectors == null) {
      mainEnd = Var.local(TypeKind.INT, COLUMN_END);
      return;
    }
    Var count =
        whole(() -> code.iload(COLUMN_END).iload(COLUMN).isub().loadConstant(lanes - 1).iand());
    mainEnd = whole(() -> code.iload(COLUMN_END).iload(count.slot()).isub());
    tail = new Frame.Tail(vectors.firstLanes(() -> code.iload(count.slot())), count);
  }

  private void row(Frame f, Var r) {
    addresses.row(r);
    if (loop.over().isEmpty()) {
      locate(f);
      body(f);
    } else if (analysis.reduces()) {
      overReductions(f);
    } else {
      overRows(f);
    }
  }

  /// Addresses and values of one row.
  private void locate(Frame f) {
    addresses.locate(analysis.accesses().toList());
    analysis.uniforms(0, false).forEach(i -> values.define(f, i));
  }

  private void body(Frame f) {
    if (analysis.reduces()) {
      columns.row(f);
    } else if (!analysis.varyingStores().isEmpty()) {
      Var c = whole(() -> code.iload(COLUMN));
      List<Integer> roots = analysis.varyingStores().stream().map(Store::value).toList();
      eachVector(
          f,
          c,
          together(),
          parts -> {
            parts.forEach(part -> values.compute(part, roots));
            parts.forEach(part -> analysis.varyingStores().forEach(s -> values.store(part, s)));
          });
    }
    analysis.uniformStores().forEach(s -> values.store(f, s));
  }

  /// How many vectors of a row to compute at a time. Rows are often so short that a loop over
  /// single vectors spends more on the loop than on the vectors.
  private int together() {
    if (vectors == null) {
      return 1;
    }
    double cost = loop.cost();
    return Math.min(style.unrolled(), cost <= SIMPLE ? 4 : cost <= 2 * SIMPLE ? 2 : 1);
  }

  /// Writes `body` for groups of `count` vectors and of fewer, for single vectors, and for the
  /// lanes that are left.
  private void eachVector(Frame f, Var c, int count, Consumer<List<Frame>> body) {
    Runnable limit = () -> code.iload(mainEnd.slot());
    for (int n = count; n > 1; n = n > 4 ? n / 2 : 1) {
      int group = n;
      loop(f, c, (n - 1) * lanes, limit, n * lanes, g -> body.accept(parts(g, c, group)));
    }
    loop(f, c, 0, limit, lanes, g -> body.accept(parts(g, c, 1)));
    if (vectors != null) {
      unlessZero(
          f,
          () -> code.iload(COLUMN_END).iload(mainEnd.slot()).isub(),
          g -> body.accept(List.of(g.at(new Place(mainEnd, 0, tail)))));
    }
  }

  private List<Frame> parts(Frame f, Var c, int count) {
    List<Frame> parts = new ArrayList<>();
    for (int p = 0; p < count; p++) {
      parts.add(f.at(new Place(c, p * lanes, null)));
    }
    return parts;
  }

  /// Combines rows without reductions over columns: some columns at a time, all their rows.
  private void overRows(Frame f) {
    Kind kind = loop.over().orElseThrow().kind();
    addresses.locate(loop.stores().stream().map(Store::to).toList());
    List<Store> varying = analysis.varyingStores();
    if (!varying.isEmpty()) {
      Var c = whole(() -> code.iload(COLUMN));
      eachVector(f, c, style.unrolled(), parts -> combineRows(parts, kind, varying));
    }
    List<Store> uniform = analysis.uniformStores();
    if (!uniform.isEmpty()) {
      region(f, g -> combineRows(List.of(g), kind, uniform));
    }
  }

  private void combineRows(List<Frame> parts, Kind kind, List<Store> stores) {
    List<List<Accumulator>> all = new ArrayList<>();
    for (int p = 0; p < parts.size(); p++) {
      all.add(stores.stream().map(s -> Accumulator.start(kind, lanesOf(s))).toList());
    }
    eachReducedRow(
        parts.getFirst().shared(),
        0,
        f -> {
          locate(f);
          for (int p = 0; p < parts.size(); p++) {
            Frame part = parts.get(p).place() == null ? f : f.at(parts.get(p).place());
            combine(part, kind, stores, all.get(p));
          }
        });
    for (int p = 0; p < parts.size(); p++) {
      for (int s = 0; s < stores.size(); s++) {
        values.store(
            parts.get(p), stores.get(s), scalarIfUniform(stores.get(s), all.get(p).get(s)));
      }
    }
  }

  private void combine(Frame part, Kind kind, List<Store> stores, List<Accumulator> into) {
    List<Integer> roots =
        stores.stream().flatMap(s -> analysis.terms(kind, s.value()).stream()).toList();
    if (part.place() != null) {
      values.compute(part, roots);
    }
    for (int s = 0; s < stores.size(); s++) {
      boolean vector = into.get(s).lanes() == vectors;
      List<Var> terms =
          analysis.terms(kind, stores.get(s).value()).stream()
              .map(t -> values.value(part, t, vector))
              .toList();
      into.get(s).take(terms, null);
    }
  }

  /// Lanes for the values of a store: those in which its value is computed.
  private Lanes lanesOf(Store s) {
    DType type = loop.operands().get(s.to().operand());
    boolean splat = analysis.level(analysis.same(s.value())) > 0;
    return !analysis.varies(s) && !splat ? values.scalars(type) : values.wide(type);
  }

  private Var scalarIfUniform(Store s, Accumulator a) {
    return !analysis.varies(s) && a.lanes() == vectors ? vectors.first(a.v()) : a.v();
  }

  /// Loops over the reduced rows, in order.
  private void eachReducedRow(Frame f, int depth, Consumer<Frame> body) {
    if (depth == addresses.depth()) {
      body.accept(f);
      return;
    }
    Var k = whole(code::iconst_0);
    Var end = whole(() -> addresses.pushExtent(depth));
    addresses.reduced(depth, k);
    Map<Access, Var> located = addresses.located();
    loop(f, k, 0, () -> code.iload(end.slot()), 1, g -> eachReducedRow(g, depth + 1, body));
    addresses.restore(located);
  }

  /// Combines rows that have reductions over columns. What differs between columns stays in
  /// variables if the row is short; else it is combined in memory.
  private void overReductions(Frame f) {
    Kind kind = loop.over().orElseThrow().kind();
    List<Access> targets = loop.stores().stream().map(Store::to).toList();
    addresses.locate(targets);
    List<Store> uniform = analysis.uniformStores();
    List<Store> varying = analysis.varyingStores();
    List<Accumulator> single =
        uniform.stream().map(s -> Accumulator.start(kind, lanesOf(s))).toList();
    List<List<Accumulator>> wide = new ArrayList<>();
    if (columns.straight()) {
      for (int p = 0; p < columns.parts(); p++) {
        wide.add(varying.stream().map(s -> Accumulator.start(kind, lanesOf(s))).toList());
      }
    } else if (!varying.isEmpty()) {
      columns.each(
          f,
          List.of(),
          part ->
              varying.forEach(s -> values.store(part, s, Accumulator.start(kind, lanesOf(s)).v())));
    }
    eachReducedRow(
        f,
        0,
        g -> {
          locate(g);
          columns.phases(g);
          if (columns.straight()) {
            for (int p = 0; p < columns.parts(); p++) {
              combine(columns.part(p), kind, varying, wide.get(p));
            }
          } else if (!varying.isEmpty()) {
            columns.each(g, roots(kind, varying), part -> combineInMemory(part, kind, varying));
          }
          combine(g, kind, uniform, single);
        });
    for (int s = 0; s < uniform.size(); s++) {
      values.store(f, uniform.get(s), scalarIfUniform(uniform.get(s), single.get(s)));
    }
    if (columns.straight()) {
      for (int p = 0; p < columns.parts(); p++) {
        for (int s = 0; s < varying.size(); s++) {
          values.store(f.at(columns.place(p)), varying.get(s), wide.get(p).get(s).v());
        }
      }
    }
  }

  private List<Integer> roots(Kind kind, List<Store> stores) {
    return stores.stream().flatMap(s -> analysis.terms(kind, s.value()).stream()).toList();
  }

  private void combineInMemory(Frame part, Kind kind, List<Store> stores) {
    for (Store s : stores) {
      Accumulator sum = new Accumulator(kind, lanesOf(s), values.stored(part, s));
      combine(part, kind, List.of(s), List.of(sum));
      values.store(part, s, sum.v());
    }
  }
}
