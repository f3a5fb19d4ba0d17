package io.gradus.jit.emit;

import io.gradus.array.DType;
import io.gradus.jit.emit.Loop.Access;
import io.gradus.jit.emit.Loop.Instr;
import io.gradus.jit.emit.Loop.Kind;
import io.gradus.jit.emit.Loop.Store;
import io.gradus.op.Bilinear;
import io.gradus.op.Flat;
import io.gradus.op.Linear;
import io.gradus.op.Op;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Facts about the code of a loop that decide how it is written.
final class Analysis {
  final Loop loop;

  /// True if the value is the same in all columns.
  private final boolean[] uniform;

  /// True if the value is the same in the whole iteration space.
  private final boolean[] fixed;

  /// How many reductions over columns have to be complete, one after the other, before the value is
  /// known.
  private final int[] level;

  private final int[] uses;

  /// The position whose value is the same, for operations that change nothing.
  private final int[] same;

  Analysis(Loop loop) {
    this.loop = loop;
    int n = loop.code().size();
    uniform = new boolean[n];
    fixed = new boolean[n];
    level = new int[n];
    uses = new int[n];
    same = new int[n];
    for (int i = 0; i < n; i++) {
      visit(i);
    }
    loop.stores().forEach(s -> uses[same[s.value()]]++);
  }

  private void visit(int i) {
    same[i] = i;
    List<Integer> args = args(i);
    for (int a : args) {
      uses[a]++;
      level[i] = Math.max(level[i], level[a]);
    }
    uniform[i] = args.stream().allMatch(a -> uniform[a]);
    fixed[i] = args.stream().allMatch(a -> fixed[a]);
    switch (loop.code().get(i)) {
      case Instr.Load(Access from) -> {
        uniform[i] = from.columnStride() == 0;
        fixed[i] = from.strides().stream().allMatch(s -> s == 0);
      }
      case Instr.Number _ -> fixed[i] = true;
      case Instr.Position(DType _, int axis) -> {
        uniform[i] = axis < outer();
        fixed[i] = false;
      }
      case Instr.Apply(Op op, DType type, List<Integer> a) -> {
        if (op == Flat.Step.STOP || op instanceof Linear.Cast && type == type(a.getFirst())) {
          same[i] = same[a.getFirst()];
        }
      }
      case Instr.Reduce(Kind _, int arg) -> {
        uniform[i] = true;
        fixed[i] = false;
        level[i] = level[arg] + 1;
      }
    }
  }

  /// The number of outer axes.
  int outer() {
    return loop.middle().size() + 1;
  }

  /// The operands of instruction `i` among the code, looking through what changes nothing.
  List<Integer> args(int i) {
    return switch (loop.code().get(i)) {
      case Instr.Apply a -> a.args().stream().map(x -> same[x]).toList();
      case Instr.Reduce r -> List.of(same[r.arg()]);
      default -> List.of();
    };
  }

  int same(int i) {
    return same[i];
  }

  boolean uniform(int i) {
    return uniform[same[i]];
  }

  boolean fixed(int i) {
    return fixed[i];
  }

  int level(int i) {
    return level[i];
  }

  /// The number of phases: reductions over columns that wait for each other.
  int phases() {
    return IntStream.of(level).max().orElse(0);
  }

  DType type(int i) {
    return switch (loop.code().get(i)) {
      case Instr.Load l -> loop.operands().get(l.from().operand());
      case Instr.Number n -> n.type();
      case Instr.Position p -> p.type();
      case Instr.Apply a -> a.type();
      case Instr.Reduce r -> type(r.arg());
    };
  }

  /// The reductions over columns that complete with phase `phase`, from 1.
  List<Integer> reductions(int phase) {
    return IntStream.range(0, loop.code().size())
        .filter(i -> loop.code().get(i) instanceof Instr.Reduce && level[i] == phase)
        .boxed()
        .toList();
  }

  boolean reduces() {
    return phases() > 0;
  }

  /// True if a store writes in every column; a value that is the same in all of them may be meant
  /// to fill them.
  boolean varies(Store s) {
    return !uniform(s.value()) || s.to().columnStride() != 0;
  }

  List<Store> varyingStores() {
    return loop.stores().stream().filter(this::varies).toList();
  }

  List<Store> uniformStores() {
    return loop.stores().stream().filter(s -> !varies(s)).toList();
  }

  /// What a combination of value `i` depends on directly: its factors if it is a sum of products
  /// that are needed for nothing else, so that one rounding does for product and sum, else `i`.
  List<Integer> terms(Kind kind, int i) {
    int v = same[i];
    return fused(kind, v) ? args(v) : List.of(v);
  }

  private boolean fused(Kind kind, int i) {
    return kind == Kind.SUM
        && !uniform[i]
        && uses[i] == 1
        && loop.code().get(i) instanceof Instr.Apply(Op op, DType _, List<Integer> _)
        && op instanceof Bilinear.Mul(boolean gated)
        && !gated;
  }

  /// The varying values that `roots` need, in order.
  List<Integer> needed(List<Integer> roots) {
    BitSet all = new BitSet();
    roots.forEach(r -> all.set(same[r]));
    for (int i = all.length() - 1; i >= 0; i--) {
      if (all.get(i)) {
        if (uniform[i]) {
          all.clear(i);
        } else {
          args(i).forEach(all::set);
        }
      }
    }
    return all.stream().boxed().toList();
  }

  /// The uniform values that are known once `phase` phases are complete, in order.
  ///
  /// @param whole only those that are the same in the whole space, or only the others
  List<Integer> uniforms(int phase, boolean whole) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < uniform.length; i++) {
      boolean plain = !(loop.code().get(i) instanceof Instr.Number) && same[i] == i;
      boolean reduction = loop.code().get(i) instanceof Instr.Reduce;
      if (plain && !reduction && uniform[i] && level[i] == phase && fixed[i] == whole) {
        all.add(i);
      }
    }
    return all;
  }

  /// All places in operands.
  Stream<Access> accesses() {
    return Stream.concat(
        loop.code().stream().filter(Instr.Load.class::isInstance).map(i -> ((Instr.Load) i).from()),
        loop.stores().stream().map(Store::to));
  }

  /// True if only scalar loops can compute this: it mixes number formats, or has functions without
  /// vector code.
  boolean scalarOnly() {
    DType format = loop.operands().isEmpty() ? DType.F64 : loop.operands().getFirst();
    return loop.operands().stream().anyMatch(t -> t != format)
        || IntStream.range(0, uniform.length)
            .anyMatch(i ->
                type(i) != format
                    || loop.code().get(i) instanceof Instr.Apply a
                        && !Operations.inVectors(a.op()));
  }
}
