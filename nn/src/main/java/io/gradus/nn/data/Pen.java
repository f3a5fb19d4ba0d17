package io.gradus.nn.data;

import java.util.Arrays;

/// Draws strokes of some thickness on a small gray image, by the distance of each pixel to the
/// nearest stroke.
///
/// Only arithmetic and square roots are used, which IEEE 754 rounds correctly: the same bits on
/// every machine.
final class Pen {
  private static final int STEPS = 6; // straight pieces between two points of a curve
  private static final double FAR = 9;

  private final int side;
  private final double[] distance; // from the edge of the ink, in pixels; negative inside

  /// A pen over an empty image of `side` × `side` pixels.
  Pen(int side) {
    this.side = side;
    this.distance = new double[side * side];
  }

  /// Forgets what was drawn.
  void clear() {
    Arrays.fill(distance, FAR);
  }

  /// Draws a stroke: a Catmull–Rom curve through its points, broken at the corners.
  ///
  /// @param x the points in pixels to the right of the left edge
  /// @param y the points in pixels below the upper edge
  /// @param first the radius of the pen at the beginning, in pixels
  /// @param last the radius at the end
  /// @param reach how far beyond the edge of the ink the distance must be known, in pixels
  void draw(double[] x, double[] y, boolean[] corner, double first, double last, double reach) {
    int pieces = x.length - 1;
    double beforeX = x[0];
    double beforeY = y[0];
    for (int i = 0; i < pieces; i++) {
      int p = i == 0 || corner[i] ? i : i - 1;
      int n = i + 1 == pieces || corner[i + 1] ? i + 1 : i + 2;
      for (int k = 1; k <= STEPS; k++) {
        double t = (double) k / STEPS;
        double atX = curve(x[p], x[i], x[i + 1], x[n], t);
        double atY = curve(y[p], y[i], y[i + 1], y[n], t);
        double radius = first + (last - first) * (i + t) / pieces;
        line(beforeX, beforeY, atX, atY, radius, reach);
        beforeX = atX;
        beforeY = atY;
      }
    }
  }

  private static double curve(double a, double b, double c, double d, double t) {
    double linear = c - a;
    double square = 2 * a - 5 * b + 4 * c - d;
    double cube = 3 * (b - c) + d - a;
    return b + 0.5 * t * (linear + t * (square + t * cube));
  }

  private void line(double ax, double ay, double bx, double by, double radius, double reach) {
    double around = radius + reach;
    int left = Math.max(0, (int) (Math.min(ax, bx) - around));
    int right = Math.min(side - 1, (int) (Math.max(ax, bx) + around));
    int top = Math.max(0, (int) (Math.min(ay, by) - around));
    int bottom = Math.min(side - 1, (int) (Math.max(ay, by) + around));
    double dx = bx - ax;
    double dy = by - ay;
    double length = Math.max(dx * dx + dy * dy, 1e-12);
    for (int row = top; row <= bottom; row++) {
      double py = row + 0.5 - ay;
      for (int column = left; column <= right; column++) {
        double px = column + 0.5 - ax;
        double t = Math.clamp((px * dx + py * dy) / length, 0.0, 1.0);
        double ex = px - t * dx;
        double ey = py - t * dy;
        double d = Math.sqrt(ex * ex + ey * ey) - radius;
        int at = row * side + column;
        distance[at] = Math.min(distance[at], d);
      }
    }
  }

  /// The ink on a pixel, 0 to 1: full inside, fading over `blur` pixels across the edge.
  double ink(int pixel, double blur) {
    double t = Math.clamp(0.5 - distance[pixel] / blur, 0.0, 1.0);
    return t * t * (3 - 2 * t);
  }
}
