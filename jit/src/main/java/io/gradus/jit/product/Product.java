package io.gradus.jit.product;

import io.gradus.array.DType;
import io.gradus.jit.emit.Operands;
import io.gradus.jit.emit.Target;
import java.util.Optional;

/// A matrix product of one geometry: `C[b…, m, n] = Σ_k A[b…, m, k] · B[b…, k, n]`.
///
/// Terms are added in the order of k with fused multiply-adds in blocks of at most 256, and blocks
/// in order. So the bits of the result depend neither on the target nor on the number of threads.
///
/// Without state, so any number of threads can run one product, each with a scratch of its own.
public final class Product {
  /// The distance from row to row of C, in elements, where C is scratch memory only
  /// ([Epilogue#keep] false). No power of 2, so that rows do not compete for places in the cache.
  public static final int TILE = 528;

  /// Where scratch memory begins, in bytes: behind the header of a big array, which begins a page,
  /// this is the next cache line.
  private static final int START = 48;

  /// Elements of C after which the epilogue is run: they are still in the first-level cache.
  private static final int HOT = 4096;

  private final Geometry g;
  private final Blocking cut;
  private final Epilogue epilogue; // or null
  private final boolean single;
  private final boolean keep;
  private final boolean partial; // the last strip's last vector is incomplete
  private final boolean scalar;
  private final Split[] bars;
  private final Split[] strips;
  private final Micro[] micros; // by rows and vectors
  private final Pack[] plus; // by vectors: adds a block of k to C
  private final Pack[] ends; // by vectors: writes the last, incomplete strip
  private final Packs packs;
  private final int panels;
  private final int chunks;
  private final int[] batch;
  private final int[][] strides; // of C, A, B along the batch axes
  private final int packedB; // where blocks of B, of A, and C begin in scratch memory
  private final int packedA;
  private final int tile;
  private final int room;

  /// A product of `geometry`, with generated kernels for `target`.
  public Product(Geometry geometry, Target target, Optional<Epilogue> epilogue) {
    g = geometry.folded();
    cut = Blocking.of(g, target);
    this.epilogue = epilogue.orElse(null);
    single = g.type() == DType.F32;
    keep = epilogue.map(Epilogue::keep).orElse(true);
    scalar = target.bits() == 0;
    partial = g.n() % cut.lanes() != 0;
    batch = ints(g.batch());
    strides = new int[][] {ints(g.cBatch()), ints(g.aBatch()), ints(g.bBatch())};
    boolean empty = g.m() == 0 || g.n() == 0;
    panels = empty ? 0 : g.batches() * cut.rows().parts() * cut.columns().parts();
    chunks = (panels + cut.group() - 1) / cut.group();
    micros = new Micro[(cut.bar() + 1) * (cut.strip() + 1)];
    plus = new Pack[cut.strip() + 1];
    ends = new Pack[cut.strip() + 1];
    packs = new Packs(g, cut, target);
    bars = both(cut.rows(), cut.bar());
    strips = both(cut.columns(), cut.strip());
    if (!empty) {
      prepare(target);
    }
    packedB = START / g.type().bytes();
    int stripB = cut.packB() ? columns() : partial && !scalar ? cut.strip() * cut.lanes() : 0;
    packedA = packedB + (stripB > 0 ? line(cut.block() * stripB + cut.lanes()) : 0);
    tile = packedA + (cut.packA() ? line(packs.room(cut.rows().most(), cut.block())) : 0);
    int sums = partial || cut.blocks() > 1 ? cut.bar() * TILE : 0;
    room = tile + (keep ? 0 : cut.rows().most() * TILE) + sums;
  }

  private static int[] ints(java.util.List<Integer> list) {
    return list.stream().mapToInt(i -> i).toArray();
  }

  /// The divisions of the first and of the last panel: all others are like one of them.
  private static Split[] both(Split panels, int most) {
    Split first = Split.of(panels.most(), most);
    return new Split[] {first, Split.of(panels.size(panels.parts() - 1), most)};
  }

  private static int line(int elements) {
    return (elements + 31) / 16 * 16;
  }

  private int columns() {
    return cut.columns().most() * cut.lanes();
  }

  /// Looks up the kernels for all sizes of bars and strips.
  private void prepare(Target target) {
    Split columns = cut.columns();
    for (int i = 0; i < columns.parts(); i++) {
      Split split = strips(columns.size(i));
      for (int s = 0; s < split.parts(); s += Math.max(1, split.parts() - 1)) {
        for (Split bar : bars) {
          micro(target, bar.size(0), split.size(s));
          micro(target, bar.size(bar.parts() - 1), split.size(s));
        }
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
    if (cut.blocks() > 1) {
      plus[vectors] = Kernels.plus(g.type(), target.bits(), vectors);
    }
    if (partial) {
      ends[vectors] = Kernels.cut(g.type(), target.bits(), vectors);
    }
  }

  private Split bars(int rows) {
    return bars[rows == bars[0].total() ? 0 : 1];
  }

  private Split strips(int vectors) {
    return strips[vectors == strips[0].total() ? 0 : 1];
  }

  private int index(int rows, int vectors) {
    return rows * (cut.strip() + 1) + vectors;
  }

  /// What runs all generated kernels on small arrays.
  Runnable probe(Target target) {
    Probes probes = new Probes(new Vectors(g.type(), target.bits()));
    probes.micros(micros, cut.strip() + 1);
    probes.lines(plus, false);
    probes.lines(ends, true);
    packs.probe(probes);
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
    Split bars = bars(rows);
    Split strips = strips(vectors);
    for (int q = 0; q < cut.blocks(); q++) {
      int p = q * cut.block();
      int depth = Math.min(cut.block(), g.k() - p);
      int ap = ao + p * g.ak();
      int bp = bo + p * g.bk();
      boolean tail = false;
      if (cut.packB() && !again) {
        packs.b(b, bp, scratch, packedB, depth, strips, width);
      } else if (!cut.packB()) {
        tail = tail(b, bp, scratch, depth, strips, width);
      }
      if (cut.packA()) {
        packs.a(a, ap, scratch, packedA, depth, bars);
      }
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
        bar(x, xo, xm, xk, b, bp, scratch, c, to, cm, n, strips, width, depth, q, tail);
        int done = r + n;
        if (last && epilogue != null && (done == rows || (done - ready) * width >= HOT)) {
          epilogue.kernel().run(e, flat + ready, flat + done, c0, c0 + width);
          ready = done;
        }
      }
    }
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
    for (int s = 0; s < strips.parts(); s++) {
      int first = strips.start(s) * lanes;
      int size = strips.size(s);
      int n = Math.min(size * lanes, width - first);
      boolean part = n < size * lanes;
      Micro micro = micros[index(rows, size)];
      boolean packed = cut.packB() || tail && part;
      Object from = packed ? scratch : b;
      int at = packed ? packedB + (tail ? 0 : first * depth) : bo + first;
      int bk = packed ? size * lanes : g.bk();
      if (block == 0 && (scalar || !part)) {
        micro.run(a, ao, am, ak, from, at, bk, c, co + first, cm, depth, n);
      } else {
        int sum = room - cut.bar() * TILE;
        micro.run(a, ao, am, ak, from, at, bk, scratch, sum, TILE, depth, n);
        if (block == 0) {
          ends[size].run(scratch, sum, TILE, 1, c, co + first, cm, rows, n);
        } else if (scalar || part) {
          Scalar.add(c, co + first, cm, scratch, sum, TILE, rows, n);
        } else {
          plus[size].run(scratch, sum, TILE, 1, c, co + first, cm, rows, n);
        }
      }
    }
  }
}
