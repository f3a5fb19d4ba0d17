package io.gradus.app.cli;

import io.gradus.app.demo.Superposition;
import io.gradus.app.demo.Superposition.Stage;
import io.gradus.app.demo.Target;
import io.gradus.app.plot.Axis;
import io.gradus.app.plot.Chart;
import io.gradus.app.plot.Figure;
import io.gradus.app.plot.Mark;
import io.gradus.nn.io.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradus kolmogorov`: functions of several variables are sums of functions of one.
@CommandLine.Command(
    name = "kolmogorov",
    description = {
      "Learns a function as sums of functions of one variable.",
      "On [-1, 1]^n it is f(x) = Σ_q Φ_q(Σ_p φ_qp(x_p)), with inner and outer functions that",
      "Kolmogorov and Arnold proved to exist. For x*y they can be given:",
      "xy = ½(x + y)² − ½(x² + y²). Here they are splines, on grids that get finer."
    },
    footer = {
      "%nExamples:",
      "  gradus kolmogorov",
      "  gradus kolmogorov \"x*y\" --sums 2 -o functions.svg"
    })
final class KolmogorovCommand extends Command {
  private static final int CURVE = 120;

  @Parameters(
      paramLabel = "EXPR",
      arity = "0..1",
      description = "A function of one or more variables: exp(sin(pi*x)+y^2).")
  String formula = "exp(sin(pi*x)+y^2)";

  @Option(names = "--sums", paramLabel = "Q", description = "The number of inner sums: 1.")
  int sums = 1;

  @Option(
      names = "--grids",
      split = ",",
      paramLabel = "N,…",
      description = "Intervals of the grids in turn: 5,10,20.")
  List<Integer> grids = List.of(5, 10, 20);

  @Option(names = "--goal", paramLabel = "RMSE", description = "The error that is enough: 0.001.")
  double goal = 1e-3;

  @Option(names = "--seed", paramLabel = "N", description = "Where the search begins: 42.")
  long seed = 42;

  @Option(names = "-o", paramLabel = "FILE", description = "Draw the functions: .svg or .png.")
  Path output;

  @Override
  public Integer call() throws IOException {
    Target target = Target.of(formula, -1, 1);
    Superposition f = Superposition.fit(target, sums, grids, goal, seed);
    if (output != null) {
      Pictures.write(output, figure(target, f).draw());
    }
    if (json) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("of", formula);
      tree.put("sums", sums);
      tree.put("rmse", Json.number(f.stages().getLast().rmse()));
      tree.put("stages", f.stages().stream().map(KolmogorovCommand::tree).toList());
      tree.put("functions", functions(target, f));
      printJson(tree);
      return 0;
    }
    List<List<String>> rows = new ArrayList<>(List.of(List.of("grid", "parameters", "rmse")));
    for (Stage s : f.stages()) {
      rows.add(
          List.of(
              String.valueOf(s.grid()), String.valueOf(s.parameters()), Tables.number(s.rmse())));
    }
    Tables.rightAligned(rows).forEach(this::print);
    if (output != null) {
      print("");
      print("picture  " + output);
    }
    return 0;
  }

  private static Map<String, Object> tree(Stage s) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("grid", s.grid());
    tree.put("parameters", s.parameters());
    tree.put("rmse", Json.number(s.rmse()));
    return tree;
  }

  private static List<Map<String, Object>> functions(Target target, Superposition f) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Chart chart : charts(target, f)) {
      Mark.Line line = (Mark.Line) chart.marks().getFirst();
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", chart.title());
      one.put("x", Arrays.stream(line.x()).boxed().toList());
      one.put("y", Arrays.stream(line.y()).boxed().toList());
      all.add(one);
    }
    return all;
  }

  private static Figure figure(Target target, Superposition f) {
    List<Chart> charts = charts(target, f);
    return Figure.of(charts.toArray(Chart[]::new))
        .sized(300, 240)
        .in(Math.min(4, target.inputs() + 1))
        .titled(target.text());
  }

  /// The functions of one variable: for each sum its φ, then its Φ.
  private static List<Chart> charts(Target target, Superposition f) {
    List<Chart> charts = new ArrayList<>();
    double[] x = line(-1, 1);
    for (int q = 0; q < f.inner().units(); q++) {
      double low = 0;
      double high = 0;
      for (int p = 0; p < target.inputs(); p++) {
        String name = target.variables().get(p);
        double[] y = f.edge(0, p, q, x);
        low += Arrays.stream(y).min().orElseThrow();
        high += Arrays.stream(y).max().orElseThrow();
        charts.add(chart("φ%d(%s)".formatted(q + 1, name), name, x, y));
      }
      double[] sum = line(low, high); // all values that the sum takes
      charts.add(chart("Φ" + (q + 1), "sum", sum, f.edge(1, q, 0, sum)));
    }
    return charts;
  }

  private static Chart chart(String title, String variable, double[] x, double[] y) {
    return Chart.of(title, Axis.linear(variable), Axis.linear("")).with(Mark.line("", x, y));
  }

  private static double[] line(double from, double to) {
    double[] x = new double[CURVE];
    Arrays.setAll(x, i -> from + (to - from) * i / (CURVE - 1));
    return x;
  }
}
