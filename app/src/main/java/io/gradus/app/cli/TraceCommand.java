package io.gradus.app.cli;

import io.gradus.app.diff.Derivatives;
import io.gradus.app.diff.Problem;
import io.gradus.app.trace.GraphPicture;
import io.gradus.app.trace.TraceReport;
import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradus trace`: automatic differentiation step by step.
@CommandLine.Command(
    name = "trace",
    description = {
      "Shows automatic differentiation step by step: every operation with its value, its"
          + " derivative and the formula of that derivative.",
      "Then which step depends on which, and what each mode costs for all derivatives."
    },
    footer = {
      "%nExamples:",
      "  gradus trace \"x1*x2 + sin(x1)\" --at x1=2,x2=3",
      "  gradus trace \"x1*x2 + sin(x1)\" --at x1=2,x2=3 --mode reverse",
      "  gradus trace \"exp(x1*x2) + x2^3\" --mode reverse --format tex",
      "  gradus trace \"exp(x1*x2) + x2^3\" --at x1=1,x2=2 --format html > trace.html"
    })
final class TraceCommand extends Command {
  private enum Mode {
    FORWARD,
    REVERSE
  }

  private enum Format {
    TABLE,
    TEX,
    HTML
  }

  @Parameters(arity = "1..*", paramLabel = "EXPR", description = "The expressions.")
  List<String> texts = new ArrayList<>();

  @Option(
      names = "--at",
      split = ",",
      paramLabel = "VAR=VALUE",
      description = "The point for values, such as x=1,y=pi/2; without it, formulas alone.")
  List<String> at = new ArrayList<>();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description =
          "forward (default): derivatives of all steps by one variable; reverse: of one result by"
              + " all steps.")
  String mode = "forward";

  @Option(
      names = "--wrt",
      split = ",",
      paramLabel = "VAR",
      description =
          "The variable of forward mode, default: the first; in reverse mode those of the result,"
              + " default: all.")
  List<String> wrt = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table (default), tex or html: a whole page.")
  String format = "table";

  @Override
  void adapt(CommandSpec command) {
    command
        .parser()
        .unmatchedOptionsArePositionalParams(true); // an expression may begin with a minus sign
  }

  @Override
  public Integer call() {
    Mode chosen = pick("mode", mode, Mode.values());
    Format shown = pick("format", format, Format.values());
    refuseOptions(texts);
    List<String> known = at.stream().map(text -> text.split("=", 2)[0].strip()).toList();
    Problem problem = Problem.read(texts, wrt, known);
    problem.notes().forEach(text -> note("gradus: note: " + text));
    if (chosen == Mode.FORWARD && !wrt.isEmpty() && problem.wrt().size() > 1) {
      throw new UserException(
          "forward mode differentiates by one variable at a time; name one, as in --wrt "
              + Derivatives.name(problem.wrt().getFirst())
              + ", or take --mode reverse");
    }
    TraceReport report =
        switch (chosen) {
          case FORWARD -> TraceReport.forward(problem, problem.point(at));
          case REVERSE -> TraceReport.reverse(problem, problem.point(at));
        };
    if (json) {
      printJson(report.json());
      return 0;
    }
    switch (shown) {
      case TABLE -> report.text().forEach(this::print);
      case TEX -> print(report.tex());
      case HTML -> print(page(report, problem));
    }
    return 0;
  }

  private String page(TraceReport report, Problem problem) {
    GraphPicture graph = new GraphPicture(problem, problem.wrt().getFirst(), problem.point(at));
    return report.page(graph.drawing()).strip();
  }

  private static <E extends Enum<E>> E pick(String what, String text, E[] values) {
    return Nearest.pick(what, text, values, v -> v.name().toLowerCase(Locale.ROOT));
  }
}
