package io.gradus.app.cli;

import io.gradus.app.html.Page;
import io.gradus.app.plot.Drawing;
import io.gradus.app.plot.Png;
import io.gradus.app.plot.Svg;
import io.gradus.nn.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/// Writes drawings into files.
final class Pictures {
  private static final String PAGES = "a picture ends in .svg, .png or .html, not as in ";

  private Pictures() {}

  /// Writes an SVG or PNG file, as the name ends.
  ///
  /// @throws UserException if the name ends otherwise
  static void write(Path file, Drawing drawing) throws IOException {
    write(file, drawing, "a picture ends in .svg or .png, not as in ");
  }

  /// Writes an SVG, PNG or HTML file, as the name ends.
  ///
  /// @param page the page with more than the picture
  /// @throws UserException if the name ends otherwise
  static void write(Path file, Drawing drawing, Supplier<Page> page) throws IOException {
    if (file.getFileName().toString().endsWith(".html")) {
      Files.writeString(file, page.get().text());
    } else {
      write(file, drawing, PAGES);
    }
  }

  /// Refuses a name that ends otherwise before long work is done for it.
  ///
  /// @throws UserException if the name ends neither in .svg nor in .png or .html
  static void check(Path file) {
    if (!file.getFileName().toString().matches(".*\\.(svg|png|html)")) {
      throw new UserException(PAGES + file);
    }
  }

  private static void write(Path file, Drawing drawing, String otherwise) throws IOException {
    String name = file.getFileName().toString();
    if (name.endsWith(".svg")) {
      Files.write(file, Svg.file(drawing).getBytes(StandardCharsets.UTF_8));
    } else if (name.endsWith(".png")) {
      Files.write(file, Png.file(drawing));
    } else {
      throw new UserException(otherwise + file);
    }
  }
}
