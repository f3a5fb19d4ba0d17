package io.gradus.app.cli;

import io.gradus.app.diff.Answer;
import io.gradus.app.diff.Answer.Entry;
import io.gradus.app.diff.Answer.Mode;
import io.gradus.app.diff.Batch;
import io.gradus.app.diff.Derivatives;
import io.gradus.app.diff.Derivatives.Row;
import io.gradus.app.diff.Problem;
import io.gradus.graph.Expr;
import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import io.gradus.text.Listing;
import io.gradus.text.Notation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradus diff`: derivatives of expressions.
@CommandLine.Command(
    name = "diff",
    description = "Differentiates expressions, such as \"x*sin(x)\" or \"x Sin[x]\".",
    footer = {
      "%nExamples:",
      "  gradus diff \"x1*x2 + sin(x1)\"",
      "  gradus diff \"x1*x2 + sin(x1)\" --at x1=2,x2=3 --mode all",
      "  gradus diff \"exp(-x^2)\" --order 3 --format tex",
      "  gradus diff \"r*cos(t)\" \"r*sin(t)\" --jacobian --wrt r,t",
      "  gradus diff \"x = {x1, x2}; w = {w1, w2}; Exp[-(x.w)^2]\" --wrt w",
      "  gradus diff --batch tasks.jsonl > answers.jsonl",
      "",
      "A line of a batch: {\"expr\": \"x^2\", \"wrt\": [\"x\"], \"order\": 1, \"at\": [{\"x\": 3}]}"
    })
final class DiffCommand extends Command {
  private static final String ALL = "all";

  @Parameters(arity = "0..*", paramLabel = "EXPR", description = "The expressions.")
  List<String> texts = new ArrayList<>();

  @Option(
      names = "--wrt",
      split = ",",
      paramLabel = "VAR",
      description = "Variables to differentiate by; default: all, as they appear.")
  List<String> wrt = new ArrayList<>();

  @Option(
      names = "--order",
      paramLabel = "N",
      description = "Order of the derivative by each variable; default: 1.")
  int order = 1;

  @Option(names = "--jacobian", description = "The matrix of expressions by variables.")
  boolean jacobian;

  @Option(names = "--hessian", description = "The matrix of second derivatives.")
  boolean hessian;

  @Option(
      names = "--at",
      split = ",",
      paramLabel = "VAR=VALUE",
      description = "The point for values, such as x=1,y=pi/2.")
  List<String> at = new ArrayList<>();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description =
          "How values are computed: symbolic (default), forward, reverse, numeric, or all of them"
              + " against each other.")
  String mode = Mode.SYMBOLIC.text();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Notation of formulas: text (default), tex, mathml, wolfram or java.")
  String format = Notation.TEXT.name().toLowerCase(Locale.ROOT);

  @Option(
      names = "--cse",
      description = "Name the parts that occur more than once, so that each is written once.")
  boolean cse;

  @Option(
      names = "--batch",
      paramLabel = "FILE",
      description = "Tasks as JSON Lines, one answer a line; - is standard input.")
  String batch;

  @Override
  void adapt(CommandSpec command) {
    command
        .parser()
        .unmatchedOptionsArePositionalParams(true); // an expression may begin with a minus sign
  }

  @Override
  public Integer call() throws Exception {
    refuseOptions(texts);
    if (batch != null) {
      if (!texts.isEmpty()) {
        throw new UserException(
            "--batch takes its expressions from the file, not from '" + texts.getFirst() + "'");
      }
      int failed = Batch.run(batch, console.in(), console.out());
      if (failed > 0) {
        note("gradus: " + failed + (failed == 1 ? " line has" : " lines have") + " failed");
      }
      return 0;
    }
    Notation notation = notation();
    Answer answer = answer();
    if (json) {
      printJson(document(answer, notation));
    } else if (cse && !mode.equals(ALL)) {
      printParts(answer, notation);
    } else if (mode.equals(ALL)) {
      printModes(answer);
    } else if (notation != Notation.TEXT) {
      for (Entry entry : answer.entries()) {
        print(notation.print(entry.formula()) + value(entry));
      }
    } else {
      printText(answer);
    }
    return 0;
  }

  private Notation notation() {
    return Nearest.pick(
        "format", format, Notation.values(), n -> n.name().toLowerCase(Locale.ROOT));
  }

  private Answer answer() {
    if (texts.isEmpty()) {
      throw new UserException(
          "give an expression, as in gradus diff \"x^2\" (see gradus diff --help)");
    }
    if (order < 1 || order > Derivatives.HIGHEST) {
      throw new UserException(
          "--order must be between 1 and " + Derivatives.HIGHEST + ", but is " + order);
    }
    if (hessian && (jacobian || order != 1)) {
      throw new UserException("--hessian goes without --jacobian and --order");
    }
    Mode shown =
        mode.equals(ALL) ? Mode.SYMBOLIC : Nearest.pick("mode", mode, Mode.values(), Mode::text);
    List<String> known = at.stream().map(text -> text.split("=", 2)[0].strip()).toList();
    Problem problem = Problem.read(texts, wrt, known);
    problem.notes().forEach(text -> note("gradus: note: " + text));
    if (at.isEmpty() && (mode.equals(ALL) || shown == Mode.NUMERIC)) {
      throw new UserException(
          "--mode "
              + mode
              + " computes with numbers; add a point, as in --at "
              + String.join("=1,", problem.variables().keySet())
              + "=1");
    }
    Map<Expr, Double> point = problem.point(at);
    List<Row> rows =
        hessian
            ? Derivatives.hessians(problem.exprs(), problem.wrt())
            : Derivatives.pure(problem.exprs(), problem.wrt(), order);
    return Answer.of(problem, rows, point, shown);
  }

  private Map<String, Object> document(Answer answer, Notation notation) {
    List<Map<String, Object>> derivatives = new ArrayList<>();
    for (Entry entry : answer.entries()) {
      Map<String, Object> d = new LinkedHashMap<>();
      d.put("of", answer.problem().texts().get(entry.row().of()));
      d.put("wrt", entry.names());
      d.put("text", Notation.TEXT.print(entry.formula()));
      d.put("tex", Notation.TEX.print(entry.formula()));
      if (notation != Notation.TEXT && notation != Notation.TEX) {
        d.put(format, notation.print(entry.formula()));
      }
      if (entry.value() != null) {
        d.put("value", entry.value());
      }
      derivatives.add(d);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    if (cse) {
      Listing listing = notation.withCse(answer.formulas());
      document.put("parts", listing.parts().stream().map(DiffCommand::part).toList());
      for (int i = 0; i < derivatives.size(); i++) {
        derivatives.get(i).put("inParts", listing.formulas().get(i));
      }
    }
    document.put("derivatives", derivatives);
    if (!at.isEmpty()) {
      List<Double> values = answer.values();
      document.put("value", values.size() == 1 ? values.getFirst() : values);
    }
    if (mode.equals(ALL)) {
      Map<String, Object> modes = new LinkedHashMap<>();
      for (Mode m : Mode.values()) {
        modes.put(m.text(), answer.json(m));
      }
      document.put("modes", modes);
      document.put("maxDisagreement", answer.maxDisagreement());
    }
    return document;
  }

  private static Map<String, String> part(Listing.Part part) {
    return Map.of("name", part.name(), "formula", part.formula());
  }

  private void printParts(Answer answer, Notation notation) {
    if (notation == Notation.TEXT) {
      printHead(answer);
    }
    Listing listing = notation.withCse(answer.formulas());
    listing.parts().forEach(p -> print(p.name() + " = " + p.formula()));
    for (int i = 0; i < answer.entries().size(); i++) {
      Entry e = answer.entries().get(i);
      print(answer.label(e) + " = " + listing.formulas().get(i) + value(e));
    }
  }

  private void printText(Answer answer) {
    printHead(answer);
    if (jacobian || hessian) {
      answer.matrix(e -> Notation.TEXT.print(e.formula())).forEach(this::print);
      if (!at.isEmpty()) {
        print("=");
        answer.matrix(e -> Answer.plain(e.value())).forEach(this::print);
      }
      return;
    }
    int label = 0;
    int formula = 0;
    for (Entry e : answer.entries()) {
      label = Math.max(label, answer.label(e).length());
      formula = Math.max(formula, Notation.TEXT.print(e.formula()).length());
    }
    String layout = "%-" + label + "s = %-" + formula + "s%s";
    for (Entry e : answer.entries()) {
      String text = Notation.TEXT.print(e.formula());
      print(layout.formatted(answer.label(e), text, value(e)).stripTrailing());
    }
  }

  private void printHead(Answer answer) {
    Problem problem = answer.problem();
    List<Double> values = at.isEmpty() ? List.of() : answer.values();
    boolean several = problem.exprs().size() > 1;
    for (int i = 0; i < problem.exprs().size() && (several || !values.isEmpty()); i++) {
      String value = values.isEmpty() ? "" : "   = " + Answer.plain(values.get(i));
      print((several ? "f" + (i + 1) + " = " : "") + problem.texts().get(i) + value);
    }
  }

  private void printModes(Answer answer) {
    printHead(answer);
    int widest = 0;
    for (Entry e : answer.entries()) {
      widest = Math.max(widest, answer.label(e).length());
    }
    StringBuilder head = new StringBuilder("%-10s".formatted("mode"));
    for (Entry e : answer.entries()) {
      head.append("  %-22s".formatted(answer.label(e)));
    }
    print(head + "  operations");
    for (Mode m : Mode.values()) {
      StringBuilder line = new StringBuilder("%-10s".formatted(m.text()));
      answer.values(m).forEach(v -> line.append("  %-22s".formatted(Answer.plain(v))));
      print(line + "  " + answer.operations(m));
    }
    print("max disagreement " + answer.maxDisagreement());
  }

  private static String value(Entry entry) {
    return entry.value() == null ? "" : "   = " + Answer.plain(entry.value());
  }
}
