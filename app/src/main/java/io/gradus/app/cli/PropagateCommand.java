package io.gradus.app.cli;

import io.gradus.app.demo.Propagation;
import io.gradus.app.plot.Axis;
import io.gradus.app.plot.Chart;
import io.gradus.app.plot.Figure;
import io.gradus.app.plot.Mark;
import io.gradus.nn.Activation;
import io.gradus.nn.Activations;
import io.gradus.nn.UserException;
import io.gradus.nn.io.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// `gradus propagate`: which beginnings carry a signal through many layers.
@CommandLine.Command(
    name = "propagate",
    description = {
      "Shows mean and variance through many layers as they begin.",
      "Standard normal numbers go in; for each activation and initializer it is shown what becomes",
      "of them. With selu and lecun-normal mean and variance stay near 0 and 1, layer by layer",
      "(Klambauer and others 2017)."
    },
    footer = {
      "%nExamples:",
      "  gradus propagate",
      "  gradus propagate --activations selu,relu,tanh --layers 100 -o propagation.svg"
    })
final class PropagateCommand extends Command {
  @Option(
      names = "--activations",
      split = ",",
      paramLabel = "A,…",
      description = "Nonlinearities: sigmoid,tanh,relu,elu,selu,gelu.")
  List<String> activations = List.of("sigmoid", "tanh", "relu", "elu", "selu", "gelu");

  @Option(
      names = "--init",
      split = ",",
      paramLabel = "A,…",
      description = "Initializers: normal,glorot-normal,he-normal,lecun-normal,orthogonal.")
  List<String> inits =
      List.of("normal", "glorot-normal", "he-normal", "lecun-normal", "orthogonal");

  @Option(names = "--layers", paramLabel = "N", description = "The number of layers: 50.")
  int layers = 50;

  @Option(names = "--width", paramLabel = "N", description = "Neurons of a layer: 128.")
  int width = 128;

  @Option(names = "--seed", paramLabel = "N", description = "The source of randomness: 42.")
  long seed = 42;

  @Option(names = "-o", paramLabel = "FILE", description = "Draw the variances: .svg or .png.")
  Path output;

  @Override
  public Integer call() throws IOException {
    if (layers < 1 || width < 1) {
      throw new UserException("--layers and --width must be at least 1");
    }
    List<Propagation> all = new ArrayList<>();
    for (String name : activations) {
      Activation activation = Activations.named(name);
      for (String init : inits) {
        all.add(Propagation.of(activation, init, layers, width, 2 * width, seed));
      }
    }
    if (output != null) {
      Pictures.write(output, figure(all).draw());
    }
    if (json) {
      printJson(Map.of("layers", layers, "width", width, "cases", cases(all)));
      return 0;
    }
    List<List<String>> rows =
        new ArrayList<>(
            List.of(List.of("activation", "initializer", "mean", "variance", "signal")));
    for (Propagation p : all) {
      rows.add(
          List.of(
              p.activation(),
              p.init(),
              Tables.number(p.means().getLast()),
              Tables.number(p.variances().getLast()),
              p.verdict()));
    }
    Tables.leftAligned(rows).forEach(this::print);
    if (output != null) {
      print("");
      print("picture  " + output);
    }
    return 0;
  }

  private static List<Map<String, Object>> cases(List<Propagation> all) {
    List<Map<String, Object>> cases = new ArrayList<>();
    for (Propagation p : all) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("activation", p.activation());
      one.put("init", p.init());
      one.put("mean", Json.number(p.means().getLast()));
      one.put("variance", Json.number(p.variances().getLast()));
      one.put("signal", p.verdict());
      one.put("means", p.means().stream().map(Json::number).toList());
      one.put("variances", p.variances().stream().map(Json::number).toList());
      cases.add(one);
    }
    return cases;
  }

  /// A chart for each activation, a line for each initializer.
  private Figure figure(List<Propagation> all) {
    double[] layer = IntStream.rangeClosed(1, layers).asDoubleStream().toArray();
    List<Chart> charts = new ArrayList<>();
    for (String name : activations) {
      Chart chart = Chart.of(name, Axis.counts("layer"), Axis.log("variance"));
      for (Propagation p : all) {
        if (p.activation().equals(Activations.named(name).name())) {
          double[] v = p.variances().stream().mapToDouble(Double::doubleValue).toArray();
          chart = chart.with(Mark.line(p.init(), layer, v));
        }
      }
      charts.add(chart);
    }
    return Figure.of(charts.toArray(Chart[]::new))
        .titled("Variance through %d layers of %d neurons".formatted(layers, width));
  }
}
