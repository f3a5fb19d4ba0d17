package io.gradus.nn.data;

import io.gradus.nn.UserException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes a table of rows that come one after the other.
///
/// Rows go in blocks, in which each column lies in one piece, the line numbers last: one pass over
/// a file writes it as it is read, and all later passes go over columns.
final class TableBuilder {
  private static final int BLOCK = 1 << 17; // cells

  private final String name;
  private final List<ColumnBuilder> columns;
  private final ColumnBuilder lines = new ColumnBuilder("line", false);
  private final Blocks blocks;
  private final int shift;
  private int rows;

  TableBuilder(String name, ColumnBuilder[] columns, Blocks blocks) {
    this.name = name;
    this.columns = List.of(columns);
    this.blocks = blocks;
    this.shift = shift(columns.length);
  }

  /// The rows of a block as a power of two: at least 16, and cells enough for a large write.
  private static int shift(int columns) {
    return Math.max(4, Integer.SIZE - 1 - Integer.numberOfLeadingZeros(BLOCK / (columns + 1)));
  }

  /// Ends a row, to which each column got its cell.
  ///
  /// @param line the line of the file on which it began
  void endRow(long line) {
    if (rows == Integer.MAX_VALUE) {
      throw new UserException(name + " has more than " + rows + " rows, the most there can be");
    }
    lines.add(line);
    rows++;
    if (rows % (1 << shift) == 0) {
      flush(1 << shift);
    }
  }

  int rows() {
    return rows;
  }

  private void flush(int filled) {
    MemorySegment block =
        MemorySegment.ofArray(new byte[Math.multiplyExact(8 * filled, columns.size() + 1)]);
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).flush(block, i);
    }
    lines.flush(block, columns.size());
    blocks.add(block);
  }

  Table build() {
    int rest = rows % (1 << shift);
    if (rest > 0) {
      flush(rest);
    }
    return blocks.finish(name, rows, shift, columns);
  }

  /// The table of some blocks.
  static Table table(
      String name,
      int rows,
      int shift,
      List<MemorySegment> blocks,
      List<String> names,
      List<Dictionary> dictionaries,
      Optional<Path> file) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Cells cells = new Cells(blocks, i, shift, rows);
      columns.add(ColumnBuilder.column(names.get(i), cells, dictionaries.get(i)));
    }
    return new Table(name, columns, new Cells(blocks, names.size(), shift, rows), file);
  }
}
