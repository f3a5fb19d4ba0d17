package io.gradus.jit.product;

import io.gradus.array.DType;
import io.gradus.jit.emit.Operands;
import io.gradus.jit.emit.Target;
import java.util.Optional;

/// A matrix product of one geometry: `C[b…, m, n] = Σ_k A[b…, m, k] · B[b…, k, n]`.
///
/// Terms are added in the order of k with fused multiply-adds in blocks of at most 1,024, and
/// blocks in order. So the bits of the result depend neither on the target nor on the number of
/// threads.
///
/// Without state, so any number of threads can run one product, each with a scratch of its own.
public final class Product {
  /// The distance from row to row of C, in elements, where C is scratch memory only
  /// ([Epilogue#keep] false). No power of 2, so that rows do not compete for places in the cache.
  public static final int TILE = 528;

  /// Elements of C after which the epilogue is run: they are still in the first-level cache.
  private static final int HOT = 4096;

  private final Geometry g;
  private final Blocking cut;
  private final Epilogue epilogue; // or null
  private final boolean single;
  private final boolean keep;
  private final boolean partial; // the last strip's last vector is incomplete
  private final boolean scalar;
  private final boolean isShort;
  private final Split[] bars; // of each panel
  private final Split[] strips;
  private final Micro[] micros; // by rows and vectors
  private final Row[] twins; // by vectors: two strips at a time; only for a single row and known B
  private final Pack[] ends; // by vectors: writes the last, incomplete strip
  private final Packs packs;
  private final int panels;
  private final int chunks;
  private final int[] batch;
  private final int[][] strides; // of C, A, B along the batch axes
  private final Object fixed; // all blocks of B, packed once; or null
  private final int packedB; // where blocks of B, of A, and C begin in scratch memory
  private final int packedA;
  private final int tile;
  private final int room;

  /// A product of `geometry`, with generated kernels for `target`.
  ///
  /// @param known B, if its numbers never change; then operand 2 is not read
  public Product(
      Geometry geometry, Target target, Optional<Epilogue> epilogue, Optional<Known> known) {
    this(geometry, target, epilogue, known.isPresent(), known);
  }

  private Product(
      Geometry geometry,
      Target target,
      Optional<Epilogue> epilogue,
      boolean isKnown,
      Optional<Known> known) {
    g = geometry.folded();
    boolean once = isKnown && target.bits() > 0 && g.batch().isEmpty();
    cut = Blocking.of(g, target, once);
    this.epilogue = epilogue.orElse(null);
    single = g.type() == DType.F32;
    keep = epilogue.map(Epilogue::keep).orElse(true);
    scalar = target.bits() == 0;
    isShort = g.work() < Blocking.SHARED;
    partial = g.n() % cut.lanes() != 0;
    batch = ints(g.batch());
    strides = new int[][] {ints(g.cBatch()), ints(g.aBatch()), ints(g.bBatch())};
    boolean empty = g.m() == 0 || g.n() == 0;
    panels = empty ? 0 : g.batches() * cut.rows().parts() * cut.columns().parts();
    chunks = (panels + cut.group() - 1) / cut.group();
    micros = new Micro[(cut.bar() + 1) * (cut.strip() + 1)];
    twins = new Row[once && g.m() == 1 ? cut.strip() + 1 : 0];
    ends = new Pack[cut.strip() + 1];
    packs = new Packs(g, cut, target);
    bars = cut.rows().pieces(cut.bar());
    strips = cut.columns().pieces(cut.strip());
    if (!empty) {
      prepare(target);
    }
    packedB = Target.START / g.type().bytes();
    fixed = once && !empty ? known.map(b -> b.packed(cut, () -> packed(b))).orElse(null) : null;
    int stripB =
        fixed != null
            ? 0
            : cut.packB() ? columns() : partial && !scalar ? cut.strip() * cut.lanes() : 0;
    packedA = packedB + (stripB > 0 ? line(cut.block() * stripB + cut.lanes()) : 0);
    tile = packedA + (cut.packA() ? line(packs.room(cut.rows().most(), cut.block())) : 0);
    int sums = partial || cut.blocks() > 1 ? cut.bar() * TILE : 0;
    room = tile + (keep ? 0 : cut.rows().most() * TILE) + sums;
  }

  private static int[] ints(java.util.List<Integer> list) {
    return list.stream().mapToInt(i -> i).toArray();
  }

  private static int line(int elements) {
    return (elements + 31) / 16 * 16;
  }

  private int columns() {
    return cut.columns().most() * cut.lanes();
  }

  /// Looks up the kernels for all sizes of bars and strips.
  private void prepare(Target target) {
    for (Split strip : strips) {
      for (Split bar : bars) {
        micro(target, bar.most(), strip.most());
        micro(target, bar.most(), strip.least());
        micro(target, bar.least(), strip.most());
        micro(target, bar.least(), strip.least());
      }
    }
  }

  private void micro(Target target, int rows, int vectors) {
    int at = index(rows, vectors);
    if (scalar) {
      micros[at] = Scalar.micro(g.type(), rows);
      return;
    }
    micros[at] = Kernels.micro(g.type(), target.bits(), rows, vectors);
    if (vectors < twins.length) {
      twins[vectors] = Kernels.row(g.type(), target.bits(), vectors);
    }
    if (partial) {
      ends[vectors] = Kernels.cut(g.type(), target.bits(), vectors);
    }
  }

  private int index(int rows, int vectors) {
    return rows * (cut.strip() + 1) + vectors;
  }

  /// What runs all generated kernels of a product on small arrays.
  ///
  /// @param known whether B never changes
  static Runnable probe(Geometry geometry, Target target, boolean known) {
    Product p = new Product(geometry, target, Optional.empty(), known, Optional.empty());
    Probes probes = new Probes(new Vectors(p.g.type(), target.bits()));
    probes.micros(p.micros, p.cut.strip() + 1);
    probes.rows(p.twins);
    probes.lines(p.ends, true);
    p.packs.probe(probes);
    return probes;
  }

  /// Makes room in a scratch, so that runs allocate nothing. The first run does it otherwise.
  ///
  /// @param operands how many operands the epilogue has
  public void prepare(Scratch scratch, int operands) {
    scratch.reserve(single ? room : 0, single ? 0 : room, keep ? 0 : operands);
  }

  /// Computes C (operand 0 of `o`) from A (1) and B (2).
  public void run(Operands o, Scratch scratch) {
    if (epilogue != null) {
      throw new IllegalArgumentException("the operands of the epilogue are missing");
    }
    run(o, null, scratch);
  }

  /// Computes C (operand 0 of `o`) from A (1) and B (2) and runs the epilogue.
  ///
  /// @param o operand 0 is not used if the epilogue does not keep C
  /// @param after the operands of the epilogue; that for C needs to be bound only if C is kept
  public void run(Operands o, Operands after, Scratch scratch) {
    if (chunks > 0) {
      prepare(scratch, keep ? 0 : after.at.length);
      scratch.run(this, o, after, chunks);
    }
  }

  /// True for a few microseconds of work.
  boolean isShort() {
    return isShort;
  }

  /// Computes one group of panels.
  void chunk(int chunk, Scratch.Worker worker, Operands o, Operands after) {
    Operands e = after;
    if (!keep) {
      e = worker.copy;
      int count = after.at.length;
      System.arraycopy(after.f32, 0, e.f32, 0, count);
      System.arraycopy(after.f64, 0, e.f64, 0, count);
      System.arraycopy(after.at, 0, e.at, 0, count);
      e.depth = after.depth;
      e.f32[epilogue.product()] = single ? worker.f32 : null;
      e.f64[epilogue.product()] = single ? null : worker.f64;
    }
    Object[] arrays = single ? o.f32 : o.f64;
    Object scratch = single ? worker.f32 : worker.f64;
    int end = Math.min(panels, (chunk + 1) * cut.group());
    for (int i = chunk * cut.group(); i < end; i++) {
      // One block of k and the same columns as before: B is packed already.
      boolean again = i > chunk * cut.group() && cut.blocks() == 1 && i % cut.rows().parts() != 0;
      panel(i, again, scratch, keep ? arrays[0] : scratch, arrays[1], arrays[2], o.at, e);
    }
  }

  private void panel(
      int number,
      boolean again,
      Object scratch,
      Object c,
      Object a,
      Object b,
      int[] at,
      Operands e) {
    Split rowPanels = cut.rows();
    Split columnPanels = cut.columns();
    int rest = number;
    int column = 0;
    int row = 0;
    if (panels > 1) { // neighbours in a column share B
      row = rest % rowPanels.parts();
      rest /= rowPanels.parts();
      column = rest % columnPanels.parts();
      rest /= columnPanels.parts();
    }
    int r0 = rowPanels.start(row);
    int rows = rowPanels.size(row);
    int v0 = columnPanels.start(column);
    int vectors = columnPanels.size(column);
    int c0 = v0 * cut.lanes();
    int width = Math.min(g.n() - c0, vectors * cut.lanes());
    int ao = at[1] + r0 * g.am();
    int bo = at[2] + c0 * g.bn();
    int co = keep ? at[0] + r0 * g.cm() + c0 : tile;
    int cm = keep ? g.cm() : TILE;
    int flat = rest * g.m() + r0; // the first row, counted through the batch axes
    for (int i = batch.length - 1; i >= 0; i--) {
      int index = rest % batch[i];
      rest /= batch[i];
      co += keep ? index * strides[0][i] : 0;
      ao += index * strides[1][i];
      bo += index * strides[2][i];
    }
    if (!keep) {
      e.at[epilogue.product()] = co - flat * TILE - c0;
    }
    Split bars = this.bars[row];
    Split strips = this.strips[column];
    for (int q = 0; q < cut.blocks(); q++) {
      int p = q * cut.block();
      int depth = Math.min(cut.block(), g.k() - p);
      int ap = ao + p * g.ak();
      int bp = bo + p * g.bk();
      boolean tail = false;
      if (cut.packB() && !again && fixed == null) {
        packs.b(b, bp, scratch, packedB, depth, strips, width);
      } else if (!cut.packB()) {
        tail = tail(b, bp, scratch, depth, strips, width);
      }
      if (cut.packA()) {
        packs.a(a, ap, scratch, packedA, depth, bars);
      }
      Object from = !cut.packB() ? b : fixed != null ? fixed : scratch;
      int begin = !cut.packB() ? bp : packedB + (fixed != null ? fixed(c0, vectors, p) : 0);
      boolean last = q == cut.blocks() - 1;
      int ready = 0;
      for (int i = 0; i < bars.parts(); i++) {
        int r = bars.start(i);
        int n = bars.size(i);
        boolean packed = cut.packA();
        Object x = packed ? scratch : a;
        int xo = packed ? packedA + packs.bar(i, r, depth) : ap + r * g.am();
        int xm = packed ? 1 : g.am();
        int xk = packed ? n : g.ak();
        int to = co + r * cm;
        bar(x, xo, xm, xk, from, begin, scratch, c, to, cm, n, strips, width, depth, q, tail);
        int done = r + n;
        if (last && epilogue != null && (done == rows || (done - ready) * width >= HOT)) {
          epilogue.kernel().run(e, flat + ready, flat + done, c0, c0 + width);
          ready = done;
        }
      }
    }
  }

  /// All blocks of B in the order of use.
  private Object packed(Known b) {
    int vectors = cut.columns().total();
    int size = Math.addExact(packedB, Math.multiplyExact(vectors * cut.lanes(), g.k()));
    Object all = single ? new float[size] : new double[size];
    for (int i = 0; i < cut.columns().parts(); i++) {
      int v0 = cut.columns().start(i);
      int c0 = v0 * cut.lanes();
      int some = cut.columns().size(i);
      int width = Math.min(g.n() - c0, some * cut.lanes());
      for (int p = 0; p < g.k(); p += cut.block()) {
        int depth = Math.min(cut.block(), g.k() - p);
        int from = b.offset + p * g.bk() + c0 * g.bn();
        packs.b(b.array, from, all, packedB + fixed(c0, some, p), depth, strips[i], width);
      }
    }
    return all;
  }

  /// Where among them the block is that begins at column `c0` and row `p`.
  private int fixed(int c0, int vectors, int p) {
    return c0 * g.k() + p * vectors * cut.lanes();
  }

  /// Copies the last strip of B if its last vector is incomplete and would reach beyond the array.
  private boolean tail(Object b, int bo, Object scratch, int depth, Split strips, int width) {
    int last = strips.parts() - 1;
    int first = strips.start(last) * cut.lanes();
    int step = strips.size(last) * cut.lanes();
    if (scalar
        || width == first + step
        || depth == 0
        || bo + (depth - 1) * g.bk() + first + step <= Packs.length(b)) {
      return false;
    }
    packs.tail(b, bo + first, scratch, packedB, depth, step, width - first);
    return true;
  }

  /// All strips of some rows.
  private void bar(
      Object a,
      int ao,
      int am,
      int ak,
      Object b,
      int bo,
      Object scratch,
      Object c,
      int co,
      int cm,
      int rows,
      Split strips,
      int width,
      int depth,
      int block,
      boolean tail) {
    int lanes = cut.lanes();
    int least = strips.total() / strips.parts();
    int larger = strips.total() % strips.parts();
    int first = 0;
    for (int s = 0; s < strips.parts(); s++) {
      int size = s < larger ? least + 1 : least;
      int step = size * lanes;
      int n = Math.min(step, width - first);
      boolean part = n < step;
      boolean more = block > 0;
      if (twins.length > 0 && width - first >= 2 * step && s + 1 != larger) {
        int next = step * depth;
        twins[size].run(a, ao, ak, b, bo + first * depth, next, step, c, co + first, depth, more);
        first += 2 * step;
        s++;
        continue;
      }
      Micro micro = micros[index(rows, size)];
      boolean copy = tail && part;
      Object from = copy ? scratch : b;
      int at = copy ? packedB : bo + first * (cut.packB() ? depth : 1);
      int bk = copy || cut.packB() ? step : g.bk();
      if (scalar ? !more : !part) {
        micro.run(a, ao, am, ak, from, at, bk, c, co + first, cm, depth, n, more);
      } else {
        int sum = room - cut.bar() * TILE;
        micro.run(a, ao, am, ak, from, at, bk, scratch, sum, TILE, depth, n, false);
        if (more) {
          Scalar.add(c, co + first, cm, scratch, sum, TILE, rows, n);
        } else {
          ends[size].run(scratch, sum, TILE, 1, c, co + first, cm, rows, n);
        }
      }
      first += step;
    }
  }
}
