package io.gradus.jit.emit;

import io.gradus.array.DType;
import io.gradus.jit.emit.Loop.Access;
import io.gradus.jit.emit.Loop.Instr;
import io.gradus.jit.emit.Loop.Kind;
import io.gradus.jit.emit.Loop.Over;
import io.gradus.jit.emit.Loop.Store;
import io.gradus.op.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/// Builds loops for tests, and runs them.
final class Loops {
  static final List<Target> TARGETS =
      Target.vectors()
          ? List.of(Target.SCALAR, new Target(128), new Target(256), new Target(512))
          : List.of(Target.SCALAR);

  private final DType type;
  private final List<DType> operands = new ArrayList<>();
  private final List<Instr> code = new ArrayList<>();
  private final List<Store> stores = new ArrayList<>();
  private List<Integer> middle = List.of();
  private int columns = -1;
  private Optional<Over> over = Optional.empty();

  Loops(DType type) {
    this.type = type;
  }

  Loops middle(Integer... extents) {
    middle = List.of(extents);
    return this;
  }

  Loops columns(int count) {
    columns = count;
    return this;
  }

  Loops over(Kind kind, int axes) {
    over = Optional.of(new Over(kind, axes));
    return this;
  }

  int load(Integer... strides) {
    operands.add(type);
    return add(new Instr.Load(new Access(operands.size() - 1, 0, List.of(strides))));
  }

  int number(double v) {
    return add(new Instr.Number(type, v));
  }

  int position(int axis) {
    return add(new Instr.Position(type, axis));
  }

  int apply(Op op, Integer... args) {
    return add(new Instr.Apply(op, type, List.of(args)));
  }

  int reduce(Kind kind, int arg) {
    return add(new Instr.Reduce(kind, arg));
  }

  int add(Instr i) {
    code.add(i);
    return code.size() - 1;
  }

  Loops store(int value, Integer... strides) {
    operands.add(type);
    stores.add(new Store(value, new Access(operands.size() - 1, 0, List.of(strides))));
    return this;
  }

  Loop build() {
    return new Loop(operands, middle, columns, code, stores, over, false);
  }

  /// The same as what follows a product.
  static Loop tiled(Loop l) {
    return new Loop(l.operands(), l.middle(), l.columns(), l.code(), l.stores(), l.over(), true);
  }

  /// Operands of `size` elements with numbers that `numbers` gives.
  static Operands operands(Loop loop, int size, Random random) {
    Operands o = new Operands(loop.operands().size());
    for (int i = 0; i < loop.operands().size(); i++) {
      o.at[i] = i % 3;
      double[] x = new double[size + 3];
      Arrays.setAll(x, _ -> random.nextGaussian());
      set(loop, o, i, x);
    }
    return o;
  }

  static void set(Loop loop, Operands o, int i, double[] x) {
    if (loop.operands().get(i) == DType.F32) {
      o.f32[i] = new float[x.length];
      IntStream.range(0, x.length).forEach(k -> o.f32[i][k] = (float) x[k]);
    } else {
      o.f64[i] = x;
    }
  }

  static double[] get(Operands o, int i) {
    if (o.f64[i] != null) {
      return o.f64[i].clone();
    }
    float[] x = o.f32[i];
    return IntStream.range(0, x.length).mapToDouble(k -> x[k]).toArray();
  }

  static Operands copy(Operands o) {
    Operands c = new Operands(o.at.length);
    c.depth = o.depth;
    for (int i = 0; i < o.at.length; i++) {
      c.at[i] = o.at[i];
      c.f32[i] = o.f32[i] == null ? null : o.f32[i].clone();
      c.f64[i] = o.f64[i] == null ? null : o.f64[i].clone();
    }
    return c;
  }
}
