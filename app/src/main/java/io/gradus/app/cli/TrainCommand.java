package io.gradus.app.cli;

import io.gradus.app.spec.SpecFile;
import io.gradus.nn.UserException;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Result;
import io.gradus.nn.train.Result.Ending;
import io.gradus.nn.train.Spec;
import io.gradus.nn.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
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

  @Option(names = "--print-spec", description = "Print the full spec and do nothing else.")
  boolean printSpec;

  private ProgressLine progress;

  @Override
  public Integer call() {
    progress = new ProgressLine(console, quiet);
    if (resume != null) {
      return resume();
    }
    Spec wanted = options.spec();
    String config = SpecFile.text(wanted.toTree());
    if (printSpec) {
      if (json) {
        printJson(wanted.toTree());
      } else {
        console.out().print(config);
      }
      return 0;
    }
    Parts parts = Parts.load(wanted);
    try (RunDirectory run = RunDirectory.create(folder(wanted), config)) {
      return train(trainer(wanted, parts, run), run);
    }
  }

  private int resume() {
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
    try (RunDirectory run = RunDirectory.open(resume)) {
      String file = resume.resolve("config.yaml").toString();
      Spec same = Spec.fromTree(SpecFile.parse(run.config(), file).tree(), path -> file);
      return train(new Trainer(same, Parts.load(same), run, progress), run);
    }
  }

  /// The trainer of a new run; a spec that does not fit the data leaves no run behind.
  private Trainer trainer(Spec spec, Parts parts, RunDirectory run) {
    parts.notes().forEach(progress::note);
    try {
      return new Trainer(spec, parts, run, progress);
    } catch (UserException e) {
      discard(run.folder());
      throw e;
    }
  }

  private static void discard(Path folder) {
    for (String file : List.of("config.yaml", "metrics.jsonl", "checkpoints", "")) {
      try {
        Files.deleteIfExists(folder.resolve(file));
      } catch (IOException e) {
        return; // the user's own files are there, or it cannot be helped
      }
    }
  }

  private int train(Trainer trainer, RunDirectory run) {
    console.stop().ifPresent(stop -> stop.listen(trainer::interrupt));
    Result result = trainer.train();
    progress.clear();
    if (json) {
      printJson(result.toTree());
    } else if (result.ending() != Ending.INTERRUPTED) {
      printResult(result);
    }
    if (result.ending() == Ending.INTERRUPTED) {
      console
          .err()
          .println(
              "gradus: stopped after step "
                  + result.steps()
                  + " and saved; go on with: gradus train --resume "
                  + run.folder());
      return STOPPED;
    }
    return 0;
  }

  private void printResult(Result result) {
    Map<String, Map<String, Double>> parts = new LinkedHashMap<>();
    result.train().ifPresent(m -> parts.put("train", m));
    result.validation().ifPresent(m -> parts.put("validation", m));
    result.test().ifPresent(m -> parts.put("test", m));
    Tables.metrics(parts).forEach(this::print);
    print("");
    String rate =
        result.samplesPerSecond() > 0 // nothing was left to do in a finished run
            ? ", %,.0f samples/s".formatted(result.samplesPerSecond())
            : "";
    String why = result.ending() == Ending.COMPLETE ? "" : ", ended by " + result.ending().text();
    print(
        "%d epochs, %d steps in %.1f s%s%s"
            .formatted(result.epochs(), result.steps(), result.seconds(), rate, why));
    print("run      " + result.run());
    result.verdict().ifPresent(v -> print("verdict  " + v.text() + ": " + v.sentence()));
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
