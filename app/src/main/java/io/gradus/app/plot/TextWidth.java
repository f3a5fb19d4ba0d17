package io.gradus.app.plot;

/// How wide a text will be, about: the font is the reader's. Widths are those of the usual
/// sans-serif fonts, rather too wide than too narrow.
public final class TextWidth {
  private static final String NARROW = " !\"'()*,-./:;I[\\]`fijlrt|{}⁻¹";
  private static final String WIDE = "%@MWmwẇ";

  private TextWidth() {}

  /// The width of a text.
  ///
  /// @param size the height of the font
  public static double of(String text, double size) {
    return size * text.codePoints().mapToDouble(TextWidth::em).sum();
  }

  /// The text, or its beginning and … if it does not fit.
  public static String fit(String text, double size, double room) {
    if (of(text, size) <= room) {
      return text;
    }
    int end = text.length();
    while (end > 1 && of(text.substring(0, end) + "…", size) > room) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end) + "…";
  }

  private static double em(int c) {
    if (NARROW.indexOf(c) >= 0) {
      return 0.34;
    }
    if (WIDE.indexOf(c) >= 0) {
      return 0.92;
    }
    return Character.isUpperCase(c) ? 0.7 : c > 0x2E80 ? 1 : 0.58;
  }
}
