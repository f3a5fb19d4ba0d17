package io.gradus.jit.product;

import io.gradus.jit.emit.Target;

/// Copies blocks of A and B into the order in which microkernels read them.
///
/// A block of B becomes a sequence of strips, each with its lines one behind the other. A block of
/// A becomes a sequence of bars, each with its columns one behind the other. Without state.
final class Packs {
  /// Lines packed for one strip before the next one is turned to, so that reads follow the rows of
  /// the matrix.
  private static final int LINES = 64;

  private static final int WIDEST = 36; // vectors copied at once

  private final Geometry g;
  private final Blocking cut;
  private final Pack any;
  private final Pack turn; // or null
  private final Pack[] copies; // by vectors, where columns lie side by side
  private final Spread[] spreads; // by strips of the largest size, where columns lie side by side
  private final Spread[] bars; // by full bars, where rows of A lie side by side
  private final int spare;

  Packs(Geometry g, Blocking cut, Target target) {
    this.g = g;
    this.cut = cut;
    any = Scalar.pack(g.type());
    int most = (cut.bar() + cut.lanes() - 1) / cut.lanes();
    spare = most * cut.lanes();
    boolean vectors = target.bits() > 0;
    turn =
        target.bits() == 512 && cut.packB() && g.bk() == 1 && g.bn() != 1
            ? Kernels.transpose(g.type(), target.bits())
            : null;
    copies = new Pack[Math.max(most, cut.strip()) + 1];
    for (int i = 1; vectors && i < copies.length; i++) {
      boolean ofA = cut.packA() && g.am() == 1 && i <= most;
      boolean ofB = g.bn() == 1 && i <= cut.strip();
      copies[i] = ofA || ofB ? Kernels.copy(g.type(), target.bits(), i) : null;
    }
    int bits = cut.bar() * g.type().bytes() * 8; // a bar may be half a vector
    boolean whole = bits <= target.bits() && Integer.bitCount(bits) == 1;
    boolean b = vectors && cut.packB() && g.bn() == 1;
    boolean a = whole && cut.packA() && g.am() == 1;
    spreads = b ? spreads(cut.columns(), cut.strip(), target.bits(), cut.strip()) : new Spread[0];
    bars = a ? spreads(cut.rows(), cut.bar(), bits, 1) : new Spread[0];
  }

  /// Kernels for panels that consist of pieces of size `full`, which are `columns` vectors.
  private Spread[] spreads(Split panels, int full, int bits, int columns) {
    Split[] pieces = panels.pieces(full);
    Spread[] all = new Spread[pieces[0].parts() + 1];
    for (Split p : pieces) {
      int n = p.parts();
      if (n > 1 && n * columns <= WIDEST && p.total() == n * full) {
        all[n] = Kernels.spread(g.type(), bits, n, columns);
      }
    }
    return all;
  }

  /// The kernel that copies whole lines of a panel, or null if there is none, or a piece of it is
  /// not full.
  private static Spread whole(Spread[] spreads, Split pieces, int full) {
    int n = pieces.parts();
    return n < spreads.length && pieces.total() == n * full ? spreads[n] : null;
  }

  /// Adds the generated kernels to `probes`.
  void probe(Probes probes) {
    probes.spreads(spreads, cut.strip() * cut.lanes());
    probes.spreads(bars, cut.bar());
    probes.lines(copies, false);
    probes.turn(turn);
  }

  /// Room for a block of A.
  int room(int rows, int depth) {
    return bar(Split.of(rows, cut.bar()).parts(), rows, depth);
  }

  /// Where bar `i`, which begins at row `row`, is put.
  int bar(int i, int row, int depth) {
    return row * depth + i * spare;
  }

  /// Packs a block of A.
  void a(Object a, int ao, Object to, int start, int depth, Split rows) {
    int bar = cut.bar();
    Spread whole = whole(bars, rows, bar);
    if (whole != null) {
      whole.run(a, ao, g.ak(), to, start, bar, bar * depth + spare, depth);
      return;
    }
    for (int p = 0; p < depth; p += LINES) {
      int count = Math.min(LINES, depth - p);
      for (int i = 0; i < rows.parts(); i++) {
        int r = rows.start(i);
        int n = rows.size(i);
        int from = ao + p * g.ak() + r * g.am();
        copy(a, from, g.ak(), g.am(), to, start + bar(i, r, depth) + p * n, n, count, n);
      }
    }
  }

  /// Packs a block of B.
  void b(Object b, int bo, Object to, int start, int depth, Split strips, int width) {
    Spread whole = whole(spreads, strips, cut.strip());
    if (whole != null && width == strips.total() * cut.lanes()) {
      int step = cut.strip() * cut.lanes();
      whole.run(b, bo, g.bk(), to, start, step, step * depth, depth);
      return;
    }
    int lines = turn != null ? depth : LINES;
    for (int p = 0; p < depth; p += lines) {
      int count = Math.min(lines, depth - p);
      for (int s = 0; s < strips.parts(); s++) {
        int first = strips.start(s) * cut.lanes();
        int step = strips.size(s) * cut.lanes();
        int n = Math.min(step, width - first);
        int from = bo + p * g.bk() + first * g.bn();
        int at = start + first * depth + p * step;
        if (turn != null && count >= cut.lanes()) {
          turn.run(b, from, g.bk(), g.bn(), to, at, step, count, n);
        } else {
          copy(b, from, g.bk(), g.bn(), to, at, step, count, n);
        }
      }
    }
  }

  /// Packs an incomplete strip of B whose columns lie side by side.
  void tail(Object b, int bo, Object to, int start, int depth, int step, int width) {
    copy(b, bo, g.bk(), g.bn(), to, start, step, depth, width);
  }

  /// Copies lines, with full vectors as far as they do not reach beyond the array.
  private void copy(
      Object from, int at, int line, int column, Object to, int start, int step, int count, int n) {
    int vectors = (n + cut.lanes() - 1) / cut.lanes();
    int fast = 0;
    Pack copy = column == 1 ? copies[vectors] : null;
    if (copy != null) {
      int spare = length(from) - at - vectors * cut.lanes(); // behind the first line
      fast = spare < 0 ? 0 : line == 0 ? count : Math.min(count, spare / line + 1);
      copy.run(from, at, line, 1, to, start, step, fast, n);
    }
    if (fast < count) {
      any.run(from, at + fast * line, line, column, to, start + fast * step, step, count - fast, n);
    }
  }

  static int length(Object array) {
    return array instanceof float[] x ? x.length : ((double[]) array).length;
  }
}
