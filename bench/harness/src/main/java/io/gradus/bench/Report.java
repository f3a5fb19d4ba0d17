package io.gradus.bench;

import io.gradus.eval.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What is printed.
///
/// @param options what was asked for
/// @param results the lines
/// @param notes what went wrong
record Report(Options options, List<Result> results, List<String> notes) {
  private static final List<String> HEAD =
      List.of(
          "workload",
          "figure",
          "threads",
          "Gradus",
          "peers",
          "ratio to the best",
          "goal",
          "result");

  /// For programs.
  Map<String, Object> json() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("machine", machine());
    map.put("jdk", jdk());
    map.put("backend", Backend.current().name());
    map.put(
        "threads",
        options.threads().size() == 1 ? options.threads().getFirst() : options.threads());
    map.put("date", LocalDate.now().toString());
    map.put("results", results.stream().map(Result::json).toList());
    map.put("notes", notes);
    return map;
  }

  /// For people: a table in Markdown, columns in line.
  String text() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    results.forEach(r -> rows.add(row(r)));
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder out = new StringBuilder();
    out.append(machine()).append("; JDK ").append(jdk()).append("; backend ");
    out.append(Backend.current().name()).append("; ").append(LocalDate.now()).append("\n\n");
    for (int r = 0; r < rows.size(); r++) {
      line(rows.get(r), widths, " ", out);
      if (r == 0) {
        line(HEAD.stream().map(_ -> "").toList(), widths, "-", out);
      }
    }
    long missed = results.stream().filter(r -> Boolean.FALSE.equals(r.met())).count();
    long met = results.stream().filter(r -> Boolean.TRUE.equals(r.met())).count();
    out.append("\nGoals met: ").append(met).append(", missed: ").append(missed).append(".\n");
    notes.forEach(n -> out.append("- ").append(n).append('\n'));
    return out.toString();
  }

  private static void line(List<String> cells, int[] widths, String fill, StringBuilder out) {
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      out.append(i == 0 ? "|" : "").append(fill.equals("-") ? "-" : " ").append(cell);
      out.append(fill.repeat(widths[i] - cell.length())).append(fill.equals("-") ? "-" : " ");
      out.append('|');
    }
    out.append('\n');
  }

  private static List<String> row(Result r) {
    String peers =
        r.peers().entrySet().stream()
            .map(e -> e.getKey() + " " + Result.number(e.getValue()))
            .collect(Collectors.joining("; "));
    String ratio = Double.isNaN(r.ratio()) ? "" : Result.number(r.ratio()) + "×";
    return List.of(
        r.id(),
        r.metric() + ", " + r.unit(),
        "" + r.threads(),
        Result.number(r.gradus()),
        peers,
        ratio,
        r.goalText(),
        verdict(r));
  }

  private static String verdict(Result r) {
    String loss = r.ratio() < 1 ? "loss" : "";
    if (r.met() == null) {
      return r.goalText().isEmpty() ? loss : "✗ not measured";
    }
    String goal = r.met() ? "✓ met" : "✗ missed";
    return loss.isEmpty() ? goal : goal + ", " + loss;
  }

  private static String machine() {
    String model = System.getProperty("os.arch");
    try {
      model =
          Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
              .filter(l -> l.startsWith("model name"))
              .map(l -> l.substring(l.indexOf(':') + 2))
              .findFirst()
              .orElse(model);
    } catch (IOException e) {
      // not Linux: the architecture has to do
    }
    return model
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " processors, "
        + System.getProperty("os.name");
  }

  private static String jdk() {
    return Runtime.version().toString();
  }
}
