package io.gradus.nn.train;

import io.gradus.nn.Codec;
import io.gradus.nn.Setting;
import io.gradus.nn.train.Result.Ending;
import java.util.Map;
import java.util.Optional;

/// Where a training stands, beside its parameters: enough to go on from a checkpoint. An immutable
/// value.
///
/// The order of the rows is not part of it: it follows from seed and epoch.
///
/// @param epoch the number of whole epochs behind
/// @param batch the number of batches of this epoch behind
/// @param step the number of steps taken
/// @param lossSum the sum of the losses of the rows of this epoch
/// @param rows the number of rows of this epoch
/// @param risk the running estimates of the empirical risk
/// @param epochRisk the exponential one at the end of the last epoch
/// @param best the least watched loss at the end of an epoch
/// @param bestEpoch the epoch of the least watched loss, from 1; 0 before the first
/// @param ending why the training is over; empty while it is not
/// @param seconds the time of the sessions before this one
public record Position(
    @Setting(doc = "Whole epochs behind.") int epoch,
    @Setting(doc = "Batches of this epoch behind.") int batch,
    @Setting(doc = "Steps behind.") long step,
    @Setting(doc = "Sum of the losses of this epoch's rows.") double lossSum,
    @Setting(doc = "Rows of this epoch behind.") long rows,
    @Setting(doc = "The running risks.") Risk risk,
    @Setting(doc = "The exponential risk at the end of the last epoch.") double epochRisk,
    @Setting(doc = "The least watched loss.") double best,
    @Setting(doc = "The epoch of the least watched loss.") int bestEpoch,
    @Setting(doc = "Why it is over.") Optional<Ending> ending,
    @Setting(doc = "Time of the sessions before.") double seconds) {
  private static final Codec CODEC = new Codec();
  private static final double NONE = Double.POSITIVE_INFINITY;

  static final Position START =
      new Position(0, 0, 0, 0, 0, Risk.START, NONE, NONE, 0, Optional.empty(), 0);

  double meanLoss() {
    return lossSum / rows;
  }

  /// One batch further.
  ///
  /// @param forgetting the rate λ of the exponential risk
  Position step(double loss, int size, double forgetting) {
    return new Position(
        epoch,
        batch + 1,
        step + 1,
        lossSum + loss * size,
        rows + size,
        risk.next(loss, forgetting),
        epochRisk,
        best,
        bestEpoch,
        ending,
        seconds);
  }

  /// At the beginning of the next epoch.
  Position nextEpoch(double watched) {
    boolean better = watched < best;
    return new Position(
        epoch + 1,
        0,
        step,
        0,
        0,
        risk,
        risk.exponential(),
        better ? watched : best,
        better ? epoch + 1 : bestEpoch,
        ending,
        seconds);
  }

  /// At the end; the first reason stays.
  Position ended(Ending why) {
    return new Position(
        epoch,
        batch,
        step,
        lossSum,
        rows,
        risk,
        epochRisk,
        best,
        bestEpoch,
        ending.or(() -> Optional.of(why)),
        seconds);
  }

  Position at(double seconds) {
    return new Position(
        epoch, batch, step, lossSum, rows, risk, epochRisk, best, bestEpoch, ending, seconds);
  }

  @SuppressWarnings("unchecked") // a record is written as a map with text keys
  Map<String, Object> toTree() {
    return (Map<String, Object>) CODEC.write(this);
  }

  /// The position among the values of a checkpoint.
  static Position of(Map<String, Object> values) {
    return CODEC.read(Position.class, values.get("position"), path -> "");
  }
}
