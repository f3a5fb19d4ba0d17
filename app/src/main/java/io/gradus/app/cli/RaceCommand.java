package io.gradus.app.cli;

import io.gradus.app.race.Course;
import io.gradus.app.race.Lane;
import io.gradus.app.race.Race;
import io.gradus.app.spec.Draft;
import io.gradus.app.spec.SpecFile;
import io.gradus.nn.Layers;
import io.gradus.nn.optim.FirstOrder;
import io.gradus.nn.optim.Optimizer;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Spec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradus race`: optimizers on one function, side by side.
@CommandLine.Command(
    name = "race",
    description = {
      "Lets optimizers minimize one function from one start, side by side.",
      "The function is a formula, one of rosenbrock, beale, quadratic and minima, or the loss of a",
      "network over all rows.",
      "A formula that is a list stands for the sum of its squares. Evaluations are the places",
      "where the function was looked at; curvatures, products with the Hessian and Gauss-Newton",
      "matrices, come on top.",
      "The picture shows the ways over the lines of equal height; of more than two",
      "unknowns in the plane nearest to all ways, with its share of the variance."
    },
    footer = {
      "%nExamples:",
      "  gradus race rosenbrock --tune -o race.svg",
      "  gradus race \"x^4 + y^2 - x*y\" --start x=2 --start y=1 --optimizers lbfgs,adam",
      "  gradus race minima --optimizers \"{sgd: {lr: 0.1}},{momentum: {lr: 0.1}}\"",
      "  gradus race spec.yaml --optimizers adam,lbfgs,lm --steps 100 --json"
    })
final class RaceCommand extends Command {
  private static final double[] RATES = {1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 3e-4, 1e-4};

  @Parameters(paramLabel = "EXPR|SPEC", description = "A function, or a training spec.")
  String subject;

  @Option(
      names = "--optimizers",
      paramLabel = "A,B,…",
      description = "Names, or names with settings as in a spec.")
  String optimizers =
      "sgd,momentum,rmsprop,adam,steepest-descent,conjugate-gradient,lbfgs,levenberg-marquardt";

  @Option(names = "--start", paramLabel = "X=1", description = "Where to begin.")
  List<String> start = new ArrayList<>();

  @Option(names = "--steps", paramLabel = "N", description = "The most steps of each.")
  int steps = 500;

  @Option(
      names = "--tolerance",
      paramLabel = "NORM",
      description = "The norm of the gradient that is the goal.")
  double tolerance = 1e-6;

  @Option(
      names = "--tune",
      description = {
        "Give each first-order optimizer without settings the best",
        "of the learning rates 1, 0.3, 0.1, … 0.0001."
      })
  boolean tune;

  @Option(names = "-o", paramLabel = "FILE", description = "Draw the ways: .svg or .png.")
  Path output;

  @Override
  public Integer call() throws IOException {
    Race race = Race.of(course(), field(), steps, tolerance);
    if (output != null) {
      Pictures.write(output, race.picture());
    }
    if (json) {
      Map<String, Object> tree = race.toTree();
      if (output != null) {
        tree.put("file", output.toString());
      }
      printJson(tree);
      return 0;
    }
    Tables.leftAligned(rows(race)).forEach(this::print);
    if (output != null) {
      print("");
      print("picture  " + output);
    }
    return 0;
  }

  private Course course() {
    Path path = CheckCommand.path(subject);
    if (path == null) {
      return Course.of(subject, start);
    }
    Draft draft = Draft.of(path);
    Spec spec = Spec.fromTree(draft.tree(), draft::place);
    return Course.of(spec, Parts.load(spec).train(), path.getFileName().toString());
  }

  private List<Map<String, Optimizer>> field() {
    List<Map<String, Optimizer>> field = new ArrayList<>();
    for (String name : Layers.split(optimizers)) {
      Object node =
          name.startsWith("{")
              ? SpecFile.parse("x: " + name, "--optimizers").tree().get("x")
              : name;
      Optimizer optimizer = optimizer(node);
      field.add(
          tune && node == name && optimizer instanceof FirstOrder
              ? tuned(name)
              : Map.of(name, optimizer));
    }
    return field;
  }

  private static Map<String, Optimizer> tuned(String name) {
    Map<String, Optimizer> tries = new LinkedHashMap<>();
    for (double lr : RATES) {
      tries.put("%s, lr %s".formatted(name, lr), optimizer(Map.of(name, Map.of("lr", lr))));
    }
    return tries;
  }

  private static Optimizer optimizer(Object node) {
    return Spec.fromTree(Map.of("optimizer", node), path -> "").optimizer();
  }

  private static List<List<String>> rows(Race race) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        new ArrayList<>(
            List.of(
                "optimizer", "steps", "evaluations", "curvatures", "value", "gradient", "ending")));
    boolean shown = !race.course().variables().isEmpty();
    if (shown) {
      rows.getFirst().add(String.join(", ", race.course().variables()));
    }
    for (Lane lane : race.lanes()) {
      List<String> row =
          new ArrayList<>(
              List.of(
                  lane.optimizer(),
                  String.valueOf(lane.steps()),
                  String.valueOf(lane.cost().places()),
                  String.valueOf(lane.cost().products() + lane.cost().matrices()),
                  Tables.number(lane.end().value()),
                  Tables.number(lane.end().gradient()),
                  lane.ending()));
      if (shown) {
        row.add(
            Arrays.stream(lane.end().w())
                .mapToObj(Tables::number)
                .collect(Collectors.joining(", ")));
      }
      rows.add(row);
    }
    return rows;
  }
}
