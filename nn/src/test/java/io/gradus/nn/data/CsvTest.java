package io.gradus.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.array.Key;
import io.gradus.nn.UserException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
  static Table read(String text) {
    return Csv.read(new StringReader(text), "f.csv");
  }

  private static double[] numbers(Table t, String column) {
    Column.Number c = (Column.Number) t.column(column, "column");
    return IntStream.range(0, t.rows()).mapToDouble(c::value).toArray();
  }

  private static List<String> texts(Table t, String column) {
    Column.Text c = (Column.Text) t.column(column, "column");
    return IntStream.range(0, t.rows())
        .mapToObj(row -> c.missing(row) ? "-" : c.text(row))
        .toList();
  }

  private static int[] codes(Column.Text c) {
    return IntStream.range(0, c.size()).map(c::code).toArray();
  }

  @Test
  void readsNumbersAndTexts() {
    Table t = read("a,b,c\n1,x,2.5\n2,y,\n-3e2, x ,NA\n");
    assertThat(t.names()).containsExactly("a", "b", "c");
    assertThat(t.rows()).isEqualTo(3);
    assertThat(numbers(t, "a")).containsExactly(1, 2, -300);
    assertThat(texts(t, "b")).containsExactly("x", "y", "x");
    assertThat(numbers(t, "c")).containsExactly(2.5, Double.NaN, Double.NaN);
  }

  @Test
  void readsQuotedFieldsAndKeepsLineNumbers() {
    Table t = read("\"a \"\"q\"\"\",b\r\n\"x, y\",1\r\n\"two\r\nlines\",2\r\n\r\nlast,3");
    assertThat(t.names()).containsExactly("a \"q\"", "b");
    assertThat(texts(t, "a \"q\"")).containsExactly("x, y", "two\r\nlines", "last");
    assertThat(IntStream.range(0, 3).mapToLong(t::line)).containsExactly(2L, 3L, 6L);
    assertThat(t.place(2, t.columns().get(1))).isEqualTo("f.csv line 6, column 2 (b)");
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t", "|"})
  void findsTheSeparator(String s) {
    Table t = read(String.join(s, "\"a,;,;\"", "b", "c") + "\n" + String.join(s, "1", "2", "3"));
    assertThat(t.names()).containsExactly("a,;,;", "b", "c");
    assertThat(numbers(t, "c")).containsExactly(3);
  }

  @Test
  void readsSpreadsheetNumbersWithDecimalComma() {
    assertThat(numbers(read("a;b\n1,5;x\n2.5;y\n"), "a")).containsExactly(1.5, 2.5);
  }

  @Test
  void readsOneColumn() {
    assertThat(numbers(read("only\n1\n2\n"), "only")).containsExactly(1, 2);
  }

  @Test
  void knowsMissingValuesInAllColumns() {
    Table t = read("a,b\n,\nNA,NA\nN/A,n/a\nNaN,nan\nnull,NULL\nNone,?\n1,Nancy\n\"\",\" \"\n");
    assertThat(numbers(t, "a"))
        .containsExactly(
            Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 1, Double.NaN);
    assertThat(texts(t, "b")).containsExactly("-", "-", "-", "-", "-", "-", "Nancy", "-");
  }

  @Test
  void sortsLevelsWhateverTheOrderOfRows() {
    Column.Text c = (Column.Text) read("a\nz\n10\n2\nb\nz\n02\n2.0\n").columns().getFirst();
    assertThat(c.levels()).containsExactly("2", "10", "b", "z");
    assertThat(codes(c)).containsExactly(3, 1, 0, 2, 3, 0, 0);
    assertThat(new Column.Number("a", 10, 2, Double.NaN, 2).asText())
        .satisfies(t -> {
          assertThat(t.levels()).containsExactly("2", "10");
          assertThat(codes(t)).containsExactly(1, 0, -1, 0);
        });
  }

  @Test
  void columnsMadeInMemoryAreLikeThoseRead() {
    Column.Text text = Column.Text.of("t", "b", null, "2.0", "10", "a");
    Table t = Table.of("made", text, new Column.Number("n", 1, -0.0, Double.NaN, 4, 5));
    assertThat(text.levels()).containsExactly("2", "10", "a", "b");
    assertThat(codes(text)).containsExactly(3, -1, 0, 1, 2);
    assertThat(numbers(t, "n")).containsExactly(1, 0, Double.NaN, 4, 5);
    assertThat(t.place(0, text)).isEqualTo("made line 2, column 1 (t)");
  }

  @Test
  void manyLevelsKeepTheirCodes() {
    StringBuilder text = new StringBuilder("a\n");
    for (int i = 0; i < 5000; i++) {
      text.append('t').append(i * 7919 % 1000).append('\n');
    }
    Column.Text c = (Column.Text) read(text.toString()).columns().getFirst();
    assertThat(c.levels()).hasSize(1000).isSorted();
    for (int i = 0; i < 5000; i++) {
      assertThat(c.text(i)).isEqualTo("t" + i * 7919 % 1000);
    }
  }

  @Test
  void readsMarksPackedAndWideText(@TempDir Path folder) throws IOException {
    String text = "größe,b\n1,ä\n2,ö\n";
    Table plain = read(text);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gz = new GZIPOutputStream(packed)) {
      gz.write(text.getBytes(StandardCharsets.UTF_8));
    }
    List<byte[]> forms =
        List.of(
            text.getBytes(StandardCharsets.UTF_8),
            ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8),
            ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE),
            ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16BE),
            packed.toByteArray());
    for (byte[] form : forms) {
      Path file = Files.write(folder.resolve("t.csv"), form);
      for (Table t : List.of(Csv.read(file), Csv.read(new ByteArrayInputStream(form), "-"))) {
        assertThat(t.names()).isEqualTo(plain.names());
        assertThat(texts(t, "b")).isEqualTo(texts(plain, "b"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                 | f.csv is empty; expected a first line with column names
          '\\n\\n'           | f.csv is empty; expected a first line with column names
          'a,b\\n'           | f.csv has a header but no rows
          'a,b\\n1,2\\n3\\n' | f.csv line 3: 1 field, but the header names 2 columns
          'a,b\\n\\n1,2,3\\n'| f.csv line 3: 3 fields, but the header names 2 columns
          'x,y,x\\n1,2,3'    | f.csv line 1: columns 1 and 3 are both named 'x'; rename one of them
          'a\\n1\\n"b\\n2\\n'| f.csv line 3: a quote is not closed, or
          'a\\n"b"c\\n'      | f.csv line 2: a quote is not closed, or
          """)
  void tellsWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n").replace("''", "'")))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void noticesAFileWithoutHeader() {
    assertThatThrownBy(() -> read("5.1,3.5,1.4,0.2,setosa\n4.9,3.0,1.4,0.2,setosa\n"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("add a header line");
    assertThat(read("0,1,2\n0.5,0.5,0.5\n").names()).containsExactly("0", "1", "2");
  }

  @Test
  void tellsWhichFileIsNotThere(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("penguins.csv"), "a\n1\n");
    assertThatThrownBy(() -> Csv.read(folder.resolve("pengins.csv")))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("no such file: ")
        .hasMessageContaining("did you mean")
        .hasMessageEndingWith("penguins.csv'?");
    assertThatThrownBy(() -> Csv.read(folder))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is a folder");
  }

  @Test
  void refusesOtherEncodingsAndBinaryData() {
    byte[] latin = "a,b\nM\u00fcller,1\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> Csv.read(new ByteArrayInputStream(latin), "f.csv"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("not UTF-8");
    byte[] archive = {'P', 'K', 3, 4, 20, 0, 6, 0};
    assertThatThrownBy(() -> Csv.read(new ByteArrayInputStream(archive), "f.csv"))
        .isInstanceOf(UserException.class)
        .hasMessage("f.csv is a spreadsheet or an archive, not a text file; save the table as CSV");
    assertThatThrownBy(() -> read("a\0b\n"))
        .isInstanceOf(UserException.class)
        .hasMessage("f.csv is not a text file");
  }

  @Test
  void onlyUserExceptionsComeOutOfRandomText() {
    String[] pieces = {
      "a", "b", "1", "2.5", ",", ",", ";", "\t", "\n", "\n", "\r\n", "\"", "\"\"", " ", "NA", "é",
      "\uFEFF", "-", "e9", "\0", "#", "?"
    };
    Key key = Key.of(11);
    int good = 0;
    for (int run = 0; run < 3000; run++) {
      Key k = key.fold(run);
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < k.below(40, -1); i++) {
        text.append(pieces[k.below(pieces.length, i)]);
      }
      try {
        Table t = read(text.toString());
        assertThat(t.rows()).isPositive();
        good++;
      } catch (UserException e) {
        assertThat(e.getMessage()).startsWith("f.csv");
      }
    }
    assertThat(good).isPositive();
  }

  @Test
  void onlyUserExceptionsComeOutOfRandomBytes() {
    Key key = Key.of(12);
    for (int run = 0; run < 2000; run++) {
      Key k = key.fold(run);
      byte[] bytes = new byte[k.below(200, -1)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) k.at(i);
      }
      if (run % 3 == 0 && bytes.length > 3) {
        bytes[0] = 0x1f;
        bytes[1] = (byte) 0x8b;
        bytes[2] = 8;
      }
      try {
        Csv.read(new ByteArrayInputStream(bytes), "f.csv");
      } catch (UserException e) {
        assertThat(e.getMessage()).startsWith("f.csv");
      }
    }
  }
}
