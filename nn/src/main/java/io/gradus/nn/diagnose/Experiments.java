package io.gradus.nn.diagnose;

import io.gradus.nn.UserException;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.train.Listener;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Result;
import io.gradus.nn.train.Result.Ending;
import io.gradus.nn.train.Spec;
import io.gradus.nn.train.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Trainings with changed specs on the same data and seed, in folders that are taken away again.
public final class Experiments {
  private final Spec spec;
  private final Parts parts;
  private final Optional<Path> home;
  private final Outcome before;
  private final long end;
  private int count;
  private volatile boolean stopped;
  private volatile Trainer current;

  /// @param home the folder from which relative paths of the data lead, if it is not the current
  ///   one
  /// @param before what the training came to as it was
  /// @param limit the time after which no further training begins
  public Experiments(Spec spec, Parts parts, Optional<Path> home, Outcome before, Duration limit) {
    this.spec = spec;
    this.parts = parts;
    this.home = home;
    this.before = before;
    this.end = System.nanoTime() + limit.toNanos();
  }

  /// The number of trainings so far.
  public int count() {
    return count;
  }

  /// Ends the training that is going on, and begins no other. Any thread may call.
  public void stop() {
    stopped = true;
    Trainer now = current;
    if (now != null) {
      now.interrupt();
    }
  }

  /// True if there is no time left, or they were stopped.
  public boolean over() {
    return stopped || System.nanoTime() > end;
  }

  /// The trial of the first repair that wins, else of the one that comes furthest; empty without a
  /// repair or time.
  Optional<Trial> first(List<Fix> fixes) {
    List<Trial> trials = new ArrayList<>();
    for (Fix fix : fixes) {
      if (over()) {
        break;
      }
      Optional<Trial> trial = of(fix);
      if (trial.map(Trial::won).orElse(false)) {
        return trial;
      }
      trial.ifPresent(trials::add);
    }
    return trials.isEmpty() ? Optional.empty() : Optional.of(Trial.best(trials));
  }

  /// The trial of a repair; empty if it changes nothing or does not fit.
  Optional<Trial> of(Fix fix) {
    if (fix.isEmpty()) {
      return Optional.empty();
    }
    try {
      Spec repaired = fix.apply(spec);
      return repaired.equals(spec)
          ? Optional.empty()
          : train(repaired).map(after -> new Trial(fix, before, after));
    } catch (UserException e) {
      return Optional.empty();
    }
  }

  /// What the training came to; empty if it was stopped.
  private Optional<Outcome> train(Spec repaired) {
    count++;
    Spec quiet = repaired.with("log.layers", false).with("log.every", 0);
    Parts own = repaired.data().equals(spec.data()) ? parts : Parts.load(repaired, home);
    try {
      Path folder = Files.createTempDirectory("gradus-trial");
      try (RunDirectory run = RunDirectory.create(folder.resolve("run"), "")) {
        current = new Trainer(quiet, own, run, Listener.NONE, Duration.ofDays(1));
        if (stopped) { // before there was a training to tell
          current.interrupt();
        }
        Result result = current.train();
        return result.ending() == Ending.INTERRUPTED
            ? Optional.empty()
            : Optional.of(Outcome.of(result, own));
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
