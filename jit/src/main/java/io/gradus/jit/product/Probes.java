package io.gradus.jit.product;

import io.gradus.array.DType;
import java.util.ArrayList;
import java.util.List;

/// Runs generated kernels on small arrays.
final class Probes implements Runnable {
  private static final int DEPTH = 16;

  private final List<Runnable> all = new ArrayList<>();
  private final Vectors vectors;

  Probes(Vectors vectors) {
    this.vectors = vectors;
  }

  /// Microkernels, numbered by rows times `stride` plus vectors; some places are empty.
  void micros(Micro[] micros, int stride) {
    for (int i = 0; i < micros.length; i++) {
      if (micros[i] != null) {
        micro(micros[i], i / stride, i % stride * vectors.lanes());
      }
    }
  }

  private void micro(Micro micro, int rows, int width) {
    Object a = array(rows * DEPTH);
    Object b = array(DEPTH * width);
    Object c = array(rows * width);
    boolean[] more = {false}; // both ways, for both to be compiled
    all.add(() -> {
      more[0] = !more[0];
      micro.run(a, 0, DEPTH, 1, b, 0, width, c, 0, width, DEPTH, width, more[0]);
    });
  }

  /// Kernels for two strips, numbered by vectors.
  void rows(Row[] rows) {
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] != null) {
        row(rows[i], i * vectors.lanes());
      }
    }
  }

  private void row(Row row, int width) {
    Object a = array(DEPTH);
    Object b = array(2 * DEPTH * width);
    Object c = array(2 * width);
    boolean[] more = {false};
    all.add(() -> {
      more[0] = !more[0];
      row.run(a, 0, 1, b, 0, DEPTH * width, width, c, 0, DEPTH, more[0]);
    });
  }

  /// Kernels that copy or add lines, numbered by vectors.
  void lines(Pack[] packs, boolean incomplete) {
    for (int i = 0; i < packs.length; i++) {
      if (packs[i] != null) {
        lines(packs[i], i * vectors.lanes(), incomplete);
      }
    }
  }

  private void lines(Pack pack, int width, boolean incomplete) {
    Object from = array(DEPTH * width);
    Object to = array(DEPTH * width);
    int written = incomplete ? width - 1 : width;
    all.add(() -> pack.run(from, 0, width, 1, to, 0, width, DEPTH, written));
  }

  /// Kernels that copy several strips of `width` columns, numbered by strips.
  void spreads(Spread[] spreads, int width) {
    for (int i = 0; i < spreads.length; i++) {
      if (spreads[i] != null) {
        spread(spreads[i], i, width);
      }
    }
  }

  private void spread(Spread spread, int strips, int width) {
    Object from = array(DEPTH * strips * width);
    Object to = array(DEPTH * strips * width);
    all.add(() -> spread.run(from, 0, strips * width, to, 0, width, DEPTH * width, DEPTH));
  }

  /// The kernel that transposes, or null.
  void turn(Pack pack) {
    if (pack != null) {
      int size = 2 * vectors.lanes();
      Object from = array(size * size);
      Object to = array(size * size);
      all.add(() -> pack.run(from, 0, 1, size, to, 0, size, size, size));
    }
  }

  private Object array(int size) {
    return vectors.type() == DType.F32 ? new float[size] : new double[size];
  }

  @Override
  public void run() {
    for (int i = 0; i < all.size(); i++) {
      all.get(i).run();
    }
  }
}
