package io.gradus.nn.data;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/// Collects the cells of one column, block by block.
///
/// A cell that reads as a number is that number also among texts, so that `1`, `1.0` and `01` are
/// one level.
final class ColumnBuilder {
  private final String name;
  private final boolean comma;
  private final Levels levels = new Levels();
  private long[] block = new long[16];
  private int filled;
  private int row;
  private int texts;
  private int firstText = -1;

  /// @param comma whether a comma is read as the decimal point as well
  ColumnBuilder(String name, boolean comma) {
    this.name = name;
    this.comma = comma;
  }

  void add(char[] s, int offset, int length) {
    int from = offset;
    int to = offset + length;
    while (from < to && s[from] <= ' ') {
      from++;
    }
    while (from < to && s[to - 1] <= ' ') {
      to--;
    }
    if (Csv.isMissing(s, from, to)) {
      put(Cells.MISSING);
      return;
    }
    double x = Numbers.parse(s, from, to, comma);
    if (!Double.isNaN(x)) {
      put(Cells.ofNumber(x));
      return;
    }
    firstText = texts++ == 0 ? row : firstText;
    put(Cells.ofText(levels.code(s, from, to)));
  }

  void add(long number) {
    put(Cells.ofNumber(number));
  }

  private void put(long cell) {
    if (filled == block.length) {
      block = Arrays.copyOf(block, 2 * filled);
    }
    block[filled++] = cell;
    row++;
  }

  /// Moves the cells collected since the last call into a block.
  ///
  /// @param column the position of the column in it
  void flush(MemorySegment target, int column) {
    MemorySegment.copy(block, 0, target, Cells.LAYOUT, 8L * column * filled, filled);
    filled = 0;
  }

  /// The cells collected so far, on the heap.
  Cells cells() {
    MemorySegment target = MemorySegment.ofArray(new byte[8 * filled]);
    int size = filled;
    flush(target, 0);
    return new Cells(List.of(target), 0, Integer.SIZE - 1, size);
  }

  String name() {
    return name;
  }

  Dictionary dictionary() {
    return Dictionary.of(levels.texts(), texts, firstText, levels.crowded());
  }

  Column build(Cells cells) {
    return column(name, cells, dictionary());
  }

  /// A column of numbers if it has no text, else one of texts.
  static Column column(String name, Cells cells, Dictionary dictionary) {
    return dictionary.rows() == 0
        ? new Column.Number(name, cells)
        : new Column.Text(name, cells, dictionary);
  }
}
