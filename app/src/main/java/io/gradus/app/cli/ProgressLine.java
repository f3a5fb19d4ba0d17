package io.gradus.app.cli;

import io.gradus.nn.train.Listener;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/// Shows how a training gets on: one line that is written over and over on a terminal, a few plain
/// lines elsewhere.
final class ProgressLine implements Listener {
  private static final long EVERY = 100_000_000; // nanoseconds between two looks of the line
  private static final long AT_LEAST_EVERY = 60_000_000_000L; // between two plain lines
  private static final int LINES = 10; // about so many elsewhere
  private static final int BAR = 20;
  private static final String ERASE = "\r\u001b[K";

  private final Console console;
  private final PrintStream err;
  private final boolean quiet;
  private OptionalInt width = OptionalInt.empty(); // of the terminal, if there is one
  private String validation = "";
  private long shown = System.nanoTime();
  private long tenth = -1;

  ProgressLine(Console console, boolean quiet) {
    this.console = console;
    this.err = console.err();
    this.quiet = quiet;
  }

  @Override
  public void started(Progress progress) {
    if (!quiet && console.stop().isPresent()) {
      width = Terminal.width();
    }
  }

  @Override
  public void step(Supplier<Progress> progress) {
    if (width.isPresent() && System.nanoTime() - shown >= EVERY) {
      draw(progress.get());
    }
  }

  @Override
  public void epoch(Progress progress, Optional<Map<String, Double>> metrics) {
    metrics.ifPresent(m -> validation = text(m));
    if (width.isPresent()) {
      step(() -> progress);
    } else if (!quiet
        && (progress.step() * LINES / progress.steps() > tenth
            || System.nanoTime() - shown >= AT_LEAST_EVERY)) {
      tenth = progress.step() * LINES / progress.steps();
      shown = System.nanoTime();
      err.println(String.join("  ", parts(progress)));
    }
  }

  @Override
  public void note(String sentence) {
    clear();
    if (!quiet) {
      err.println("gradus: note: " + sentence);
    }
  }

  /// Takes the line away.
  void clear() {
    if (width.isPresent()) {
      err.print(ERASE);
      err.flush();
    }
  }

  private void draw(Progress progress) {
    shown = System.nanoTime();
    err.print(ERASE + fit(progress, width.getAsInt() - 1));
    err.flush();
  }

  /// As many parts as the line has room for, the most important first.
  private String fit(Progress p, int room) {
    StringBuilder line = new StringBuilder();
    for (String part : parts(p)) {
      if (!line.isEmpty() && line.length() + 2 + part.length() > room) {
        break;
      }
      line.append(line.isEmpty() ? "" : "  ").append(part);
    }
    double share = (double) p.step() / p.steps();
    int done = (int) (share * BAR);
    String bar = "━".repeat(done) + "┄".repeat(BAR - done) + "  ";
    return bar.length() + line.length() <= room
        ? bar + line
        : line.substring(0, Math.min(room, line.length()));
  }

  private List<String> parts(Progress p) {
    double left = (p.steps() - p.step()) * p.seconds() / Math.max(1, p.step());
    return List.of(
        "epoch %d/%d".formatted(p.epoch(), p.epochs()),
        "loss " + Tables.number(p.meanLoss()),
        validation.isEmpty() ? "step %d/%d".formatted(p.step(), p.steps()) : validation,
        "risk %s mean, %s recent"
            .formatted(Tables.number(p.risk().mean()), Tables.number(p.risk().exponential())),
        String.format(Locale.ROOT, "%,.0f samples/s", p.samplesPerSecond()),
        "ETA " + time(left));
  }

  /// The metric of the validation part that people look at first.
  private static String text(Map<String, Double> metrics) {
    for (String name : List.of("accuracy", "r2", "loss")) {
      if (metrics.containsKey(name)) {
        return "validation " + name + " " + Tables.number(metrics.get(name));
      }
    }
    return "";
  }

  private static String time(double seconds) {
    long s = Math.round(seconds);
    return s < 3600
        ? "%d:%02d".formatted(s / 60, s % 60)
        : "%d:%02d:%02d".formatted(s / 3600, s / 60 % 60, s % 60);
  }
}
