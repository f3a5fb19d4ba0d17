package io.gradus.nn.train;

import io.gradus.array.Key;
import io.gradus.nn.UserException;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Task;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/// The order in which the rows of an epoch are seen.
public enum Sampling {
  /// A new random order in each epoch.
  SHUFFLE,
  /// The order of the data.
  SEQUENTIAL,
  /// The classes take turns, each with its rows in random order; a class that has no more rows
  /// begins anew, so that rare classes are seen as often as frequent ones.
  ALTERNATE_CLASSES,
  /// The rows with the larger loss in the last epoch first; the first epoch is in random order.
  HARDEST_FIRST,
  /// Each step draws its rows from all rows and puts them back.
  REPLACEMENT;

  /// The rows of an epoch, one step after the other: a pure function.
  ///
  /// @param batch the rows of a step
  /// @param key the randomness of this epoch
  /// @param losses the loss of each row when it was last seen; infinite if it never was
  /// @throws UserException if classes are to take turns and there are none
  int[] order(Dataset data, int batch, Key key, double[] losses) {
    int n = data.size();
    return switch (this) {
      case SHUFFLE -> key.permutation(n);
      case SEQUENTIAL -> IntStream.range(0, n).toArray();
      case ALTERNATE_CLASSES -> alternating(data, key);
      case HARDEST_FIRST ->
          IntStream.of(key.permutation(n))
              .boxed()
              .sorted(Comparator.comparingDouble(row -> -losses[row])) // stable
              .mapToInt(row -> row)
              .toArray();
      case REPLACEMENT -> drawn(n, batch, key);
    };
  }

  private static int[] alternating(Dataset data, Key key) {
    if (data.task() != Task.CLASSIFICATION) {
      throw new UserException(
          "sampling: alternate-classes needs classes, but this is a "
              + data.task().text()
              + "; use shuffle");
    }
    int[] labels = data.labels();
    int[][] classes =
        IntStream.range(0, data.outputs())
            .mapToObj(c -> IntStream.range(0, labels.length).filter(i -> labels[i] == c).toArray())
            .filter(rows -> rows.length > 0)
            .toArray(int[][]::new);
    int[][] rounds = new int[classes.length][];
    int[] order = new int[labels.length];
    for (int i = 0; i < order.length; i++) {
      int c = i % classes.length;
      int turn = i / classes.length;
      int size = classes[c].length;
      if (turn % size == 0) {
        rounds[c] = key.fold(c).fold(turn).permutation(size);
      }
      order[i] = classes[c][rounds[c][turn % size]];
    }
    return order;
  }

  /// Steps of `batch` different rows each (Floyd's algorithm, in Bentley and Floyd 1987).
  private static int[] drawn(int n, int batch, Key key) {
    int[] order = new int[Math.ceilDiv(n, batch) * batch];
    Set<Integer> step = new HashSet<>();
    for (int i = 0; i < order.length; i++) {
      int last = n - batch + i % batch;
      int row = key.below(last + 1, i);
      if (i % batch == 0) {
        step.clear();
      }
      order[i] = step.add(row) ? row : last;
      step.add(order[i]);
    }
    return order;
  }
}
