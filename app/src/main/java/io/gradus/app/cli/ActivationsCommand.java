package io.gradus.app.cli;

import io.gradus.app.html.Page;
import io.gradus.app.html.Table;
import io.gradus.app.plot.Axis;
import io.gradus.app.plot.Chart;
import io.gradus.app.plot.Figure;
import io.gradus.app.plot.Ink;
import io.gradus.app.plot.Mark;
import io.gradus.app.plot.Numbers;
import io.gradus.app.plot.Svg;
import io.gradus.app.study.ActivationStudy;
import io.gradus.app.study.Depth;
import io.gradus.app.study.Samples;
import io.gradus.diff.Forward;
import io.gradus.graph.Expr;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.UserException;
import io.gradus.nn.io.Json;
import io.gradus.text.Notation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradus activations`: what activations are like, and what follows from it.
@CommandLine.Command(
    name = "activations",
    description = {
      "Computes the properties of activations from their formulas, and what follows for training.",
      "Means, variances and shares are those for standard normal inputs.",
      "What many layers leave of a gradient is bounded, predicted by mean field theory, and measured"
          + " in a network with random weights."
    },
    footer = {
      "%nExamples:",
      "  gradus activations",
      "  gradus activations selu",
      "  gradus activations sigmoid --layers 30 --init glorot-uniform,orthogonal -o sigmoid.html",
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

  @Option(
      names = "--layers",
      paramLabel = "N",
      description = "Layers of the network that is measured: 10.")
  int layers = 10;

  @Option(names = "--width", paramLabel = "N", description = "Neurons of each of them: 128.")
  int width = 128;

  @Option(
      names = "--init",
      split = ",",
      paramLabel = "A,…",
      description = "How their weights begin: lecun-normal,he-normal.")
  List<String> inits = List.of("lecun-normal", "he-normal");

  @Option(names = "--seed", paramLabel = "N", description = "The source of randomness: 42.")
  long seed = 42;

  /// An activation alone and in depth; one that is not applied to each number alone has no depths.
  private record Found(ActivationStudy study, List<Depth> depths) {}

  @Override
  public Integer call() throws IOException {
    if (layers < 1 || layers > 1000 || width < 1 || width > 4096) {
      throw new UserException("--layers must be between 1 and 1000, --width between 1 and 4096");
    }
    List<Found> found = chosen().stream().map(this::found).toList();
    List<ActivationStudy> studies = found.stream().map(Found::study).toList();
    if (output != null) {
      Chart[] charts =
          found.size() == 1
              ? charts(found.getFirst())
              : studies.stream().map(ActivationsCommand::chart).toArray(Chart[]::new);
      Pictures.write(output, Figure.of(charts).draw(), () -> page(found));
    }
    if (json) {
      printJson(Map.of("activations", found.stream().map(ActivationsCommand::tree).toList()));
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
    tables(found)
        .forEach((title, rows) -> {
          print("");
          print(title);
          Tables.leftAligned(rows).forEach(row -> print("  " + row));
        });
    if (output != null) {
      print("");
      print("report  " + output);
    }
    return 0;
  }

  private Found found(Activation a) {
    ActivationStudy study = ActivationStudy.of(a);
    List<Depth> depths =
        a.pointwise()
            ? inits.stream()
                .map(init -> Depth.of(a, study.supDerivative(), init, layers, width, seed))
                .toList()
            : List.of();
    return new Found(study, depths);
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

  /// The tables on depth by their titles: of one activation layer by layer, of many the last layer.
  private Map<String, List<List<String>>> tables(List<Found> found) {
    List<Found> deep = found.stream().filter(f -> !f.depths.isEmpty()).toList();
    if (deep.isEmpty()) {
      return Map.of();
    }
    boolean one = found.size() == 1;
    List<List<String>> rows = new ArrayList<>(List.of(new ArrayList<>()));
    rows.getFirst().addAll(List.of(one ? "layers" : "activation", "bound"));
    inits.forEach(init -> rows.getFirst().addAll(List.of(init + " predicted", "measured")));
    for (Found f : deep) {
      for (int k = one ? 0 : layers - 1; k < layers; k++) {
        List<String> row = new ArrayList<>();
        row.add(one ? String.valueOf(k + 1) : f.study.name());
        row.add(Numbers.text(f.depths.getFirst().rows().get(k).bound()));
        for (Depth depth : f.depths) {
          row.add(Numbers.text(depth.rows().get(k).predicted()));
          row.add(Numbers.text(depth.rows().get(k).measured()));
        }
        rows.add(row);
      }
    }
    Map<String, List<List<String>>> tables = new LinkedHashMap<>();
    String behind = one ? "layer by layer" : "behind %d layers".formatted(layers);
    tables.put("What is left of the norm of a gradient, " + behind, rows);
    if (one) {
      tables.put("Deep in the network", theory(deep.getFirst().depths));
    }
    return tables;
  }

  private static List<List<String>> theory(List<Depth> depths) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "σw²", "variance q*", "χ₁", "factor √χ₁", "6 ξ layers"));
    for (Depth d : depths) {
      rows.add(
          List.of(
              d.init(),
              Numbers.text(d.weightVariance()),
              Numbers.text(d.theory().fixedPoint().orElse(Double.POSITIVE_INFINITY)),
              Numbers.text(d.theory().chi()),
              Numbers.text(d.theory().factor()),
              Numbers.text(6 * d.theory().depthScale())));
    }
    return rows;
  }

  private static Chart[] charts(Found f) {
    return f.depths.isEmpty()
        ? new Chart[] {chart(f.study)}
        : new Chart[] {chart(f.study), depthChart(f)};
  }

  private static Chart depthChart(Found f) {
    Chart chart =
        Chart.of("What is left of a gradient", Axis.counts("layers"), Axis.log(""))
            .with(line("bound", f.depths.getFirst(), Depth.Row::bound).in(Ink.MUTED).dash());
    for (int i = 0; i < f.depths.size(); i++) {
      Depth d = f.depths.get(i);
      Mark.Line measured = line("", d, Depth.Row::measured);
      chart =
          chart
              .with(line(d.init(), d, Depth.Row::predicted).in(Ink.series(i)))
              .with(new Mark.Points("", Optional.of(Ink.series(i)), measured.x(), measured.y()));
    }
    return chart;
  }

  private static Mark.Line line(String label, Depth depth, ToDoubleFunction<Depth.Row> value) {
    double[] x = depth.rows().stream().mapToDouble(Depth.Row::layers).toArray();
    return Mark.line(label, x, depth.rows().stream().mapToDouble(value).toArray());
  }

  private static Chart chart(ActivationStudy a) {
    Expr second = Forward.derivative(a.derivative(), ActivationStudy.X);
    Samples s = Samples.of(List.of(a.formula(), a.derivative(), second), ActivationStudy.X, -4, 4);
    return Chart.of(a.name(), Axis.linear("x").from(-4, 4), Axis.linear("").cut())
        .with(Mark.line("σ", s.x(), s.y().get(0)))
        .with(Mark.line("σ′", s.x(), s.y().get(1)))
        .with(Mark.line("σ″", s.x(), s.y().get(2)));
  }

  private Page page(List<Found> found) {
    StringBuilder body = new StringBuilder("<h1>Activations</h1>\n");
    body.append("<p class=\"note\">Means, variances and shares are those for standard normal");
    body.append(" inputs. All numbers are computed from the formulas.</p>\n");
    body.append(
        Table.of("Properties", "", table(found.stream().map(Found::study).toList())).html());
    tables(found).forEach((title, rows) -> body.append(Table.of(title, "", rows).html()));
    body.append("<p class=\"note\">The bound (sup |σ′|)ᵏ holds where no weight matrix has a norm");
    body.append(
        " above 1. Lines are predicted by mean field theory for layers without end; dots are");
    body.append(" measured in a network of %d neurons a layer.</p>\n".formatted(width));
    for (Found f : found) {
      ActivationStudy a = f.study;
      body.append("<h2>").append(Svg.escape(a.name())).append("</h2>\n<p>σ = ");
      body.append(Notation.MATHML.print(a.formula())).append("</p>\n<p>σ′ = ");
      body.append(Notation.MATHML.print(a.derivative())).append("</p>\n<ul>\n");
      a.verdicts().forEach(v -> body.append("<li>").append(Svg.escape(v)).append("</li>\n"));
      body.append("</ul>\n<figure style=\"max-width: none\">")
          .append(Svg.inline(Figure.of(charts(f)).draw()));
      body.append("</figure>\n");
    }
    return new Page("en", "Activations", body.toString());
  }

  private static Map<String, Object> tree(Found f) {
    ActivationStudy a = f.study;
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
    tree.put("depth", f.depths.stream().map(ActivationsCommand::tree).toList());
    return tree;
  }

  private static Map<String, Object> tree(Depth d) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Depth.Row r : d.rows()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("layers", r.layers());
      row.put("bound", Json.number(r.bound()));
      row.put("predicted", Json.number(r.predicted()));
      row.put("measured", Json.number(r.measured()));
      rows.add(row);
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("init", d.init());
    tree.put("weightVariance", d.weightVariance());
    tree.put("fixedPoint", Json.number(d.theory().fixedPoint().orElse(Double.POSITIVE_INFINITY)));
    tree.put("chi", Json.number(d.theory().chi()));
    tree.put("factor", Json.number(d.theory().factor()));
    tree.put("depthScale", Json.number(d.theory().depthScale()));
    tree.put("layers", rows);
    return tree;
  }
}
