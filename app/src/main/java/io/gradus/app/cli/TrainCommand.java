package io.gradus.app.cli;

import io.gradus.app.report.RunReport;
import io.gradus.app.spec.SpecFile;
import io.gradus.nn.UserException;
import io.gradus.nn.diagnose.Diagnosis;
import io.gradus.nn.io.Json;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.RateRange;
import io.gradus.nn.train.Result;
import io.gradus.nn.train.Result.Ending;
import io.gradus.nn.train.Series;
import io.gradus.nn.train.Spec;
import io.gradus.nn.train.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/// `gradus train`: data in, a trained and measured model out.
@CommandLine.Command(
    name = "train",
    description = {
      "Trains a network and saves it with its metrics in a run folder.",
      "Without data: the embedded handwritten digits."
    },
    footer = {
      "%nExamples:",
      "  gradus train",
      "  gradus train --data penguins.csv --target species --layers \"relu(32)\"",
      "  gradus train --data images.gz --labels labels.gz --layers \"relu(128)\"",
      "  gradus train --print-spec > spec.yaml",
      "  gradus train spec.yaml --lr 0.01 --json",
      "  gradus train spec.yaml --lr-range --chart rates.svg",
      "  gradus train spec.yaml --folds 5 --repeat 3",
      "  gradus train --resume runs/20261121-093000-penguins"
    })
final class TrainCommand extends Command {
  private static final int STOPPED = 130;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private static final Set<String> WITH_RESUME =
      Set.of("--resume", "--json", "--quiet", "--debug", "--threads");

  @Mixin TrainOptions options = new TrainOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run folder; default: runs/TIME-NAME.")
  Path out;

  @Option(names = "--name", paramLabel = "NAME", description = "Name of the run in its folder.")
  String name;

  @Option(names = "--resume", paramLabel = "RUN", description = "Go on with a stopped run.")
  Path resume;

  @Option(
      names = "--lr-range",
      description = {
        "Find a learning rate: let it rise from step to step, from a ten-thousandth of --lr to a",
        "thousand times it, and see what the loss does. Keeps no model."
      })
  boolean rateRange;

  @Option(
      names = "--chart",
      paramLabel = "FILE.svg",
      description = "With --lr-range: where to draw the loss against the rate.")
  Path chart;

  @Option(names = "--print-spec", description = "Print the full spec and do nothing else.")
  boolean printSpec;

  private Runs runs;

  @Override
  void adapt(CommandSpec command) {
    options.addTo(command);
  }

  @Override
  public Integer call() {
    Spec wanted = resume == null ? options.spec() : resumed();
    String config = SpecFile.text(wanted.toTree());
    if (printSpec) {
      if (json) {
        printJson(wanted.toTree());
      } else {
        console.out().print(config);
      }
      return 0;
    }
    if (rateRange) {
      return rateRange(wanted);
    }
    runs = new Runs(console, quiet, resume != null, commandLine());
    Path folder = resume == null ? folder(wanted) : resume;
    List<Series.Member> members = Series.of(wanted);
    return members.size() == 1 ? single(wanted, folder) : series(members, config, folder);
  }

  private Spec resumed() {
    ParseResult given = spec.commandLine().getParseResult();
    given.matchedOptionsSet().stream()
        .map(OptionSpec::longestName)
        .filter(option -> !WITH_RESUME.contains(option))
        .findFirst()
        .ifPresent(option -> {
          throw new UserException("--resume goes on with the spec of the run; leave out " + option);
        });
    if (options.file != null) {
      throw new UserException(
          "--resume goes on with the spec of the run; leave out " + options.file);
    }
    String file = resume.resolve("config.yaml").toString();
    return Spec.fromTree(SpecFile.parse(RunDirectory.config(resume), file).tree(), path -> file);
  }

  private int rateRange(Spec spec) {
    RateRange range = RateRange.of(spec, Parts.load(spec).train());
    if (chart != null) {
      Runs.write(chart, RateRangeOutput.chart(range));
    }
    if (json) {
      printJson(range.toTree());
    } else {
      RateRangeOutput.lines(range).forEach(this::print);
    }
    return 0;
  }

  private int single(Spec spec, Path folder) {
    Runs.Trained trained = runs.run(spec, folder);
    Result result = trained.result();
    if (json) {
      printJson(tree(trained));
    } else if (result.ending() != Ending.INTERRUPTED) {
      printResult(result);
      trained.diagnosis().ifPresent(d -> printVerdict(result, d));
    }
    return result.ending() == Ending.INTERRUPTED
        ? stopped("after step " + result.steps(), folder)
        : 0;
  }

  private int series(List<Series.Member> members, String config, Path folder) {
    runs.folder(folder, config);
    List<Result> results = new ArrayList<>();
    for (Series.Member member : members) {
      note("%s (%d of %d)".formatted(member.name(), results.size() + 1, members.size()));
      Result result = runs.run(member.spec(), folder.resolve(member.name())).result();
      if (result.ending() == Ending.INTERRUPTED) {
        return stopped("in " + member.name(), folder);
      }
      results.add(result);
    }
    Map<String, Object> tree = Series.toTree(folder.toString(), results);
    Runs.write(folder.resolve("series.json"), Json.text(tree));
    runs.report(folder, Optional.empty());
    if (json) {
      printJson(tree);
    } else {
      printStatistics(Series.summary(results));
      print("");
      print("runs     " + folder);
      printReport(folder);
      print("verdict  " + tree.get("verdict") + ": " + tree.get("verdictSentence"));
    }
    return 0;
  }

  /// A line for each metric, a column for each part.
  private void printStatistics(Map<String, Map<String, Series.Statistic>> summary) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(Tables.row("", summary.keySet()));
    for (String name : summary.values().iterator().next().keySet()) {
      List<String> cells =
          summary.values().stream()
              .map(part -> part.get(name))
              .map(s -> Tables.number(s.mean()) + " ± " + Tables.number(s.std()))
              .toList();
      rows.add(Tables.row(name, cells));
    }
    Tables.leftAligned(rows).forEach(this::print);
  }

  private void printReport(Path folder) {
    Path file = folder.resolve(RunReport.FILE);
    if (Files.isRegularFile(file)) {
      print("report   " + file);
    }
  }

  private int stopped(String where, Path folder) {
    console
        .err()
        .println(
            "gradus: stopped %s and saved; go on with: gradus train --resume %s"
                .formatted(where, folder));
    return STOPPED;
  }

  private void printResult(Result result) {
    Map<String, Map<String, Double>> parts = new LinkedHashMap<>();
    result.train().ifPresent(m -> parts.put("train", m));
    result.validation().ifPresent(m -> parts.put("validation", m));
    result.test().ifPresent(m -> parts.put("test", m));
    Tables.metrics(parts).forEach(this::print);
    print("");
    result
        .fitted()
        .forEach((name, e) -> print("%-8s %.10g ± %.2g".formatted(name, e.value(), e.error())));
    String rate =
        result.samplesPerSecond() > 0 // nothing was left to do in a finished run
            ? ", %,.0f samples/s".formatted(result.samplesPerSecond())
            : "";
    String why = result.ending() == Ending.COMPLETE ? "" : ", ended by " + result.ending().text();
    print(
        "%d epochs, %d steps in %.1f s%s%s"
            .formatted(result.epochs(), result.steps(), result.seconds(), rate, why));
    print("run      " + result.run());
    printReport(result.run());
  }

  private static Map<String, Object> tree(Runs.Trained trained) {
    Map<String, Object> tree = trained.result().toTree();
    trained
        .diagnosis()
        .ifPresent(d -> {
          Map<String, Object> diagnosis = d.toTree();
          tree.put("verdict", diagnosis.get("verdict"));
          tree.put("verdictSentence", sentence(trained.result(), d));
          tree.put("causes", diagnosis.get("causes"));
          tree.put("symptoms", diagnosis.get("symptoms"));
        });
    return tree;
  }

  /// Of a healthy training the metric says more than the way to perfection.
  private static String sentence(Result result, Diagnosis d) {
    return d.isHealthy()
        ? result.verdict().map(Verdict::sentence).orElse(d.sentence())
        : d.sentence();
  }

  private void printVerdict(Result result, Diagnosis d) {
    print("verdict  " + d.verdict().text() + ": " + sentence(result, d));
    if (!d.isHealthy()) {
      print("         find the cause and a repair: gradus diagnose " + result.run());
    }
  }

  /// The folder that is asked for, or a new one under `runs`.
  private Path folder(Spec spec) {
    if (out != null) {
      return out;
    }
    String called = name != null ? name : name(spec.data());
    String stem = LocalDateTime.now().format(TIME) + "-" + called.replaceAll("[^\\w.-]+", "-");
    Path folder = Path.of("runs", stem);
    for (int i = 2; Files.exists(folder); i++) {
      folder = Path.of("runs", stem + "-" + i);
    }
    return folder;
  }

  /// The name of the data file without its endings.
  private static String name(Spec.Data data) {
    return data.file()
        .or(data::images)
        .map(file -> Path.of(file).getFileName().toString().replaceAll("\\..*", ""))
        .orElse("digits");
  }
}
