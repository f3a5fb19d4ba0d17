package io.gradus.nn.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How people write the ten digits: for each a few styles, each a list of pen strokes.
///
/// A stroke is a list of points `x y` in hundredths, x to the right, y downwards, joined by commas;
/// strokes are joined by semicolons. The pen runs smoothly through the points but turns sharply at
/// a point marked `!`.
final class Glyphs {
  /// A stroke: its points and where it turns sharply.
  record Stroke(double[] x, double[] y, boolean[] corner) {}

  private static final String[][] STYLES = {
    {
      "54 2, 34 9, 23 34, 22 64, 33 91, 52 99, 69 90, 78 64, 77 34, 69 10, 52 2",
      "62 10, 44 2, 26 26, 23 62, 36 95, 58 96, 74 68, 75 32, 62 6, 44 10",
    },
    {
      "52 2, 51 50, 50 98",
      "32 26, 42 18, 53 3!, 53 50, 52 98",
      "32 24, 53 3!, 53 50, 52 97; 30 97, 52 97, 75 96",
    },
    {
      "24 25, 34 7, 54 2, 72 13, 73 33, 54 62, 22 96!, 50 96, 80 95",
      "25 22, 40 4, 64 6, 73 28, 58 58, 34 86, 22 92, 18 82, 30 79, 52 92, 82 93",
    },
    {
      "24 13, 44 2, 68 10, 69 32, 44 46!, 70 57, 77 78, 57 97, 36 97, 20 86",
      "24 4, 50 4, 75 4!, 46 40!, 68 48, 78 70, 62 94, 40 98, 20 88",
      "24 14, 42 2, 66 8, 70 28, 50 44, 40 46, 50 48, 74 60, 76 82, 52 98, 22 88",
    },
    {
      "34 4, 28 30, 20 57!, 50 58, 84 54; 66 26, 63 60, 60 98",
      "62 98, 63 50, 64 3!, 40 34, 16 67!, 50 68, 86 67",
      "28 8, 25 34, 34 50, 54 50, 72 38; 73 5, 71 50, 66 98",
    },
    {
      "75 4, 52 4, 30 5!, 26 46!, 50 38, 74 52, 75 78, 54 97, 23 90",
      "32 6, 27 46!, 52 40, 76 56, 71 84, 48 98, 22 88; 32 6, 54 6, 78 3",
      "74 5, 46 5, 28 22, 40 42, 66 56, 73 78, 50 98, 24 88",
    },
    {
      "67 4, 44 20, 27 52, 26 78, 42 98, 66 93, 75 71, 60 54, 40 58, 28 76",
      "48 2, 34 34, 24 66, 33 94, 58 98, 75 80, 67 60, 46 57, 29 72",
    },
    {
      "20 6, 48 6, 79 4!, 60 42, 45 98",
      "20 7, 48 6, 77 5!, 58 44, 46 98; 34 52, 56 50, 78 48",
      "22 22, 22 5!, 48 6, 77 5!, 62 36, 56 66, 54 98",
    },
    {
      "69 15, 48 2, 28 16, 38 38, 63 56, 75 78, 54 98, 29 88, 30 66, 52 46, 71 28, 68 12",
      "52 46, 31 34, 32 10, 52 2, 71 12, 70 34, 50 47, 26 63, 26 88, 50 99, 75 88, 73 62, 50 46",
    },
    {
      "73 20, 54 3, 31 11, 26 34, 44 50, 64 43, 74 19!, 71 60, 67 98",
      "72 24, 56 3, 32 8, 26 32, 42 50, 62 44, 73 22!, 73 56, 60 90, 30 95",
      "70 30, 60 6, 36 4, 27 26, 40 46, 62 40, 70 18, 66 58, 50 98",
    },
  };

  private static final List<List<List<Stroke>>> DIGITS =
      Arrays.stream(STYLES).map(s -> Arrays.stream(s).map(Glyphs::parse).toList()).toList();

  private Glyphs() {}

  /// The styles of a digit.
  static List<List<Stroke>> styles(int digit) {
    return DIGITS.get(digit);
  }

  private static List<Stroke> parse(String style) {
    List<Stroke> strokes = new ArrayList<>();
    for (String stroke : style.split(";")) {
      String[] points = stroke.strip().split(",");
      Stroke s =
          new Stroke(
              new double[points.length], new double[points.length], new boolean[points.length]);
      for (int i = 0; i < points.length; i++) {
        String p = points[i].strip();
        s.corner[i] = p.endsWith("!");
        String[] xy = p.replace("!", "").split(" ");
        s.x[i] = Integer.parseInt(xy[0]) / 100.0;
        s.y[i] = Integer.parseInt(xy[1]) / 100.0;
      }
      strokes.add(s);
    }
    return List.copyOf(strokes);
  }
}
