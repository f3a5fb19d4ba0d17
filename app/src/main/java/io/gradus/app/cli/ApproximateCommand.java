package io.gradus.app.cli;

import io.gradus.app.demo.Approximation;
import io.gradus.app.demo.Approximation.Proof;
import io.gradus.app.demo.Approximation.Sum;
import io.gradus.app.demo.Target;
import io.gradus.app.plot.Axis;
import io.gradus.app.plot.Chart;
import io.gradus.app.plot.Figure;
import io.gradus.app.plot.Mark;
import io.gradus.array.Array;
import io.gradus.nn.Activations;
import io.gradus.nn.UserException;
import io.gradus.nn.io.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradus approximate`: one hidden layer can do it, and how wide it must be.
@CommandLine.Command(
    name = "approximate",
    description = {
      "Finds how many neurons approximate a function, with a given error.",
      "The function on [0, 1]^n is met by a sum of neurons, G(x) = Σ α φ(w x + β), with an error of",
      "at most epsilon everywhere (Cybenko 1989).",
      "Ends with code 1 if they are not found."
    },
    footer = {
      "%nExamples:",
      "  gradus approximate \"sin(2*pi*x)\"",
      "  gradus approximate \"x*y\" --epsilon 0.001 --activation tanh",
      "  gradus approximate \"sin(2*pi*x)\" --neurons 3 -o sum.svg"
    })
final class ApproximateCommand extends Command {
  private static final int CURVE = 400;

  @Parameters(paramLabel = "EXPR", description = "A function of one or more variables.")
  String formula;

  @Option(names = "--epsilon", paramLabel = "E", description = "The error allowed: 0.01.")
  double epsilon = 0.01;

  @Option(names = "--neurons", paramLabel = "N", description = "Only so many neurons.")
  Integer neurons;

  @Option(names = "--most", paramLabel = "N", description = "The most neurons to try: 64.")
  int most = 64;

  @Option(names = "--activation", paramLabel = "NAME", description = "The nonlinearity: sigmoid.")
  String activation = "sigmoid";

  @Option(names = "--seed", paramLabel = "N", description = "Where the search begins: 42.")
  long seed = 42;

  @Option(names = "-o", paramLabel = "FILE", description = "Draw it: .svg or .png.")
  Path output;

  @Override
  public Integer call() throws IOException {
    if (!(epsilon > 0)) {
      throw new UserException("--epsilon must be greater than 0, but is " + epsilon);
    }
    Target target = Target.of(formula, 0, 1);
    Approximation search = new Approximation(target, Activations.named(activation), seed);
    List<Sum> tries = new ArrayList<>();
    for (int n = neurons == null ? 1 : neurons; n <= (neurons == null ? most : neurons); ) {
      tries.add(search.fit(n, epsilon));
      note("N = %d: error %s".formatted(n, Tables.number(tries.getLast().error())));
      if (tries.getLast().error() <= epsilon) {
        break;
      }
      n += Math.max(1, n / 4);
    }
    Sum best = tries.getLast();
    Proof proof = search.prove(best);
    boolean reached = (Double.isNaN(proof.bound()) ? proof.error() : proof.bound()) <= epsilon;
    if (output != null) {
      Pictures.write(output, figure(target, search, tries).draw());
    }
    if (json) {
      printJson(tree(tries, proof, reached));
    } else {
      table(tries, proof, reached);
    }
    return reached ? 0 : 1;
  }

  private void table(List<Sum> tries, Proof proof, boolean reached) {
    List<List<String>> rows = new ArrayList<>(List.of(List.of("neurons", "greatest error")));
    for (Sum s : tries) {
      rows.add(List.of(String.valueOf(s.neurons()), Tables.number(s.error())));
    }
    Tables.rightAligned(rows).forEach(this::print);
    print("");
    print("on %,d other points   %s".formatted(proof.points(), Tables.number(proof.error())));
    print("between them at most  " + Tables.number(proof.bound()));
    print(
        "N = %d is %s for an error of %s"
            .formatted(tries.getLast().neurons(), reached ? "enough" : "not enough", epsilon));
  }

  private Map<String, Object> tree(List<Sum> tries, Proof proof, boolean reached) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("of", formula);
    tree.put("activation", activation);
    tree.put("epsilon", epsilon);
    tree.put("reached", reached);
    tree.put("neurons", tries.getLast().neurons());
    tree.put("maxError", Json.number(proof.error()));
    tree.put("bound", Json.number(proof.bound()));
    tree.put("points", proof.points());
    tree.put(
        "tries",
        tries.stream()
            .map(s -> Map.of("neurons", s.neurons(), "maxError", Json.number(s.error())))
            .toList());
    return tree;
  }

  private static Figure figure(Target target, Approximation search, List<Sum> tries) {
    double[] n = tries.stream().mapToDouble(Sum::neurons).toArray();
    double[] error = tries.stream().mapToDouble(Sum::error).toArray();
    Chart errors =
        Chart.of("", Axis.counts("neurons"), Axis.log("greatest error"))
            .with(Mark.line("", n, error).dot());
    if (target.inputs() > 1) {
      return Figure.of(errors).titled(target.text());
    }
    Array x = target.grid(CURVE);
    Sum best = tries.getLast();
    Chart curves =
        Chart.of("", Axis.linear(target.variables().getFirst()), Axis.linear(""))
            .with(Mark.line("function", x.doubles(), target.values(x).doubles()))
            .with(
                Mark.line(
                        best.neurons() + " neurons",
                        x.doubles(),
                        search.values(best.neurons(), best.w(), x).doubles())
                    .dash());
    return Figure.of(curves, errors).titled(target.text());
  }
}
