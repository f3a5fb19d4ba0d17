package io.gradus.jit.step;

import io.gradus.jit.emit.Kernel;
import io.gradus.jit.emit.Loop;
import io.gradus.jit.emit.Operands;
import io.gradus.jit.run.Pool;

/// A fused loop nest, cut into chunks if it is worth the while. The chunks do not change the bits:
/// what a kernel computes for a row or a column does not depend on where others begin.
public final class LoopStep implements Step, Pool.Task {
  private static final double WORTH = 400_000; // simple operations; some 10 microseconds
  private static final int CHUNKS = 4; // for each thread
  private static final int UNIT = 128; // columns

  private final Kernel kernel;
  private final Operands operands;
  private final Pool pool;
  private final int rows;
  private final int columns;
  private final boolean byRow;
  private final int length; // rows or columns of a chunk
  private final int chunks;

  /// @param rows the number of rows
  /// @param columns the number of columns
  /// @param depth the extent of the outermost reduced axis
  public LoopStep(
      Kernel kernel, Loop loop, Operands operands, int rows, int columns, int depth, Pool pool) {
    this.kernel = kernel;
    this.operands = operands;
    this.pool = pool;
    this.rows = rows;
    this.columns = columns;
    operands.depth = depth;
    double work = (double) rows * columns * Math.max(1, depth) * loop.cost();
    for (int i = 0; i < loop.middle().size() && loop.over().isPresent(); i++) {
      work *= i >= loop.middle().size() - loop.over().get().axes() + 1 ? loop.middle().get(i) : 1;
    }
    boolean shared = pool.threads() > 1 && work >= WORTH;
    int parts = shared ? pool.threads() * CHUNKS : 1;
    boolean whole = loop.columns() >= 0; // rows need all of their columns
    byRow = whole || rows >= parts;
    int extent = byRow ? rows : columns;
    int unit = byRow ? 1 : UNIT;
    length = Math.max(unit, (extent + parts - 1) / parts + unit - 1) / unit * unit;
    chunks = shared ? (extent + length - 1) / length : 1;
  }

  @Override
  public void run() {
    if (chunks <= 1) {
      kernel.run(operands, 0, rows, 0, columns);
    } else {
      pool.run(this, chunks);
    }
  }

  @Override
  public void run(int chunk, int worker) {
    int from = chunk * length;
    if (byRow) {
      kernel.run(operands, from, Math.min(rows, from + length), 0, columns);
    } else {
      kernel.run(operands, 0, rows, from, Math.min(columns, from + length));
    }
  }
}
