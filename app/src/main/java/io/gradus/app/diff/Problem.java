package io.gradus.app.diff;

import io.gradus.array.Array;
import io.gradus.array.ShapeException;
import io.gradus.diff.Forward;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.nn.UserException;
import io.gradus.op.Flat;
import io.gradus.rewrite.Expand;
import io.gradus.rewrite.Simplify;
import io.gradus.text.Notation;
import io.gradus.text.Parsed;
import io.gradus.text.Reader;
import io.gradus.text.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Scalar expressions and the variables to differentiate them by.
///
/// @param texts a text for each expression: as the user wrote it, or printed if it was in a list
/// @param exprs the expressions
/// @param variables all variables by name, in order of first appearance
/// @param wrt the variables to differentiate by
/// @param notes sentences on readings that may surprise
public record Problem(
    List<String> texts,
    List<Expr> exprs,
    Map<String, Expr> variables,
    List<Expr> wrt,
    List<String> notes) {

  /// Reads expressions that share their variables and definitions. Vectors and matrices count entry
  /// by entry.
  ///
  /// @param names the variables to differentiate by, or lists of them such as `W` or `W[[1]]`;
  ///   empty for all
  /// @param known names that are variables even where they could mean something else, such as `e`
  /// @throws io.gradus.text.ReadException if a text is not understood
  /// @throws UserException if a name is no variable, or there is no variable
  public static Problem read(List<String> sources, List<String> names, Collection<String> known) {
    return read(sources, names, known, "--wrt");
  }

  /// Reads functions to be drawn over a variable.
  ///
  /// @param variable its name, or null if there is no other
  /// @throws io.gradus.text.ReadException if a text is not understood
  /// @throws UserException if the name is no variable, or there is no variable
  public static Problem ofOne(List<String> sources, String variable) {
    return read(sources, variable == null ? List.of() : List.of(variable), List.of(), "--var");
  }

  /// @param option the one that names a variable
  private static Problem read(
      List<String> sources, List<String> names, Collection<String> known, String option) {
    Scope scope = new Scope(Forward::derivative);
    names.stream().filter(Problem::isName).forEach(scope::variables);
    known.stream().filter(Problem::isName).forEach(scope::variables);
    List<Parsed> parsed = new ArrayList<>();
    for (String source : sources) {
      parsed.add(Reader.read(source, scope));
      parsed.getLast().definitions().forEach(scope::define);
    }
    List<String> texts = new ArrayList<>();
    List<Expr> exprs = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    Set<Expr> symbols = new LinkedHashSet<>();
    for (int i = 0; i < parsed.size(); i++) {
      Parsed p = parsed.get(i);
      List<Expr> entries = entries(p);
      for (Expr entry : entries) {
        texts.add(entries.size() == 1 ? sources.get(i).strip() : Notation.TEXT.print(entry));
      }
      exprs.addAll(entries);
      symbols.addAll(p.symbols());
      notes.addAll(p.notes());
    }
    List<Expr> wrt = new ArrayList<>();
    for (String name : names) {
      for (Expr x : entries(Reader.read(name, scope))) {
        if (!(x.op() instanceof Flat.Param)) {
          throw new UserException("'" + name + "' is no variable to differentiate by");
        }
        if (!symbols.contains(x)) {
          notes.add(Derivatives.name(x) + " does not occur in the expression");
        }
        wrt.add(x);
      }
    }
    symbols.addAll(wrt);
    if (symbols.isEmpty()) {
      throw new UserException("the expression has no variables; name one, as in " + option + " x");
    }
    Map<String, Expr> variables = new LinkedHashMap<>();
    symbols.forEach(x -> variables.put(Derivatives.name(x), x));
    return new Problem(texts, exprs, variables, wrt.isEmpty() ? List.copyOf(symbols) : wrt, notes);
  }

  private static boolean isName(String text) {
    return text.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || c == '_');
  }

  /// The scalars of a list row by row, in formulas without lists.
  private static List<Expr> entries(Parsed p) {
    if (Graph.nodes(p.entries()).stream().allMatch(e -> e.shape().isScalar())) {
      return p.entries();
    }
    try {
      List<Expr> entries = Expand.entries(p.expr());
      return entries.size() == 1 ? entries : Simplify.simplify(entries);
    } catch (ShapeException e) {
      return p.entries(); // too large to be read entry by entry
    }
  }

  /// The point given by texts such as `x=1` and `y=pi/2`; empty if there are none.
  ///
  /// @throws UserException if a text is no assignment, or a variable has no value
  public Map<Expr, Double> point(List<String> assignments) {
    if (assignments.isEmpty()) {
      return Map.of();
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (String text : assignments) {
      int sign = text.indexOf('=');
      if (sign < 1) {
        throw new UserException("'" + text + "' gives no variable a value; write it as x=1");
      }
      values.put(text.substring(0, sign).strip(), text.substring(sign + 1));
    }
    return point(values);
  }

  /// The point given by values by name: numbers or texts such as `pi/2`.
  ///
  /// @throws UserException if a value is no number, or a variable has none
  public Map<Expr, Double> point(Map<?, ?> values) {
    Map<String, Double> known = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> known.put(canonical(String.valueOf(name)), number(name, value)));
    Map<Expr, Double> point = new LinkedHashMap<>();
    variables.forEach((name, x) -> {
      Double value = known.get(name);
      if (value == null) {
        throw new UserException("the point has no value for '" + name + "'");
      }
      point.put(x, value);
    });
    return point;
  }

  /// A function of all variables, in their order, ready to run.
  public Graph function(List<Expr> results) {
    return new Graph(List.copyOf(variables.values()), results);
  }

  /// The values of the expressions at a point.
  public List<Double> values(Map<Expr, Double> point) {
    List<Array> args = point.values().stream().map(Array::of).toList();
    return Interpreter.run(function(exprs), args).stream().map(Array::item).toList();
  }

  /// The name under which the reader knows a variable, such as `alpha` for `α`.
  private static String canonical(String name) {
    Expr x = Reader.read(name, new Scope().variables(name)).expr();
    if (x.op() instanceof Flat.Param p) {
      return p.name();
    }
    throw new UserException("'" + name + "' is no variable that could have a value");
  }

  /// The number that a value stands for: a number or a text such as `pi/2`.
  ///
  /// @param name what the value belongs to
  /// @throws UserException if it is no number
  public static double number(Object name, Object value) {
    if (value instanceof Number n) {
      return n.doubleValue();
    }
    if (value instanceof String text) {
      Parsed parsed = Reader.read(text);
      if (parsed.symbols().isEmpty() && parsed.entries().size() == 1) {
        return Interpreter.value(parsed.entries().getFirst()).item();
      }
    }
    throw new UserException("the value of '" + name + "' must be a number, but is " + value);
  }
}
