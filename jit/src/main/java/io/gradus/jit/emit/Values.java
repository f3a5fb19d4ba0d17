package io.gradus.jit.emit;

import io.gradus.array.DType;
import io.gradus.jit.emit.Frame.Form;
import io.gradus.jit.emit.Loop.Access;
import io.gradus.jit.emit.Loop.Instr;
import io.gradus.op.Flat;
import io.gradus.op.Linear;
import io.gradus.op.Op;
import java.lang.classfile.CodeBuilder;
import java.util.List;

/// Writes the instructions of a loop, each where its value is needed first.
///
/// What differs from column to column is computed in vectors, what follows from a reduction over
/// columns in vectors too (the reduction leaves its result in all lanes), and everything else that
/// is the same in all columns as plain numbers.
final class Values {
  private final Analysis analysis;
  private final CodeBuilder code;
  private final Slots slots;
  private final Addresses addresses;

  /// Null if the target has no vectors.
  final VectorLanes vectors;

  private final ScalarLanes singles;
  private final ScalarLanes doubles;

  Values(Analysis analysis, Addresses addresses, Slots slots, VectorLanes vectors) {
    this.analysis = analysis;
    this.addresses = addresses;
    this.code = addresses.code;
    this.slots = slots;
    this.vectors = vectors;
    singles = new ScalarLanes(code, slots, DType.F32);
    doubles = new ScalarLanes(code, slots, DType.F64);
  }

  ScalarLanes scalars(DType type) {
    return type == DType.F32 ? singles : doubles;
  }

  /// Lanes for what differs from column to column.
  Lanes wide(DType type) {
    return vectors != null ? vectors : scalars(type);
  }

  private boolean inVectors(int i) {
    return vectors != null && (!analysis.uniform(i) || analysis.level(i) > 0);
  }

  private Lanes lanes(DType type, boolean vector) {
    return vector ? vectors : scalars(type);
  }

  /// Computes values in order and frees in between what only they needed.
  void compute(Frame part, List<Integer> roots) {
    List<Integer> order = analysis.needed(roots);
    List<Integer> pinned = roots.stream().map(analysis::same).toList();
    int[] last = new int[analysis.loop.code().size()];
    for (int i : order) {
      analysis.args(i).forEach(a -> last[a] = i);
    }
    for (int i : order) {
      define(part, i);
      for (int a : analysis.args(i)) {
        if (last[a] == i && !pinned.contains(a) && !analysis.uniform(a)) {
          part.free(a, slots);
        }
      }
    }
  }

  /// Computes a value in its natural form unless it is known.
  void define(Frame f, int i) {
    boolean vector = inVectors(i);
    if (f.find(i, vector ? Form.VECTOR : Form.SCALAR) != null
        || f.find(i, vector ? Form.VECTOR_MASK : Form.SCALAR_MASK) != null) {
      return;
    }
    Frame home = analysis.uniform(i) ? f.shared() : f;
    Form form = vector ? Form.VECTOR : Form.SCALAR;
    switch (analysis.loop.code().get(i)) {
      case Instr.Load(Access from) -> home.put(i, form, load(f, from, vector));
      case Instr.Position(DType type, int axis) ->
          home.put(i, form, position(f, lanes(type, vector), axis));
      case Instr.Apply(Op op, DType type, List<Integer> _) ->
          apply(f, home, i, op, lanes(type, vector), vector);
      case Instr.Number _ -> {} // written where it is used
      case Instr.Reduce _ -> throw new IllegalStateException("reduction read before its phase");
    }
  }

  private void apply(Frame f, Frame home, int i, Op op, Lanes l, boolean vector) {
    List<Integer> args = analysis.args(i);
    Form form = vector ? Form.VECTOR : Form.SCALAR;
    switch (op) {
      case Flat.Compare compare -> {
        Lanes of = lanes(analysis.type(args.getFirst()), vector);
        Var x = value(f, args.get(0), vector);
        Var y = value(f, args.get(1), vector);
        Var mask = of.compare(test(compare), x, y);
        home.put(i, vector ? Form.VECTOR_MASK : Form.SCALAR_MASK, mask);
      }
      case Linear.Select _ -> {
        Var mask = mask(f, args.get(0), vector);
        Var yes = value(f, args.get(1), vector);
        home.put(i, form, l.select(mask, yes, value(f, args.get(2), vector)));
      }
      case Linear.Cast _ -> home.put(i, form, Operations.cast(l, value(f, args.get(0), vector)));
      default -> {
        List<Var> x = args.stream().map(a -> value(f, a, vector)).toList();
        home.put(i, form, Operations.apply(op, l, x));
      }
    }
  }

  private static Lanes.Test test(Flat.Compare compare) {
    return switch (compare) {
      case GREATER -> Lanes.Test.GT;
      case GREATER_EQUAL -> Lanes.Test.GE;
      case EQUAL -> Lanes.Test.EQ;
    };
  }

  /// The variable with value `i`, as a vector or as a number.
  Var value(Frame f, int index, boolean vector) {
    int i = analysis.same(index);
    Form form = vector ? Form.VECTOR : Form.SCALAR;
    DType type = analysis.type(i);
    if (analysis.loop.code().get(i) instanceof Instr.Number n) {
      return lanes(type, vector).constant(n.value());
    }
    Var known = f.find(i, form);
    if (known != null) {
      return known;
    }
    Frame home = analysis.uniform(i) ? f.shared() : f;
    Var result;
    if (vector != inVectors(i)) {
      Var other = value(f, i, !vector);
      result = vector ? vectors.splat(other) : vectors.first(other);
    } else {
      define(f, i);
      known = f.find(i, form);
      if (known != null) {
        return known;
      }
      Lanes l = lanes(type, vector);
      Var mask = f.find(i, vector ? Form.VECTOR_MASK : Form.SCALAR_MASK);
      result = l.select(mask, l.constant(1), l.constant(0));
    }
    home.put(i, form, result);
    return result;
  }

  /// The variable with the mask where value `i` is not 0.
  private Var mask(Frame f, int index, boolean vector) {
    int i = analysis.same(index);
    Form form = vector ? Form.VECTOR_MASK : Form.SCALAR_MASK;
    if (vector == inVectors(i)) {
      define(f, i);
    }
    Var known = f.find(i, form);
    if (known != null) {
      return known;
    }
    Lanes l = lanes(analysis.type(i), vector);
    Var mask = l.compare(Lanes.Test.NE, value(f, i, vector), l.constant(0));
    (analysis.uniform(i) ? f.shared() : f).put(i, form, mask);
    return mask;
  }

  private Var load(Frame f, Access from, boolean vector) {
    Lanes l = lanes(analysis.loop.operands().get(from.operand()), vector);
    Frame.Tail tail = vector ? f.place().tail() : null;
    return l.load(addresses.array(from), index(f, from), from.columnStride(), tail);
  }

  /// Writes a value to its place: for all lanes of a part, or once if it is uniform.
  void store(Frame f, Loop.Store store) {
    boolean vector = vectors != null && analysis.varies(store);
    store(f, store, value(f, store.value(), vector));
  }

  /// Writes `v` where `store` says.
  void store(Frame f, Loop.Store store, Var v) {
    boolean vector = vectors != null && analysis.varies(store);
    Access to = store.to();
    Lanes l = lanes(analysis.loop.operands().get(to.operand()), vector);
    Frame.Tail tail = vector ? f.place().tail() : null;
    l.store(addresses.array(to), index(f, to), to.columnStride(), tail, v);
  }

  /// Reads what is where `store` says.
  Var stored(Frame f, Loop.Store store) {
    return load(f, store.to(), vectors != null);
  }

  private Runnable index(Frame f, Access access) {
    return () -> {
      code.iload(addresses.row(access).slot());
      if (f.place() != null && access.columnStride() != 0) {
        pushColumn(f.place(), access.columnStride());
        code.iadd();
      }
    };
  }

  private void pushColumn(Frame.Place place, int stride) {
    if (place.column() == null) {
      code.loadConstant(place.offset() * stride);
      return;
    }
    code.iload(place.column().slot());
    if (place.offset() != 0) {
      code.loadConstant(place.offset()).iadd();
    }
    if (stride != 1) {
      code.loadConstant(stride).imul();
    }
  }

  private Var position(Frame f, Lanes l, int axis) {
    return l.position(
        axis == analysis.outer()
            ? () -> pushColumn(f.place(), 1)
            : () -> code.iload(addresses.index(axis).slot()));
  }
}
