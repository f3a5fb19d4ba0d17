package io.gradus.app.cli;

import io.gradus.app.diff.Problem;
import io.gradus.app.trace.GraphPicture;
import io.gradus.nn.UserException;
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

/// `gradus graph`: the computational graph.
@CommandLine.Command(
    name = "graph",
    description = {
      "Draws the computational graph: each operation with its value, its tangent (blue) and its"
          + " adjoint (orange), and on the lines the partial derivatives.",
      "The adjoints are left out if there are several expressions."
    },
    footer = {
      "%nExamples:",
      "  gradus graph \"x1*x2 + sin(x1)\" --at x1=2,x2=3 -o graph.svg",
      "  gradus graph \"exp(x1*x2) + x2^3\" -o graph.dot"
    })
final class GraphCommand extends Command {
  @Parameters(arity = "1..*", paramLabel = "EXPR", description = "The expressions.")
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
    List<String> known = at.stream().map(text -> text.split("=", 2)[0].strip()).toList();
    Problem problem = Problem.read(texts, wrt == null ? List.of() : List.of(wrt), known);
    problem.notes().forEach(text -> note("gradus: note: " + text));
    GraphPicture graph = new GraphPicture(problem, problem.wrt().getFirst(), problem.point(at));
    if (name.endsWith(".dot")) {
      Files.writeString(output, graph.dot());
    } else {
      Pictures.write(output, graph.drawing());
    }
    if (json) {
      printJson(Map.of("file", output.toString()));
    } else {
      print("graph   " + output);
    }
    return 0;
  }
}
