package io.gradus.app.worksheet;

import io.gradus.text.Outline;
import io.gradus.text.Outline.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs the cells of a notebook one after another. Whatever happens in a cell stays in it: it ends
/// with outputs or with one sentence, and the next one goes on from what was known before.
public final class Worksheet {
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final int LARGEST = 500_000; // characters that a cell shows

  /// What a statement shows.
  ///
  /// @param text in plain text
  /// @param tex in TeX for mathematics mode
  /// @param html a piece of a page
  public record Shown(String text, String tex, String html) {
    static Shown of(Output output) {
      Shown shown = new Shown(output.text(), output.tex(), output.html());
      return shown.html().length() <= LARGEST
          ? shown
          : of(new Output.Text("too long to be shown: " + shown.text().length() + " characters"));
    }
  }

  /// A cell that was run.
  ///
  /// @param input its code
  /// @param outputs what its statements show, in order
  /// @param notes sentences on readings that may surprise
  /// @param error why it ended early, if it did
  /// @param reasons sentences on why shapes do not fit, and what would
  /// @param correction the result of the statement that failed, with parameters whose shapes fit
  public record Cell(
      String input,
      List<Shown> outputs,
      List<String> notes,
      Optional<String> error,
      List<String> reasons,
      Optional<Shown> correction) {
    static Cell failed(String input, String sentence) {
      return new Cell(
          input, List.of(), List.of(), Optional.of(sentence), List.of(), Optional.empty());
    }
  }

  /// A piece of the notebook, and what came of it if it is code.
  record Part(Block block, Optional<Cell> cell) {}

  private final Duration longest;
  private Session session = new Session();

  private Worksheet(Duration longest) {
    this.longest = longest;
  }

  /// The pieces of a notebook in order, its cells run.
  static List<Part> run(String text, Duration longest) {
    Worksheet worksheet = new Worksheet(longest);
    List<Part> parts = new ArrayList<>();
    for (Block block : Notebook.read(text)) {
      Optional<Cell> cell =
          block instanceof Block.Cell c ? Optional.of(worksheet.guarded(c)) : Optional.empty();
      parts.add(new Part(block, cell));
    }
    return parts;
  }

  /// A notebook that was run.
  ///
  /// @param cells the cells in order
  /// @param page the report, a page that needs nothing else
  public record Report(List<Cell> cells, String page) {}

  /// Runs a notebook.
  ///
  /// @param text Markdown with code cells, or code
  /// @param name the title of the report if the notebook has no heading
  public static Report report(String text, String name) {
    List<Part> parts = run(text, LONGEST);
    return new Report(
        parts.stream().flatMap(p -> p.cell().stream()).toList(), WorksheetPage.of(parts, name));
  }

  /// Runs a cell in a thread of its own, which is given up when it takes too long.
  private Cell guarded(Block.Cell cell) {
    Session attempt = session.copy();
    FutureTask<Cell> task = new FutureTask<>(() -> run(cell, attempt));
    Thread thread = Thread.ofPlatform().daemon().name("worksheet").start(task);
    try {
      Cell done = task.get(longest.toMillis(), TimeUnit.MILLISECONDS);
      session = attempt;
      return done;
    } catch (TimeoutException e) {
      thread.interrupt();
      return Cell.failed(
          cell.input(),
          "line %d: this takes longer than %d s and was stopped"
              .formatted(cell.line(), longest.toSeconds()));
    } catch (ExecutionException e) {
      return Cell.failed(cell.input(), Failures.sentence(e.getCause()));
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      return Cell.failed(cell.input(), "interrupted");
    }
  }

  private static Cell run(Block.Cell cell, Session session) {
    List<Shown> outputs = new ArrayList<>();
    Optional<Repair.Correction> correction = Optional.empty();
    Optional<String> error = Optional.empty();
    Optional<Shown> corrected = Optional.empty();
    int from = 0;
    String statement = cell.input();
    try {
      for (Statement s : Outline.statements(cell.input())) {
        from = s.span().from();
        statement = s.span().text();
        session.run(statement, s.silent()).map(Shown::of).ifPresent(outputs::add);
      }
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      long line = cell.line() + cell.input().substring(0, from).lines().count();
      line -= from > 0 && cell.input().charAt(from - 1) != '\n' ? 1 : 0;
      error = Optional.of("line " + line + ": " + Failures.sentence(e));
      correction = Repair.of(session.copy(), statement, e);
      corrected = correction.flatMap(Repair.Correction::shown).map(Shown::of);
    }
    return new Cell(
        cell.input(),
        outputs,
        List.copyOf(session.notes()),
        error,
        correction.map(Repair.Correction::sentences).orElse(List.of()),
        corrected);
  }
}
