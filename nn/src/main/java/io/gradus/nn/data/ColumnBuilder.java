package io.gradus.nn.data;

import java.util.Arrays;

/// Collects the cells of one column: numbers as long as all cells are numbers, then levels.
///
/// A cell that reads as a number is named by that number also among texts, so that `1`, `1.0` and
/// `01` are one level and the first half of a column can be renamed when the first text appears.
final class ColumnBuilder {
  private final String name;
  private final boolean comma;
  private int size;
  private double[] numbers = new double[16];
  private int[] codes;
  private Levels levels;

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
    boolean missing = Csv.isMissing(s, from, to);
    double x = missing ? Double.NaN : Numbers.parse(s, from, to, comma);
    if (levels == null && !missing && Double.isNaN(x)) {
      turnToText();
    }
    if (levels == null) {
      if (size == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * size);
      }
      numbers[size++] = x;
    } else {
      if (size == codes.length) {
        codes = Arrays.copyOf(codes, 2 * size);
      }
      codes[size++] =
          missing ? -1 : Double.isNaN(x) ? levels.code(s, from, to) : levels.code(Numbers.text(x));
    }
  }

  private void turnToText() {
    levels = new Levels();
    codes = new int[numbers.length];
    for (int i = 0; i < size; i++) {
      codes[i] = Double.isNaN(numbers[i]) ? -1 : levels.code(Numbers.text(numbers[i]));
    }
    numbers = null;
  }

  Column build() {
    return levels == null
        ? new Column.Number(name, Arrays.copyOf(numbers, size))
        : levels.column(name, Arrays.copyOf(codes, size));
  }
}
