package io.gradus.app.diff;

import io.gradus.app.diff.Derivatives.Row;
import io.gradus.check.Modes;
import io.gradus.graph.Expr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Derivatives with their values at a point, if there is one.
///
/// @param problem the expressions and their variables
/// @param rows the derivatives, row by row
/// @param entries all derivatives in order
/// @param values the values of the expressions at the point; empty without a point
/// @param modes for each row its values in four ways; empty without a point
public record Answer(
    Problem problem, List<Row> rows, List<Entry> entries, List<Double> values, List<Modes> modes) {
  /// One derivative.
  ///
  /// @param row the row it belongs to
  /// @param names the variables, in the order of differentiation
  /// @param formula the simplified formula
  /// @param value its value at the point; null without a point
  public record Entry(Row row, List<String> names, Expr formula, Double value) {}

  /// A way to compute a derivative.
  public enum Mode {
    SYMBOLIC("symbolic", Modes::symbolic),
    FORWARD("forward", Modes::forward),
    REVERSE("reverse", Modes::reverse),
    NUMERIC("numeric", Modes::numeric);

    private final String text;
    private final Function<Modes, Modes.Answer> answer;

    Mode(String text, Function<Modes, Modes.Answer> answer) {
      this.text = text;
      this.answer = answer;
    }

    /// The name on the command line.
    public String text() {
      return text;
    }

    /// What a way yielded.
    public Modes.Answer of(Modes modes) {
      return answer.apply(modes);
    }
  }

  /// Computes the answer.
  ///
  /// @param at the value of each variable; empty for formulas alone
  /// @param shown the way whose values the entries take
  public static Answer of(Problem problem, List<Row> rows, Map<Expr, Double> at, Mode shown) {
    List<Modes> modes = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    for (Row row : rows) {
      List<Double> values = null;
      if (!at.isEmpty()) {
        modes.add(row.modes(at));
        values = shown.of(modes.getLast()).values();
      }
      List<Expr> formulas = row.formulas();
      for (int i = 0; i < formulas.size(); i++) {
        Double value = values == null ? null : values.get(i);
        entries.add(new Entry(row, row.names(i), formulas.get(i), value));
      }
    }
    List<Double> ys = at.isEmpty() ? List.of() : problem.values(at);
    return new Answer(problem, rows, entries, ys, modes);
  }

  /// The formulas of all entries.
  public List<Expr> formulas() {
    return entries.stream().map(Entry::formula).toList();
  }

  /// The JSON of a mode: a number for one derivative, a list for a row, else a list of lists.
  public Map<String, Object> json(Mode mode) {
    List<Object> values = new ArrayList<>();
    for (Modes m : modes) {
      List<Double> row = mode.of(m).values();
      values.add(row.size() == 1 ? row.getFirst() : row);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("value", values.size() == 1 ? values.getFirst() : values);
    json.put("operations", operations(mode));
    return json;
  }

  /// All values of a mode in the order of the entries.
  public List<Double> values(Mode mode) {
    return modes.stream().flatMap(m -> mode.of(m).values().stream()).toList();
  }

  /// The arithmetic operations that a mode took.
  public long operations(Mode mode) {
    return modes.stream().mapToLong(m -> mode.of(m).operations()).sum();
  }

  /// The largest difference between two modes.
  public double maxDisagreement() {
    return modes.stream().mapToDouble(Modes::maxDisagreement).reduce(0, Math::max);
  }

  /// The entries as a matrix of texts, a line for each row, columns aligned.
  public List<String> matrix(Function<Entry, String> cell) {
    int columns = rows.getFirst().wrt().size();
    int[] widths = new int[columns];
    List<String> cells = entries.stream().map(cell).toList();
    for (int i = 0; i < cells.size(); i++) {
      int j = i % columns;
      widths[j] = Math.max(widths[j], cells.get(i).length());
    }
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      int j = i % columns;
      line.append(j == 0 ? "[ " : "   ").append(cells.get(i));
      line.append(" ".repeat(widths[j] - cells.get(i).length()));
      if (j == columns - 1) {
        lines.add(line.append(" ]").toString());
        line.setLength(0);
      }
    }
    return lines;
  }

  /// How a person writes the derivative: `d/dx`, `∂²f1/∂x∂y`.
  public String label(Entry entry) {
    boolean single = problem.variables().size() == 1;
    String d = single ? "d" : "∂";
    String of = problem.exprs().size() == 1 ? "" : "f" + (entry.row.of() + 1);
    int order = entry.names.size();
    StringBuilder below = new StringBuilder();
    for (int i = 0; i < order; ) {
      int run = i;
      while (run < order && entry.names.get(run).equals(entry.names.get(i))) {
        run++;
      }
      below.append(d).append(entry.names.get(i)).append(power(run - i));
      i = run;
    }
    return d + power(order) + of + "/" + below;
  }

  private static String power(int n) {
    return n == 1
        ? ""
        : String.valueOf(n)
            .chars()
            .map(c -> "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'))
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }

  /// A number as a person writes it: all its digits, but no idle `.0`.
  public static String plain(double x) {
    return x == Math.rint(x) && Math.abs(x) < 1e7 ? String.valueOf((long) x) : String.valueOf(x);
  }
}
