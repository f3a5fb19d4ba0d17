package io.gradus.app.plot;

import java.util.List;
import java.util.Locale;

/// The colors of a picture by what they are for, each for a light and a dark background.
///
/// The colors of series stand out from the background at a contrast of 3:1 or more, and any two of
/// them can be told apart with each of the three kinds of color blindness: a test simulates them
/// (Machado, Oliveira and Fernandes 2009) and measures distances in OKLab.
public enum Ink {
  /// The background.
  SURFACE("#ffffff", "#14171c"),
  /// Titles and values.
  TEXT("#1b1f24", "#e6e8eb"),
  /// Axes, their labels and other things that stay behind.
  MUTED("#5b6470", "#9aa4b0"),
  /// Lines of the grid.
  GRID("#e3e6ea", "#2b313a"),
  /// The first series.
  BLUE("#1953c6", "#1d8bfa"),
  /// The second series.
  ORANGE("#ec600b", "#f46524"),
  /// The third series.
  GREEN("#42a082", "#7be693"),
  /// The fourth series.
  PURPLE("#731375", "#8d53a0"),
  /// The fifth series.
  PINK("#ce6adc", "#e6aef8"),
  /// The sixth series.
  BROWN("#7e5203", "#eea915");

  private static final List<Ink> SERIES = List.of(BLUE, ORANGE, GREEN, PURPLE, PINK, BROWN);

  private final String light;
  private final String dark;

  Ink(String light, String dark) {
    this.light = light;
    this.dark = dark;
  }

  /// The color on a light background, as `#rrggbb`.
  public String light() {
    return light;
  }

  /// The color on a dark background, as `#rrggbb`.
  public String dark() {
    return dark;
  }

  /// The color of a series; after the last one comes the first again.
  ///
  /// @param i the number of the series, from 0
  public static Ink series(int i) {
    return SERIES.get(i % SERIES.size());
  }

  /// The colors of series in their order.
  public static List<Ink> series() {
    return SERIES;
  }

  /// The name in style sheets, such as `blue`.
  String css() {
    return name().toLowerCase(Locale.ROOT);
  }
}
