package io.gradus.app.cli;

import io.gradus.app.diff.Problem;
import io.gradus.app.report.NetworkGraph;
import io.gradus.app.report.NetworkPicture;
import io.gradus.app.trace.GraphPicture;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Preprocessor;
import io.gradus.nn.io.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradus graph`: the computational graph of expressions, or the units and weights of a network.
@CommandLine.Command(
    name = "graph",
    description = {
      "Draws the computational graph of expressions, or a network with its weights.",
      "In a graph each operation has its value, its tangent (blue) and its adjoint (orange), and the"
          + " lines have the partial derivatives. The adjoints are left out if there are several"
          + " expressions.",
      "A network is drawn from a training spec, as it begins, or from a model: units, biases and"
          + " weights, those of large layers in part."
    },
    footer = {
      "%nExamples:",
      "  gradus graph \"x1*x2 + sin(x1)\" --at x1=2,x2=3 -o graph.svg",
      "  gradus graph \"exp(x1*x2) + x2^3\" -o graph.dot",
      "  gradus graph spec.yaml -o network.svg"
    })
final class GraphCommand extends Command {
  @Parameters(
      arity = "1..*",
      paramLabel = "EXPR|SPEC|MODEL",
      description = "Expressions, or a training spec, or the folder of a model.")
  List<String> texts = new ArrayList<>();

  @Option(
      names = "--at",
      split = ",",
      paramLabel = "VAR=VALUE",
      description = "The point for values, such as x=1,y=pi/2; without it, formulas.")
  List<String> at = new ArrayList<>();

  @Option(
      names = "--wrt",
      paramLabel = "VAR",
      description = "The variable of the tangents; default: the first.")
  String wrt;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "The picture: .svg, .png or, for Graphviz, .dot.")
  Path output;

  @Override
  void adapt(CommandSpec command) {
    command
        .parser()
        .unmatchedOptionsArePositionalParams(true); // an expression may begin with a minus sign
  }

  @Override
  public Integer call() throws IOException {
    refuseOptions(texts);
    String name = output.getFileName().toString();
    if (!name.matches(".*\\.(svg|png|dot)")) {
      throw new UserException("a graph ends in .svg, .png or .dot, not as in " + output);
    }
    Path network = texts.size() == 1 ? CheckCommand.path(texts.getFirst()) : null;
    if (network == null) {
      expressions(name.endsWith(".dot"));
    } else {
      network(TrainedModel.read(network), name.endsWith(".dot"));
    }
    if (json) {
      printJson(Map.of("file", output.toString()));
    } else {
      print("graph   " + output);
    }
    return 0;
  }

  private void expressions(boolean dot) throws IOException {
    List<String> known = at.stream().map(text -> text.split("=", 2)[0].strip()).toList();
    Problem problem = Problem.read(texts, wrt == null ? List.of() : List.of(wrt), known);
    problem.notes().forEach(text -> note("gradus: note: " + text));
    GraphPicture graph = new GraphPicture(problem, problem.wrt().getFirst(), problem.point(at));
    if (dot) {
      Files.writeString(output, graph.dot());
    } else {
      Pictures.write(output, graph.drawing());
    }
  }

  private void network(Model model, boolean dot) throws IOException {
    if (!at.isEmpty() || wrt != null) {
      throw new UserException("--at and --wrt belong to expressions, not to networks");
    }
    List<String> inputs = model.preprocessor().map(Preprocessor::featureNames).orElse(List.of());
    if (dot) {
      Files.writeString(output, NetworkGraph.of(model, inputs, true).dot());
    } else {
      Pictures.write(output, NetworkPicture.large(model, inputs));
    }
  }
}
