package io.gradus.nn.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A column of a table. Its cells lie on the heap or in a mapped file and are never boxed.
public sealed interface Column {
  /// The name from the header.
  String name();

  /// The number of rows.
  int size();

  /// True if there is no value in this row.
  boolean missing(int row);

  /// This column read as text; numbers become levels named `1`, `-2`, `0.5`.
  Text asText();

  /// A column of numbers.
  final class Number implements Column {
    private final String name;
    private final Cells cells;

    Number(String name, Cells cells) {
      this.name = name;
      this.cells = cells;
    }

    /// A column made in memory.
    ///
    /// @param name the name from the header
    /// @param values the numbers; NaN where a value is missing
    public Number(String name, double... values) {
      this(name, Cells.of(values));
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int size() {
      return cells.size();
    }

    @Override
    public boolean missing(int row) {
      return Double.isNaN(value(row));
    }

    /// The number in a row; NaN if the value is missing. −0 is read as 0.
    public double value(int row) {
      return cells.number(row);
    }

    /// The distinct present values in ascending order, unless there are more than `most`.
    Optional<double[]> distinct(int most) {
      return cells.distinct(most);
    }

    @Override
    public Text asText() {
      return new Text(name, cells, Dictionary.EMPTY);
    }
  }

  /// A column of texts, of which some may be numbers.
  final class Text implements Column {
    private final String name;
    private final Cells cells;
    private final Dictionary texts;
    private double[] numbers; // those among the levels, made when they are first asked for
    private List<String> levels;

    Text(String name, Cells cells, Dictionary texts) {
      this.name = name;
      this.cells = cells;
      this.texts = texts;
    }

    /// A column made in memory.
    ///
    /// @param name the name from the header
    /// @param texts the texts; null where a value is missing
    public static Text of(String name, String... texts) {
      ColumnBuilder builder = new ColumnBuilder(name, false);
      for (String text : texts) {
        char[] s = text == null ? new char[0] : text.toCharArray();
        builder.add(s, 0, s.length);
      }
      return builder.build(builder.cells()).asText();
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int size() {
      return cells.size();
    }

    @Override
    public boolean missing(int row) {
      return cells.get(row) == Cells.MISSING;
    }

    @Override
    public Text asText() {
      return this;
    }

    /// The distinct texts: first those that are numbers, by value, then the others by their
    /// characters, so that the order of the rows does not matter.
    public List<String> levels() {
      if (levels == null) {
        numbers = cells.distinct(Integer.MAX_VALUE).orElseThrow();
        List<String> all = new ArrayList<>(numbers.length + texts.sorted().size());
        for (double x : numbers) {
          all.add(Numbers.text(x));
        }
        all.addAll(texts.sorted());
        levels = List.copyOf(all);
      }
      return levels;
    }

    /// The position in [#levels] of the text in a row; −1 if the value is missing.
    public int code(int row) {
      levels();
      long cell = cells.get(row);
      if (cell == Cells.MISSING) {
        return -1;
      }
      return Cells.isText(cell)
          ? numbers.length + texts.rank(Cells.code(cell))
          : Arrays.binarySearch(numbers, Double.longBitsToDouble(cell));
    }

    /// The number in a row; NaN if the value is missing or another text.
    double number(int row) {
      return cells.number(row);
    }

    /// The text in a row; it must not be missing.
    String text(int row) {
      return levels().get(code(row));
    }

    /// True if there were too many different texts to keep them all; then no row may be asked for.
    boolean crowded() {
      return texts.crowded();
    }

    /// The first row whose text is not a number; −1 if there is none.
    int firstStray() {
      return texts.firstRow();
    }

    /// The first text that is not a number.
    String stray() {
      return texts.first();
    }

    /// True if this is in all likelihood a column of measured numbers with a few slips, not an
    /// honest column of categories: at most one cell in ten (or a single one) is not a number, or
    /// at most half of them, always the same text as for missing values; and the numbers are no
    /// small set of codes: more than 20 different ones, or fractions, or hardly one twice.
    boolean slipped() {
      long present = IntStream.range(0, size()).filter(row -> !missing(row)).count();
      long stray = texts.rows();
      long counted = present - stray;
      long most = texts.texts().size() == 1 ? present / 2 : Math.max(1, present / 10);
      if (stray == 0 || counted < 4 || stray > most) {
        return false;
      }
      Optional<double[]> distinct = cells.distinct(Task.MOST_CLASSES);
      return distinct.isEmpty()
          || Arrays.stream(distinct.get()).anyMatch(x -> x != Math.rint(x))
          || 2 * distinct.get().length > counted;
    }
  }
}
