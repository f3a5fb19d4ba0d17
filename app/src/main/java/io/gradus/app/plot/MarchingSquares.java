package io.gradus.app.plot;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Lines of equal height on a grid.
///
/// Each square of the grid whose corners lie on both sides of the level is crossed by one or two
/// segments between its edges; at a saddle the mean of the corners decides (Lorensen and Cline
/// 1987, in two dimensions). Segments that meet at an edge are joined into lines.
final class MarchingSquares {
  private final double[][] z;
  private final double level;
  private final int columns;
  private final Map<Integer, int[]> neighbors = new HashMap<>(); // of edges crossed by the line

  private MarchingSquares(double[][] z, double level) {
    this.z = z;
    this.level = level;
    this.columns = z[0].length;
  }

  /// A line.
  ///
  /// @param x the abscissas
  /// @param y the ordinates
  record Line(double[] x, double[] y) {}

  /// The lines of a level.
  ///
  /// @param x the abscissas of the grid
  /// @param y the ordinates of the grid
  /// @param z the values by row and column
  static List<Line> lines(double[] x, double[] y, double[][] z, double level) {
    MarchingSquares squares = new MarchingSquares(z, level);
    for (int row = 0; row + 1 < y.length; row++) {
      for (int column = 0; column + 1 < x.length; column++) {
        squares.square(row, column);
      }
    }
    return squares.join(x, y);
  }

  /// The closed lines around all that is higher than a level. Places without a value are lower.
  ///
  /// @param x the abscissas of the grid
  /// @param y the ordinates of the grid
  /// @param z the values by row and column
  static List<Line> around(double[] x, double[] y, double[][] z, double level) {
    // A rim of no width that is lower everywhere closes what would end there.
    double[][] rimmed = new double[y.length + 2][x.length + 2];
    double highest = Math.max(1, 2 * Math.abs(level));
    for (double[] row : rimmed) {
      Arrays.fill(row, level - highest);
    }
    for (int r = 0; r < y.length; r++) {
      for (int c = 0; c < x.length; c++) {
        if (!Double.isNaN(z[r][c])) {
          rimmed[r + 1][c + 1] = Math.clamp(z[r][c], -Double.MAX_VALUE / 8, Double.MAX_VALUE / 8);
        }
      }
    }
    return lines(rimmed(x), rimmed(y), rimmed, level);
  }

  private static double[] rimmed(double[] x) {
    double[] rimmed = new double[x.length + 2];
    System.arraycopy(x, 0, rimmed, 1, x.length);
    rimmed[0] = x[0];
    rimmed[x.length + 1] = x[x.length - 1];
    return rimmed;
  }

  private void square(int r, int c) {
    double sum = z[r][c] + z[r][c + 1] + z[r + 1][c] + z[r + 1][c + 1];
    if (!Double.isFinite(sum)) {
      return;
    }
    int lower = edge(r, c, 0);
    int upper = edge(r + 1, c, 0);
    int left = edge(r, c, 1);
    int right = edge(r, c + 1, 1);
    boolean a = above(r, c);
    boolean b = above(r, c + 1);
    boolean d = above(r + 1, c);
    boolean e = above(r + 1, c + 1);
    if (a == e && b == d && a != b) { // a saddle
      boolean center = sum / 4 > level;
      join(lower, center == a ? right : left);
      join(upper, center == a ? left : right);
      return;
    }
    int[] crossed = new int[4];
    int n = 0;
    n = a != b ? put(crossed, n, lower) : n;
    n = d != e ? put(crossed, n, upper) : n;
    n = a != d ? put(crossed, n, left) : n;
    n = b != e ? put(crossed, n, right) : n;
    if (n == 2) {
      join(crossed[0], crossed[1]);
    }
  }

  private static int put(int[] into, int n, int value) {
    into[n] = value;
    return n + 1;
  }

  private boolean above(int r, int c) {
    return z[r][c] > level;
  }

  /// The number of the edge that leaves a corner to the right (0) or upwards (1).
  private int edge(int r, int c, int direction) {
    return (r * columns + c) * 2 + direction;
  }

  private void join(int one, int other) {
    link(one, other);
    link(other, one);
  }

  private void link(int from, int to) {
    int[] known = neighbors.get(from);
    neighbors.put(from, known == null ? new int[] {to} : new int[] {known[0], to});
  }

  private List<Line> join(double[] x, double[] y) {
    List<Line> lines = new ArrayList<>();
    while (!neighbors.isEmpty()) {
      int start = neighbors.keySet().iterator().next();
      Deque<Integer> path = new ArrayDeque<>(List.of(start));
      int[] ways = neighbors.remove(start);
      for (int i = 0; i < ways.length; i++) {
        boolean forward = i == 0;
        for (int at = ways[i], before = start; ; ) {
          if (forward) {
            path.addLast(at);
          } else {
            path.addFirst(at);
          }
          int[] next = neighbors.remove(at);
          if (next == null || next.length < 2) {
            break; // closed, or at the rim
          }
          int onward = next[0] == before ? next[1] : next[0];
          before = at;
          at = onward;
        }
        if (path.peekLast() == start) {
          break; // both ways are one
        }
      }
      lines.add(points(path, x, y));
    }
    return lines;
  }

  private Line points(Deque<Integer> path, double[] x, double[] y) {
    double[] px = new double[path.size()];
    double[] py = new double[path.size()];
    int i = 0;
    for (int edge : path) {
      int corner = edge / 2;
      int r = corner / columns;
      int c = corner % columns;
      boolean along = edge % 2 == 0;
      double end = along ? z[r][c + 1] : z[r + 1][c];
      double t = (level - z[r][c]) / (end - z[r][c]);
      px[i] = along ? x[c] + t * (x[c + 1] - x[c]) : x[c];
      py[i] = along ? y[r] : y[r] + t * (y[r + 1] - y[r]);
      i++;
    }
    return new Line(px, py);
  }
}
