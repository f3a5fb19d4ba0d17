package io.gradus.nn.data;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.RecordType;
import io.gradus.nn.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads tables of comma-separated values.
///
/// The first line names the columns; it also shows what separates them: comma, semicolon, tab or
/// vertical bar. In a semicolon-separated file a comma is read as the decimal point, as
/// spreadsheets write it. Fields may be quoted and then hold separators, line breaks and doubled
/// quotes. Spaces around a cell do not count. Empty lines are skipped.
///
/// A cell is missing if it is empty or one of `NA N/A n/a #N/A <NA> NaN nan NULL Null null None ?`,
/// the same in all columns. A column is one of numbers if all cells that are not missing are
/// numbers; else it is one of text, truth values (`True`, `no`) included.
///
/// Text is UTF-8, with or without a byte-order mark, or UTF-16 with one; gzip data are unpacked.
public final class Csv {
  private static final Set<String> MISSING =
      Set.of("NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "Null", "null", "None", "?");
  private static final int LOOK_AHEAD = 1 << 16;
  private static final int GROWTH = 3; // a table takes up to about so many times its text
  private static final char[] SEPARATORS = {',', ';', '\t', '|'};

  private Csv() {}

  /// Reads a file; a large one into a file of its own, see [Cache#AUTO].
  ///
  /// @throws UserException naming file and line if there is no such file, it is empty, has no rows,
  ///   a row of another length than the header, a repeated name, or a quote that is not closed
  public static Table read(Path file) {
    return read(file, Cache.AUTO);
  }

  /// Reads a file into a place of choice. On disk, a table is read again from there as long as the
  /// bytes of the file stay the same.
  ///
  /// @throws UserException as before, or if the cache cannot be written
  public static Table read(Path file, Cache cache) {
    String name = Input.name(file);
    try {
      if (!cache.onDisk(GROWTH * Input.size(file))) {
        try (InputStream in = Input.open(file)) {
          return decode(in, name, new Blocks.OnHeap());
        }
      }
      Path table = CacheFolder.table(Input.hash(file));
      Optional<Table> known = TableFile.open(table, name);
      if (known.isPresent()) {
        return known.get();
      }
      try (InputStream in = Input.open(file);
          TableFile.Writer out = new TableFile.Writer(table)) {
        return decode(in, name, out);
      }
    } catch (IOException e) {
      throw Input.failure(name, e);
    }
  }

  /// Reads bytes to their end, such as the standard input; the stream is not closed.
  ///
  /// @param name what messages call the table
  /// @throws UserException as for a file
  public static Table read(InputStream in, String name) {
    try {
      return decode(Input.unpack(in), name, new Blocks.OnHeap());
    } catch (IOException e) {
      throw Input.failure(name, e);
    }
  }

  /// Reads characters to their end; the reader is not closed.
  ///
  /// @param name what messages call the table
  /// @throws UserException as for a file
  public static Table read(Reader reader, String name) {
    return read(reader, name, new Blocks.OnHeap());
  }

  private static Table read(Reader reader, String name, Blocks blocks) {
    try {
      return parse(new BufferedReader(reader, LOOK_AHEAD), name, blocks);
    } catch (CharacterCodingException e) {
      throw new UserException(
          name + " is not UTF-8 text; save it as UTF-8 (or: iconv -f WINDOWS-1252 -t UTF-8)", e);
    } catch (IOException e) {
      throw Input.failure(name, e);
    }
  }

  private static Table decode(InputStream in, String name, Blocks blocks) throws IOException {
    in.mark(2);
    int first = in.read();
    int second = in.read();
    in.reset();
    if (first == 'P' && second == 'K') {
      throw new UserException(
          name + " is a spreadsheet or an archive, not a text file; save the table as CSV");
    }
    boolean wide = first == 0xFE && second == 0xFF || first == 0xFF && second == 0xFE;
    Charset charset = wide ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    return read(
        new InputStreamReader(
            in,
            charset
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)),
        name,
        blocks);
  }

  private static Table parse(BufferedReader reader, String name, Blocks blocks) throws IOException {
    reader.mark(1);
    if (reader.read() != '\uFEFF') {
      reader.reset();
    }
    char separator = separator(reader, name);
    Rows rows = new Rows(name, separator == ';', blocks);
    // Not closed: the reader belongs to the caller.
    CsvReader<Boolean> csv =
        CsvReader.builder()
            .fieldSeparator(separator)
            .skipEmptyLines(true)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE) // Rows checks, with a better sentence
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .build(rows, reader);
    try {
      csv.forEach(ok -> {});
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (CsvParseException e) {
      if (e.getCause() instanceof UserException mistake) {
        throw mistake;
      }
      if (e.getCause() instanceof IOException broken) {
        throw broken;
      }
      throw new UserException(
          name
              + " line "
              + rows.line
              + ": a quote is not closed, or text follows the closing quote",
          e);
    }
    return rows.table();
  }

  /// The separator seen most often outside quotes in the first line that is not empty.
  private static char separator(BufferedReader reader, String name) throws IOException {
    reader.mark(LOOK_AHEAD);
    int[] counts = new int[SEPARATORS.length];
    boolean quoted = false;
    boolean begun = false;
    for (int i = 0; i < LOOK_AHEAD - 1; i++) {
      int c = reader.read();
      if (c < 0 || begun && !quoted && (c == '\n' || c == '\r')) {
        break;
      }
      if (c == 0) {
        throw new UserException(name + " is not a text file");
      }
      begun |= c != '\n' && c != '\r';
      quoted ^= c == '"';
      for (int k = 0; k < counts.length && !quoted; k++) {
        counts[k] += c == SEPARATORS[k] ? 1 : 0;
      }
    }
    reader.reset();
    int best = 0;
    for (int k = 1; k < counts.length; k++) {
      best = counts[k] > counts[best] ? k : best;
    }
    return SEPARATORS[best];
  }

  static boolean isMissing(char[] s, int from, int to) {
    int length = to - from;
    if (length == 0) {
      return true;
    }
    char c = s[from];
    // The set is asked, with a String, only about the few cells that could be in it.
    return (c == '?' || c == '#' || c == '<' || c == 'N' || c == 'n')
        && length <= 4
        && MISSING.contains(new String(s, from, length));
  }

  /// Takes the fields from the parser, straight from its buffer.
  private static final class Rows extends AbstractBaseCsvCallbackHandler<Boolean> {
    private final String name;
    private final boolean comma;
    private final List<String> header = new ArrayList<>();
    private final Blocks blocks;
    private TableBuilder table;
    private ColumnBuilder[] columns;
    private long line;

    Rows(String name, boolean comma, Blocks blocks) {
      this.name = name;
      this.comma = comma;
      this.blocks = blocks;
    }

    @Override
    protected void handleBegin(long startingLine) {
      line = startingLine;
    }

    @Override
    protected void handleField(int index, char[] s, int offset, int length, boolean quoted) {
      if (columns == null) {
        header.add(new String(s, offset, length).strip());
      } else if (index < columns.length) {
        columns[index].add(s, offset, length);
      }
    }

    @Override
    protected Boolean buildRecord() {
      if (getRecordType() == RecordType.EMPTY) {
        return true;
      }
      if (columns == null) {
        begin();
        return true;
      }
      int fields = getFieldCount();
      if (fields != columns.length) {
        throw new UserException(
            name
                + " line "
                + line
                + ": "
                + count(fields, "field")
                + ", but the header names "
                + count(columns.length, "column"));
      }
      table.endRow(line);
      return true;
    }

    private void begin() {
      columns = new ColumnBuilder[header.size()];
      Map<String, Integer> seen = new HashMap<>();
      int fractions = 0;
      for (int i = 0; i < columns.length; i++) {
        String given = header.get(i);
        double number = Numbers.parse(given);
        fractions += number != Math.rint(number) && !Double.isNaN(number) ? 1 : 0;
        String column = given.isEmpty() ? Table.UNNAMED + (i + 1) : given;
        Integer before = seen.put(column, i + 1);
        if (before != null) {
          throw new UserException(
              name
                  + " line "
                  + line
                  + ": columns "
                  + before
                  + " and "
                  + (i + 1)
                  + " are both named '"
                  + column
                  + "'; rename one of them");
        }
        columns[i] = new ColumnBuilder(column, comma);
      }
      table = new TableBuilder(name, columns, blocks);
      if (2 * fractions > columns.length) {
        throw new UserException(
            name
                + " line "
                + line
                + ": the first line holds numbers ("
                + header.getFirst()
                + ", …), not the names of the columns; add a header line");
      }
    }

    Table table() {
      if (columns == null) {
        throw new UserException(name + " is empty; expected a first line with column names");
      }
      if (table.rows() == 0) {
        throw new UserException(name + " has a header but no rows");
      }
      return table.build();
    }

    private static String count(int n, String noun) {
      return n + " " + noun + (n == 1 ? "" : "s");
    }
  }
}
