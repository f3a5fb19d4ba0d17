package io.gradus.nn.data;

import io.gradus.array.Array;
import io.gradus.array.DType;
import io.gradus.array.Key;
import io.gradus.array.Shape;
import java.util.ArrayList;
import java.util.List;

/// The embedded example: gray images of handwritten-style digits, made from a seed.
///
/// Each image is drawn by a pen that follows the skeleton of its digit in one of a few styles. The
/// skeleton's points tremble, a smooth field bends the whole digit, and it is turned, slanted,
/// scaled and shifted; the pen has its own thickness, pressure, ink and blur, and the paper some
/// noise.
///
/// An image depends only on the key and its number: the first hundred of 6,000 images are the
/// images of a set of a hundred. Equal keys give equal bits on every machine.
public final class Digits {
  /// The height and width of an image in pixels.
  public static final int SIDE = 28;

  /// The usual number of images.
  public static final int COUNT = 6000;

  private static final int PIXELS = SIDE * SIDE;
  private static final int CLASSES = 10;
  private static final int GRID = 4; // points along a side of the bending field
  private static final double HEIGHT = 18.5; // of an undistorted digit in pixels
  // The shift is what a linear model cannot follow: with it, it stays near 90 % on new images.
  private static final double SHIFT = 3; // pixels
  private static final double TREMOR = 0.009; // of the height

  private Digits() {}

  /// Makes images with their classes; each ten images in a row show the ten digits once.
  ///
  /// @param n the number of images
  /// @param key the source of all randomness
  /// @return features (n, 784) from 0, paper, to 1, ink, in steps of 1/255, row by row from the
  ///   upper left; targets (n, 10) one-hot
  public static Dataset generate(int n, Key key, DType dtype) {
    double[] x = new double[n * PIXELS];
    double[] y = new double[n * CLASSES];
    Pen pen = new Pen(SIDE);
    int[] order = new int[CLASSES];
    for (int i = 0; i < n; i++) {
      if (i % CLASSES == 0) {
        order = key.fold(-1 - i / CLASSES).permutation(CLASSES);
      }
      int digit = order[i % CLASSES];
      y[i * CLASSES + digit] = 1;
      draw(digit, new Draw(key.fold(i)), pen, x, i * PIXELS);
    }
    return new Dataset(
        Task.CLASSIFICATION,
        Array.of(Shape.of(n, PIXELS), x).cast(dtype),
        Array.of(Shape.of(n, CLASSES), y).cast(dtype),
        Idx.pixelNames(SIDE, SIDE),
        classNames());
  }

  private static List<String> classNames() {
    List<String> names = new ArrayList<>();
    for (int c = 0; c < CLASSES; c++) {
      names.add(String.valueOf(c));
    }
    return names;
  }

  /// Random numbers of one image, drawn one after the other.
  private static final class Draw {
    private final Key key;
    private long next;

    Draw(Key key) {
      this.key = key;
    }

    double between(double low, double high) {
      return low + (high - low) * key.uniform(next++);
    }

    int below(int bound) {
      return key.below(bound, next++);
    }

    /// A bell-shaped number of variance 1 between −3.5 and 3.5: the sum of four uniform ones.
    double bell() {
      long bits = key.at(next++);
      long sum = (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48);
      return (sum - 131_070.0) / 37_837.0;
    }
  }

  private static void draw(int digit, Draw draw, Pen pen, double[] image, int at) {
    List<List<Glyphs.Stroke>> styles = Glyphs.styles(digit);
    List<Glyphs.Stroke> style = styles.get(draw.below(styles.size()));
    Bend bend = new Bend(draw);
    double angle = 0.09 * draw.bell();
    double slant = 0.13 * draw.bell() + 0.08;
    double wide = HEIGHT * draw.between(0.85, 1.1);
    double high = HEIGHT * draw.between(0.9, 1.1);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double right = SIDE / 2.0 + draw.between(-SHIFT, SHIFT);
    double down = SIDE / 2.0 + draw.between(-SHIFT, SHIFT);
    double radius = draw.between(1.1, 1.8);
    double blur = draw.between(1.5, 2.5);
    pen.clear();
    for (Glyphs.Stroke stroke : style) {
      int points = stroke.x().length;
      double[] px = new double[points];
      double[] py = new double[points];
      for (int i = 0; i < points; i++) {
        double x = stroke.x()[i] - 0.5;
        double y = stroke.y()[i] - 0.5;
        double u = (x + bend.right(x, y) + TREMOR * draw.bell() - slant * y) * wide;
        double v = (y + bend.down(x, y) + TREMOR * draw.bell()) * high;
        px[i] = right + cos * u - sin * v;
        py[i] = down + sin * u + cos * v;
      }
      double first = radius * draw.between(0.8, 1.2);
      double last = radius * draw.between(0.8, 1.2);
      pen.draw(px, py, stroke.corner(), first, last, blur);
    }
    double ink = draw.between(0.75, 1.0);
    double grain = draw.between(0.0, 0.04);
    for (int p = 0; p < PIXELS; p++) {
      double gray = ink * pen.ink(p, blur) + grain * draw.bell();
      image[at + p] = Math.rint(255 * Math.clamp(gray, 0.0, 1.0)) / 255;
    }
  }

  /// A smooth displacement of the plane, interpolated between random values on a coarse grid.
  private static final class Bend {
    private static final double SIZE = 0.025;
    private final double[] right = new double[GRID * GRID];
    private final double[] down = new double[GRID * GRID];

    Bend(Draw draw) {
      for (int i = 0; i < GRID * GRID; i++) {
        right[i] = SIZE * draw.bell();
        down[i] = SIZE * draw.bell();
      }
    }

    double right(double x, double y) {
      return at(right, x, y);
    }

    double down(double x, double y) {
      return at(down, x, y);
    }

    private static double at(double[] field, double x, double y) {
      double u = Math.clamp((x + 0.5) * (GRID - 1), 0.0, GRID - 1.0);
      double v = Math.clamp((y + 0.5) * (GRID - 1), 0.0, GRID - 1.0);
      int i = Math.min((int) u, GRID - 2);
      int j = Math.min((int) v, GRID - 2);
      double s = u - i;
      double t = v - j;
      int k = j * GRID + i;
      return (1 - t) * ((1 - s) * field[k] + s * field[k + 1])
          + t * ((1 - s) * field[k + GRID] + s * field[k + GRID + 1]);
    }
  }
}
