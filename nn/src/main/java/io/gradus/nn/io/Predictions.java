package io.gradus.nn.io;

import io.gradus.array.Array;
import io.gradus.nn.data.Task;
import java.util.List;

/// What a model says about some rows.
///
/// @param task what was learned
/// @param names the classes, labels or target columns, one for each column of `outputs`
/// @param outputs probabilities, or values in the user's units, (rows, outputs), float64
public record Predictions(Task task, List<String> names, Array outputs) {
  /// Copies the names.
  public Predictions {
    names = List.copyOf(names);
  }

  /// The number of rows.
  public int rows() {
    return outputs.shape().dim(0);
  }

  /// An output of a row.
  public double value(int row, int output) {
    return outputs.get(row * names.size() + output);
  }

  /// The class of a row: the output of the greatest value, the first one at a tie.
  public int label(int row) {
    int best = 0;
    for (int j = 1; j < names.size(); j++) {
      best = value(row, j) > value(row, best) ? j : best;
    }
    return best;
  }

  /// The name of the class of a row.
  public String name(int row) {
    return names.get(label(row));
  }
}
