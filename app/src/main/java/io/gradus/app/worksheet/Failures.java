package io.gradus.app.worksheet;

import io.gradus.nn.UserException;

/// Failures of cells as sentences.
final class Failures {
  private Failures() {}

  /// One sentence without a full stop.
  static String sentence(Throwable e) {
    String text =
        switch (e) {
          case UserException u -> u.getMessage();
          // Positions are those of a part of the statement, which the reader does not see.
          case IllegalArgumentException i ->
              String.valueOf(i.getMessage()).replaceAll(" at position \\d+", "");
          case StackOverflowError _ -> "this is nested too deeply";
          case OutOfMemoryError _ -> "this needs more memory than there is";
          default -> "this is a fault of gradus, please report it: " + e;
        };
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
