package io.gradus.app.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/// What standard error is connected to. The JDK tells it about standard input and output only, but
/// progress is wanted also when these are redirected, as in `gradus train --json > result.json`.
final class Terminal {
  private Terminal() {}

  /// The width in columns if standard error is a terminal.
  static OptionalInt width() {
    try {
      Process shell =
          new ProcessBuilder("sh", "-c", "test -t 2 && stty size <&2")
              .redirectInput(Redirect.INHERIT)
              .redirectError(Redirect.INHERIT)
              .start();
      String answer =
          new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      int columns = answer.isEmpty() ? 0 : Integer.parseInt(answer.replaceAll(".* ", ""));
      // Some terminals do not know their size and say 0.
      return shell.waitFor() != 0
          ? OptionalInt.empty()
          : OptionalInt.of(columns == 0 ? 80 : columns);
    } catch (IOException | NumberFormatException e) {
      return OptionalInt.empty(); // no such shell: sparse lines do
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }
}
