package io.gradus.app.cli;

import io.gradus.app.diff.Problem;
import io.gradus.app.spec.Draft;
import io.gradus.diff.Reverse;
import io.gradus.graph.Expr;
import io.gradus.graph.Graph;
import io.gradus.jit.Jit;
import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Spec;
import io.gradus.nn.train.TrainStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradus plan`: what the compiled engine makes of a function. It runs nothing, so that it starts
/// quickly and shows the code of any target.
@CommandLine.Command(
    name = "plan",
    description = {
      "Shows how a function is compiled, pass by pass.",
      "The function is value and gradient of a formula, or one training step of a spec, model or",
      "run."
    },
    footer = {
      "%nExamples:",
      "  gradus plan \"x1*x2 + sin(x1)\"",
      "  gradus plan \"tanh(w*x + b)\" --pass code --target 512",
      "  gradus plan spec.yaml --pass plan",
      "  gradus plan runs/20261121-093000-penguins --pass loops"
    })
final class PlanCommand extends Command {
  private static final Map<String, Integer> TARGETS =
      Map.of("scalar", 0, "128", 128, "256", 256, "512", 512);

  @Parameters(
      paramLabel = "EXPR|SPEC|MODEL",
      description = "A formula, a training spec, or the folder of a model or run.")
  String subject;

  @Option(
      names = "--pass",
      paramLabel = "PASS",
      description = "Only schedule, fuse, plan, loops or code; default: all but code.")
  String pass;

  @Option(
      names = "--target",
      paramLabel = "WIDTH",
      description = "Bits of a vector in the code: scalar, 128, 256 or 512; default: 256.")
  String target = "256";

  /// A function, and how many of its results take the places of operands.
  private record Function(Graph graph, int carried) {}

  @Override
  public Integer call() {
    if (!TARGETS.containsKey(target)) {
      throw new UserException("--target must be scalar, 128, 256 or 512, not " + target);
    }
    List<Jit.Pass> passes = passes();
    Path path = CheckCommand.path(subject);
    Function f = path == null ? formula() : Files.isDirectory(path) ? model(path) : spec(path);
    Map<String, Object> printed = new LinkedHashMap<>();
    for (Jit.Pass p : passes) {
      printed.put(word(p), Jit.explain(f.graph, f.carried, p, TARGETS.get(target)).strip());
    }
    if (json) {
      printJson(Map.of("of", subject, "target", target, "passes", printed));
    } else if (pass != null) {
      print((String) printed.get(pass));
    } else {
      printed.forEach((name, text) -> print(name + ":\n" + text + "\n"));
    }
    return 0;
  }

  private List<Jit.Pass> passes() {
    Stream<Jit.Pass> all = Stream.of(Jit.Pass.values());
    if (pass == null) {
      return all.filter(p -> p != Jit.Pass.CODE).toList();
    }
    List<Jit.Pass> chosen = all.filter(p -> word(p).equals(pass)).toList();
    if (chosen.isEmpty()) {
      List<String> known = Stream.of(Jit.Pass.values()).map(PlanCommand::word).toList();
      throw new UserException(
          "unknown pass '%s'%s; there are %s"
              .formatted(pass, Nearest.hint(pass, known), String.join(", ", known)));
    }
    return chosen;
  }

  private static String word(Jit.Pass pass) {
    return pass.name().toLowerCase(Locale.ROOT);
  }

  private Function formula() {
    Problem problem = Problem.read(List.of(subject), List.of(), List.of());
    List<Expr> results = new ArrayList<>();
    problem.exprs().forEach(y -> results.addAll(Reverse.valueAndGrad(y, problem.wrt())));
    return new Function(problem.function(results), 0);
  }

  private static Function spec(Path file) {
    Draft draft = Draft.of(file);
    Spec spec = Spec.fromTree(draft.tree(), draft::place);
    Dataset train = Parts.load(spec).train();
    return step(TrainStep.of(spec, train), spec.batch(train.size()));
  }

  private static Function model(Path folder) {
    TrainedModel trained = TrainedModel.load(folder);
    Spec spec = trained.spec();
    return step(TrainStep.of(spec, trained.model().description()), spec.batch().orElse(256));
  }

  private static Function step(TrainStep step, int rows) {
    Graph graph = step.graph(rows);
    return new Function(graph, graph.results().size() - 1); // all but the loss
  }
}
