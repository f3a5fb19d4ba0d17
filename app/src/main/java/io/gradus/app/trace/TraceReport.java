package io.gradus.app.trace;

import io.gradus.app.diff.Answer;
import io.gradus.app.diff.Derivatives;
import io.gradus.app.diff.Problem;
import io.gradus.app.html.Page;
import io.gradus.app.html.Table;
import io.gradus.app.plot.Drawing;
import io.gradus.app.plot.Svg;
import io.gradus.app.trace.Trace.Row;
import io.gradus.app.trace.Trace.Step;
import io.gradus.diff.Forward;
import io.gradus.graph.Expr;
import io.gradus.nn.UserException;
import io.gradus.rewrite.Simplify;
import io.gradus.text.Notation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A trace in one mode, as text, TeX, a page or JSON: the values line by line, beside them the
/// derivatives in the order in which they are computed.
///
/// @param problem the expressions and their variables
/// @param trace their steps
/// @param by the variable of forward mode; null for reverse mode
/// @param rows the derivatives in the order of computation
public record TraceReport(Problem problem, Trace trace, Expr by, List<Row> rows) {
  private static final int READABLE = 80; // letters of a formula

  /// Forward mode by the only variable asked for, or by the first if none was.
  ///
  /// @param at the value of each variable; empty for formulas alone
  public static TraceReport forward(Problem problem, Map<Expr, Double> at) {
    Trace trace = new Trace(problem);
    Expr x = problem.wrt().getFirst();
    return new TraceReport(problem, trace, x, trace.forward(x, at));
  }

  /// Reverse mode.
  ///
  /// @param at the value of each variable; empty for formulas alone
  /// @throws UserException if there are several expressions: each takes a pass of its own
  public static TraceReport reverse(Problem problem, Map<Expr, Double> at) {
    if (problem.exprs().size() > 1) {
      throw new UserException(
          "reverse mode takes one expression at a time, but there are " + problem.exprs().size());
    }
    Trace trace = new Trace(problem);
    return new TraceReport(problem, trace, null, trace.reverse(at));
  }

  private boolean isReverse() {
    return by == null;
  }

  /// The rows in the order of evaluation.
  private List<Row> evaluation() {
    return isReverse() ? rows.reversed() : rows;
  }

  /// The rows of the derivatives asked for.
  private List<Row> results() {
    return isReverse()
        ? problem.wrt().stream().map(x -> row(trace.input(x))).toList()
        : trace.outputs().stream().map(this::row).toList();
  }

  private Row row(Step step) {
    return rows.stream().filter(r -> r.step() == step).findFirst().orElseThrow();
  }

  /// What a result is, such as `∂y/∂x1`.
  private String label(int i) {
    String d = problem.variables().size() == 1 ? "d" : "∂";
    String y = problem.exprs().size() == 1 ? "y" : "y" + (i + 1);
    Expr x = isReverse() ? problem.wrt().get(i) : by;
    return d + y + "/" + d + Derivatives.name(x);
  }

  /// The names of the columns.
  private List<String> heads() {
    String derivative =
        isReverse() ? "adjoint, last step first" : "tangent by " + Derivatives.name(by);
    return List.of("value", derivative);
  }

  /// The cells of the table: in each row the value of a step and a derivative.
  private List<List<List<String>>> cells(Notation notation, String sign) {
    List<List<List<String>>> cells = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Row left = evaluation().get(i);
      Row right = rows.get(i);
      cells.add(
          List.of(
              equation(notation, sign, left.step().w(), left.step().body(), left.value()),
              equation(notation, sign, right.mark(), right.formula(), right.derivative())));
    }
    return cells;
  }

  private static List<String> equation(
      Notation notation, String sign, Expr name, Expr formula, Double value) {
    boolean said = value == null || formula.number().isPresent();
    return List.of(
        notation.print(name),
        sign + notation.print(formula),
        said ? "" : sign + Answer.plain(value));
  }

  /// The table and what follows from it, as lines of text.
  public List<String> text() {
    List<List<List<String>>> cells = cells(Notation.TEXT, "= ");
    List<String> lines = new ArrayList<>();
    List<List<String>> columns = new ArrayList<>();
    for (int side = 0; side < 2; side++) {
      int s = side;
      List<String> column = new ArrayList<>(List.of(heads().get(side)));
      column.addAll(aligned(cells.stream().map(row -> row.get(s)).toList()));
      columns.add(column);
    }
    for (String line :
        aligned(
            IntStream.range(0, columns.getFirst().size())
                .mapToObj(i -> columns.stream().map(c -> c.get(i) + "   ").toList())
                .toList())) {
      lines.add(line.stripTrailing());
    }
    lines.add("");
    lines.addAll(answers());
    lines.add("");
    lines.addAll(dependencies());
    lines.add("");
    lines.addAll(costs());
    return lines;
  }

  /// The derivatives asked for, such as `∂y/∂x1 = w̄1 = x2 + cos(x1) = 5.2`, with their formulas as
  /// long as one can read them.
  List<String> answers() {
    List<List<String>> cells = new ArrayList<>();
    for (int i = 0; i < results().size(); i++) {
      Row r = results().get(i);
      Expr y = problem.exprs().get(isReverse() ? 0 : i);
      Expr x = isReverse() ? problem.wrt().get(i) : by;
      Expr derivative = Simplify.simplify(Forward.derivative(y, x));
      String formula = "= " + Notation.TEXT.print(derivative);
      boolean said = r.derivative() == null || derivative.number().isPresent();
      String value = said ? "" : "= " + Answer.plain(r.derivative());
      String mark = "= " + Derivatives.name(r.mark());
      cells.add(List.of(label(i), mark, formula.length() > READABLE ? "" : formula, value));
    }
    return aligned(cells).stream().map(String::stripTrailing).toList();
  }

  /// Lines of cells in columns. An accent takes no room.
  private static List<String> aligned(List<List<String>> rows) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    rows.forEach(row -> {
      for (int j = 0; j < columns; j++) {
        widths[j] = Math.max(widths[j], width(row.get(j)));
      }
    });
    return rows.stream()
        .map(row ->
            IntStream.range(0, columns)
                .mapToObj(j -> row.get(j) + " ".repeat(widths[j] - width(row.get(j))))
                .collect(Collectors.joining(" ")))
        .toList();
  }

  private static int width(String text) {
    return (int)
        text.codePoints().filter(c -> Character.getType(c) != Character.NON_SPACING_MARK).count();
  }

  /// Which step uses which, in sentences, from the first and from the last.
  List<String> dependencies() {
    List<String> lines = new ArrayList<>();
    for (Step s : trace.steps()) {
      if (!trace.dependsOn(s).isEmpty()) {
        lines.add(s.name() + " directly depends on " + names(trace.dependsOn(s)));
      }
    }
    for (Step s : trace.steps().reversed()) {
      if (!trace.influences(s).isEmpty()) {
        lines.add(s.name() + " directly influences " + names(trace.influences(s)));
      }
    }
    return lines;
  }

  private static String names(List<Step> steps) {
    List<String> names = steps.stream().map(Step::name).toList();
    int last = names.size() - 1;
    return last == 0
        ? names.getFirst()
        : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }

  /// What all derivatives cost in either mode.
  List<String> costs() {
    return List.of(
        cost("forward", problem.variables().size(), "input", trace.forwardOperations()),
        cost("reverse", problem.exprs().size(), "output", trace.reverseOperations()));
  }

  private static String cost(String mode, int passes, String what, long operations) {
    return "%s mode: %d %s%s, %d pass%s, %d operations"
        .formatted(
            mode,
            passes,
            what,
            passes == 1 ? "" : "s",
            passes,
            passes == 1 ? "" : "es",
            operations);
  }

  /// The table as TeX for mathematics mode.
  public String tex() {
    StringBuilder tex = new StringBuilder("\\begin{array}{ll}\n");
    for (List<List<String>> row : cells(Notation.TEX, "= ")) {
      tex.append(
          row.stream().map(c -> String.join(" ", c).strip()).collect(Collectors.joining(" & ")));
      tex.append(" \\\\\n");
    }
    return tex.append("\\end{array}").toString();
  }

  /// A page with the table, the graph and the dependencies.
  ///
  /// @param graph the picture of the graph
  public String page(Drawing graph) {
    String title = String.join(", ", problem.texts());
    StringBuilder body = new StringBuilder();
    body.append("<h1>").append(Svg.escape(title)).append("</h1>\n");
    List<List<String>> rows =
        cells(Notation.MATHML, "= ").stream()
            .map(row -> row.stream().map(c -> String.join(" ", c)).toList())
            .toList();
    String mode = isReverse() ? "Reverse mode" : "Forward mode";
    body.append(new Table(mode, "", heads(), rows).html());
    paragraphs(body, answers());
    body.append("<div class=\"scroll\">\n");
    body.append(Svg.inline(graph)).append("</div>\n");
    paragraphs(body, dependencies());
    paragraphs(body, costs());
    return new Page("en", title, body.toString()).text();
  }

  private static void paragraphs(StringBuilder body, List<String> lines) {
    body.append(
        lines.stream().map(Svg::escape).collect(Collectors.joining("<br/>\n", "<p>", "</p>\n")));
  }

  /// The trace as a JSON document; rows are in the order of evaluation.
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("mode", isReverse() ? "reverse" : "forward");
    json.put("rows", evaluation().stream().map(this::json).toList());
    Map<String, Object> results = new LinkedHashMap<>();
    for (int i = 0; i < results().size(); i++) {
      Row r = results().get(i);
      results.put(label(i), r.derivative() == null ? Derivatives.name(r.mark()) : r.derivative());
    }
    json.put("derivatives", results);
    json.put(
        "operations",
        Map.of("forward", trace.forwardOperations(), "reverse", trace.reverseOperations()));
    return json;
  }

  private Map<String, Object> json(Row r) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", r.step().name());
    row.put("operation", Notation.TEXT.print(r.step().body()));
    row.put("operationTex", Notation.TEX.print(r.step().body()));
    if (r.value() != null) {
      row.put("value", r.value());
    }
    row.put("derivativeName", Derivatives.name(r.mark()));
    row.put("derivativeFormula", Notation.TEXT.print(r.formula()));
    row.put("derivativeTex", Notation.TEX.print(r.formula()));
    if (r.derivative() != null) {
      row.put("derivative", r.derivative());
    }
    Function<List<Step>, List<String>> names = s -> s.stream().map(Step::name).toList();
    row.put("dependsOn", names.apply(trace.dependsOn(r.step())));
    row.put("influences", names.apply(trace.influences(r.step())));
    return row;
  }
}
