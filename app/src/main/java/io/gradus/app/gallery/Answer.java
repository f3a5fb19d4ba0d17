package io.gradus.app.gallery;

import io.gradus.nn.diagnose.Cause;
import io.gradus.nn.diagnose.Diagnoser;
import io.gradus.nn.diagnose.Diagnosis;
import io.gradus.nn.diagnose.Diagnosis.Suspect;
import io.gradus.nn.diagnose.Diagnosis.Verdict;
import io.gradus.nn.diagnose.Evidence;
import io.gradus.nn.diagnose.Experiments;
import io.gradus.nn.diagnose.Outcome;
import io.gradus.nn.io.RunDirectory;
import io.gradus.nn.train.Listener;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Spec;
import io.gradus.nn.train.Trainer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the diagnosis says of a case.
///
/// @param about the case
/// @param verdict what it comes to
/// @param causes the causes it names, the likeliest first
/// @param proven whether a repair won against the faulty training
/// @param sentence what it says first
/// @param seconds the time it took
public record Answer(
    Case about,
    Verdict verdict,
    List<Cause> causes,
    boolean proven,
    String sentence,
    double seconds) {
  private static final Duration LIMIT = Duration.ofHours(1); // scores must not depend on the clock

  /// Copies the causes.
  public Answer {
    causes = List.copyOf(causes);
  }

  /// Trains a case with a seed and diagnoses it, trying repairs.
  ///
  /// @throws IllegalStateException naming the case if the diagnosis breaks
  static Answer to(Case about, int seed) {
    long began = System.nanoTime();
    Diagnosis diagnosis =
        Scratch.use(folder -> {
          about.training().write(folder);
          try {
            return diagnose(about.training().in(folder, seed), folder.resolve("run"));
          } catch (RuntimeException e) {
            throw new IllegalStateException("the diagnosis of " + about.name() + " breaks", e);
          }
        });
    return new Answer(
        about,
        diagnosis.verdict(),
        diagnosis.causes().stream().map(suspect -> suspect.finding().cause()).toList(),
        diagnosis.causes().stream().anyMatch(Suspect::proven),
        diagnosis.sentence(),
        (System.nanoTime() - began) * 1e-9);
  }

  private static Diagnosis diagnose(Spec spec, Path folder) {
    Parts parts = Parts.load(spec);
    try (RunDirectory run = RunDirectory.create(folder, "")) {
      new Trainer(spec, parts, run, Listener.NONE).train();
    }
    Evidence evidence = Evidence.ofRun(spec, parts, folder);
    Outcome outcome = evidence.outcome().orElseThrow();
    return Diagnoser.of(
        evidence, Optional.of(new Experiments(spec, parts, Optional.empty(), outcome, LIMIT)));
  }

  /// The answer in a line, such as `moons/lr-1000 (lr_high): faulty, lr_high, init_scale`.
  public String text() {
    String planted = about.fault().map(f -> f.cause().text()).orElse("healthy");
    return Stream.concat(
            Stream.of("%s (%s): %s".formatted(about.name(), planted, verdict.text())),
            causes.stream().map(Cause::text))
        .collect(Collectors.joining(", "));
  }

  /// Whether a right cause is among the first so many.
  ///
  /// @throws java.util.NoSuchElementException if nothing is wrong with the case
  public boolean right(int first) {
    Fault fault = about.fault().orElseThrow();
    return causes.stream().limit(first).anyMatch(fault::accepts);
  }

  /// Whether a right cause comes first, or a healthy training causes no alarm.
  public boolean right() {
    return about.fault().isPresent() ? right(1) : !alarm();
  }

  /// Whether it calls the training faulty.
  public boolean alarm() {
    return verdict == Verdict.FAULTY;
  }
}
