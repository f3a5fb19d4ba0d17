package io.gradus.app.cli;

import io.gradus.app.check.Expressions;
import io.gradus.app.check.Finding;
import io.gradus.app.check.Models;
import io.gradus.app.diff.Answer;
import io.gradus.array.Key;
import io.gradus.nn.UserException;
import io.gradus.text.ReadException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradus check`: the engines of differentiation against each other.
@CommandLine.Command(
    name = "check",
    description = "Checks derivatives: formula, forward, reverse and differences must agree.",
    footer = {
      "%nA file has one expression a line, with a point if you like: x*sin(y) at x=1,y=2",
      "%nExamples:",
      "  gradus check \"x*sin(y)\"",
      "  gradus check formulas.txt --json",
      "  gradus check runs/iris"
    })
final class CheckCommand extends Command {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|MODEL|EXPR",
      description = "Files of expressions, folders of trained models, or expressions.")
  List<String> subjects = new ArrayList<>();

  @Option(
      names = "--tolerance",
      paramLabel = "X",
      description = "The largest relative disagreement that passes; default: 1e-6.")
  double tolerance = 1e-6;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of random points; default: 0.")
  long seed;

  @Override
  void adapt(CommandSpec command) {
    command
        .parser()
        .unmatchedOptionsArePositionalParams(true); // an expression may begin with a minus sign
  }

  @Override
  public Integer call() throws Exception {
    List<Finding> findings = new ArrayList<>();
    for (String subject : subjects) {
      if (subject.matches("--[A-Za-z][A-Za-z-]*(=.*)?")) {
        throw new UserException(Failure.unknown(subject, spec.commandLine()));
      }
      check(subject, findings);
    }
    Finding worst = null;
    int unreal = 0;
    for (Finding f : findings) {
      unreal += Double.isNaN(f.disagreement()) ? 1 : 0;
      boolean first = worst == null || Double.isNaN(worst.disagreement());
      if (first || f.disagreement() > worst.disagreement()) {
        worst = f;
      }
    }
    if (worst == null) {
      throw new UserException("there is nothing to check in " + String.join(", ", subjects));
    }
    report(findings, worst, unreal);
    return worst.disagreement() <= tolerance && unreal == 0 ? 0 : 1;
  }

  private void check(String subject, List<Finding> findings) throws Exception {
    Key key = Key.of(seed);
    Path path = path(subject);
    if (path == null) {
      findings.addAll(Expressions.check(subject, key));
    } else if (Files.isDirectory(path)) {
      findings.addAll(Models.check(TrainedModel.load(path).model(), key));
    } else {
      int number = 0;
      for (String line : Files.readAllLines(path)) {
        number++;
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        try {
          findings.addAll(Expressions.check(line, key.fold(number)));
        } catch (ReadException | UserException e) {
          throw new UserException(path + ":" + number + ": " + e.getMessage());
        }
      }
    }
  }

  /// The file or folder of this name; null if it is an expression.
  ///
  /// @throws UserException if there is no such file, but the name ends as only file names do
  static Path path(String subject) {
    try {
      Path path = Path.of(subject);
      if (Files.exists(path)) {
        return path;
      }
      if (subject.matches("\\S+\\.(txt|csv|json|jsonl|ya?ml|wl|md)")) {
        throw new UserException("no such file: " + subject);
      }
      return null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private void report(List<Finding> findings, Finding worst, int unreal) {
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("checked", findings.size());
      document.put("withoutRealValue", unreal);
      document.put("maxDisagreement", worst.disagreement());
      document.put("tolerance", tolerance);
      document.put("worst", tree(worst));
      document.put("checks", findings.stream().map(CheckCommand::tree).toList());
      printJson(document);
      return;
    }
    for (Finding f : findings) {
      boolean passes = f.disagreement() <= tolerance;
      print(
          (passes ? "ok    " : Double.isNaN(f.disagreement()) ? "NaN   " : "WRONG ")
              + "%.1e  %s".formatted(f.disagreement(), f.of()));
      if (!passes) {
        f.at().forEach((name, v) -> print("        " + name + " = " + Answer.plain(v)));
        f.values().forEach((mode, v) -> print("        %-9s %s".formatted(mode, v)));
      }
    }
    print("max disagreement %.1e of %d".formatted(worst.disagreement(), findings.size()));
  }

  private static Map<String, Object> tree(Finding f) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("of", f.of());
    if (!f.at().isEmpty()) {
      tree.put("at", f.at());
    }
    tree.put("values", f.values());
    tree.put("disagreement", f.disagreement());
    return tree;
  }
}
