package io.gradus.jit.product;

import io.gradus.jit.emit.Target;

/// How a product is cut up. A function of its geometry and the kernels, not of the threads.
///
/// C is cut into *panels*; a panel is computed by one thread, one *block* of k after another. Its
/// columns are cut into *strips* and its rows into *bars*; a bar of a strip is what a microkernel
/// computes. A group of consecutive panels is a *chunk*, the unit that threads take.
///
/// @param lanes the elements of a vector
/// @param rows the panels along the rows of C, in rows
/// @param columns the panels along the columns of C, in vectors
/// @param strip the most vectors in a strip
/// @param bar the most rows in a bar
/// @param block the length of a block of k (the last one may be shorter)
/// @param blocks how many blocks there are, at least 1
/// @param packA whether blocks of A are copied
/// @param packB whether blocks of B are copied
/// @param group how many panels make a chunk
record Blocking(
    int lanes,
    Split rows,
    Split columns,
    int strip,
    int bar,
    int block,
    int blocks,
    boolean packA,
    boolean packB,
    int group) {
  /// The longest block of k. Part of the definition of the result: sums are formed block by block.
  private static final int DEPTH = 1024;

  /// The most bytes of B that stay in the first-level cache, more or less.
  private static final int NEAR_BYTES = 64 * 1024;

  /// The second-level cache: bytes of a line, sets of lines, and most of the 16 lines of a set.
  private static final int LINE = 64;

  private static final int SETS = 1024;
  private static final int WAYS = 13;

  /// The most bytes of a block of B: half of the second-level cache.
  private static final int BLOCK_BYTES = 512 * 1024;

  /// The most bytes of a row of a panel of B.
  private static final int PANEL_BYTES = 2048;

  /// The most rows of a panel.
  private static final int PANEL_ROWS = 256;

  /// The same if B is packed already: sums stay in the cache from one block of k to the next.
  private static final int KNOWN_ROWS = 64;

  /// Multiplications that are worth sharing between threads: some 20 microseconds.
  static final double SHARED = 2e6;

  /// The same for a single row, which waits for B: some 3 microseconds.
  private static final double SHARED_ROW = 1.25e5;

  /// @param known whether the numbers of B never change, so that packing them costs nothing
  static Blocking of(Geometry g, Target target, boolean known) {
    int size = g.type().bytes();
    int lanes = Math.max(1, (target.bits() == 0 ? Target.BLOCK : target.bits() / 8) / size);
    int vectors = (g.n() + lanes - 1) / lanes;
    int blocks = Math.max(1, (g.k() + DEPTH - 1) / DEPTH);
    int block = (((g.k() + blocks - 1) / blocks) + 15) / 16 * 16;
    blocks = Math.max(1, (g.k() + Math.max(1, block) - 1) / Math.max(1, block));
    Split panels = Split.of(vectors, panelBytes(block) / size / lanes);
    int width = Math.min(panels.most() * lanes, g.n());
    boolean packA = g.ak() != 1 && g.n() > 4 * lanes && crowded(block, g.ak() * size, LINE);
    boolean packB =
        known || g.bn() != 1 || g.m() >= 64 && crowded(block, g.bk() * size, width * size);
    int strip = Split.of(vectors, strip(g, vectors, known, packB, target)).most();
    int bar = bar(target, strip);
    int rows = Split.of(g.m(), known ? KNOWN_ROWS : PANEL_ROWS).parts();
    int columns = panels.parts();
    int batches = g.batches();
    double work = g.work();
    double shared = g.m() == 1 ? SHARED_ROW : SHARED;
    int want = work < shared ? 1 : work < 8 * shared ? 4 : 8;
    int least = g.m() == 1 && known ? 2 * strip : strip; // a single row reads strips in pairs
    while ((long) batches * rows * columns < want) {
      boolean wide = vectors >= 2 * least * columns;
      boolean high = g.m() >= 2 * bar * rows;
      if (wide && (packB || !high)) {
        columns *= 2;
      } else if (high) {
        rows *= 2;
      } else {
        break;
      }
    }
    int count = batches * rows * columns;
    int group = work < shared ? Math.max(1, count) : Math.max(1, count / 16);
    return new Blocking(
        lanes,
        new Split(g.m(), rows, Math.max(1, g.m() >= rows * bar ? bar : 1)),
        new Split(vectors, columns, Math.max(1, vectors >= columns * strip ? strip : 1)),
        strip,
        bar,
        block,
        blocks,
        packA,
        packB,
        group);
  }

  /// The most vectors in a strip. A single row leaves registers free, and long lines of B are read
  /// faster; packed strips are read two at a time. Where B is big it comes from the second-level
  /// cache, and higher bars read it less often.
  private static int strip(Geometry g, int vectors, boolean known, boolean packB, Target target) {
    if (target.bits() == 0) {
      return 16;
    }
    if (target.bits() != 512) {
      return g.m() == 1 ? 4 : 2;
    }
    boolean near = (long) g.n() * g.k() * g.type().bytes() <= NEAR_BYTES;
    return g.m() == 1 ? (known ? 4 : 8) : near || packB && vectors <= 16 ? 4 : packB ? 3 : 2;
  }

  /// Whether lines of some bytes at a distance from each other push one another out of the
  /// second-level cache, because they fall into few of its sets.
  private static boolean crowded(int lines, int distance, int bytes) {
    int step = distance / LINE;
    int sets = SETS / Math.clamp(Integer.lowestOneBit(step), 1, SETS);
    int each = (bytes + LINE - 1) / LINE;
    return (long) lines * each > (long) WAYS * Math.min(SETS, sets * each);
  }

  /// The most rows of a microkernel: sums for all registers but those for B and A.
  private static int bar(Target target, int strip) {
    return switch (target.bits()) {
      case 0 -> Singles.ROWS;
      case 512 ->
          switch (strip) {
            case 0, 1 -> 16;
            case 2 -> 12;
            case 3 -> 8;
            default -> 6;
          };
      default -> strip < 2 ? 12 : 6;
    };
  }

  private static int panelBytes(int block) {
    return Math.clamp(BLOCK_BYTES / Math.max(1, block), 512, PANEL_BYTES);
  }
}
