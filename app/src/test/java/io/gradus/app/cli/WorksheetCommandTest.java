package io.gradus.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.app.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `gradus worksheet`.
class WorksheetCommandTest {
  private static final String NOTEBOOK =
      """
      ## Градиент

      ```
      In[ ]:= x = {x1, x2}; MatrixForm[Grad[x.x, x]]
      ```
      Out[ ]//MatrixForm= old

      ```
      Foo[x]
      ```
      In[ ]:= N[13470 / 50]
      """;

  @TempDir Path folder;

  @Test
  void cellsAsJsonAndAPage() throws IOException {
    Path file = Files.writeString(folder.resolve("notebook.txt"), NOTEBOOK);
    Path page = folder.resolve("report.html");
    Map<String, Object> json =
        Shell.run("worksheet", file.toString(), "-o", page.toString(), "--json").json();
    List<?> cells = (List<?>) json.get("cells");
    assertThat(cells).hasSize(3);
    assertThat(cells.get(0))
        .isEqualTo(
            Map.of(
                "input", "x = {x1, x2}; MatrixForm[Grad[x.x, x]]",
                "output", "{2*x1, 2*x2}",
                "tex", "\\begin{pmatrix}2 x_{1} \\\\ 2 x_{2}\\end{pmatrix}"));
    assertThat((Map<?, ?>) cells.get(1)).extracting("error").asString().contains("'Foo'");
    assertThat((Map<?, ?>) cells.get(2)).extracting("output").isEqualTo("269.4");
    assertThat(Files.readString(page))
        .contains("lang=\"ru\"", "<h2>Градиент</h2>", "<mtable>", "269.4", "unknown function")
        .contains("<summary lang=\"en\">Output in the notebook</summary><pre>old</pre>")
        .doesNotContain("http://", "https://", "<script");
  }

  @Test
  void textAndStandardInput() {
    assertThat(Shell.feed("f[x_] := x^3; f'[x]\n\n1 +", "worksheet", "-").out())
        .isEqualTo(
            """
            In[1]:= f[x_] := x^3; f'[x]
            Out[1]= 3*x^2

            In[2]:= 1 +
            error: line 3: an operand is missing at the end; write a number, a name or a bracket

            """);
  }

  @Test
  void aFileThatIsNotThere() {
    Shell.run("worksheet", folder.resolve("none.wl").toString()).refused("no such file");
  }
}
