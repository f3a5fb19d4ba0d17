package io.gradus.app.landscape;

import io.gradus.app.plot.Axis;
import io.gradus.app.plot.Chart;
import io.gradus.app.plot.Ink;
import io.gradus.app.plot.Isometric;
import io.gradus.app.plot.Mark;
import io.gradus.app.plot.Range;
import io.gradus.nn.landscape.Grid;
import io.gradus.nn.landscape.Plane.Place;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// A grid as a surface seen from a slant, with ways on it. Heights are logarithms if all values are
/// positive, from 0 for the least to 1 for the greatest.
final class Surface {
  private static final int PATCHES = 20; // along each side, at most

  private final Grid grid;
  private final double[][] heights;

  Surface(Grid grid) {
    this.grid = grid;
    double[] all = Arrays.stream(grid.loss()).flatMapToDouble(Arrays::stream).toArray();
    boolean positive = Arrays.stream(all).noneMatch(v -> v <= 0);
    DoubleUnaryOperator scale = positive ? Math::log : v -> v;
    Range range = Range.of(Arrays.stream(all).map(scale).toArray());
    double length = range.length() > 0 ? range.length() : 1;
    heights =
        Arrays.stream(grid.loss())
            .map(row ->
                Arrays.stream(row)
                    .map(v -> (scale.applyAsDouble(v) - range.low()) / length)
                    .map(h -> h <= 1 ? h : h > 1 ? 1 : Double.NaN) // infinite ones are at the top
                    .toArray())
            .toArray(double[][]::new);
  }

  Chart chart(String title, Ink shade) {
    return Chart.of(title, Axis.linear(""), Axis.linear(""))
        .with(Isometric.patches(coarse(), shade));
  }

  private double[][] coarse() {
    int every = Math.ceilDiv(heights.length - 1, PATCHES);
    int side = (heights.length - 1) / every + 1;
    double[][] coarse = new double[side][side];
    for (int r = 0; r < side; r++) {
      for (int c = 0; c < side; c++) {
        coarse[r][c] = heights[r * every][c * every];
      }
    }
    return coarse;
  }

  /// The line on the surface above the places of a way.
  Mark.Line way(String label, List<Place> way) {
    double[] across = new double[way.size()];
    double[] up = new double[way.size()];
    for (int i = 0; i < across.length; i++) {
      double x = share(grid.x(), way.get(i).a());
      double y = share(grid.y(), way.get(i).b());
      across[i] = Isometric.across(x, y);
      up[i] = Isometric.up(x, y, height(x, y));
    }
    return Mark.line(label, across, up).dot();
  }

  private static double share(double[] side, double at) {
    return (at - side[0]) / (side[side.length - 1] - side[0]);
  }

  /// The height between the four nearest places of the grid, linear in each direction; NaN outside.
  private double height(double x, double y) {
    int last = heights.length - 1;
    int c = Math.min((int) Math.floor(x * last), last - 1);
    int r = Math.min((int) Math.floor(y * last), last - 1);
    if (c < 0 || r < 0 || x > 1 || y > 1) {
      return Double.NaN;
    }
    double right = x * last - c;
    double up = y * last - r;
    double below = heights[r][c] * (1 - right) + heights[r][c + 1] * right;
    double above = heights[r + 1][c] * (1 - right) + heights[r + 1][c + 1] * right;
    return below * (1 - up) + above * up;
  }
}
