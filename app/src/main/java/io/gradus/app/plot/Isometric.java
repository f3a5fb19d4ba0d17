package io.gradus.app.plot;

import java.util.ArrayList;
import java.util.List;

/// A surface over the unit square seen from above at a slant: the corner (0, 0) is in front, and
/// (1, 1) at the back. Parallels stay parallel.
///
/// Across on the page is (x − y) cos 30°, up is (x + y)/2 · sin 30° and the height.
public final class Isometric {
  private static final double ACROSS = Math.cos(Math.PI / 6);
  private static final double UP = Math.sin(Math.PI / 6);
  private static final double HIGH = 0.7; // the greatest height, in sides of the square

  private Isometric() {}

  /// The abscissa on the page.
  public static double across(double x, double y) {
    return ACROSS * (x - y);
  }

  /// The ordinate on the page.
  ///
  /// @param height from 0 to 1
  public static double up(double x, double y, double height) {
    return UP * (x + y) + HIGH * height;
  }

  /// The surface as four-cornered patches, from the back to the front, so that what is in front
  /// covers what is behind.
  ///
  /// @param heights from 0 to 1 on a grid, `heights[row][column]`, row 0 at y = 0; a patch with a
  ///   corner that is NaN is left out
  public static Mark.Patches patches(double[][] heights, Ink shade) {
    int rows = heights.length - 1;
    int columns = heights[0].length - 1;
    List<double[]> x = new ArrayList<>();
    List<double[]> y = new ArrayList<>();
    List<Double> shades = new ArrayList<>();
    for (int away = rows + columns - 2; away >= 0; away--) {
      for (int r = Math.max(0, away - columns + 1); r <= Math.min(rows - 1, away); r++) {
        int c = away - r;
        double[] px = new double[4];
        double[] py = new double[4];
        double mean = 0;
        for (int corner = 0; corner < 4; corner++) { // around the patch
          int row = r + corner / 2;
          int column = c + (corner == 1 || corner == 2 ? 1 : 0);
          double height = heights[row][column];
          px[corner] = across((double) column / columns, (double) row / rows);
          py[corner] = up((double) column / columns, (double) row / rows, height);
          mean += height / 4;
        }
        if (!Double.isNaN(mean)) {
          x.add(px);
          y.add(py);
          shades.add(mean);
        }
      }
    }
    return new Mark.Patches(x, y, shades, shade);
  }
}
