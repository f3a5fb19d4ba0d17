package io.gradus.jit.emit;

import io.gradus.array.DType;
import io.gradus.jit.emit.Loop.Access;
import io.gradus.jit.emit.Loop.Instr;
import io.gradus.jit.run.Warmup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A kernel that begins as a scalar loop and goes on with vectors once those are fast. The bits do
/// not change.
public final class Tiered implements Kernel {
  private static final Cache<Loop, Tiered> KNOWN = new Cache<>();
  private static final int ROWS = 2;
  private static final int DEPTH = 8;

  private final Warmup warmup;
  private final int cost; // of an element
  private volatile Kernel fast;
  private Kernel now;
  private boolean warm;

  private Tiered(Loop loop, Target target) {
    now = Kernels.of(loop, Target.SCALAR);
    cost = loop.code().size();
    warmup = new Warmup(() -> probe(loop, target));
  }

  /// The kernel of a loop for the vectors of this machine.
  public static Kernel of(Loop loop) {
    return Target.best().bits() == 0
        ? Kernels.of(loop, Target.SCALAR)
        : KNOWN.get(loop, l -> new Tiered(l, Target.best()));
  }

  /// Makes the vector code.
  private Runnable probe(Loop loop, Target target) {
    Kernel made = Kernels.fresh(loop, target);
    Operands small = operands(loop);
    int columns = columns(loop);
    fast = made;
    return () -> made.run(small, 0, ROWS, 0, columns);
  }

  @Override
  public void run(Operands o, int row, int rowEnd, int column, int columnEnd) {
    if (!warm) {
      long elements = (long) (rowEnd - row) * (columnEnd - column) * Math.max(1, o.depth);
      if (warmup.done(elements * cost)) {
        now = fast;
        warm = true;
      }
    }
    now.run(o, row, rowEnd, column, columnEnd);
  }

  /// True once vectors are used.
  boolean warm() {
    return warm;
  }

  /// The number of columns of a run on small arrays: some whole blocks and a part of one.
  private static int columns(Loop loop) {
    return loop.columns() >= 0 ? loop.columns() : 5 * Target.BLOCK / Float.BYTES + 3;
  }

  /// Arrays just large enough.
  private static Operands operands(Loop loop) {
    int count = loop.operands().size();
    int[] low = new int[count];
    int[] high = new int[count];
    Arrays.fill(low, Integer.MAX_VALUE);
    for (Access a : accesses(loop)) {
      int outer = a.strides().size() - 1;
      long reach = (long) (columns(loop) - 1) * a.columnStride();
      for (int i = 0; i < outer; i++) {
        int extent = i == 0 ? Math.max(ROWS, DEPTH) : loop.middle().get(i - 1);
        reach += (long) (extent - 1) * a.strides().get(i);
      }
      low[a.operand()] = Math.min(low[a.operand()], a.offset());
      high[a.operand()] = (int) Math.max(high[a.operand()], a.offset() + reach + 1);
    }
    Operands o = new Operands(count);
    o.depth = DEPTH;
    for (int i = 0; i < count; i++) {
      int from = Math.min(low[i], high[i]);
      o.at[i] = -from;
      if (loop.operands().get(i) == DType.F32) {
        o.f32[i] = new float[high[i] - from];
        Arrays.fill(o.f32[i], 0.5f);
      } else {
        o.f64[i] = new double[high[i] - from];
        Arrays.fill(o.f64[i], 0.5);
      }
    }
    return o;
  }

  private static List<Access> accesses(Loop loop) {
    List<Access> all = new ArrayList<>();
    for (Instr i : loop.code()) {
      if (i instanceof Instr.Load(Access from)) {
        all.add(from);
      }
    }
    loop.stores().forEach(s -> all.add(s.to()));
    return all;
  }
}
