package io.gradus.app.race;

import io.gradus.Fn;
import io.gradus.app.diff.Problem;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.graph.Type;
import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.optim.Composite;
import io.gradus.nn.optim.Objective;
import io.gradus.nn.train.LossSurface;
import io.gradus.nn.train.Spec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What optimizers race down.
///
/// @param name what it is called
/// @param variables the names of the unknowns; empty for a network
/// @param f the function
/// @param start where all begin
public record Course(String name, List<String> variables, Objective f, double[] start) {
  /// A function with a name.
  ///
  /// @param formula its text; a list is a sum of squares, of which Gauss–Newton methods know
  /// @param start a value for each variable, in order of appearance
  private record Known(String formula, double... start) {}

  private static final Map<String, Known> KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put("rosenbrock", new Known("{1 - x, 10*(y - x^2)}", -1.2, 1));
    KNOWN.put("beale", new Known("{1.5 - x + x*y, 2.25 - x + x*y^2, 2.625 - x + x*y^3}", 1, 1));
    KNOWN.put("quadratic", new Known("(x^2 + 100*y^2)/2", 10, 1));
    KNOWN.put("minima", new Known("2*exp(-s^2) - exp(-(s-1)^2) + exp(-(s-2)^2)", 0.3));
  }

  /// The names of the functions that have one.
  public static List<String> names() {
    return List.copyOf(KNOWN.keySet());
  }

  /// A function by its name or formula.
  ///
  /// @param start texts such as `x=1`; may be empty for a function with a name
  /// @throws UserException if the formula is not understood or has no start
  public static Course of(String text, List<String> start) {
    Known known = KNOWN.get(text);
    Problem p = Problem.read(List.of(known == null ? text : known.formula), List.of(), List.of());
    List<String> variables = List.copyOf(p.variables().keySet());
    if (known == null && start.isEmpty()) {
      throw new UserException(
          "where shall they begin? Add --start "
              + String.join(" --start ", variables.stream().map(v -> v + "=1").toList())
              + Nearest.suggest(text, names()).map(n -> ", or say " + n).orElse(""));
    }
    double[] from =
        start.isEmpty()
            ? known.start
            : p.point(start).values().stream().mapToDouble(v -> v).toArray();
    return new Course(text, variables, objective(p, variables.size()), from);
  }

  private static Objective objective(Problem p, int size) {
    Graph graph = p.function(p.exprs());
    Fn all =
        Fn.of(
            Type.f64(size),
            w -> {
              List<Expr> scalars = new ArrayList<>();
              for (int i = 0; i < size; i++) {
                scalars.add(w.at(i));
              }
              List<Expr> results = graph.apply(scalars);
              return results.size() == 1
                  ? results.getFirst()
                  : Expr.stack(results).mul(Math.sqrt(2)); // the objective is half the squares
            });
    return p.exprs().size() == 1 ? Composite.of(all) : Composite.leastSquares(all);
  }

  /// The training of a network on all rows.
  public static Course of(Spec spec, Dataset train, String name) {
    LossSurface surface = LossSurface.of(spec, train);
    return new Course(name, List.of(), surface.risk(), surface.start());
  }
}
