package io.gradus.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A small table for tests: two lengths and a color, from which species and weight follow.
public final class Flowers {
  private static final List<String> SPECIES = List.of("aster", "bell", "clover");

  private Flowers() {}

  /// Writes the table.
  public static Path write(Path folder) {
    return write(folder, "flowers.csv", lines());
  }

  /// The lines of the table, the first one with the names.
  public static List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("length,width,color,weight,species");
    for (int i = 0; i < 90; i++) {
      int kind = i % 3;
      double length = 1 + kind + 0.3 * Math.sin(7.0 * i);
      double width = 2 - kind + 0.3 * Math.cos(5.0 * i);
      String color = i % 2 == 0 ? "red" : "blue";
      lines.add(
          String.format(
              Locale.ROOT,
              "%.3f,%.3f,%s,%.3f,%s",
              length,
              width,
              color,
              10 * length - width,
              SPECIES.get(kind)));
    }
    return lines;
  }

  /// Writes any lines.
  public static Path write(Path folder, String name, List<String> lines) {
    try {
      return Files.write(folder.resolve(name), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
