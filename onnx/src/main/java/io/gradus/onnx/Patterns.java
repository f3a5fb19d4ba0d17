package io.gradus.onnx;

import io.gradus.graph.Expr;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.onnx.proto.Attribute;
import io.gradus.op.Bilinear;
import io.gradus.op.Linear;
import io.gradus.op.Op;
import io.gradus.op.Pointwise;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Formulas for which ONNX has an operator of its own.
///
/// Equal expressions are one object, so a formula is recognized by writing it down for each
/// candidate operand and looking whether the result is the expression at hand.
final class Patterns {
  private static final int DEEPEST = 3; // levels down to the operand of any of these formulas

  /// An operator and what its formula looks like.
  private record Pattern(String op, Op root, Activation formula) {}

  private static final List<Pattern> ALL =
      List.of(
          new Pattern("Relu", Pointwise.Binary.MAX, Activations.RELU),
          new Pattern("Softmax", Pointwise.Binary.DIV, Activations.SOFTMAX),
          new Pattern("LogSoftmax", new Linear.Add(), Activations.LOG_SOFTMAX),
          new Pattern("Selu", new Bilinear.Mul(false), Activations.SELU),
          new Pattern("Softsign", Pointwise.Binary.DIV, Activations.SOFTSIGN),
          new Pattern("Mish", new Bilinear.Mul(false), Activations.MISH));

  private Patterns() {}

  /// An operator that computes an expression.
  ///
  /// @param op the operator
  /// @param attributes its settings
  /// @param rowwise whether an element of the result depends on its whole row
  /// @param operand what the operator is applied to
  record Match(String op, Map<String, Attribute> attributes, boolean rowwise, Expr operand) {}

  /// The operator for an expression, if its formula is one of those here.
  static Optional<Match> match(Expr e) {
    List<Pattern> candidates = ALL.stream().filter(p -> p.root.equals(e.op())).toList();
    return candidates.isEmpty()
        ? Optional.empty()
        : operands(e).stream()
            .flatMap(
                x -> candidates.stream().filter(p -> p.formula.of(x) == e).map(p -> match(p, x)))
            .findFirst();
  }

  private static Match match(Pattern p, Expr x) {
    Map<String, Attribute> attributes =
        p.formula.pointwise() ? Map.of() : Map.of("axis", new Attribute.Int(-1));
    return new Match(p.op, attributes, !p.formula.pointwise(), x);
  }

  /// The expressions below that have the same type.
  private static Set<Expr> operands(Expr e) {
    Set<Expr> found = new LinkedHashSet<>();
    Set<Expr> level = Set.of(e);
    for (int depth = 0; depth < DEEPEST; depth++) {
      Set<Expr> next = new LinkedHashSet<>();
      level.forEach(u -> next.addAll(u.args()));
      level = next;
      found.addAll(next);
    }
    found.removeIf(x -> x.types().size() != 1 || x.isConstant() || !x.type().equals(e.type()));
    return found;
  }
}
