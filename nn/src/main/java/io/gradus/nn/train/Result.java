package io.gradus.nn.train;

import io.gradus.nn.io.Json;
import io.gradus.nn.optim.Estimate;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How a training ended.
///
/// @param ending why it ended
/// @param run the run folder; it holds the model unless the training was interrupted
/// @param epochs the number of epochs, the last one perhaps not whole
/// @param steps the number of steps taken
/// @param bestEpoch the epoch whose parameters the model has, if patience chose them
/// @param seconds the time taken, all sessions together
/// @param samplesPerSecond the rows of this session divided by its time
/// @param train the metrics on the training part; empty after an interrupt, as are the next two
/// @param validation the metrics on the validation part, if there is one
/// @param test the metrics on the test part, if there is one
/// @param verdict what they say
/// @param fitted the parameters of a formula by name; empty for other models
public record Result(
    Ending ending,
    Path run,
    int epochs,
    long steps,
    Optional<Integer> bestEpoch,
    double seconds,
    double samplesPerSecond,
    Optional<Map<String, Double>> train,
    Optional<Map<String, Double>> validation,
    Optional<Map<String, Double>> test,
    Optional<Verdict> verdict,
    Map<String, Estimate> fitted) {
  /// Why a training ended.
  public enum Ending {
    /// All steps were taken.
    COMPLETE,
    /// Validation did not get better any more.
    PATIENCE,
    /// The weights hardly changed any more.
    WEIGHTS_CHANGE,
    /// The gradient was almost zero.
    GRADIENT_NORM,
    /// The running risk hardly changed any more.
    RISK_CHANGE,
    /// The time was up.
    SECONDS,
    /// The optimizer found no better point.
    NO_PROGRESS,
    /// After much of the training the loss was hardly less than in the first epoch.
    LOST,
    /// The loss is not finite.
    DIVERGED,
    /// It was asked to stop; it can be resumed.
    INTERRUPTED;

    /// The name in results, such as `weights-change`.
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// The result as a tree that JSON can hold.
  public Map<String, Object> toTree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("run", run.toString());
    if (ending != Ending.INTERRUPTED) {
      tree.put("model", run.toString());
    }
    tree.put("ending", ending.text());
    tree.put("epochs", epochs);
    tree.put("steps", steps);
    bestEpoch.ifPresent(e -> tree.put("bestEpoch", e));
    tree.put("seconds", seconds);
    tree.put("samplesPerSecond", samplesPerSecond);
    train.ifPresent(m -> tree.put("train", m));
    validation.ifPresent(m -> tree.put("validation", m));
    test.ifPresent(m -> tree.put("test", m));
    if (!fitted.isEmpty()) {
      Map<String, Object> parameters = new LinkedHashMap<>();
      fitted.forEach((name, e) ->
          parameters.put(
              name,
              Map.of("value", Json.number(e.value()), "standardError", Json.number(e.error()))));
      tree.put("parameters", parameters);
    }
    verdict.ifPresent(v -> {
      tree.put("verdict", v.text());
      tree.put("verdictSentence", v.sentence());
    });
    return tree;
  }
}
