package io.gradus.app.cli;

import io.gradus.app.html.Page;
import io.gradus.app.html.Table;
import io.gradus.app.plot.Axis;
import io.gradus.app.plot.Chart;
import io.gradus.app.plot.Drawing;
import io.gradus.app.plot.Figure;
import io.gradus.app.plot.Mark;
import io.gradus.app.plot.Numbers;
import io.gradus.app.plot.Svg;
import io.gradus.app.study.ActivationStudy;
import io.gradus.app.study.Samples;
import io.gradus.diff.Forward;
import io.gradus.graph.Expr;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.io.Json;
import io.gradus.text.Notation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradus activations`: what activations are like, and what follows from it.
@CommandLine.Command(
    name = "activations",
    description = {
      "Computes the properties of activations from their formulas, and what follows for training.",
      "Means, variances and shares are those for standard normal inputs."
    },
    footer = {
      "%nExamples:",
      "  gradus activations",
      "  gradus activations selu",
      "  gradus activations \"x*tanh(x)\" -o mine.html"
    })
final class ActivationsCommand extends Command {
  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "One of them, or a formula of x; default: all.")
  String name;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "A page with formulas and pictures: .html; pictures only: .svg, .png.")
  Path output;

  @Override
  public Integer call() throws IOException {
    List<ActivationStudy> studies = chosen().stream().map(ActivationStudy::of).toList();
    if (output != null) {
      Drawing drawing =
          Figure.of(studies.stream().map(ActivationsCommand::chart).toArray(Chart[]::new)).draw();
      Pictures.write(output, drawing, () -> page(studies));
    }
    if (json) {
      printJson(Map.of("activations", studies.stream().map(ActivationsCommand::tree).toList()));
      return 0;
    }
    if (studies.size() == 1) {
      ActivationStudy a = studies.getFirst();
      print("σ(x)   " + Notation.TEXT.print(a.formula()));
      print("σ'(x)  " + Notation.TEXT.print(a.derivative()));
      print("");
    }
    Tables.leftAligned(table(studies)).forEach(this::print);
    print("");
    Tables.leftAligned(verdicts(studies)).forEach(this::print);
    if (output != null) {
      print("");
      print("report  " + output);
    }
    return 0;
  }

  private Collection<Activation> chosen() {
    if (name == null) {
      return Activations.all();
    }
    boolean word = name.matches("[\\w-]+") && !name.equals("x");
    return List.of(word ? Activations.named(name) : Activations.formula(name));
  }

  private static List<List<String>> table(List<ActivationStudy> studies) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "activation",
            "range",
            "sup |σ'|",
            "continuous",
            "smooth",
            "σ' = 0",
            "mean",
            "variance"));
    for (ActivationStudy a : studies) {
      rows.add(
          List.of(
              a.name(),
              a.range(),
              Numbers.text(a.supDerivative()),
              a.continuous() ? "yes" : "no",
              a.smooth() ? "yes" : "no",
              Numbers.text(100 * a.zeroGradientShare()) + " %",
              Numbers.cell(a.zeroCentred() ? 0 : a.mean()),
              Numbers.cell(a.variance())));
    }
    return rows;
  }

  private static List<List<String>> verdicts(List<ActivationStudy> studies) {
    List<List<String>> rows = new ArrayList<>(List.of(List.of("", "what follows")));
    for (ActivationStudy a : studies) {
      for (int i = 0; i < a.verdicts().size(); i++) {
        rows.add(List.of(i == 0 ? a.name() : "", a.verdicts().get(i)));
      }
    }
    return rows;
  }

  private static Chart chart(ActivationStudy a) {
    Expr second = Forward.derivative(a.derivative(), ActivationStudy.X);
    Samples s = Samples.of(List.of(a.formula(), a.derivative(), second), ActivationStudy.X, -4, 4);
    return Chart.of(a.name(), Axis.linear("x").from(-4, 4), Axis.linear("").cut())
        .with(Mark.line("σ", s.x(), s.y().get(0)))
        .with(Mark.line("σ′", s.x(), s.y().get(1)))
        .with(Mark.line("σ″", s.x(), s.y().get(2)));
  }

  private static Page page(List<ActivationStudy> studies) {
    StringBuilder body = new StringBuilder("<h1>Activations</h1>\n");
    body.append("<p class=\"note\">Means, variances and shares are those for standard normal");
    body.append(" inputs. All numbers are computed from the formulas.</p>\n");
    body.append(Table.of("Properties", "", table(studies)).html());
    for (ActivationStudy a : studies) {
      body.append("<h2>").append(Svg.escape(a.name())).append("</h2>\n<p>σ = ");
      body.append(Notation.MATHML.print(a.formula())).append("</p>\n<p>σ′ = ");
      body.append(Notation.MATHML.print(a.derivative())).append("</p>\n<ul>\n");
      a.verdicts().forEach(v -> body.append("<li>").append(Svg.escape(v)).append("</li>\n"));
      body.append("</ul>\n<figure>").append(Svg.inline(Figure.of(chart(a)).draw()));
      body.append("</figure>\n");
    }
    return new Page("en", "Activations", body.toString());
  }

  private static Map<String, Object> tree(ActivationStudy a) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", a.name());
    tree.put("formula", Notation.TEXT.print(a.formula()));
    tree.put("derivative", Notation.TEXT.print(a.derivative()));
    tree.put("range", List.of(Json.number(a.infimum()), Json.number(a.supremum())));
    tree.put("attained", List.of(a.attainsInfimum(), a.attainsSupremum()));
    tree.put("supDerivative", Json.number(a.supDerivative()));
    tree.put("continuous", a.continuous());
    tree.put("smooth", a.smooth());
    tree.put("zeroCentred", a.zeroCentred());
    tree.put("zeroGradientShare", a.zeroGradientShare());
    tree.put("mean", Json.number(a.mean()));
    tree.put("variance", Json.number(a.variance()));
    tree.put("verdicts", a.verdicts());
    return tree;
  }
}
