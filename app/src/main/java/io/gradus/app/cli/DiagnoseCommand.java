package io.gradus.app.cli;

import io.gradus.app.spec.SpecFile;
import io.gradus.nn.UserException;
import io.gradus.nn.diagnose.Diagnoser;
import io.gradus.nn.diagnose.Diagnosis;
import io.gradus.nn.diagnose.Diagnosis.Suspect;
import io.gradus.nn.diagnose.Evidence;
import io.gradus.nn.diagnose.Experiments;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Result.Ending;
import io.gradus.nn.train.Spec;
import io.gradus.nn.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// `gradus diagnose`: why a network does not learn.
@CommandLine.Command(
    name = "diagnose",
    description = {
      "Says why a network does not learn, or that it does.",
      "A spec is trained first; a run is read from its folder. Where the training does not work,",
      "repairs are tried on the same data and seed, and the causes whose repair wins come first.",
      "The exit code is 0 for healthy and 1 for faulty or undecided."
    },
    footer = {
      "%nExamples:",
      "  gradus diagnose spec.yaml",
      "  gradus diagnose runs/20261121-093000-penguins --json",
      "  gradus diagnose spec.yaml --fix repaired.yaml",
      "  gradus diagnose --data titanic.csv --target survived"
    })
final class DiagnoseCommand extends Command {
  private static final int NOT_HEALTHY = 1;
  private static final int MOST_CAUSES = 3;

  @Mixin TrainOptions options = new TrainOptions();

  @Option(
      names = "--fix",
      arity = "0..1",
      fallbackValue = "repaired.yaml",
      paramLabel = "FILE",
      description = "Write the repaired spec: by default to repaired.yaml.")
  Path fix;

  @Option(
      names = "--seconds-for-trials",
      paramLabel = "S",
      description = "The time after which no further repair is tried: 60.")
  double seconds = 60;

  @Override
  void adapt(CommandSpec command) {
    options.addTo(command);
  }

  @Override
  public Integer call() throws IOException {
    if (options.file != null && Files.isDirectory(options.file)) {
      Path run = options.file;
      String file = run.resolve("config.yaml").toString();
      Spec spec =
          Spec.fromTree(SpecFile.parse(RunDirectory.config(run), file).tree(), path -> file);
      return report(spec, Parts.load(spec, RunDirectory.home(run)), run, RunDirectory.home(run));
    }
    Spec spec = options.spec();
    Parts parts = Parts.load(spec);
    Path folder = Files.createTempDirectory("gradus-diagnose");
    try {
      Path run = folder.resolve("run");
      ProgressLine progress = new ProgressLine(console, quiet);
      try (RunDirectory open = RunDirectory.create(run, SpecFile.text(spec.toTree()))) {
        Trainer trainer = new Trainer(spec, parts, open, progress);
        console.stop().ifPresent(stop -> stop.listen(trainer::interrupt));
        if (trainer.train().ending() == Ending.INTERRUPTED) {
          throw new UserException(
              "stopped before the training came to an end; nothing to diagnose");
        }
      }
      progress.clear();
      return report(spec, parts, run, Optional.empty());
    } finally {
      delete(folder);
    }
  }

  private int report(Spec spec, Parts parts, Path run, Optional<Path> home) {
    Evidence evidence = Evidence.ofRun(spec, parts, run);
    Experiments experiments =
        new Experiments(
            spec,
            parts,
            home,
            evidence.outcome().orElseThrow(),
            Duration.ofMillis((long) (1000 * seconds)));
    Diagnosis diagnosis = Diagnoser.of(evidence, Optional.of(experiments));
    Optional<Suspect> repair = write(spec, diagnosis);
    if (json) {
      printJson(diagnosis.toTree());
    } else {
      print(spec, diagnosis);
      repair.ifPresent(r -> print("repaired " + fix));
    }
    return diagnosis.isHealthy() ? 0 : NOT_HEALTHY;
  }

  /// Writes the spec with the first repair that is proven, else the first that there is.
  private Optional<Suspect> write(Spec spec, Diagnosis diagnosis) {
    Optional<Suspect> best =
        diagnosis.causes().stream()
            .filter(Suspect::proven)
            .findFirst()
            .or(() ->
                diagnosis.causes().stream().filter(c -> !c.finding().fix().isEmpty()).findFirst());
    if (fix == null || best.isEmpty()) {
      return Optional.empty();
    }
    Runs.write(fix, SpecFile.text(best.get().fix().apply(spec).toTree()));
    return best;
  }

  private void print(Spec spec, Diagnosis diagnosis) {
    print("verdict  " + diagnosis.verdict().text() + ": " + diagnosis.sentence());
    int rank = 1;
    for (Suspect cause : diagnosis.causes().stream().limit(MOST_CAUSES).toList()) {
      print("");
      print(
          "%d. %s (%s, confidence %.2f, rule %s)"
              .formatted(
                  rank++,
                  cause.finding().cause().text(),
                  cause.finding().where(),
                  cause.confidence(),
                  cause.finding().rule()));
      print("   " + cause.finding().sentence());
      for (String line : cause.fix().lines(spec)) {
        print("   fix    " + line);
      }
      cause.trial().ifPresent(t -> print("   trial  " + t.sentence()));
    }
    diagnosis.provenance().ifPresent(p -> print("\nfirst    " + p.sentence()));
    if (!diagnosis.symptoms().isEmpty() && !diagnosis.isHealthy()) {
      print("");
      diagnosis
          .symptoms()
          .forEach((symptom, what) -> print("seen     " + symptom.text() + ": " + what));
    }
    diagnosis.notes().forEach(n -> note("gradus: " + n));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
