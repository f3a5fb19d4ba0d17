package io.gradus.app.cli;

import io.gradus.app.diff.Derivatives;
import io.gradus.app.diff.Problem;
import io.gradus.app.html.Page;
import io.gradus.app.plot.Axis;
import io.gradus.app.plot.Chart;
import io.gradus.app.plot.Drawing;
import io.gradus.app.plot.Figure;
import io.gradus.app.plot.Ink;
import io.gradus.app.plot.Mark;
import io.gradus.app.plot.Svg;
import io.gradus.app.plot.TextPlot;
import io.gradus.app.study.Curve;
import io.gradus.app.study.Samples;
import io.gradus.graph.Expr;
import io.gradus.nn.UserException;
import io.gradus.text.Notation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradus plot`: curves of functions, their derivatives and iterates.
@CommandLine.Command(
    name = "plot",
    description = {
      "Draws functions of one variable, their derivatives and their iterates.",
      "Without -o the picture is made of characters."
    },
    footer = {
      "%nExamples:",
      "  gradus plot \"tanh(s)\"",
      "  gradus plot \"tanh(s)\" --derivative 0,1,2 -o tanh.svg",
      "  gradus plot \"s^2\" --from -1 --to 1 --iterate 4 --derivative 1 -o square.html",
      "  gradus plot \"sin(t)/t\" \"1/t\" --from -20 --to 20 -o waves.png"
    })
final class PlotCommand extends Command {
  private static final int MOST = 12; // curves that can be told apart
  private static final int LONGEST = 200; // characters of a formula on a line

  @Parameters(arity = "1..*", paramLabel = "EXPR", description = "The functions.")
  List<String> texts;

  @Option(
      names = "--var",
      paramLabel = "VAR",
      description = "The variable; needed only if there are several.")
  String variable;

  @Option(names = "--from", paramLabel = "A", description = "Where the picture begins: -3.")
  String from = "-3";

  @Option(names = "--to", paramLabel = "B", description = "Where it ends: 3.")
  String to = "3";

  @Option(
      names = "--derivative",
      split = ",",
      paramLabel = "N",
      description = "Draw the derivative of this order; 0,1,2 draws the function and two.")
  List<Integer> orders = List.of(0);

  @Option(
      names = "--iterate",
      paramLabel = "N",
      description = "Draw g(s), g(g(s)), … up to the N-th iterate.")
  Integer iterate;

  @Option(names = "--log", description = "A logarithmic axis for the values.")
  boolean log;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The picture: .svg, .png or .html.")
  Path output;

  @Override
  void adapt(CommandSpec command) {
    command.parser().unmatchedOptionsArePositionalParams(true); // an expression may begin with −
  }

  @Override
  public Integer call() throws IOException {
    for (String text : texts) {
      if (text.matches("--[A-Za-z][A-Za-z-]*(=.*)?")) {
        throw new UserException(Failure.unknown(text, spec.commandLine()));
      }
    }
    Problem problem = Problem.ofOne(texts, variable);
    if (problem.wrt().size() != 1) {
      throw new UserException(
          "a plot has one variable; choose among %s, as in --var %s"
              .formatted(
                  String.join(", ", problem.variables().keySet()),
                  problem.variables().keySet().iterator().next()));
    }
    Expr x = problem.wrt().getFirst();
    List<Curve> curves = curves(problem, x);
    Samples samples =
        Samples.ofCurves(curves, x, Problem.number("--from", from), Problem.number("--to", to));
    List<String> notes = new ArrayList<>(problem.notes());
    notes.addAll(samples.gaps(curves.stream().map(Curve::label).toList()));
    notes.addAll(lost(curves, samples));
    Chart chart = chart(curves, samples);
    Drawing drawing = Figure.of(chart).sized(640, 400).draw();
    if (output != null) {
      Pictures.write(output, drawing, () -> page(curves, drawing, notes));
    }
    if (json) {
      printJson(document(curves, samples, notes));
    } else {
      print(curves, chart);
    }
    notes.forEach(text -> note("gradus: note: " + text));
    return 0;
  }

  private List<Curve> curves(Problem problem, Expr x) {
    if (iterate != null && iterate < 1) {
      throw new UserException("--iterate must be at least 1, but is " + iterate);
    }
    for (int order : orders) {
      if (order < 0 || order > Derivatives.HIGHEST) {
        throw new UserException(
            "--derivative must be between 0 and " + Derivatives.HIGHEST + ", but is " + order);
      }
    }
    long count = (long) problem.exprs().size() * orders.size() * (iterate == null ? 1 : iterate);
    if (count > MOST) {
      throw new UserException("a plot shows at most %d curves, not %d".formatted(MOST, count));
    }
    List<Curve> curves = new ArrayList<>();
    for (int order : orders) {
      for (int i = 0; i < problem.exprs().size(); i++) {
        String text = problem.texts().get(i);
        Expr f = problem.exprs().get(i);
        List<Curve> functions =
            iterate == null
                ? List.of(new Curve(text, f))
                : Curve.iterates(problem.exprs().size() == 1 ? "" : text, f, x, iterate);
        functions.forEach(g -> curves.add(Curve.derivative(g.label(), g.expr(), x, order)));
      }
    }
    return curves;
  }

  private Chart chart(List<Curve> curves, Samples samples) {
    double[] x = samples.x();
    Axis values = log ? Axis.log("") : Axis.linear("");
    Chart chart =
        Chart.of("", Axis.linear(samples.variable()).from(x[0], x[x.length - 1]), values.cut());
    for (int i = 0; i < curves.size(); i++) {
      Mark.Line line = Mark.line(curves.get(i).label(), x, samples.y().get(i));
      chart = chart.with(i < Ink.series().size() ? line : line.dash()); // colors begin again
    }
    return chart;
  }

  private List<String> lost(List<Curve> curves, Samples samples) {
    List<String> lost =
        IntStream.range(0, curves.size())
            .filter(i -> log && Arrays.stream(samples.y().get(i)).anyMatch(v -> v <= 0))
            .mapToObj(i -> curves.get(i).label())
            .toList();
    return lost.isEmpty()
        ? lost
        : List.of(
            "A logarithmic axis has no place for values of 0 and below: %s."
                .formatted(String.join(", ", lost)));
  }

  private void print(List<Curve> curves, Chart chart) {
    for (Curve curve : curves) {
      String formula = Notation.TEXT.print(curve.expr());
      if (!formula.equals(curve.label()) && formula.length() <= LONGEST) {
        print(curve.label() + " = " + formula);
      }
    }
    if (output != null) {
      print("picture  " + output);
      return;
    }
    TextPlot.lines(chart).forEach(this::print);
    note("gradus: add -o FILE.svg, .png or .html for a picture with colors");
  }

  private Page page(List<Curve> curves, Drawing drawing, List<String> notes) {
    String title = String.join(", ", texts);
    StringBuilder body = new StringBuilder("<h1>" + Svg.escape(title) + "</h1>\n");
    body.append("<figure style=\"max-width: 760px\">").append(Svg.inline(drawing));
    body.append("</figure>\n");
    notes.forEach(
        text -> body.append("<p class=\"note\">").append(Svg.escape(text)).append("</p>\n"));
    for (Curve curve : curves) {
      body.append("<p>").append(Svg.escape(curve.label())).append(" = ");
      body.append(Notation.MATHML.print(curve.expr())).append("</p>\n");
    }
    return new Page("en", title, body.toString());
  }

  private Map<String, Object> document(List<Curve> curves, Samples samples, List<String> notes) {
    List<Map<String, Object>> series = new ArrayList<>();
    for (int i = 0; i < curves.size(); i++) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("label", curves.get(i).label());
      one.put("x", Arrays.stream(samples.x()).boxed().toList());
      one.put(
          "y",
          Arrays.stream(samples.y().get(i)).mapToObj(v -> Double.isFinite(v) ? v : null).toList());
      series.add(one);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("variable", samples.variable());
    document.put("series", series);
    document.put("notes", notes);
    if (output != null) {
      document.put("file", output.toString());
    }
    return document;
  }
}
