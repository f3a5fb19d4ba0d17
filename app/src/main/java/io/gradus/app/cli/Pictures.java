package io.gradus.app.cli;

import io.gradus.app.plot.Drawing;
import io.gradus.app.plot.Png;
import io.gradus.app.plot.Svg;
import io.gradus.nn.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes drawings into files.
final class Pictures {
  private Pictures() {}

  /// Writes an SVG or PNG file, as the name ends.
  ///
  /// @throws UserException if the name ends otherwise
  static void write(Path file, Drawing drawing) throws IOException {
    String name = file.getFileName().toString();
    if (name.endsWith(".svg")) {
      Files.write(file, Svg.file(drawing).getBytes(StandardCharsets.UTF_8));
    } else if (name.endsWith(".png")) {
      Files.write(file, Png.file(drawing));
    } else {
      throw new UserException("a picture ends in .svg or .png, not as in " + file);
    }
  }
}
