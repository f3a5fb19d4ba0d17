package io.gradus.nn.diagnose;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.op.Bilinear;
import io.gradus.op.Control;
import io.gradus.op.Flat;
import io.gradus.op.Indexed;
import io.gradus.op.Linear;
import io.gradus.op.Move;
import io.gradus.op.Op;
import io.gradus.op.Pointwise;
import io.gradus.op.Structured;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// All values of a function, and the way back from a number that is not finite to where it came
/// from.
///
/// The way is found element by element without a rule for any operation: numbers among the operands
/// are replaced by finite ones, and those whose return spoils the result are to blame. So
/// infinities that a mask, a minimum or a gated product has kept out lead nobody astray.
final class Trace {
  /// No number is in the domain of every operation: 0.5 suits arcsin, 2 suits arcosh.
  private static final List<Double> HARMLESS = List.of(0.5, 2.0);

  private final Map<Expr, Array> values = new HashMap<>();

  /// A number.
  ///
  /// @param node where it was computed
  /// @param index its place in the value of the node
  record Entry(Expr node, int index) {}

  /// Runs a function and keeps what each operation yields.
  Trace(Graph graph, List<Array> args) {
    List<Expr> nodes = graph.nodes().stream().filter(e -> e.types().size() == 1).toList();
    List<Array> all = Interpreter.run(new Graph(graph.params(), nodes), args);
    for (int i = 0; i < nodes.size(); i++) {
      values.put(nodes.get(i), all.get(i));
    }
  }

  /// The value of a node.
  Array value(Expr node) {
    return values.get(node);
  }

  /// The first number in the value of a node that is not finite; −1 if all are.
  int firstNotFinite(Expr node) {
    Array a = value(node);
    return IntStream.range(0, a.size()).filter(i -> !isFinite(a, i)).findFirst().orElse(-1);
  }

  /// The operation where a number that is not finite comes from: its operands are finite, or it has
  /// none.
  Entry origin(Entry bad) {
    Entry at = bad;
    for (Entry next = at; next != null; next = cause(at)) {
      at = next;
    }
    return at;
  }

  /// The operands of a node: for one of several results those of the operation that has them.
  static List<Expr> operands(Expr node) {
    return node.op() instanceof Control.Item ? node.args().getFirst().args() : node.args();
  }

  /// The operand that spoils a number; null if none does.
  private Entry cause(Entry bad) {
    Call call = new Call(bad);
    List<Entry> suspects = call.suspects();
    if (suspects.isEmpty() || call.isSpoiled(List.of())) {
      return null;
    }
    for (Entry s : suspects.stream().filter(call::isOpposite).toList()) {
      if (call.isSpoiled(List.of(s))) {
        return s; // what most operations need no search for
      }
    }
    while (suspects.size() > 1) {
      List<Entry> left = suspects.subList(0, suspects.size() / 2);
      List<Entry> right = suspects.subList(left.size(), suspects.size());
      suspects = call.isSpoiled(left) ? left : call.isSpoiled(right) ? right : left.subList(0, 1);
    }
    return suspects.getFirst();
  }

  private static boolean isFinite(Array a, int i) {
    return Double.isFinite(a.get(i));
  }

  /// An operation that can be computed again with other operands.
  private final class Call {
    private final Entry result;
    private final List<Expr> operands;
    private final Graph again;

    Call(Entry result) {
      this.result = result;
      this.operands = operands(result.node);
      List<Expr> params = operands.stream().map(e -> Expr.param("x", e.type())).toList();
      Expr node =
          result.node.op() instanceof Control.Item item
              ? Expr.of(item, List.of(Expr.of(result.node.args().getFirst().op(), params)))
              : Expr.of(result.node.op(), params);
      this.again = new Graph(params, List.of(node));
    }

    /// The numbers among the operands that are not finite.
    List<Entry> suspects() {
      List<Entry> suspects = new ArrayList<>();
      for (Expr e : operands.stream().distinct().toList()) {
        Array a = value(e);
        for (int i = 0; i < a.size(); i++) {
          if (!isFinite(a, i)) {
            suspects.add(new Entry(e, i));
          }
        }
      }
      return suspects;
    }

    /// True for the number of an operand that stands where the result does.
    boolean isOpposite(Entry operand) {
      return operand.index == result.index && operand.node.shape().equals(result.node.shape());
    }

    /// True if the result is not finite even though only these operands are not.
    boolean isSpoiled(List<Entry> kept) {
      return HARMLESS.stream()
          .allMatch(with -> {
            List<Array> args = operands.stream().map(e -> cleaned(e, with)).toList();
            for (Entry k : kept) {
              IntStream.range(0, args.size())
                  .filter(i -> operands.get(i) == k.node)
                  .forEach(i -> set(args.get(i), k.index, value(k.node).get(k.index)));
            }
            return !isFinite(Interpreter.run(again, args).getFirst(), result.index);
          });
    }

    private Array cleaned(Expr e, double with) {
      Array a = value(e).copy();
      for (int i = 0; i < a.size(); i++) {
        if (!isFinite(a, i)) {
          set(a, i, with);
        }
      }
      return a;
    }
  }

  private static void set(Array a, int i, double value) {
    if (a.dtype() == DType.F32) {
      a.floats()[i] = (float) value;
    } else {
      a.doubles()[i] = value;
    }
  }

  /// The numbers from which one is computed, if the operation takes each element alone; otherwise
  /// none.
  List<Double> inputs(Entry entry) {
    return isElementwise(entry.node.op())
        ? entry.node.args().stream().map(e -> value(e).get(entry.index)).toList()
        : List.of();
  }

  private static boolean isElementwise(Op op) {
    return switch (op) {
      case Pointwise _,
          Bilinear.Mul _,
          Linear.Add _,
          Linear.Neg _,
          Linear.Cast _,
          Linear.Select _ ->
          true;
      case Bilinear.Contract _, Linear.Sum _, Linear.CumSum _, Move _, Indexed _ -> false;
      case Structured _, Flat _, Control _ -> false;
    };
  }

  /// The greatest finite magnitude in the values of some nodes; 0 if there is none.
  double greatest(List<Expr> nodes) {
    return nodes.stream()
        .flatMapToDouble(e -> Arrays.stream(value(e).toDoubles()))
        .map(Math::abs)
        .filter(Double::isFinite)
        .max()
        .orElse(0);
  }
}
