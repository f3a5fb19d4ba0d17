package io.gradus.app.worksheet;

import io.gradus.text.Outline;
import io.gradus.text.ReadException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes a notebook apart: Markdown with code cells, or a plain file of code.
///
/// Code stands in fences without a language or with that of Wolfram, or behind a prompt `In[ ]:=`
/// up to an empty line. In a file without fences and prompts everything is code, and empty lines
/// between complete statements part the cells.
final class Notebook {
  private static final Pattern FENCE = Pattern.compile("\\s{0,3}(```+|~~~+)\\s*([^`]*)");
  private static final Pattern IN = Pattern.compile("\\s*In\\s*\\[\\s*\\d*\\s*]\\s*:?=[ \\t]?");
  private static final Pattern OUT =
      Pattern.compile("\\s*Out\\s*\\[\\s*\\d*\\s*](//\\s*\\w+)?\\s*:?=?(.*)");
  private static final Pattern HEADING = Pattern.compile("\\s{0,3}(#{1,6})\\s+(.*?)\\s*#*\\s*");
  private static final Pattern ITEM = Pattern.compile("\\s*(?:[-*+]|\\d+[.)])\\s+(.*)");
  private static final Set<String> LANGUAGES =
      Set.of("", "wolfram", "wl", "mathematica", "m", "nb", "mma");

  private static final int FARTHEST = 50; // paragraphs in which a bracket is closed

  private final List<String> lines;
  private final List<Block> blocks = new ArrayList<>();
  private int at;

  private Notebook(List<String> lines) {
    this.lines = lines;
  }

  /// The pieces of a file in their order.
  static List<Block> read(String text) {
    Notebook notebook = new Notebook(text.lines().toList());
    boolean marked =
        notebook.lines.stream()
            .anyMatch(line -> FENCE.matcher(line).matches() || IN.matcher(line).lookingAt());
    while (notebook.at < notebook.lines.size()) {
      if (marked) {
        notebook.markdown();
      } else {
        notebook.code();
      }
    }
    return notebook.blocks;
  }

  private String line() {
    return lines.get(at);
  }

  private boolean more() {
    return at < lines.size();
  }

  private void markdown() {
    String line = line();
    Matcher fence = FENCE.matcher(line);
    Matcher heading = HEADING.matcher(line);
    Matcher out = OUT.matcher(line);
    Matcher item = ITEM.matcher(line);
    if (line.isBlank()) {
      at++;
    } else if (fence.matches()) {
      fenced(fence.group(1), fence.group(2).strip().toLowerCase(Locale.ROOT));
    } else if (IN.matcher(line).lookingAt()) {
      int from = at;
      cells(until(l -> l.isBlank() || isBoundary(l)), from);
    } else if (out.matches()) {
      recorded(out.group(2));
    } else if (heading.matches()) {
      blocks.add(new Block.Heading(heading.group(1).length(), heading.group(2)));
      at++;
    } else if (line.strip().startsWith("$$")) {
      blocks.add(new Block.Verbatim(display()));
    } else {
      at++;
      String rest = until(l -> l.isBlank() || isMark(l));
      String first = item.matches() ? item.group(1) : line.strip();
      blocks.add(new Block.Prose(item.matches(), (first + "\n" + rest).strip()));
    }
  }

  /// True where something other than the paragraph before begins.
  private static boolean isMark(String line) {
    return isBoundary(line)
        || ITEM.matcher(line).matches()
        || IN.matcher(line).lookingAt()
        || line.strip().startsWith("$$");
  }

  private static boolean isBoundary(String line) {
    return FENCE.matcher(line).matches()
        || HEADING.matcher(line).matches()
        || OUT.matcher(line).matches();
  }

  /// The lines from here to before the first of a kind.
  private String until(Predicate<String> end) {
    StringBuilder text = new StringBuilder();
    for (; more() && !end.test(line()); at++) {
      text.append(line()).append('\n');
    }
    return text.toString();
  }

  private void fenced(String mark, String language) {
    int from = ++at;
    String text = until(l -> l.strip().equals(mark));
    at++; // the closing mark, or the end of the file
    if (LANGUAGES.contains(language)) {
      cells(text, from);
    } else {
      blocks.add(new Block.Verbatim(text));
    }
  }

  /// Every prompt begins a cell; an output between them is not code.
  private void cells(String text, int from) {
    StringBuilder cell = new StringBuilder();
    int first = from;
    int number = from;
    boolean output = false;
    for (String line : text.lines().toList()) {
      Matcher in = IN.matcher(line);
      boolean prompt = in.lookingAt();
      boolean out = !prompt && OUT.matcher(line).matches();
      if (prompt || out) {
        add(cell, first);
        first = number;
      }
      output = out || output && !prompt;
      if (output) {
        cell.setLength(0);
      } else {
        cell.append(prompt ? line.substring(in.end()) : line).append('\n');
      }
      number++;
    }
    add(cell, first);
  }

  private void add(StringBuilder cell, int from) {
    String text = cell.toString();
    if (!text.isBlank()) {
      int skipped = (int) text.lines().takeWhile(String::isBlank).count();
      String code = String.join("\n", text.lines().skip(skipped).toList());
      blocks.add(new Block.Cell(code.stripTrailing(), from + skipped + 1));
    }
    cell.setLength(0);
  }

  /// The output that the notebook gives: what stands behind the prompt, and displayed formulas.
  private void recorded(String first) {
    at++;
    StringBuilder text = new StringBuilder(first.strip());
    int next = at;
    while (true) {
      while (next < lines.size() && lines.get(next).isBlank()) {
        next++;
      }
      if (next == lines.size() || !lines.get(next).strip().startsWith("$$")) {
        break;
      }
      at = next;
      text.append('\n').append(display());
      next = at;
    }
    if (!text.toString().isBlank()) {
      blocks.add(new Block.Recorded(text.toString().strip()));
    }
  }

  /// A formula between double dollar signs, perhaps of several lines.
  private String display() {
    String first = line().strip();
    at++;
    if (first.length() > 4 && first.endsWith("$$")) {
      return first;
    }
    String rest = until(l -> l.strip().endsWith("$$") || FENCE.matcher(l).matches());
    String last = more() && line().strip().endsWith("$$") ? lines.get(at++) : "";
    return (first + "\n" + rest + last).strip();
  }

  private void code() {
    if (line().isBlank()) {
      at++;
      return;
    }
    int from = at;
    StringBuilder text = new StringBuilder(until(String::isBlank));
    int first = at; // behind the first paragraph
    for (int i = 0; i < FARTHEST && more() && !isClosed(text.toString()); i++) {
      at++;
      text.append('\n').append(until(String::isBlank));
    }
    if (!isClosed(text.toString())) { // broken for good: only its own paragraph is
      at = first;
      text = new StringBuilder(String.join("\n", lines.subList(from, first)));
    }
    blocks.add(new Block.Cell(text.toString().strip(), from + 1));
  }

  private static boolean isClosed(String text) {
    try {
      return Outline.isClosed(text);
    } catch (ReadException e) {
      return false;
    }
  }
}
