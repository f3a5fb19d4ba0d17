package io.gradus.nn.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The cells of one column, 64 bits each, in blocks that lie on the heap or in a mapped file.
///
/// A cell holds the bits of its number; of a missing value those of NaN; and of a text those of NaN
/// with the code of the text, counted from 1, in its lower half. So a column can be read without
/// knowing beforehand whether a text will turn up in it.
///
/// @param blocks blocks of rows, each with its columns one after the other
/// @param column the position of the column in a block
/// @param shift a block has 2^shift rows, the last one perhaps fewer
/// @param size the number of rows
record Cells(List<MemorySegment> blocks, int column, int shift, int size) {
  static final ValueLayout.OfLong LAYOUT =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// The cell of a missing value.
  static final long MISSING = Double.doubleToLongBits(Double.NaN);

  /// The cell of a number, which is not NaN; −0 becomes 0.
  static long ofNumber(double x) {
    return Double.doubleToRawLongBits(x + 0.0);
  }

  /// The cell of a text.
  ///
  /// @param code its number in the dictionary of the column
  static long ofText(int code) {
    return MISSING | code + 1L;
  }

  /// True if a cell holds a text.
  static boolean isText(long cell) {
    return cell > MISSING; // any number is below, as bits
  }

  /// The code of the text in a cell that holds one.
  static int code(long cell) {
    return (int) cell - 1;
  }

  /// Cells on the heap.
  static Cells of(double... numbers) {
    MemorySegment block = MemorySegment.ofArray(new byte[8 * numbers.length]);
    for (int i = 0; i < numbers.length; i++) {
      double x = numbers[i];
      block.setAtIndex(LAYOUT, i, Double.isNaN(x) ? MISSING : ofNumber(x));
    }
    return new Cells(List.of(block), 0, Integer.SIZE - 1, numbers.length);
  }

  /// The cell of a row.
  long get(int row) {
    int block = row >>> shift;
    long rows = Math.min(1L << shift, size - ((long) block << shift));
    return blocks.get(block).getAtIndex(LAYOUT, column * rows + (row & (1L << shift) - 1));
  }

  /// The number of a row; NaN if it holds none.
  double number(int row) {
    return Double.longBitsToDouble(get(row));
  }

  /// The distinct numbers in ascending order, unless there are more than `most`.
  Optional<double[]> distinct(int most) {
    double[] found = new double[256];
    int count = 0;
    for (int row = 0; row < size; row++) {
      double x = number(row);
      if (Double.isNaN(x)) {
        continue;
      }
      found[count++] = x;
      if (count == found.length) {
        count = sortDistinct(found, count);
        if (count > most) {
          return Optional.empty();
        }
        found = Arrays.copyOf(found, Math.max(found.length, 2 * count));
      }
    }
    count = sortDistinct(found, count);
    return count > most ? Optional.empty() : Optional.of(Arrays.copyOf(found, count));
  }

  private static int sortDistinct(double[] x, int count) {
    Arrays.sort(x, 0, count);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (kept == 0 || x[i] != x[kept - 1]) {
        x[kept++] = x[i];
      }
    }
    return kept;
  }
}
