package io.gradus.app.plot;

import java.util.List;
import java.util.Optional;

/// What a [Drawing] consists of: a picture as data, of which SVG and PNG are two readings.
///
/// Lengths are in units of the drawing, about a pixel; y grows downwards.
public sealed interface Item {
  /// Lines from point to point. A point that is not finite lifts the pen.
  ///
  /// @param pen color and width
  /// @param x the abscissas
  /// @param y the ordinates, as many
  record Path(Pen pen, double[] x, double[] y) implements Item {
    /// One line.
    public static Path line(Pen pen, double x1, double y1, double x2, double y2) {
      return new Path(pen, new double[] {x1, x2}, new double[] {y1, y2});
    }
  }

  /// Filled circles; those whose center is not finite are left out.
  ///
  /// @param fill their color
  /// @param radius their radius
  /// @param x the abscissas of the centers
  /// @param y the ordinates, as many
  record Dots(Fill fill, double radius, double[] x, double[] y) implements Item {}

  /// A filled area between closed lines; where an even number of them go around, it has a hole.
  ///
  /// @param fill its color
  /// @param x for each line the abscissas
  /// @param y for each line the ordinates
  record Area(Fill fill, List<double[]> x, List<double[]> y) implements Item {
    /// Copies the lists.
    public Area {
      x = List.copyOf(x);
      y = List.copyOf(y);
    }
  }

  /// A filled rectangle.
  ///
  /// @param fill its color
  /// @param box where it lies
  record Block(Fill fill, Box box) implements Item {}

  /// A line of text.
  ///
  /// @param ink its color
  /// @param size its height in units
  /// @param bold whether it is bold
  /// @param anchor which of its points lies at (x, y) on the base line
  /// @param angle the turn about that point in degrees, clockwise
  /// @param text the characters
  record Text(
      Ink ink,
      double size,
      boolean bold,
      Anchor anchor,
      double x,
      double y,
      double angle,
      String text)
      implements Item {}

  /// Items that belong together.
  ///
  /// @param clip the box outside of which nothing is shown
  /// @param hint what is said when the pointer rests on them; blocks without opacity in it, which
  ///   only catch the pointer, become visible then
  /// @param items what is in it, from back to front
  record Group(Optional<Box> clip, Optional<String> hint, List<Item> items) implements Item {
    /// Copies the list.
    public Group {
      items = List.copyOf(items);
    }

    /// Items with something to say about them.
    public static Group hint(String hint, Item... items) {
      return new Group(Optional.empty(), Optional.of(hint), List.of(items));
    }
  }

  /// How a line is drawn.
  ///
  /// @param ink the color
  /// @param opacity from 0, not to be seen, to 1
  /// @param width the width
  /// @param dashed whether it is interrupted
  record Pen(Ink ink, double opacity, double width, boolean dashed) {
    /// A full line.
    public static Pen of(Ink ink, double width) {
      return new Pen(ink, 1, width, false);
    }
  }

  /// How an area is filled.
  ///
  /// @param ink the color
  /// @param opacity from 0, not to be seen, to 1
  record Fill(Ink ink, double opacity) {}

  /// A rectangle.
  ///
  /// @param x its left edge
  /// @param y its upper edge
  /// @param width its width
  /// @param height its height
  record Box(double x, double y, double width, double height) {
    /// Its right edge.
    public double right() {
      return x + width;
    }

    /// Its lower edge.
    public double bottom() {
      return y + height;
    }

    /// Its middle from left to right.
    public double middle() {
      return x + width / 2;
    }

    /// Its middle from top to bottom.
    public double center() {
      return y + height / 2;
    }
  }

  /// Which point of a text is given.
  enum Anchor {
    /// Its left end.
    START,
    /// Its middle.
    MIDDLE,
    /// Its right end.
    END
  }
}
