package io.gradus.nn.train;

import io.gradus.nn.Codec;
import io.gradus.nn.Setting;
import java.util.Map;

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
/// @param best the least watched loss at the end of an epoch
/// @param bestEpoch the epoch of the least watched loss, from 1; 0 before the first
/// @param seconds the time of the sessions before this one
public record Position(
    @Setting(doc = "Whole epochs behind.") int epoch,
    @Setting(doc = "Batches of this epoch behind.") int batch,
    @Setting(doc = "Steps behind.") long step,
    @Setting(doc = "Sum of the losses of this epoch's rows.") double lossSum,
    @Setting(doc = "Rows of this epoch behind.") long rows,
    @Setting(doc = "The least watched loss.") double best,
    @Setting(doc = "The epoch of the least watched loss.") int bestEpoch,
    @Setting(doc = "Time of the sessions before.") double seconds) {
  private static final Codec CODEC = new Codec();

  static final Position START = new Position(0, 0, 0, 0, 0, Double.POSITIVE_INFINITY, 0, 0);

  double meanLoss() {
    return lossSum / rows;
  }

  /// One batch further.
  Position step(double loss, int size) {
    return new Position(
        epoch, batch + 1, step + 1, lossSum + loss * size, rows + size, best, bestEpoch, seconds);
  }

  /// At the beginning of the next epoch.
  Position nextEpoch(double watched) {
    boolean better = watched < best;
    return new Position(
        epoch + 1, 0, step, 0, 0, better ? watched : best, better ? epoch + 1 : bestEpoch, seconds);
  }

  Position at(double seconds) {
    return new Position(epoch, batch, step, lossSum, rows, best, bestEpoch, seconds);
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
