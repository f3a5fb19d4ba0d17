package io.gradus.nn.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A column of a table, unboxed. Arrays are shared, not copied, and not written to any more.
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
  ///
  /// @param name the name from the header
  /// @param values the numbers; NaN where a value is missing
  record Number(String name, double[] values) implements Column {
    @Override
    public int size() {
      return values.length;
    }

    @Override
    public boolean missing(int row) {
      return Double.isNaN(values[row]);
    }

    /// The distinct present values in ascending order; −0 counts as 0.
    double[] distinct() {
      return Arrays.stream(values)
          .filter(x -> !Double.isNaN(x))
          .map(x -> x + 0.0)
          .sorted()
          .distinct()
          .toArray();
    }

    @Override
    public Text asText() {
      double[] distinct = distinct();
      List<String> levels = new ArrayList<>(distinct.length);
      for (double x : distinct) {
        levels.add(Numbers.text(x));
      }
      int[] codes = new int[values.length];
      for (int i = 0; i < codes.length; i++) {
        codes[i] = missing(i) ? -1 : Arrays.binarySearch(distinct, values[i] + 0.0);
      }
      return new Text(name, levels, codes);
    }
  }

  /// A column of texts from a dictionary.
  ///
  /// @param name the name from the header
  /// @param levels the distinct texts: first those that are numbers, by value, then the others by
  ///   their characters, so that the order of the rows does not matter
  /// @param codes the position in `levels`; −1 where a value is missing
  record Text(String name, List<String> levels, int[] codes) implements Column {
    public Text {
      levels = List.copyOf(levels);
    }

    @Override
    public int size() {
      return codes.length;
    }

    @Override
    public boolean missing(int row) {
      return codes[row] < 0;
    }

    @Override
    public Text asText() {
      return this;
    }

    /// The level of a row; it must not be missing.
    String text(int row) {
      return levels.get(codes[row]);
    }

    /// The numbers that the levels read as; NaN for the others.
    double[] numbers() {
      return levels.stream().mapToDouble(Numbers::parse).toArray();
    }

    /// The first row whose text is not a number; −1 if there is none.
    int firstStray() {
      double[] numbers = numbers();
      for (int i = 0; i < codes.length; i++) {
        if (codes[i] >= 0 && Double.isNaN(numbers[codes[i]])) {
          return i;
        }
      }
      return -1;
    }

    /// True if this is in all likelihood a column of measured numbers with a few slips, not an
    /// honest column of categories: at most one cell in ten (or a single one) is not a number, and
    /// the numbers are no small set of codes: more than 20 different ones, or fractions, or hardly
    /// one twice.
    boolean slipped() {
      double[] numbers = numbers();
      int stray = 0;
      int present = 0;
      for (int code : codes) {
        if (code >= 0) {
          present++;
          stray += Double.isNaN(numbers[code]) ? 1 : 0;
        }
      }
      int counted = present - stray;
      if (stray == 0 || counted < 4 || stray > Math.max(1, present / 10)) {
        return false;
      }
      long distinct = Arrays.stream(numbers).filter(x -> !Double.isNaN(x)).count();
      boolean fractions = Arrays.stream(numbers).anyMatch(x -> x != Math.rint(x) && x == x);
      return distinct > Task.MOST_CLASSES || fractions || 2 * distinct > counted;
    }
  }
}
