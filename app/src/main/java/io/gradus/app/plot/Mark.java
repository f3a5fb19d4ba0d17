package io.gradus.app.plot;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Something that a chart shows. Those with a label are in the legend.
public sealed interface Mark {
  /// How dark shades become: lines above them can still be seen.
  double DARKEST = 0.55;

  /// The name in the legend; empty for none.
  String label();

  /// The color; otherwise the next one of the series.
  Optional<Ink> ink();

  /// A curve through points. NaN is a gap.
  ///
  /// @param label the name in the legend; empty for none
  /// @param ink the color
  /// @param dashed whether the line is interrupted
  /// @param dotted whether the points are marked
  /// @param x the abscissas
  /// @param y the ordinates, as many
  record Line(
      String label, Optional<Ink> ink, boolean dashed, boolean dotted, double[] x, double[] y)
      implements Mark {
    /// As many ordinates as abscissas.
    public Line {
      if (x.length != y.length) {
        throw new IllegalArgumentException(x.length + " abscissas, " + y.length + " ordinates");
      }
    }

    /// The line in the given color.
    public Line in(Ink color) {
      return new Line(label, Optional.of(color), dashed, dotted, x, y);
    }

    /// The line interrupted.
    public Line dash() {
      return new Line(label, ink, true, dotted, x, y);
    }

    /// The line with its points.
    public Line dot() {
      return new Line(label, ink, dashed, true, x, y);
    }
  }

  /// Points.
  ///
  /// @param label the name in the legend; empty for none
  /// @param ink the color
  /// @param x the abscissas
  /// @param y the ordinates, as many
  record Points(String label, Optional<Ink> ink, double[] x, double[] y) implements Mark {
    /// As many ordinates as abscissas.
    public Points {
      if (x.length != y.length) {
        throw new IllegalArgumentException(x.length + " abscissas, " + y.length + " ordinates");
      }
    }

    /// The points in the given color.
    public Points in(Ink color) {
      return new Points(label, Optional.of(color), x, y);
    }
  }

  /// Bars from 0 upwards. Several of them stand side by side.
  ///
  /// @param label the name in the legend; empty for none
  /// @param ink the color
  /// @param x the middle of each place, at equal distances
  /// @param heights the heights, as many
  record Bars(String label, Optional<Ink> ink, double[] x, double[] heights) implements Mark {}

  /// Shaded cells in rows and columns, row 0 at y = 0. An axis of categories has its first name on
  /// top.
  ///
  /// @param shades from 0, empty, to 1, full; NaN is a gap
  /// @param texts what is written into each cell if there is room; may be empty
  record Cells(double[][] shades, String[][] texts) implements Mark {
    @Override
    public String label() {
      return "";
    }

    @Override
    public Optional<Ink> ink() {
      return Optional.of(Ink.BLUE);
    }
  }

  /// Cells in rows, colored by their values on a fixed scale, such as layers by time. Row 0 is at y
  /// = 0; an axis of categories has its first name on top.
  ///
  /// @param edges where columns begin and end, ascending: one more than there are columns
  /// @param names what columns are called
  /// @param values the values, `values[row][column]`; NaN is a gap, an infinity stands for what is
  ///   not finite
  /// @param shades the colors
  record Heat(double[] edges, String[] names, double[][] values, Shades shades) implements Mark {
    @Override
    public String label() {
      return "";
    }

    @Override
    public Optional<Ink> ink() {
      return Optional.of(Ink.MUTED);
    }
  }

  /// Lines of equal height of a function of two variables.
  ///
  /// @param x the abscissas of the grid, ascending
  /// @param y the ordinates of the grid, ascending
  /// @param z the values, `z[row][column]` at `(x[column], y[row])`; NaN is a gap
  /// @param levels the heights, ascending
  /// @param shaded what the values are called, if what is higher is darker and a bar beside the
  ///   chart says how high; empty for lines alone
  /// @param shade the color of the shades
  record Contours(double[] x, double[] y, double[][] z, double[] levels, String shaded, Ink shade)
      implements Mark {
    /// The same surface with the same lines on another scale, on which it is closer to straight
    /// between neighbors: that of logarithms if all is positive.
    Contours straightened() {
      boolean positive = Stream.of(z).flatMapToDouble(Arrays::stream).allMatch(v -> !(v <= 0));
      double[][] logs = Stream.of(z).map(Contours::log).toArray(double[][]::new);
      return positive ? new Contours(x, y, logs, log(levels), shaded, shade) : this;
    }

    private static double[] log(double[] a) {
      return Arrays.stream(a).map(Math::log).toArray();
    }

    /// The same with shades and a bar.
    public Contours shaded(String name, Ink color) {
      return new Contours(x, y, z, levels, name, color);
    }

    /// How dark each level makes what is above it: all of them together as dark as can be.
    Item.Fill step() {
      return new Item.Fill(shade, 1 - Math.pow(1 - DARKEST, 1.0 / levels.length));
    }

    @Override
    public String label() {
      return "";
    }

    @Override
    public Optional<Ink> ink() {
      return Optional.of(Ink.MUTED);
    }
  }

  /// Areas with corners, each of which covers those before it. A chart with them has no axes.
  ///
  /// @param x for each the abscissas of its corners
  /// @param y for each the ordinates of its corners
  /// @param shades for each from 0, empty, to 1, as dark as can be
  /// @param shade the color of the shades
  record Patches(List<double[]> x, List<double[]> y, List<Double> shades, Ink shade)
      implements Mark {
    @Override
    public String label() {
      return "";
    }

    @Override
    public Optional<Ink> ink() {
      return Optional.of(Ink.MUTED);
    }
  }

  /// A curve.
  static Line line(String label, double[] x, double[] y) {
    return new Line(label, Optional.empty(), false, false, x, y);
  }

  /// Points.
  static Points points(String label, double[] x, double[] y) {
    return new Points(label, Optional.empty(), x, y);
  }

  /// Bars at 0, 1, 2, …, for an axis of categories.
  static Bars bars(String label, double... heights) {
    double[] x = new double[heights.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }
    return new Bars(label, Optional.empty(), x, heights);
  }

  /// Bars at equal distances, such as the counts of a histogram.
  static Bars bars(String label, double[] x, double[] heights) {
    return new Bars(label, Optional.empty(), x, heights);
  }

  /// Lines of equal height: at round numbers in about equal ratios if all values are positive,
  /// otherwise with equal areas between them.
  ///
  /// @param most how many at most
  static Contours contours(double[] x, double[] y, double[][] z, int most) {
    return new Contours(x, y, z, Levels.of(z, most), "", Ink.MUTED);
  }
}
