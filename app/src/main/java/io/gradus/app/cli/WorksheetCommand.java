package io.gradus.app.cli;

import io.gradus.app.worksheet.Worksheet;
import io.gradus.app.worksheet.Worksheet.Cell;
import io.gradus.app.worksheet.Worksheet.Report;
import io.gradus.app.worksheet.Worksheet.Shown;
import io.gradus.nn.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gradus worksheet`: a notebook of formulas, run.
@CommandLine.Command(
    name = "worksheet",
    description = {
      "Runs a notebook in a part of Wolfram's language, cell by cell: definitions, lists and"
          + " matrices, Grad, D, f', Plot, Table, RecurrenceTable, TableForm, MatrixForm, N.",
      "Cells are code fences and lines behind In[ ]:= in Markdown, or paragraphs of a file of"
          + " code.",
      "A cell that fails says why in one sentence, and the others go on."
    },
    footer = {
      "%nExamples:",
      "  gradus worksheet gradients.md -o report.html",
      "  echo 'Plot[{Tanh[x], D[Tanh[x], x]}, {x, -3, 3}]' | gradus worksheet - -o tanh.html"
    })
final class WorksheetCommand extends Command {
  @Parameters(
      paramLabel = "FILE",
      description = "The notebook: Markdown, text or .wl; - is standard input.")
  String file;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The report with typeset formulas and pictures, as one page of HTML.")
  Path output;

  @Override
  public Integer call() throws IOException {
    String name = file.equals("-") ? "Worksheet" : String.valueOf(Path.of(file).getFileName());
    Report report = Worksheet.report(read(), name);
    if (output != null) {
      Files.writeString(output, report.page());
    }
    if (json) {
      printJson(document(report));
    } else {
      for (int i = 0; i < report.cells().size(); i++) {
        print(i + 1, report.cells().get(i));
      }
      if (output != null) {
        print("report   " + output);
      }
    }
    return 0;
  }

  private String read() throws IOException {
    byte[] bytes =
        file.equals("-") ? console.in().readAllBytes() : Files.readAllBytes(Path.of(file));
    if (bytes.length > 20_000_000) {
      throw new UserException(file + " is too large for a worksheet");
    }
    return new String(bytes, StandardCharsets.UTF_8); // what is no UTF-8 becomes a sign for that
  }

  private void print(int number, Cell cell) {
    print(indented("In[" + number + "]:= ", cell.input()));
    cell.outputs().forEach(shown -> print(indented("Out[" + number + "]= ", shown.text())));
    cell.notes().forEach(text -> print("note: " + text));
    cell.error().ifPresent(text -> print("error: " + text));
    cell.reasons().forEach(text -> print("  " + text));
    cell.correction().ifPresent(c -> print("  " + c.text()));
    print("");
  }

  private static String indented(String prompt, String text) {
    return prompt + text.replace("\n", "\n" + " ".repeat(prompt.length()));
  }

  private Map<String, Object> document(Report report) {
    List<Map<String, Object>> cells = new ArrayList<>();
    for (Cell cell : report.cells()) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("input", cell.input());
      tree.put("output", joined(cell.outputs(), "\n"));
      tree.put(
          "tex", cell.outputs().stream().map(Shown::tex).collect(Collectors.joining(" \\\\ ")));
      if (!cell.notes().isEmpty()) {
        tree.put("notes", cell.notes());
      }
      cell.error().ifPresent(text -> tree.put("error", text));
      if (!cell.reasons().isEmpty()) {
        tree.put("reasons", cell.reasons());
      }
      cell.correction()
          .ifPresent(c -> tree.put("correction", Map.of("output", c.text(), "tex", c.tex())));
      cells.add(tree);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("cells", cells);
    if (output != null) {
      document.put("file", output.toString());
    }
    return document;
  }

  private static String joined(List<Shown> outputs, String between) {
    return outputs.stream().map(Shown::text).collect(Collectors.joining(between));
  }
}
