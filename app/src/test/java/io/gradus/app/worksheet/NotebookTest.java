package io.gradus.app.worksheet;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.app.worksheet.Block.Cell;
import io.gradus.app.worksheet.Block.Heading;
import io.gradus.app.worksheet.Block.Prose;
import io.gradus.app.worksheet.Block.Recorded;
import io.gradus.app.worksheet.Block.Verbatim;
import org.junit.jupiter.api.Test;

/// Notebooks taken apart.
class NotebookTest {
  @Test
  void markdownWithFencesAndPrompts() {
    assertThat(
            Notebook.read(
                """
                ## Градиент

                Some **text**
                of two lines

                ```
                In[ ]:= x = 1;
                x
                In[2]:= y
                Out[2]= y
                ```

                Out[ ]//MatrixForm=

                $$\\begin{pmatrix} 1
                \\end{pmatrix}$$

                $$2$$
                In[ ]:= N[13470 / 50]

                Out[ ]:= 269.4
                - an item
                ```python
                print()
                ```
                """))
        .containsExactly(
            new Heading(2, "Градиент"),
            new Prose(false, "Some **text**\nof two lines"),
            new Cell("x = 1;\nx", 7),
            new Cell("y", 9),
            new Recorded("$$\\begin{pmatrix} 1\n\\end{pmatrix}$$\n$$2$$"),
            new Cell("N[13470 / 50]", 19),
            new Recorded("269.4"),
            new Prose(true, "an item"),
            new Verbatim("print()\n"));
  }

  @Test
  void aFileOfCodeIsPartedByEmptyLines() {
    assertThat(Notebook.read("x = {1,\n\n2}\nx\n\n\ny = (\n\nz\n"))
        .containsExactly(new Cell("x = {1,\n\n2}\nx", 1), new Cell("y = (", 7), new Cell("z", 9));
  }

  @Test
  void nothingIsNoCell() {
    assertThat(Notebook.read("")).isEmpty();
    assertThat(Notebook.read("```\n")).isEmpty();
    assertThat(Notebook.read("In[1]:=\n")).isEmpty();
  }
}
