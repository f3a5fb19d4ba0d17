package io.gradus.app.worksheet;

import io.gradus.app.diff.Answer;
import io.gradus.app.plot.Drawing;
import io.gradus.app.plot.Svg;
import io.gradus.array.Shape;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.op.Flat;
import io.gradus.rewrite.Simplify;
import io.gradus.text.Notation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a statement shows, as text, TeX and HTML.
sealed interface Output {
  /// A scalar formula.
  ///
  /// @param decimal whether a number is written as a decimal and not as a fraction
  record Formula(Expr expr, boolean decimal) implements Output {
    private String print(Notation notation) {
      return decimal && expr.number().isPresent()
          ? decimal(notation, expr.number().get())
          : notation.print(expr);
    }

    private static String decimal(Notation notation, double x) {
      String digits = Answer.plain(x);
      return switch (notation) {
        case MATHML -> "<math><mn>" + digits.replace('-', '−') + "</mn></math>";
        case TEXT, TEX, WOLFRAM, JAVA -> digits;
      };
    }
  }

  /// A text.
  record Text(String text) implements Output {}

  /// A name and what it names, or several things in a line.
  record Row(List<Output> parts) implements Output {}

  /// A list.
  record Items(List<Output> items) implements Output {}

  /// A matrix, or a column if its rows have one entry each.
  record Matrix(List<List<Output>> rows) implements Output {}

  /// A table without lines.
  record Table(List<List<Output>> rows) implements Output {}

  /// A picture.
  ///
  /// @param caption what must be said about it; may be empty
  record Picture(Drawing drawing, String caption) implements Output {}

  /// A value: a scalar, or lists of scalars to any depth.
  static Output of(Expr value, boolean decimal) {
    Iterator<Expr> entries = Simplify.quickly(Values.entries(value)).iterator();
    return of(entries, value.shape(), 0, decimal);
  }

  private static Output of(Iterator<Expr> entries, Shape shape, int axis, boolean decimal) {
    if (axis == shape.rank()) {
      return new Formula(entries.next(), decimal);
    }
    List<Output> items = new ArrayList<>();
    for (int i = 0; i < shape.dim(axis); i++) {
      items.add(of(entries, shape, axis + 1, decimal));
    }
    return new Items(items);
  }

  /// The same with lists of lists as matrices and lists as columns.
  default Output matrix() {
    if (!(this instanceof Items list)) {
      return this;
    }
    boolean square = list.items().stream().allMatch(i -> i instanceof Items);
    List<List<Output>> rows = new ArrayList<>();
    for (Output item : list.items()) {
      rows.add(
          square && item instanceof Items row
              ? row.items().stream().map(Output::matrix).toList()
              : List.of(item));
    }
    return new Matrix(rows);
  }

  /// The same with a list as rows, and lists in it as cells.
  default Output table() {
    if (!(this instanceof Items list)) {
      return this;
    }
    return new Table(
        list.items().stream()
            .map(item -> item instanceof Items row ? row.items() : List.of(item))
            .toList());
  }

  /// The same with numbers as decimals.
  default Output numeric() {
    return switch (this) {
      case Formula f -> new Formula(number(f.expr()), true);
      case Row r -> new Row(r.parts().stream().map(Output::numeric).toList());
      case Items i -> new Items(i.items().stream().map(Output::numeric).toList());
      case Matrix m -> new Matrix(decimals(m.rows()));
      case Table t -> new Table(decimals(t.rows()));
      case Text _, Picture _ -> this;
    };
  }

  private static List<List<Output>> decimals(List<List<Output>> rows) {
    return rows.stream().map(row -> row.stream().map(Output::numeric).toList()).toList();
  }

  /// The value of a formula without variables; else the formula.
  private static Expr number(Expr e) {
    boolean open = Graph.nodes(List.of(e)).stream().anyMatch(n -> n.op() instanceof Flat.Param);
    return open ? e : Expr.constant(Interpreter.value(e));
  }

  /// True if it is one mathematical formula and no page is needed to show it.
  default boolean isFormula() {
    return switch (this) {
      case Formula _, Text _ -> true;
      case Row r -> r.parts().stream().allMatch(Output::isFormula);
      case Items i -> i.items().stream().allMatch(Output::isFormula);
      case Matrix m -> m.rows().stream().flatMap(List::stream).allMatch(Output::isFormula);
      case Table t -> t.rows().stream().flatMap(List::stream).allMatch(Output::isFormula);
      case Picture _ -> false;
    };
  }

  /// In plain text.
  default String text() {
    return switch (this) {
      case Formula f -> f.print(Notation.TEXT);
      case Text t -> t.text();
      case Row r -> joined(r.parts(), " ", Output::text);
      case Items i -> "{" + joined(i.items(), ", ", Output::text) + "}";
      case Matrix m -> "{" + joined(m.rows(), ", ", Output::line) + "}";
      case Table t -> joined(t.rows(), "\n", row -> joined(row, "   ", Output::text));
      case Picture p -> "[" + p.drawing().title() + "]";
    };
  }

  /// In TeX for mathematics mode.
  default String tex() {
    return switch (this) {
      case Formula f -> f.print(Notation.TEX);
      case Text t -> "\\text{" + escape(t.text()) + "}";
      case Row r -> joined(r.parts(), "\\; ", Output::tex);
      case Items i -> "\\left\\{" + joined(i.items(), ",\\; ", Output::tex) + "\\right\\}";
      case Matrix m -> "\\begin{pmatrix}" + rows(m.rows()) + "\\end{pmatrix}";
      case Table t ->
          "\\begin{array}{" + "l".repeat(width(t.rows())) + "}" + rows(t.rows()) + "\\end{array}";
      case Picture p -> "\\text{[" + escape(p.drawing().title()) + "]}";
    };
  }

  /// In HTML.
  default String html() {
    if (isFormula()) {
      return "<math display=\"block\">" + mathml() + "</math>\n";
    }
    return switch (this) {
      case Row r -> box("row", r.parts());
      case Items i -> box("row", i.items());
      case Matrix m -> grid(m.rows());
      case Table t -> grid(t.rows());
      case Picture p ->
          "<figure>"
              + Svg.inline(p.drawing())
              + (p.caption().isEmpty()
                  ? ""
                  : "<figcaption>" + Svg.escape(p.caption()) + "</figcaption>")
              + "</figure>\n";
      case Formula _, Text _ -> throw new IllegalStateException("a formula is written above");
    };
  }

  /// The content of a `math` element.
  private String mathml() {
    return switch (this) {
      case Formula f -> {
        String document = f.print(Notation.MATHML);
        yield document.substring(document.indexOf('>') + 1, document.lastIndexOf("</math>"));
      }
      case Text t -> "<mtext>" + Svg.escape(t.text()) + "</mtext>";
      case Row r -> row(joined(r.parts(), "<mspace width=\"0.4em\"/>", Output::mathml));
      case Items i ->
          row("<mo>{</mo>" + joined(i.items(), "<mo>,</mo>", Output::mathml) + "<mo>}</mo>");
      case Matrix m ->
          row("<mo>(</mo><mtable>" + joined(m.rows(), "", Output::cells) + "</mtable><mo>)</mo>");
      case Table t ->
          "<mtable class=\"table\">" + joined(t.rows(), "", Output::cells) + "</mtable>";
      case Picture _ -> throw new IllegalStateException("no formula");
    };
  }

  private static String cells(List<Output> row) {
    return "<mtr>" + joined(row, "", cell -> "<mtd>" + cell.mathml() + "</mtd>") + "</mtr>";
  }

  private static String row(String inner) {
    return "<mrow>" + inner + "</mrow>";
  }

  private static String box(String kind, List<Output> parts) {
    return "<div class=\"" + kind + "\">" + joined(parts, "", Output::html) + "</div>\n";
  }

  /// Things of any kind in rows and columns.
  private static String grid(List<List<Output>> rows) {
    return "<div class=\"grid\" style=\"--columns:"
        + width(rows)
        + "\">"
        + joined(rows, "", row -> joined(row, "", Output::box) + empty(width(rows) - row.size()))
        + "</div>\n";
  }

  private static String box(Output cell) {
    return "<div>" + cell.html() + "</div>";
  }

  private static String empty(int cells) {
    return "<div></div>".repeat(cells);
  }

  private static int width(List<List<Output>> rows) {
    return rows.stream().mapToInt(List::size).max().orElse(1);
  }

  private static String rows(List<List<Output>> rows) {
    return joined(rows, " \\\\ ", row -> joined(row, " & ", Output::tex));
  }

  private static String line(List<Output> row) {
    String inner = joined(row, ", ", Output::text);
    return row.size() == 1 ? inner : "{" + inner + "}";
  }

  private static <T> String joined(List<T> parts, String between, Function<T, String> print) {
    return parts.stream().map(print).collect(Collectors.joining(between));
  }

  private static String escape(String text) {
    StringBuilder safe = new StringBuilder();
    for (char c : text.toCharArray()) {
      switch (c) {
        case '\\' -> safe.append("\\textbackslash{}");
        case '^', '~' -> safe.append('\\').append(c).append("{}");
        case '#', '$', '%', '&', '_', '{', '}' -> safe.append('\\').append(c);
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }
}
