package io.gradus.app.worksheet;

import io.gradus.app.plot.Axis;
import io.gradus.app.plot.Chart;
import io.gradus.app.plot.Drawing;
import io.gradus.app.plot.Figure;
import io.gradus.app.plot.Mark;
import io.gradus.app.plot.Numbers;
import io.gradus.app.study.Samples;
import io.gradus.array.Shape;
import io.gradus.eval.Interpreter;
import io.gradus.graph.Expr;
import io.gradus.nn.UserException;
import io.gradus.text.Outline;
import io.gradus.text.Outline.Braces;
import io.gradus.text.Printer;
import io.gradus.text.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The picture of `Plot[{f, g}, {s, from, to}, options]`.
final class Curves {
  private static final int LONGEST = 40; // characters of a formula in the legend
  private static final int MOST = 12; // curves that can be told apart

  private final Scope scope;
  private final String variable;
  private final double from;
  private final double to;

  private List<String> legend = List.of();
  private boolean expressions;
  private String abscissa;
  private String ordinate = "";
  private Axis y = Axis.linear("").cut();
  private String title = "";
  private String unused = "";

  private Curves(Scope scope, String variable, double from, double to) {
    this.scope = scope;
    this.variable = variable;
    this.from = from;
    this.to = to;
    this.abscissa = variable;
  }

  /// The picture for arguments as they are written.
  static Output of(List<String> args, Session session) {
    boolean range =
        args.size() >= 2 && Outline.of(args.get(1)) instanceof Braces b && b.items().size() == 3;
    if (!range) {
      throw new UserException("Plot is written as Plot[{f, g}, {s, -1, 1}]");
    }
    List<String> parts = parts(args.get(1));
    Scope scope = session.scope();
    double from = Library.number("Plot", parts.get(1), scope);
    double to = Library.number("Plot", parts.get(2), scope);
    if (!(from < to) || !Double.isFinite(to - from)) {
      throw new UserException("Plot needs an interval that ascends, but has " + args.get(1));
    }
    Session local = session.copy();
    local.scope().clear(parts.getFirst()); // the variable is free in a plot
    Curves curves = new Curves(local.scope(), parts.getFirst(), from, to);
    args.subList(2, args.size()).forEach(curves::option);
    Output picture = curves.picture(args.getFirst(), local);
    session.notes().addAll(local.notes());
    return picture;
  }

  /// The picture of `ListPlot[{1, 4, 9}]`, of pairs, or of several lists.
  static Output points(String head, List<String> args, Session session) {
    Expr data = session.value(args.getFirst());
    Shape shape = data.shape();
    if (shape.rank() < 1 || shape.rank() > 2 || Library.isOpen(data)) {
      throw new UserException(head + " draws lists of numbers or of pairs {x, y}");
    }
    double[] y = Interpreter.value(data).toDoubles();
    boolean pairs = shape.rank() == 2 && shape.dim(1) == 2;
    int series = shape.rank() == 1 || pairs ? 1 : shape.dim(0);
    int n = shape.rank() == 1 || pairs ? shape.dim(0) : shape.dim(1);
    if (series > MOST) {
      throw new UserException(head + " draws at most " + MOST + " lists in a picture");
    }
    Curves curves = new Curves(session.scope(), "", 1, n);
    args.subList(1, args.size()).forEach(curves::option);
    Chart chart =
        Chart.of(curves.title, Axis.linear(curves.abscissa), curves.y.labeled(curves.ordinate));
    for (int s = 0; s < series; s++) {
      int from = s * n;
      double[] x = IntStream.range(0, n).mapToDouble(i -> pairs ? y[2 * i] : i + 1).toArray();
      double[] values =
          IntStream.range(0, n).mapToDouble(i -> y[pairs ? 2 * i + 1 : from + i]).toArray();
      String label = s < curves.legend.size() ? curves.legend.get(s) : "";
      chart =
          chart.with(
              head.equals("ListPlot")
                  ? new Mark.Points(label, Optional.empty(), x, values)
                  : Mark.line(label, x, values));
    }
    return curves.shown(chart, args.getFirst(), session, "");
  }

  private static List<String> parts(String braces) {
    return Outline.of(braces) instanceof Braces b
        ? b.items().stream().map(Outline.Span::text).toList()
        : List.of(braces);
  }

  private void option(String text) {
    if (!(Outline.of(text) instanceof Outline.Option option)) {
      throw new UserException("an option of Plot is written as PlotRange -> Full, not " + text);
    }
    String value = option.value().text();
    switch (option.name()) {
      case "PlotLegends" -> {
        expressions = value.equals("\"Expressions\"") || value.equals("Automatic");
        legend = expressions || value.equals("None") ? List.of() : quoted(value);
      }
      case "PlotRange" -> range(value);
      case "AxesLabel", "FrameLabel" -> {
        List<String> labels = quoted(value);
        abscissa = labels.getFirst();
        ordinate = labels.size() > 1 ? labels.get(1) : "";
      }
      case "PlotLabel" -> title = String.join(" ", quoted(value));
      default -> unused += (unused.isEmpty() ? "" : ", ") + option.name();
    }
  }

  private static List<String> quoted(String value) {
    return parts(value).stream()
        .map(p -> Outline.of(p) instanceof Outline.Quoted q ? q.text() : p)
        .toList();
  }

  private void range(String value) {
    List<String> ends = parts(value);
    y =
        switch (value) {
          case "Full", "All" -> Axis.linear("");
          case "Automatic" -> Axis.linear("").cut();
          default -> {
            if (ends.size() != 2) {
              throw new UserException("PlotRange is Full, All, Automatic or {low, high}");
            }
            double low = Library.number("PlotRange", ends.get(0), scope);
            double high = Library.number("PlotRange", ends.get(1), scope);
            if (!(low < high)) {
              throw new UserException("PlotRange needs ends that ascend, but has " + value);
            }
            yield Axis.linear("").from(low, high);
          }
        };
  }

  private Output picture(String what, Session session) {
    List<Expr> curves = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (String part : parts(what)) {
      List<Expr> entries = Values.entries(session.value(part));
      for (int i = 0; i < entries.size(); i++) {
        curves.add(entries.get(i));
        names.add(entries.size() == 1 ? part : part + "[[" + (i + 1) + "]]");
      }
      if (entries.size() > 1) {
        rename(names, entries);
      }
    }
    if (curves.size() > MOST) {
      throw new UserException(
          "Plot draws at most " + MOST + " curves in a picture, but has " + curves.size());
    }
    Samples samples = Samples.of(curves, scope.symbol(variable), from, to);
    Chart chart = Chart.of(title, Axis.linear(abscissa).from(from, to), y.labeled(ordinate));
    for (int i = 0; i < curves.size(); i++) {
      String label = expressions ? names.get(i) : i < legend.size() ? legend.get(i) : "";
      chart = chart.with(Mark.line(label, samples.x(), samples.y().get(i)));
    }
    String alt =
        "%s for %s from %s to %s"
            .formatted(String.join(", ", names), variable, Numbers.text(from), Numbers.text(to));
    return shown(chart, alt, session, String.join(" ", samples.gaps(names)));
  }

  private Output shown(Chart chart, String alt, Session session, String caption) {
    if (!unused.isEmpty()) {
      session.notes().add("options that change nothing here: " + unused);
    }
    Drawing drawing = Figure.of(chart).sized(520, 320).draw();
    return new Output.Picture(
        new Drawing(alt, drawing.width(), drawing.height(), drawing.items()), caption);
  }

  /// The last names become formulas where all of those are short.
  private static void rename(List<String> names, List<Expr> entries) {
    List<String> formulas =
        Values.entries(Values.simplified(Expr.stack(entries))).stream().map(Printer::text).toList();
    if (formulas.stream().allMatch(f -> f.length() <= LONGEST)) {
      int first = names.size() - formulas.size();
      for (int i = 0; i < formulas.size(); i++) {
        names.set(first + i, formulas.get(i));
      }
    }
  }
}
