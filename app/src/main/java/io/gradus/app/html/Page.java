package io.gradus.app.html;

import io.gradus.app.plot.Svg;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// A page of text, formulas and pictures that needs nothing else: no network, no script. It follows
/// the light or dark scheme of its reader and can be printed.
///
/// @param language the language of its text, such as `en`, which also decides where lines begin
/// @param title its title
/// @param style its style sheet, besides that of pictures
/// @param body its content
public record Page(String language, String title, String style, String body) {
  /// A page of prose, formulas and tables.
  public Page(String language, String title, String body) {
    this(language, title, style(Page.class, "page.css"), body);
  }

  /// The whole page.
  public String text() {
    boolean leftwards = language.equals("fa") || language.equals("ar") || language.equals("he");
    return """
    <!DOCTYPE html>
    <html lang="%s" dir="%s">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <title>%s</title>
    <style>
    %s
    %s
    </style>
    </head>
    <body>
    <main>
    %s</main>
    </body>
    </html>
    """
        .formatted(
            Svg.escape(language),
            leftwards ? "rtl" : "ltr",
            Svg.escape(title),
            Svg.style(),
            style,
            body);
  }

  /// A style sheet that lies beside a class.
  public static String style(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
