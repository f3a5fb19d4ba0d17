package io.gradus.app.worksheet;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.app.worksheet.Worksheet.Cell;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.xml.sax.SAXException;

/// Whatever a worksheet contains, it ends with a report that is well formed, and a cell that fails
/// with a sentence.
class WorksheetFuzzTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final List<String> WORDS =
      List.of(
          "f",
          "x",
          "x_",
          "W",
          "w1",
          "[",
          "]",
          "[[",
          "]]",
          "{",
          "}",
          "(",
          ")",
          ",",
          ";",
          "\n",
          ".",
          "^",
          "+",
          "-",
          "*",
          "/",
          ":=",
          "=",
          "==",
          "->",
          "→",
          "'",
          "\"a\"",
          "\"",
          "2",
          "1.5",
          "10^300",
          "(*",
          "*)",
          "Plot",
          "Grad",
          "D",
          "Join",
          "Table",
          "N",
          "MatrixForm",
          "TableForm",
          "RecurrenceTable",
          "Exp",
          "Tanh",
          "Sqrt",
          "{x, 0, 1}",
          "{n, 1, 3}",
          "{x1, x2}",
          "f[x_]:=",
          "ClearAll",
          "```",
          "In[ ]:=",
          "Out[ ]=",
          "$$",
          "# ",
          "- ",
          "\\",
          "%",
          "&",
          "#",
          "@",
          "_",
          "\u0000",
          "ы",
          "//",
          "/.",
          "/@",
          "@@",
          "x -> 1",
          "Map",
          "Module",
          "With",
          "If",
          "Nest",
          "Fold",
          "Inverse",
          "Range",
          "ListPlot",
          "\n\n");

  private final Random random = new Random(Long.getLong("gradus.seed", 7));

  private static void check(String notebook) {
    List<Worksheet.Part> parts = Worksheet.run(notebook, SECOND);
    for (Worksheet.Part part : parts) {
      part.cell()
          .flatMap(Cell::error)
          .ifPresent(e ->
              assertThat(e)
                  .as(notebook)
                  .isNotBlank()
                  .doesNotContain("fault of gradus", "\n", "Exception"));
    }
    String page = WorksheetPage.of(parts, "fuzz");
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
      factory.setAttribute("jdk.xml.maxElementDepth", 0); // no limit
      factory
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
    } catch (SAXException | IOException | ParserConfigurationException e) {
      throw new AssertionError(notebook, e);
    }
  }

  @Test
  void randomBytes() {
    for (int i = 0; i < 40; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      check(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  @Test
  void randomWords() {
    for (int i = 0; i < 250; i++) {
      StringBuilder text = new StringBuilder();
      for (int k = random.nextInt(25); k >= 0; k--) {
        text.append(WORDS.get(random.nextInt(WORDS.size())))
            .append(random.nextBoolean() ? " " : "");
      }
      check(text.toString());
    }
  }

  @Test
  void soundCodeWithWordsChanged() {
    String sound =
        WorksheetTest.BELL
            + "f2[x_, w1_, w2_] := f[f[x, w1], w2];\n"
            + "MatrixForm[Grad[f2[x, W3, W1], Join[W3, W1]]]\n"
            + "t = RecurrenceTable[{a[n + 1] == Tanh[a[n]], a[1] == s}, a, {n, 1, 3}];\n"
            + "TableForm[{Plot[D[t, s], {s, -1, 1}, PlotRange -> Full], \"a\" 2}]";
    for (int i = 0; i < 25; i++) {
      List<String> words = new ArrayList<>(List.of(sound.split("(?<=\\W)|(?=\\W)")));
      for (int k = 0; k < 1 + i % 3; k++) {
        int at = random.nextInt(words.size());
        words.set(at, random.nextBoolean() ? "" : WORDS.get(random.nextInt(WORDS.size())));
      }
      check(String.join("", words));
    }
  }

  @Test
  void soundNotebooksWithCharactersChanged() {
    String sound =
        """
        # Iterates

        Some *text* and a formula $x^2$.

        ```
        In[ ]:= g[s_] := 2 Exp[-s^2]; (* a bell *)
        t = RecurrenceTable[{a[n + 1] == g[a[n]], a[1] == g[s]}, a, {n, 1, 3}];
        TableForm[{Plot[t, {s, -4, 4}, PlotLegends -> "Expressions"], D[t, s] // N}]
        ```

        Out[ ]//TableForm=

        $$\\frac{1}{2}$$

        ```
        Module[{w = {u, v}}, Map[#^2 &, w] /. u -> 3] // MatrixForm
        ```
        - an item

        In[ ]:= N[13470 / 50]
        """;
    for (int i = 0; i < 25; i++) {
      StringBuilder text = new StringBuilder(sound);
      for (int k = 0; k <= i % 8; k++) {
        mutate(text);
      }
      check(text.toString());
    }
  }

  /// Deletes, doubles, moves or replaces a part.
  private void mutate(StringBuilder text) {
    int from = random.nextInt(text.length());
    int reach = random.nextInt(4) == 0 ? 60 : 3;
    int to = Math.min(text.length(), from + 1 + random.nextInt(reach));
    switch (random.nextInt(4)) {
      case 0 -> text.delete(from, text.length() > 200 ? to : from);
      case 1 -> text.insert(from, text.substring(from, to));
      case 2 -> text.insert(random.nextInt(text.length()), text.substring(from, to));
      default ->
          text.setCharAt(from, "()[]{}#&%;,.'\"=_^*/\u0000\u00e9".charAt(random.nextInt(21)));
    }
  }

  @Test
  void extremes() {
    check("f[x_] := f[x]\nf[1]");
    check("f[x_] := f[f[x]] + f[x]; f[1]");
    check("x = x; x");
    check("f[x_] := f[x + 1]; f[1]\n\na[n_] := If[n == 0, 1, a[n]]; a[3]\n\na[1] = a[1]");
    check("f = f[#] &; f[1]\n\n# & & & &\n\n" + "f@".repeat(3000) + "x");
    check("x " + "// f ".repeat(3000) + "\n\n" + "(".repeat(3000) + "#&" + ")".repeat(3000));
    check("10^10^10\n\nRange[10^10]\n\nNest[# # &, 2, 10000]\n\nNest[# + x &, x, 10000]");
    check("Module[{a = a}, a]\n\nModule[{x}, Module[{x = x}, x]]\n\nWith[{Plot = 1}, Plot]");
    check("a = b; b = a; a");
    check("2^99999999999999");
    check("(10^300)^(10^300)");
    check("x^(10^300)");
    check("(".repeat(100_000));
    check("{".repeat(5_000) + "x" + "}".repeat(5_000));
    check("Exp[".repeat(3_000) + "x" + "]".repeat(3_000));
    check("N[".repeat(5_000) + "x" + "]".repeat(5_000));
    check("x = x^x^x^x^x; Plot[x, {y, 0, 1}]");
    check("Table[Table[i j, {i, 1000}], {j, 1000}]");
    check("Plot[1/x, {x, -1, 1}]\n\nPlot[1/0, {x, 0, 1}]\n\nPlot[Log[x], {x, -2, -1}]");
    check("Plot[10^300 x, {x, -10^300, 10^300}]");
  }
}
