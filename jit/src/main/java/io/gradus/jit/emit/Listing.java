package io.gradus.jit.emit;

import io.gradus.array.DType;
import io.gradus.jit.emit.Loop.Access;
import io.gradus.jit.emit.Loop.Instr;
import io.gradus.op.Op;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/// Prints a loop like a program in assembly language.
///
/// ```
/// rows × columns
///   v0 = load p0[r·8 + c]
///   v1 = float32 0.0
///   v2 = max v0 v1
///   store p1[r·8 + c] = v2
/// ```
final class Listing {
  private final Loop loop;

  private Listing(Loop loop) {
    this.loop = loop;
  }

  static String of(Loop loop) {
    return new Listing(loop).print();
  }

  private String print() {
    StringJoiner lines = new StringJoiner("\n");
    StringBuilder head = new StringBuilder("rows");
    loop.middle().forEach(n -> head.append(" × ").append(n));
    head.append(" by ").append(loop.columns() < 0 ? "columns" : loop.columns() + " columns");
    loop.over()
        .ifPresent(
            o -> head.append(", ").append(name(o.kind())).append(" over last ").append(o.axes()));
    lines.add(head);
    for (int i = 0; i < loop.code().size(); i++) {
      lines.add("  v" + i + " = " + instruction(loop.code().get(i)));
    }
    for (Loop.Store s : loop.stores()) {
      lines.add("  store " + place(s.to()) + " = v" + s.value());
    }
    return lines.toString();
  }

  private String instruction(Instr i) {
    return switch (i) {
      case Instr.Load(Access from) -> "load " + place(from);
      case Instr.Number(DType type, double value) -> type.text() + " " + value;
      case Instr.Position(DType type, int axis) -> type.text() + " position " + index(axis);
      case Instr.Apply(Op op, DType _, List<Integer> args) ->
          op.symbol() + args.stream().map(a -> " v" + a).collect(Collectors.joining());
      case Instr.Reduce(Loop.Kind kind, int arg) -> name(kind) + " over columns v" + arg;
    };
  }

  private static String name(Loop.Kind kind) {
    return kind.name().toLowerCase(java.util.Locale.ROOT);
  }

  private String index(int axis) {
    return axis == loop.middle().size() + 1 ? "c" : axis == 0 ? "r" : "r" + axis;
  }

  private String place(Access a) {
    StringJoiner sum = new StringJoiner(" + ");
    if (a.offset() != 0) {
      sum.add(String.valueOf(a.offset()));
    }
    for (int axis = 0; axis < a.strides().size(); axis++) {
      int stride = a.strides().get(axis);
      if (stride != 0) {
        sum.add(index(axis) + (stride == 1 ? "" : "·" + stride));
      }
    }
    return "p" + a.operand() + "[" + (sum.length() == 0 ? "0" : sum) + "]";
  }
}
