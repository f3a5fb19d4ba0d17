package io.gradus.jit.product;

import io.gradus.jit.emit.Target;

/// Copies blocks of A and B into the order in which microkernels read them.
///
/// A block of B becomes a sequence of strips, each with its lines one behind the other. A block of A
/// becomes a sequence of bars, each with its columns one behind the other. Without state.
final class Packs {
  /// Lines packed for one strip before the next one is turned to, so that reads follow the rows of
  /// the matrix.
  private static final int LINES = 16;

  private final Geometry g;
  private final Blocking cut;
  private final Pack any;
  private final Pack turn; // or null
  private final Pack[] copies; // for B by vectors; [0] with the last vector masked
  private final Pack[] bars; // for A by vectors, masked
  private final int spare;

  Packs(Geometry g, Blocking cut, Target target) {
    this.g = g;
    this.cut = cut;
    any = Scalar.pack(g.type());
    copies = new Pack[2 * cut.strip() + 2];
    int most = (cut.bar() + cut.lanes() - 1) / cut.lanes();
    bars = new Pack[most + 1];
    spare = most * cut.lanes();
    boolean vectors = target.bits() > 0;
    turn =
        target.bits() == 512 && cut.packB() && g.bk() == 1 && g.bn() != 1
            ? Kernels.transpose(g.type(), target.bits())
            : null;
    for (int i = 1; vectors && cut.packB() && g.bn() == 1 && i <= cut.strip(); i++) {
      copies[2 * i] = Kernels.copy(g.type(), target.bits(), i, false);
      copies[2 * i + 1] = Kernels.copy(g.type(), target.bits(), i, true);
    }
    for (int i = 1; vectors && cut.packA() && g.am() == 1 && i <= most; i++) {
      bars[i] = Kernels.copy(g.type(), target.bits(), i, true);
    }
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
    for (int p = 0; p < depth; p += LINES) {
      int count = Math.min(LINES, depth - p);
      for (int i = 0; i < rows.parts(); i++) {
        int r = rows.start(i);
        int n = rows.size(i);
        Pack pack = g.am() == 1 ? bars[(n + cut.lanes() - 1) / cut.lanes()] : any;
        int at = start + bar(i, r, depth) + p * n;
        (pack == null ? any : pack)
            .run(a, ao + p * g.ak() + r * g.am(), g.ak(), g.am(), to, at, n, count, n);
      }
    }
  }

  /// Packs a block of B.
  void b(Object b, int bo, Object to, int start, int depth, int vectors, int width) {
    Split strips = Split.of(vectors, cut.strip());
    int lines = turn != null ? depth : LINES;
    for (int p = 0; p < depth; p += lines) {
      int count = Math.min(lines, depth - p);
      for (int s = 0; s < strips.parts(); s++) {
        int first = strips.start(s) * cut.lanes();
        int step = strips.size(s) * cut.lanes();
        int n = Math.min(step, width - first);
        int from = bo + p * g.bk() + first * g.bn();
        int at = start + first * depth + p * step;
        Pack copy = copies[2 * strips.size(s) + (n < step ? 1 : 0)];
        if (turn != null && count >= cut.lanes()) {
          for (int j = 0; j < n; j += cut.lanes()) {
            int some = Math.min(cut.lanes(), n - j);
            turn.run(b, from + j * g.bn(), g.bk(), g.bn(), to, at + j, step, count, some);
          }
        } else {
          (copy == null ? any : copy).run(b, from, g.bk(), g.bn(), to, at, step, count, n);
        }
      }
    }
  }
}
