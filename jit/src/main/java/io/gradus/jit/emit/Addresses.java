package io.gradus.jit.emit;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;

import io.gradus.array.DType;
import io.gradus.jit.emit.Loop.Access;
import io.gradus.jit.emit.Loop.Instr;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes the code that finds the elements of a row: arrays and starts once, offsets for each row.
///
/// Neighbouring outer axes over which all operands move evenly count as one, so that most loops
/// have a single row number and need no division to take it apart.
final class Addresses {
  private static final ClassDesc OPERANDS = Operands.class.describeConstable().orElseThrow();
  private static final int PARAMETER = 1;

  /// Neighbouring axes taken as one.
  ///
  /// @param axes the axes
  /// @param extent the extent; without that of the first outer axis, which is not known
  /// @param open true if the first outer axis is among them
  private record Group(List<Integer> axes, int extent, boolean open) {}

  final CodeBuilder code;
  private final Analysis analysis;
  private final Slots slots;
  private final List<Group> kept = new ArrayList<>();
  private final List<Group> reduced = new ArrayList<>();
  private final Map<Integer, Var> arrays = new HashMap<>();
  private final Map<Access, Var> starts = new HashMap<>();
  private Map<Access, Var> rows = new HashMap<>();
  private final Map<Integer, Var> indices = new HashMap<>();

  Addresses(CodeBuilder code, Analysis analysis, Slots slots) {
    this.code = code;
    this.analysis = analysis;
    this.slots = slots;
    int outer = analysis.outer();
    int first = outer - analysis.loop.over().map(Loop.Over::axes).orElse(0);
    for (int axis = 0; axis < outer; axis++) {
      List<Group> groups = axis < first ? kept : reduced;
      int extent = axis == 0 ? 1 : analysis.loop.middle().get(axis - 1);
      if (!groups.isEmpty() && joins(axis, extent)) {
        Group before = groups.removeLast();
        List<Integer> axes = new ArrayList<>(before.axes());
        axes.add(axis);
        groups.add(new Group(axes, before.extent() * extent, before.open()));
      } else {
        groups.add(new Group(List.of(axis), extent, axis == 0));
      }
    }
  }

  private boolean joins(int axis, int extent) {
    return analysis
            .accesses()
            .allMatch(a -> a.strides().get(axis - 1) == a.strides().get(axis) * extent)
        && analysis.loop.code().stream()
            .noneMatch(
                i -> i instanceof Instr.Position(DType _, int p) && (p == axis || p == axis - 1));
  }

  /// Writes the loads of arrays and starts, before all loops.
  void enter() {
    analysis.accesses().map(Access::operand).distinct().forEach(this::bind);
    analysis.accesses().map(Addresses::key).distinct().forEach(this::start);
  }

  private void bind(int operand) {
    boolean single = analysis.loop.operands().get(operand) == DType.F32;
    ClassDesc array = (single ? CD_float : CD_double).arrayType();
    code.aload(PARAMETER).getfield(OPERANDS, single ? "f32" : "f64", array.arrayType());
    code.loadConstant(operand).aaload();
    arrays.put(operand, keep(TypeKind.REFERENCE));
  }

  private void start(Access a) {
    code.aload(PARAMETER).getfield(OPERANDS, "at", CD_int.arrayType());
    code.loadConstant(a.operand()).iaload();
    if (a.offset() != 0) {
      code.loadConstant(a.offset()).iadd();
    }
    starts.put(a, keep(TypeKind.INT));
  }

  /// The same access without its stride along the columns, which does not matter for rows.
  private static Access key(Access a) {
    List<Integer> strides = new ArrayList<>(a.strides());
    strides.set(strides.size() - 1, 0);
    return new Access(a.operand(), a.offset(), strides);
  }

  private Var keep(TypeKind kind) {
    int slot = slots.take(kind.slotSize());
    code.storeLocal(kind, slot);
    return Var.local(kind, slot);
  }

  /// Writes code that takes the number of a row apart.
  void row(Var r) {
    if (kept.isEmpty()) {
      return;
    }
    Var rest = r;
    for (int g = kept.size() - 1; g > 0; g--) {
      code.iload(rest.slot()).loadConstant(kept.get(g).extent()).irem();
      name(kept.get(g), keep(TypeKind.INT));
      code.iload(rest.slot()).loadConstant(kept.get(g).extent()).idiv();
      rest = keep(TypeKind.INT);
    }
    name(kept.getFirst(), rest);
  }

  private void name(Group group, Var index) {
    group.axes().forEach(axis -> indices.put(axis, index));
  }

  /// The number of loops over reduced rows.
  int depth() {
    return reduced.size();
  }

  /// Pushes the extent of a loop over reduced rows.
  void pushExtent(int loop) {
    Group g = reduced.get(loop);
    code.loadConstant(g.extent());
    if (g.open()) {
      code.aload(PARAMETER).getfield(OPERANDS, "depth", CD_int).imul();
    }
  }

  /// The variable of a loop over reduced rows is known.
  void reduced(int loop, Var index) {
    name(reduced.get(loop), index);
  }

  /// Writes the offsets of the row that the indices now name, for some accesses.
  void locate(List<Access> some) {
    for (Access a : some.stream().map(Addresses::key).distinct().toList()) {
      boolean moved = false;
      for (List<Group> groups : List.of(kept, reduced)) {
        for (Group g : groups) {
          int stride = a.strides().get(g.axes().getLast());
          if (stride == 0) {
            continue;
          }
          if (!moved) {
            code.iload(starts.get(a).slot());
            moved = true;
          }
          code.iload(indices.get(g.axes().getLast()).slot());
          if (stride != 1) {
            code.loadConstant(stride).imul();
          }
          code.iadd();
        }
      }
      rows.put(a, moved ? keep(TypeKind.INT) : starts.get(a));
    }
  }

  /// The rows located now. See [#restore].
  Map<Access, Var> located() {
    return new HashMap<>(rows);
  }

  /// Forgets the rows located since: control leaves their loop.
  void restore(Map<Access, Var> before) {
    rows = new HashMap<>(before);
  }

  /// The variable with the array of an access.
  Var array(Access a) {
    return arrays.get(a.operand());
  }

  /// The variable with where the present row of an access begins.
  Var row(Access a) {
    Access key = key(a);
    return rows.getOrDefault(key, starts.get(key));
  }

  /// The variable with the position along an outer axis.
  Var index(int axis) {
    return indices.get(axis);
  }
}
