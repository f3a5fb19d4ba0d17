package io.gradus.app.cli;

import io.gradus.app.diff.Derivatives;
import io.gradus.app.diff.Problem;
import io.gradus.app.html.Page;
import io.gradus.app.html.Table;
import io.gradus.app.plot.Axis;
import io.gradus.app.plot.Chart;
import io.gradus.app.plot.Drawing;
import io.gradus.app.plot.Figure;
import io.gradus.app.plot.Mark;
import io.gradus.app.plot.Numbers;
import io.gradus.app.plot.Svg;
import io.gradus.app.study.Curve;
import io.gradus.app.study.Iteration;
import io.gradus.app.study.Iteration.Step;
import io.gradus.app.study.Samples;
import io.gradus.graph.Expr;
import io.gradus.nn.UserException;
import io.gradus.nn.io.Json;
import io.gradus.text.Notation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradus iterate`: what becomes of values and derivatives when a function is applied many times.
@CommandLine.Command(
    name = "iterate",
    description = {
      "Applies a function again and again, as layers of a network do: a(k+1) = g(a(k)).",
      "Shows the iterates with their derivatives g'(a(0)) g'(a(1)) …, for which beginnings they",
      "explode, vanish, stay bounded or become chaotic, fixed points, and local minima of the first"
          + " four iterates."
    },
    footer = {
      "%nExamples:",
      "  gradus iterate \"s^2\"",
      "  gradus iterate \"2*exp(-s^2)\" --start 0.5 --n 8 -o vanishing.html",
      "  gradus iterate \"4*s*(1-s)\" --from 0 --to 1 -o chaos.svg"
    })
final class IterateCommand extends Command {
  private static final int CURVES = 4; // as many iterates are drawn
  private static final int LISTED = 30; // minima of a table

  @Parameters(paramLabel = "FORMULA", description = "The function.")
  String text;

  @Option(
      names = "--var",
      paramLabel = "VAR",
      description = "The variable; needed only if there are several.")
  String variable;

  @Option(names = "--start", paramLabel = "S", description = "Where the table begins: 0.5.")
  String start = "0.5";

  @Option(names = "--n", paramLabel = "N", description = "The last iterate: 10.")
  int n = 10;

  @Option(names = "--from", paramLabel = "A", description = "The least beginning: -3.")
  String from = "-3";

  @Option(names = "--to", paramLabel = "B", description = "The greatest beginning: 3.")
  String to = "3";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The report: .html, or its pictures: .svg, .png.")
  Path output;

  private Expr g;
  private Expr s;
  private double low;
  private double high;

  @Override
  public Integer call() throws IOException {
    Problem problem = Problem.ofOne(List.of(text), variable);
    if (problem.exprs().size() != 1 || problem.wrt().size() != 1) {
      throw new UserException(
          "iterates are those of one function of one variable, such as \"s^2\"; name it with --var");
    }
    if (n < 1 || n > 10_000) {
      throw new UserException("--n must be between 1 and 10000, but is " + n);
    }
    g = problem.exprs().getFirst();
    s = problem.wrt().getFirst();
    low = Problem.number("--from", from);
    high = Problem.number("--to", to);
    Samples.of(List.of(g), s, low, high); // refuses a wrong interval or another variable
    Iteration study = new Iteration(g, s, low, high);
    List<Step> orbit = study.orbit(Problem.number("--start", start), n);
    if (output != null) {
      Drawing drawing = figure(study, orbit).draw();
      Pictures.write(output, drawing, () -> page(study, orbit, drawing));
    }
    if (json) {
      printJson(document(study, orbit));
    } else {
      tables(study, orbit)
          .forEach((title, rows) -> {
            print(title);
            Tables.leftAligned(rows).forEach(row -> print("  " + row));
            print("");
          });
      print("derivative  " + Notation.TEXT.print(study.slope()));
      if (output != null) {
        print("report      " + output);
      }
    }
    return 0;
  }

  /// The tables by their titles; those without rows are left out.
  private Map<String, List<List<String>>> tables(Iteration study, List<Step> orbit) {
    Map<String, List<List<String>>> tables = new LinkedHashMap<>();
    List<Iteration.Mean> means = study.means(n);
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("k", "a(k)", "g'(a(k-1))", "product", "mean |product|", "geometric mean"));
    for (Step step : orbit) {
      rows.add(
          List.of(
              String.valueOf(step.k()),
              Numbers.text(step.value()),
              step.k() == 0 ? "" : Numbers.text(step.slope()),
              Numbers.text(step.product()),
              step.k() == 0 ? "" : Numbers.text(means.get(step.k() - 1).arithmetic()),
              step.k() == 0 ? "" : Numbers.text(means.get(step.k() - 1).geometric())));
    }
    tables.put("Iterates, and the mean over all beginnings", rows);
    List<List<String>> fates = new ArrayList<>();
    fates.add(List.of("", "share", "exponent", "beginnings"));
    for (Iteration.Behavior b : study.behavior()) {
      fates.add(
          List.of(
              name(b.kind()),
              Numbers.text(100 * b.share()) + " %",
              Numbers.text(b.exponent()),
              Iteration.places(b)));
    }
    tables.put("Behavior from %s to %s".formatted(Numbers.text(low), Numbers.text(high)), fates);
    List<List<String>> points = new ArrayList<>();
    points.add(List.of("at", "multiplier", ""));
    study
        .fixedPoints()
        .forEach(p ->
            points.add(List.of(Double.toString(p.x()), Numbers.text(p.multiplier()), p.kind())));
    tables.put("Fixed points", points);
    List<List<String>> minima = new ArrayList<>();
    minima.add(List.of("of", "at", "value", "basin"));
    List<Iteration.Minimum> all = study.minima(drawn());
    for (Iteration.Minimum m : all.subList(0, Math.min(all.size(), LISTED))) {
      minima.add(
          List.of(
              "a(%d)".formatted(m.iterate()),
              Double.toString(m.x()),
              Double.toString(m.value()),
              Iteration.interval(m.basin())));
    }
    String first = all.size() > LISTED ? ", the first %d of %d".formatted(LISTED, all.size()) : "";
    tables.put("Local minima" + first, minima);
    tables.values().removeIf(t -> t.size() == 1);
    return tables;
  }

  private int drawn() {
    return Math.min(n, CURVES);
  }

  private static String name(Iteration.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private Figure figure(Iteration study, List<Step> orbit) {
    Axis axis = Axis.linear(Derivatives.name(s)).from(low, high);
    Chart iterates = Chart.of("Iterates", axis, Axis.linear("").cut());
    Chart slopes = Chart.of("Their derivatives", axis, Axis.linear("").cut());
    for (Curve curve : Curve.iterates("", g, s, drawn())) {
      Curve slope = Curve.derivative(curve.label(), curve.expr(), s, 1);
      Samples samples = Samples.ofCurves(List.of(curve, slope), s, low, high);
      iterates = iterates.with(Mark.line(curve.label(), samples.x(), samples.y().get(0)));
      slopes = slopes.with(Mark.line(slope.label(), samples.x(), samples.y().get(1)));
    }
    double[] k = IntStream.rangeClosed(1, n).asDoubleStream().toArray();
    Chart products =
        Chart.of("Derivative of a(k) at the start", Axis.counts("k"), Axis.linear(""))
            .with(Mark.bars("", k, orbit.stream().skip(1).mapToDouble(Step::product).toArray()));
    return Figure.of(iterates, slopes, cobweb(orbit), products).in(2).titled(text);
  }

  /// From (a, a) up to the curve at (a, g(a)), then over to the diagonal, again and again.
  private Chart cobweb(List<Step> orbit) {
    Samples samples = Samples.of(List.of(g), s, low, high);
    double[] a = orbit.stream().mapToDouble(Step::value).toArray();
    double[] x = new double[2 * a.length - 1];
    double[] y = new double[2 * a.length - 1];
    for (int i = 0; i < x.length; i++) {
      x[i] = a[i / 2];
      y[i] = a[(i + 1) / 2];
    }
    double[] all =
        DoubleStream.concat(Arrays.stream(samples.y().getFirst()), DoubleStream.of(low, high))
            .filter(Double::isFinite)
            .toArray();
    double bottom = Math.max(low - (high - low), Arrays.stream(all).min().orElse(low));
    double top = Math.min(high + (high - low), Arrays.stream(all).max().orElse(high));
    return Chart.of(
            "Cobweb",
            Axis.linear("a(k)").from(low, high),
            Axis.linear("a(k+1)").from(bottom, top).cut())
        .with(Mark.line("g", samples.x(), samples.y().getFirst()))
        .with(Mark.line("a", new double[] {low, high}, new double[] {low, high}).dash())
        .with(Mark.line("iterates", x, y));
  }

  private Page page(Iteration study, List<Step> orbit, Drawing drawing) {
    StringBuilder body = new StringBuilder("<h1>" + Svg.escape(text) + "</h1>\n");
    body.append("<p>g = ").append(Notation.MATHML.print(g)).append("</p>\n<p>g′ = ");
    body.append(Notation.MATHML.print(study.slope())).append("</p>\n");
    body.append("<figure style=\"max-width: none\">").append(Svg.inline(drawing));
    body.append("</figure>\n");
    tables(study, orbit).forEach((title, rows) -> body.append(Table.of(title, "", rows).html()));
    return new Page("en", text, body.toString());
  }

  private Map<String, Object> document(Iteration study, List<Step> orbit) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("function", text);
    document.put("derivative", Notation.TEXT.print(study.slope()));
    List<Map<String, Object>> table = new ArrayList<>();
    for (Step step : orbit.subList(1, orbit.size())) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("n", step.k());
      row.put("value", Json.number(step.value()));
      row.put("slope", Json.number(step.slope()));
      row.put("derivative", Json.number(step.product()));
      table.add(row);
    }
    document.put("iterates", table);
    List<Iteration.Mean> means = study.means(n);
    document.put("meanDerivative", means.stream().map(m -> Json.number(m.arithmetic())).toList());
    document.put(
        "geometricMeanDerivative", means.stream().map(m -> Json.number(m.geometric())).toList());
    List<Map<String, Object>> behavior = new ArrayList<>();
    for (Iteration.Behavior b : study.behavior()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("kind", name(b.kind()));
      one.put("share", b.share());
      one.put("exponent", Json.number(b.exponent()));
      one.put("intervals", b.intervals().stream().map(i -> List.of(i[0], i[1])).toList());
      behavior.add(one);
    }
    document.put("behavior", behavior);
    document.put(
        "fixedPoints",
        study.fixedPoints().stream()
            .map(p ->
                Map.of("at", p.x(), "multiplier", Json.number(p.multiplier()), "kind", p.kind()))
            .toList());
    document.put(
        "minima",
        study.minima(drawn()).stream()
            .map(m ->
                Map.of(
                    "iterate",
                    m.iterate(),
                    "at",
                    m.x(),
                    "value",
                    m.value(),
                    "basin",
                    List.of(m.basin()[0], m.basin()[1])))
            .toList());
    return document;
  }
}
