package io.gradus.app.gallery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Function;
import java.util.stream.Stream;

/// A folder for the time of a task.
public final class Scratch {
  private Scratch() {}

  /// What the task gives; the folder is taken away again.
  public static <T> T use(Function<Path, T> task) {
    try {
      Path folder = Files.createTempDirectory("gradus");
      try {
        return task.apply(folder);
      } finally {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
