package io.gradus.app.study;

import io.gradus.graph.Expr;
import java.util.ArrayList;
import java.util.List;

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
    List<Root> roots = new ArrayList<>();
    int last = -1; // the last place that is not zero
    for (int i = 0; i <= CELLS; i++) {
      if (y[i] == 0 || Double.isNaN(y[i])) {
        continue;
      }
      if (last >= 0 && Math.signum(y[last]) != Math.signum(y[i]) && i - last <= 2) {
        boolean rising = y[i] > 0;
        double at =
            i - last == 2 && y[i - 1] == 0
                ? grid[i - 1]
                : crossing(f, x, grid[last], grid[i], rising);
        roots.add(new Root(at, rising));
      }
      last = i;
    }
    return roots;
  }

  private static double crossing(Expr f, Expr x, double a, double b, boolean rising) {
    for (int i = 0; i < HALVINGS && Math.nextUp(a) < b; i++) {
      double middle = a + (b - a) / 2;
      double y = Samples.values(List.of(f), x, new double[] {middle}).getFirst()[0];
      if (y == 0) {
        return middle;
      }
      if (y > 0 == rising) {
        b = middle;
      } else {
        a = middle;
      }
    }
    return a;
  }
}
