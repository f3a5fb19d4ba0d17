package io.gradus.onnx;

import io.gradus.array.Array;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.UserException;
import io.gradus.text.Notation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Finds the activation that an expression of one number is: by its formula, by its values, or as a
/// formula of its own.
final class Recognition {
  private static final Array POINTS =
      Array.vector(IntStream.rangeClosed(-60, 60).mapToDouble(i -> i / 7.0).toArray());

  /// What expressions here are made of: one number, seen at many points at once.
  static final Expr X = Expr.param("x", Type.of(POINTS));

  private static final double SINGLE = 1e-6; // as far as constants of float32 lead

  private static final int MOST = 8; // numbers in a formula that are tried as settings

  private Recognition() {}

  /// The activation whose formula is `f`.
  static Activation of(Expr f) {
    return Activations.all().stream()
        .filter(Activation::pointwise)
        .flatMap(a -> same(a, f).stream())
        .findFirst()
        .or(() ->
            Activations.all().stream().filter(a -> a.pointwise() && agree(a.of(X), f)).findFirst())
        .orElseGet(() -> formula(f));
  }

  /// The activation with such settings that its formula is the expression itself: settings can only
  /// be numbers that stand in it.
  private static Optional<Activation> same(Activation a, Expr f) {
    List<Activation> candidates = new ArrayList<>(List.of(a));
    List<Double> numbers =
        Graph.nodes(List.of(f)).stream()
            .flatMap(e -> e.number().stream())
            .distinct()
            .limit(MOST)
            .toList();
    for (String setting : a.settings().keySet()) {
      for (Activation c : List.copyOf(candidates)) {
        numbers.forEach(v -> candidates.add(c.with(setting, v)));
      }
    }
    return candidates.stream().filter(c -> c.of(X) == f).findFirst();
  }

  /// Whether two expressions have the same values, but for the rounding of single precision.
  static boolean agree(Expr f, Expr g) {
    Array a = values(f);
    Array b = values(g);
    return IntStream.range(0, a.size())
        .allMatch(i -> Math.abs(a.get(i) - b.get(i)) <= SINGLE * (1 + Math.abs(b.get(i))));
  }

  private static Array values(Expr f) {
    return Interpreter.run(new Graph(List.of(X), List.of(f)), List.of(POINTS)).getFirst();
  }

  private static Activation formula(Expr f) {
    String text = Notation.TEXT.print(f);
    try {
      Activation a = Activations.formula(text);
      if (agree(a.of(X), f)) {
        return a;
      }
    } catch (UserException e) {
      throw new UserException(
          "its formula " + text + " cannot be written down: " + e.getMessage(), e);
    }
    throw new UserException("its formula " + text + " is not read as it is written");
  }
}
