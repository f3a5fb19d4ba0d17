package io.gradus.nn.diagnose;

import io.gradus.array.Array;
import io.gradus.nn.data.Dataset;
import io.gradus.nn.data.Task;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Whether labels have to do with inputs at all, asked without a network: of each row the answer of
/// its nearest other rows.
///
/// @param gain how far the answers of neighbors come from a constant to perfection
/// @param shift by how many rows labels may have slipped: the shift with which neighbors know most
/// @param gainOfShift how far they come with labels moved back by it
record Neighbors(double gain, int shift, double gainOfShift) {
  private static final int ROWS = 800;
  private static final int NEAREST = 5;
  private static final int FARTHEST = 5; // rows that labels may have slipped

  /// Asks the rows in the order of their file.
  static Neighbors of(Dataset all) {
    int n = Math.min(ROWS, all.size());
    Dataset rows = all.rows(IntStream.range(0, n).toArray());
    double[][] x = standardized(rows.features());
    boolean classes = all.task() == Task.CLASSIFICATION;
    double[][] y = classes ? matrix(rows.targets()) : standardized(rows.targets());
    int[][] nearest = new int[n][];
    for (int i = 0; i < n; i++) {
      nearest[i] = nearest(x, i);
    }
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int shift = -FARTHEST; shift <= FARTHEST; shift++) {
      double gain = gain(y, nearest, shift, classes);
      if (shift != 0 && gain > most) {
        most = gain;
        best = shift;
      }
    }
    return new Neighbors(gain(y, nearest, 0, classes), best, most);
  }

  private static int[] nearest(double[][] x, int i) {
    double[] distance = new double[x.length];
    for (int j = 0; j < x.length; j++) {
      for (int k = 0; k < x[i].length; k++) {
        double d = x[i][k] - x[j][k];
        distance[j] += d * d;
      }
    }
    return IntStream.range(0, x.length)
        .filter(j -> j != i)
        .boxed()
        .sorted(Comparator.comparingDouble(j -> distance[j]))
        .limit(NEAREST)
        .mapToInt(j -> j)
        .toArray();
  }

  /// The share of the variance of the labels that the mean of the neighbors' labels explains; for
  /// classes how far their most frequent answer gets beyond that of all rows.
  private static double gain(double[][] y, int[][] nearest, int shift, boolean classes) {
    int n = y.length;
    int outputs = y[0].length;
    double rest = 0;
    double total = 0;
    int right = 0;
    int[] counts = new int[outputs];
    for (int i = 0; i < n; i++) {
      double[] mean = new double[outputs];
      for (int j : nearest[i]) {
        double[] label = y[Math.floorMod(j + shift, n)];
        for (int k = 0; k < outputs; k++) {
          mean[k] += label[k] / NEAREST;
        }
      }
      double[] truth = y[Math.floorMod(i + shift, n)];
      for (int k = 0; k < outputs; k++) {
        rest += (mean[k] - truth[k]) * (mean[k] - truth[k]);
        total += truth[k] * truth[k];
      }
      counts[top(truth)]++;
      right += top(mean) == top(truth) ? 1 : 0;
    }
    int frequent = Arrays.stream(counts).max().orElse(0);
    return classes
        ? (double) (right - frequent) / Math.max(1, n - frequent)
        : 1 - rest / Math.max(total, 1e-300);
  }

  private static int top(double[] a) {
    int best = 0;
    for (int k = 1; k < a.length; k++) {
      best = a[k] > a[best] ? k : best;
    }
    return best;
  }

  private static double[][] matrix(Array a) {
    int width = a.shape().dim(1);
    double[][] rows = new double[a.shape().dim(0)][width];
    for (int i = 0; i < a.size(); i++) {
      rows[i / width][i % width] = a.get(i);
    }
    return rows;
  }

  /// Columns of mean 0 and deviation 1.
  private static double[][] standardized(Array a) {
    double[][] rows = matrix(a);
    for (int k = 0; k < rows[0].length; k++) {
      int column = k;
      double mean = Arrays.stream(rows).mapToDouble(r -> r[column]).average().orElse(0);
      double variance =
          Arrays.stream(rows)
              .mapToDouble(r -> r[column] - mean)
              .map(d -> d * d)
              .average()
              .orElse(0);
      double scale = variance > 0 ? 1 / Math.sqrt(variance) : 0;
      Arrays.stream(rows).forEach(r -> r[column] = (r[column] - mean) * scale);
    }
    return rows;
  }
}
