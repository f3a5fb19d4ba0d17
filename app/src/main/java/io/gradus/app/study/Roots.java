package io.gradus.app.study;

import io.gradus.graph.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Places where a function crosses zero.
final class Roots {
  private static final int CELLS = 4000;
  private static final int HALVINGS = 80; // leaves neighbors in double precision

  private Roots() {}

  /// A crossing.
  ///
  /// @param x where it is
  /// @param rising whether the function is negative before it and positive behind
  record Root(double x, boolean rising) {}

  /// The crossings in an interval, ascending; those of a pair nearer than 1/4000 of it may be
  /// missed. A jump or a pole with a change of sign counts too.
  static List<Root> of(Expr f, Expr x, double from, double to) {
    double[] grid = new double[CELLS + 1];
    for (int i = 0; i <= CELLS; i++) {
      grid[i] = from + (to - from) * i / CELLS;
    }
    double[] y = Samples.values(List.of(f), x, grid).getFirst();
    List<double[]> cells = new ArrayList<>(); // in which it changes its sign
    List<Boolean> rising = new ArrayList<>();
    int last = -1; // the last place that is not zero
    for (int i = 0; i <= CELLS; i++) {
      if (y[i] == 0 || Double.isNaN(y[i])) {
        continue;
      }
      if (last >= 0 && Math.signum(y[last]) != Math.signum(y[i]) && i - last <= 2) {
        boolean exact = i - last == 2 && y[i - 1] == 0;
        cells.add(new double[] {grid[exact ? i - 1 : last], grid[exact ? i - 1 : i]});
        rising.add(y[i] > 0);
      }
      last = i;
    }
    halve(f, x, cells, rising);
    return IntStream.range(0, cells.size())
        .mapToObj(i -> new Root(cells.get(i)[0], rising.get(i)))
        .toList();
  }

  /// Halves all cells until nothing lies between their ends.
  private static void halve(Expr f, Expr x, List<double[]> cells, List<Boolean> rising) {
    for (int k = 0; k < HALVINGS && !cells.isEmpty(); k++) {
      double[] middle = cells.stream().mapToDouble(c -> c[0] + (c[1] - c[0]) / 2).toArray();
      double[] y = Samples.values(List.of(f), x, middle).getFirst();
      for (int i = 0; i < middle.length; i++) {
        double[] cell = cells.get(i);
        if (y[i] == 0) {
          cell[0] = middle[i];
        }
        cell[y[i] == 0 || y[i] > 0 == rising.get(i) ? 1 : 0] = middle[i];
      }
    }
  }
}
