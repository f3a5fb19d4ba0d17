package io.gradus.nn.train;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Is told how a training gets on. Called on the thread of the training; what it does takes the
/// training's time but never changes its results.
public interface Listener {
  /// A listener that does not listen.
  Listener NONE = new Listener() {};

  /// Before the first step of this session.
  default void started(Progress progress) {}

  /// After each step. There can be very many of them, so that where the training is gets written
  /// down only for who asks, during this call.
  default void step(Supplier<Progress> progress) {}

  /// After each epoch, with the metrics of the validation part if there is one.
  default void epoch(Progress progress, Optional<Map<String, Double>> validation) {}

  /// Something the user should know, one sentence.
  default void note(String sentence) {}

  /// Where a training is.
  ///
  /// @param epoch the number of the epoch, from 1
  /// @param epochs the number of epochs of the whole training
  /// @param step the number of steps taken
  /// @param steps the number of steps of the whole training
  /// @param loss the loss of the last batch
  /// @param meanLoss the mean loss of the rows of this epoch so far
  /// @param risk the running estimates of the empirical risk
  /// @param seconds the time taken, all sessions together
  /// @param samplesPerSecond the rows of this session divided by its time
  record Progress(
      int epoch,
      int epochs,
      long step,
      long steps,
      double loss,
      double meanLoss,
      Risk risk,
      double seconds,
      double samplesPerSecond) {}
}
