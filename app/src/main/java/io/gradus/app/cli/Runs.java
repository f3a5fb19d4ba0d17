package io.gradus.app.cli;

import io.gradus.app.report.RunReport;
import io.gradus.app.spec.SpecFile;
import io.gradus.nn.UserException;
import io.gradus.nn.diagnose.Diagnoser;
import io.gradus.nn.diagnose.Diagnosis;
import io.gradus.nn.diagnose.Evidence;
import io.gradus.nn.io.Json;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Result;
import io.gradus.nn.train.Result.Ending;
import io.gradus.nn.train.Spec;
import io.gradus.nn.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Trains, in one run folder after the other.
final class Runs {
  private static final String CONFIG = "config.yaml";

  private final Console console;
  private final boolean quiet;
  private final boolean resume;
  private final String command;
  private volatile Trainer current;
  private volatile boolean stopped;

  /// @param resume whether runs that are there already go on
  /// @param command the command line, for the record
  Runs(Console console, boolean quiet, boolean resume, String command) {
    this.console = console;
    this.quiet = quiet;
    this.resume = resume;
    this.command = command;
    console.stop().ifPresent(stop -> stop.listen(this::stop));
  }

  private void stop() {
    stopped = true;
    Trainer now = current;
    if (now != null) {
      now.interrupt();
    }
  }

  /// What came of a training.
  ///
  /// @param diagnosis why it did not learn, or that it did; empty if it was interrupted or there
  ///   was no memory left
  record Trained(Result result, Optional<Diagnosis> diagnosis) {}

  /// A new run, or the rest of one. A spec that does not fit the data leaves no run behind.
  Trained run(Spec spec, Path folder) {
    boolean rest = resume && Files.exists(folder.resolve(CONFIG));
    ProgressLine progress = new ProgressLine(console, quiet);
    Parts parts = Parts.load(spec, RunDirectory.home(folder));
    try (RunDirectory run =
        rest
            ? RunDirectory.open(folder)
            : RunDirectory.create(folder, SpecFile.text(spec.toTree()))) {
      try {
        current = new Trainer(spec, parts, run, progress);
      } catch (UserException e) {
        if (!rest) {
          discard(folder);
        }
        throw e;
      }
      if (stopped) { // before there was a trainer to tell
        current.interrupt();
      }
      if (!rest) {
        parts.notes().forEach(progress::note);
      }
      run.describe("command", command);
      run.describe("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      run.describe("threads", InfoCommand.threads());
      Result result = current.train();
      progress.clear();
      if (result.ending() == Ending.INTERRUPTED) {
        return new Trained(result, Optional.empty());
      }
      Optional<Diagnosis> diagnosis = diagnosis(spec, parts, result);
      report(folder, Optional.of(parts));
      return new Trained(result, diagnosis);
    }
  }

  /// Says whether the training worked, and writes it down; without it the training is not lost.
  private Optional<Diagnosis> diagnosis(Spec spec, Parts parts, Result result) {
    try {
      Diagnosis diagnosis = Diagnoser.of(Evidence.of(spec, parts, result), Optional.empty());
      write(result.run().resolve(Diagnosis.FILE), Json.text(diagnosis.toTree()));
      return Optional.of(diagnosis);
    } catch (RuntimeException | OutOfMemoryError e) {
      new ProgressLine(console, quiet)
          .note("the training is saved, but no diagnosis could be made: " + e.getMessage());
      return Optional.empty();
    }
  }

  /// Writes the report of a run or of a series; without it the training is not lost.
  void report(Path folder, Optional<Parts> parts) {
    try {
      RunReport.write(folder, parts, folder.resolve(RunReport.FILE));
    } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
      new ProgressLine(console, quiet)
          .note("the training is saved, but its report could not be written: " + e.getMessage());
    }
  }

  private static void discard(Path folder) {
    for (String file : List.of(CONFIG, "metrics.jsonl", "checkpoints", "")) {
      try {
        Files.deleteIfExists(folder.resolve(file));
      } catch (IOException e) {
        return; // the user's own files are there, or it cannot be helped
      }
    }
  }

  /// Makes the folder of a series, which holds runs and is none.
  void folder(Path folder, String config) {
    Path file = folder.resolve(CONFIG);
    if (Files.exists(file)) {
      if (!resume) {
        throw new UserException(
            folder + " already holds a run; resume it with --resume or choose another --out");
      }
      return;
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UserException("cannot make " + folder, e);
    }
    write(file, config);
  }

  /// Writes a text file.
  static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UserException("cannot write " + file, e);
    }
  }
}
