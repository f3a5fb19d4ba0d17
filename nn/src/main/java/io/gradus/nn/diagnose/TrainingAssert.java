package io.gradus.nn.diagnose;

import io.gradus.nn.UserException;
import io.gradus.nn.io.Json;
import io.gradus.nn.train.Parts;
import io.gradus.nn.train.Result;
import io.gradus.nn.train.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An assertion for tests of trainings, of any test framework.
///
/// ```java
/// TrainingAssert.assertThat(Path.of("runs/penguins")).isHealthy();
/// ```
public final class TrainingAssert {
  private final String subject;
  private final Map<String, Object> diagnosis;

  private TrainingAssert(String subject, Map<String, Object> diagnosis) {
    this.subject = subject;
    this.diagnosis = diagnosis;
  }

  /// About a finished run of `gradus train`, as it was diagnosed then.
  ///
  /// @param run its folder
  /// @throws UserException if there is no diagnosis in the folder
  public static TrainingAssert assertThat(Path run) {
    Path file = run.resolve(Diagnosis.FILE);
    if (Files.notExists(file)) {
      throw new UserException(
          "no diagnosis in " + run + "; gradus train writes " + Diagnosis.FILE + " at its end");
    }
    try {
      String text = Files.readString(file);
      return new TrainingAssert(run.toString(), Json.parseMap(text, file.toString()));
    } catch (IOException e) {
      throw new UserException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /// About a training that has just come to its end; no repairs are tried.
  public static TrainingAssert assertThat(Spec spec, Parts parts, Result result) {
    Diagnosis diagnosis = Diagnoser.of(Evidence.of(spec, parts, result), Optional.empty());
    return new TrainingAssert(result.run().toString(), diagnosis.toTree());
  }

  /// About a diagnosis.
  public static TrainingAssert assertThat(Diagnosis diagnosis) {
    return new TrainingAssert("the training", diagnosis.toTree());
  }

  /// The verdict is healthy.
  ///
  /// @throws AssertionError with verdict, first cause and its repair if it is not
  public TrainingAssert isHealthy() {
    if (!"healthy".equals(diagnosis.get("verdict"))) {
      throw new AssertionError(message());
    }
    return this;
  }

  private String message() {
    StringBuilder message =
        new StringBuilder(
            "%s should be healthy, but is %s: %s"
                .formatted(subject, diagnosis.get("verdict"), diagnosis.get("sentence")));
    if (diagnosis.get("causes") instanceof List<?> causes && !causes.isEmpty()) {
      Map<?, ?> first = (Map<?, ?>) causes.getFirst();
      message.append(
          "%n  cause: %s at %s (confidence %s)"
              .formatted(first.get("cause"), first.get("where"), first.get("confidence")));
      ((Map<?, ?>) first.get("fix"))
          .forEach((path, value) ->
              message.append("%n  fix: %s: %s".formatted(path, value == null ? "default" : value)));
    }
    return message.toString();
  }
}
