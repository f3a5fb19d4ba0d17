package io.gradus.app.trace;

import io.gradus.app.diff.Derivatives;
import io.gradus.app.diff.Problem;
import io.gradus.array.Array;
import io.gradus.check.Modes;
import io.gradus.diff.Forward;
import io.gradus.diff.Reverse;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.nn.UserException;
import io.gradus.op.Flat;
import io.gradus.op.Linear;
import io.gradus.rewrite.Simplify;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The evaluation of expressions operation by operation, w₁, w₂, …, and the two ways of automatic
/// differentiation through it.
///
/// The formula of a row is what [Forward] and [Reverse] make of its one operation, and its value is
/// that formula evaluated with the numbers of earlier rows, as one does by hand.
///
/// Source: Wengert, *A simple automatic derivative evaluation program*, 1964 (forward mode);
/// Linnainmaa, *Taylor expansion of the accumulated rounding error*, 1976 (reverse mode).
public final class Trace {
  /// One operation, w = body.
  ///
  /// @param w the variable for the result
  /// @param body the operation over earlier variables; the user's variable if it is an input
  /// @param level how many operations lead to it from the inputs
  public record Step(Expr w, Expr body, int level) {
    /// The name of the result, such as `w3`.
    public String name() {
      return Derivatives.name(w);
    }
  }

  /// A step with its derivative.
  ///
  /// @param step the step
  /// @param value its value; null without a point
  /// @param mark the variable for the derivative, ẇ or w̄
  /// @param formula the derivative over values and derivatives of other steps
  /// @param derivative its value; null without a point
  public record Row(Step step, Double value, Expr mark, Expr formula, Double derivative) {}

  /// One step as it enters another.
  ///
  /// @param from the step that is used
  /// @param to the step that uses it
  /// @param partial ∂to/∂from
  /// @param value its value; null without a point
  public record Edge(Step from, Step to, Expr partial, Double value) {}

  private final Problem problem;
  private final List<Step> steps = new ArrayList<>();
  private final List<Expr> outputs;
  private final Map<Expr, List<Step>> users = new HashMap<>(); // by the w they depend on
  private final Map<Expr, List<Step>> operands = new HashMap<>();

  /// The steps of a problem's expressions: the inputs first, then each operation as soon as its
  /// operands are there.
  ///
  /// @throws UserException if the expressions are too large to be written entry by entry
  public Trace(Problem problem) {
    this.problem = problem;
    List<Expr> nodes = Graph.nodes(problem.exprs());
    if (nodes.stream().anyMatch(e -> e.types().size() != 1 || !e.shape().isScalar())) {
      throw new UserException("the expression is too large to be written entry by entry");
    }
    Set<Expr> shown = shown(nodes);
    Map<Expr, Integer> levels = new HashMap<>();
    problem.variables().values().forEach(x -> levels.put(x, 0));
    for (Expr e : nodes) {
      int below = e.args().stream().mapToInt(levels::get).max().orElse(0);
      levels.put(e, below + (shown.contains(e) ? 1 : 0));
    }
    String letter = letter();
    Map<Expr, Expr> written = new HashMap<>(); // the node over the variables of the steps
    List<Expr> order =
        Stream.concat(
                problem.variables().values().stream(),
                nodes.stream()
                    .filter(e -> !isVariable(e))
                    .sorted(Comparator.comparing(levels::get)))
            .toList();
    for (Expr e : order) {
      Expr body = isVariable(e) ? e : Expr.of(e.op(), e.args().stream().map(written::get).toList());
      if (shown.contains(e) || isVariable(e)) {
        Expr w = Expr.param(letter + (steps.size() + 1), e.type());
        add(new Step(w, body, levels.get(e)));
        written.put(e, w);
      } else {
        written.put(e, body);
      }
    }
    outputs = problem.exprs().stream().map(written::get).toList();
  }

  private static boolean isVariable(Expr e) {
    return e.op() instanceof Flat.Param;
  }

  /// The operations that get a line: not numbers, conditions, and the sign of a difference, which
  /// are written where they are used.
  private Set<Expr> shown(List<Expr> nodes) {
    Set<Expr> shown = new HashSet<>();
    Set<Expr> varying = new HashSet<>(problem.variables().values());
    Set<Expr> alone = new HashSet<>(problem.exprs()); // used otherwise than in a sum
    for (Expr e : nodes) {
      if (!(e.op() instanceof Linear.Add)) {
        alone.addAll(e.args());
      }
    }
    for (Expr e : nodes) {
      if (e.args().stream().anyMatch(varying::contains)) {
        varying.add(e);
        boolean sign = e.op() instanceof Linear.Neg && !alone.contains(e);
        if (!sign && !(e.op() instanceof Flat.Compare)) {
          shown.add(e);
        }
      }
    }
    shown.addAll(problem.exprs());
    return shown;
  }

  /// A letter that no variable of the user has with a number.
  private String letter() {
    return Stream.of("w", "v", "u", "s", "t")
        .filter(s -> problem.variables().keySet().stream().noneMatch(x -> x.matches(s + "_?\\d+")))
        .findFirst()
        .orElse("w_");
  }

  private void add(Step step) {
    List<Step> from = new ArrayList<>();
    Set<Expr> used = new HashSet<>(Graph.nodes(List.of(step.body)));
    for (Step other : steps) {
      if (used.contains(other.w)) {
        from.add(other);
        users.get(other.w).add(step);
      }
    }
    operands.put(step.w, from);
    users.put(step.w, new ArrayList<>());
    steps.add(step);
  }

  /// All steps in the order of evaluation.
  public List<Step> steps() {
    return List.copyOf(steps);
  }

  /// The steps that a step uses directly.
  public List<Step> dependsOn(Step step) {
    return List.copyOf(operands.get(step.w));
  }

  /// The steps that use a step directly.
  public List<Step> influences(Step step) {
    return List.copyOf(users.get(step.w));
  }

  /// The steps of the expressions.
  public List<Step> outputs() {
    return outputs.stream().map(this::step).toList();
  }

  private Step step(Expr w) {
    return steps.stream().filter(s -> s.w == w).findFirst().orElseThrow();
  }

  /// The step of an input.
  public Step input(Expr variable) {
    return steps.stream().filter(s -> s.body == variable).findFirst().orElseThrow();
  }

  /// Forward mode: the tangents ẇ = ∂w/∂x in the order of evaluation.
  ///
  /// @param x the variable to differentiate by
  /// @param at the value of each variable; empty for formulas alone
  public List<Row> forward(Expr x, Map<Expr, Double> at) {
    Map<Expr, Expr> tangents = marks("\u0307");
    Map<Expr, Expr> formulas = new LinkedHashMap<>();
    for (Step s : steps) {
      formulas.put(
          s.w,
          isVariable(s.body)
              ? s.w.like(s.body == x ? 1 : 0)
              : Forward.push(List.of(s.body), tangents).getFirst());
    }
    return rows(steps, tangents, formulas, at);
  }

  /// Reverse mode: the adjoints w̄ = ∂y/∂w of the only expression, from the last step to the first.
  ///
  /// @param at the value of each variable; empty for formulas alone
  public List<Row> reverse(Map<Expr, Double> at) {
    Map<Expr, Expr> adjoints = marks("\u0304");
    Map<Expr, Expr> formulas = new LinkedHashMap<>();
    for (Step s : steps.reversed()) {
      Expr sum = s.w.like(outputs.contains(s.w) ? 1 : 0);
      for (Step user : users.get(s.w)) {
        List<Expr> ct = List.of(adjoints.get(user.w));
        Expr term = Reverse.pull(List.of(user.body), ct, List.of(s.w)).getFirst();
        sum = sum.isZero() ? term : sum.add(term);
      }
      formulas.put(s.w, sum);
    }
    return rows(steps.reversed(), adjoints, formulas, at);
  }

  /// The direct dependencies with their partial derivatives.
  ///
  /// @param at the value of each variable; empty for formulas alone
  public List<Edge> edges(Map<Expr, Double> at) {
    Map<Expr, Double> known = values(at);
    List<Edge> edges = new ArrayList<>();
    for (Step to : steps) {
      for (Step from : operands.get(to.w)) {
        Expr partial = Forward.derivative(to.body, from.w);
        Double value = at.isEmpty() ? null : value(partial, known);
        edges.add(new Edge(from, to, Simplify.simplify(partial), value));
      }
    }
    return edges;
  }

  private Map<Expr, Expr> marks(String accent) {
    Map<Expr, Expr> marks = new HashMap<>();
    for (Step s : steps) {
      String name = s.name().charAt(0) + accent + s.name().substring(1);
      marks.put(s.w, Expr.param(Normalizer.normalize(name, Normalizer.Form.NFC), s.w.type()));
    }
    return marks;
  }

  private List<Row> rows(
      List<Step> order, Map<Expr, Expr> marks, Map<Expr, Expr> formulas, Map<Expr, Double> at) {
    Map<Expr, Double> known = values(at);
    List<Row> rows = new ArrayList<>();
    for (Step s : order) {
      Expr formula = formulas.get(s.w);
      Expr mark = marks.get(s.w);
      Double derivative = at.isEmpty() ? null : value(formula, known);
      known.put(mark, derivative);
      rows.add(new Row(s, known.get(s.w), mark, Simplify.simplify(formula), derivative));
    }
    return rows;
  }

  /// The values of all steps; empty without a point.
  private Map<Expr, Double> values(Map<Expr, Double> at) {
    Map<Expr, Double> known = new HashMap<>(at);
    if (!at.isEmpty()) {
      steps.forEach(s -> known.put(s.w, value(s.body, known)));
    }
    return known;
  }

  private static double value(Expr e, Map<Expr, Double> known) {
    List<Expr> params = Graph.nodes(List.of(e)).stream().filter(Trace::isVariable).toList();
    List<Array> args = params.stream().map(p -> Array.of(known.get(p))).toList();
    return Interpreter.run(new Graph(params, List.of(e)), args).getFirst().item();
  }

  /// The arithmetic operations of all derivatives by all inputs in forward mode: a pass for each
  /// input.
  public long forwardOperations() {
    return problem.variables().values().stream()
        .mapToLong(x -> {
          List<Expr> pass = new ArrayList<>(problem.exprs());
          problem.exprs().forEach(y -> pass.add(Forward.derivative(y, x)));
          return Modes.operations(pass);
        })
        .sum();
  }

  /// The arithmetic operations of the same derivatives in reverse mode: a pass for each output.
  public long reverseOperations() {
    List<Expr> inputs = List.copyOf(problem.variables().values());
    return problem.exprs().stream()
        .mapToLong(y -> Modes.operations(Reverse.valueAndGrad(y, inputs)))
        .sum();
  }
}
